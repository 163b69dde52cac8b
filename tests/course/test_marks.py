"""What a reader has done is kept in the browser, seen at its places, exported, erased."""

import json

import pytest
from small_book import RIGHT, SHIFT, SOLVE, WRONG, again, answer, ask, go

# As a browser does that lets no page keep anything.
DENY = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(globalThis, name, { configurable: true, get() {
        throw new DOMException("denied", "SecurityError");
    } })"""


def export(page):
    go(page, "your_course")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    return download.value.path().read_text(encoding="utf-8")


def import_(page, text):
    file = {"name": "marks.json", "mimeType": "application/json", "buffer": text.encode()}
    status = page.locator(".course-here [role=status]")
    status.evaluate("status => status.replaceChildren()")
    page.get_by_label("Import").set_input_files(file)
    page.wait_for_function("document.querySelector('.course-here [role=status]').textContent")
    return status.inner_text()


def listed(page):
    return page.locator(".course-list li").all_inner_texts()


# --- at their places ------------------------------------------------------------------------------


def test_a_mark_is_seen_and_heard_and_still_there_after_a_reload(visit):
    with ask(visit) as page:
        mark = page.locator("#q-line .question-mark")
        assert mark.inner_text() == ""
        answer(page, WRONG)
        assert "✗" in mark.inner_text() and "not right yet" in mark.inner_text()
        answer(page, RIGHT)
        again(page)
        mark.get_by_text("✓").wait_for()
        assert "right" in mark.inner_text()
        assert page.get_by_role("radio", name=RIGHT).is_checked()
        assert page.locator(".guess[data-of=q-line]").inner_text().startswith("You guessed: Yes")


def test_a_solved_exercise_is_marked_and_stays_so(visit):
    with ask(visit) as page:
        heading = page.get_by_role("heading", name="Warm-up: NOR")
        assert "✓" not in heading.inner_text()
        page.evaluate(SOLVE)
        page.evaluate(SOLVE.replace("true", "false"))  # tried once more, with something else
        again(page)
        assert "✓" in heading.inner_text() and "solved" in heading.inner_text()


def test_the_list_of_chapters_says_how_much_is_done(visit):
    with ask(visit) as page:
        link = page.locator("nav.bd-links").get_by_role("link", name="1 · One of each form")
        before = link.bounding_box()
        answer(page, WRONG)
        page.evaluate(SOLVE)
        assert "2/6" in link.inner_text() and "2 of 6 done" in link.inner_text()
        assert link.bounding_box() == before
        go(page, "02_second")
        assert "2/6" in link.inner_text()
        other = page.locator("nav.bd-links").get_by_role("link", name="2 · One that")
        assert "/" not in other.inner_text()


def test_another_tab_sees_a_new_mark(visit):
    with ask(visit) as page:
        other = page.context.new_page()
        other.goto(page.url)
        answer(page, RIGHT)
        other.locator("#q-line .question-mark .sign").wait_for()
        other.close()


def test_the_introduction_leads_to_where_the_reader_stopped(visit):
    with ask(visit, "book/intro.html") as page:
        line = page.locator(".go-on")
        assert not line.is_visible()
        go(page, "01_first")
        page.evaluate("document.querySelector('#a-place-on-a-line').scrollIntoView()")
        go(page, "intro")
        assert line.inner_text() == (
            "Go on where you stopped: 1 · One of each form, A place on a line"
        )
        assert page.evaluate(SHIFT) <= 0.005
        line.get_by_role("link").click()
        assert page.url.endswith("01_first.html#a-place-on-a-line")


def test_where_storage_is_denied_all_works_and_it_is_said_that_nothing_is_kept(visit):
    with ask(visit) as page:
        page.context.add_init_script(DENY)
        again(page)
        answer(page, RIGHT)
        assert "✓" in page.locator("#q-line .question-mark").inner_text()
        assert "1/6" in page.locator("nav.bd-links").inner_text()
        page.get_by_role("button", name="Color mode").click()
        assert page.evaluate("dlnotesMarks.kept") is False
        go(page, "your_course")
        page.get_by_text("does not let the page keep anything").wait_for()
        assert json.loads(export(page))["marks"] == []


def test_where_storage_is_full_all_works(visit):
    with ask(visit) as page:
        page.evaluate(
            """() => { Storage.prototype.setItem = () => {
                throw new DOMException("full", "QuotaExceededError");
            } }"""
        )
        answer(page, RIGHT)
        assert page.evaluate("dlnotesMarks.kept") is False
        assert "✓" in page.locator("#q-line .question-mark").inner_text()
        assert "1/6" in page.locator("nav.bd-links").inner_text()


@pytest.mark.parametrize("stored", ["{", "[]", "null", "7", '{"page": "01_first"}'])
def test_a_broken_mark_is_none(visit, stored):
    with ask(visit) as page:
        key = "dlnotes-mark/01_first/question/q-line"
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, stored])
        page.evaluate("localStorage.setItem('dlnotes-mark/of-another-kind', '{}')")
        again(page)
        assert page.evaluate("dlnotesMarks.all()") == []
        answer(page, RIGHT)
        assert page.evaluate("dlnotesMarks.all().length") == 1


# --- your course ----------------------------------------------------------------------------------


def test_your_course_lists_what_was_missed_and_what_is_left(visit):
    with ask(visit) as page:
        answer(page, WRONG)
        page.evaluate(SOLVE)
        go(page, "your_course")
        assert page.get_by_role("heading", name="1 · One of each form 1 of 6").count() == 1
        assert len(listed(page)) == 8
        page.get_by_role("radio", name="Missed").check()
        [missed] = listed(page)
        assert "Can one straight line" in missed and "not right yet" in missed
        assert "You answered: Yes, if its slope w₁ is right" in missed
        page.get_by_role("radio", name="Left").check()
        assert len(listed(page)) == 6 and not any("NOR" in text for text in listed(page))
        page.get_by_role("radio", name="Missed").check()
        page.get_by_role("link", name="Can one straight line").click()
        assert page.url.endswith("01_first.html#q-line")


def test_marks_are_exported_erased_and_imported(visit):
    with ask(visit) as page:
        answer(page, WRONG)
        page.evaluate(SOLVE)
        text = export(page)
        saved = json.loads(text)
        assert saved["dlnotes"] == "marks" and saved["version"] == 1
        assert {mark["id"]: mark["right"] for mark in saved["marks"]} == {
            "q-line": False,
            "nor-weights": True,
        }
        page.get_by_role("button", name="Erase", exact=True).click()
        page.keyboard.press("Enter")  # the question whether one is sure has the focus
        assert "All marks are erased." in page.locator(".course-here [role=status]").inner_text()
        assert not any("✓" in text or "✗" in text for text in listed(page))
        assert not page.evaluate("Object.keys(localStorage).some((key) => key.includes('q-line'))")
        assert "2 marks are new or newer" in import_(page, text)
        assert sum("✓" in text or "✗" in text for text in listed(page)) == 2
        go(page, "your_course")
        assert sum("✓" in text or "✗" in text for text in listed(page)) == 2


def test_an_imported_file_is_joined_with_what_is_here_and_the_newer_mark_stays(visit):
    with ask(visit) as page:
        answer(page, WRONG)
        older = export(page)
        go(page, "01_first")
        answer(page, RIGHT)
        page.evaluate(SOLVE)
        go(page, "your_course")
        assert "0 marks are new or newer" in import_(page, older)
        found = page.evaluate(
            "dlnotesMarks.find({ page: '01_first', kind: 'question', id: 'q-line' })"
        )
        assert found["right"] and found["tries"] == 2 and found["first"]["answer"] == "A"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is not JSON"),
        ("[1, 2]", "This is not a file of marks."),
        ('{"cells": []}', "This is not a file of marks."),
        ('{"dlnotes": "marks", "version": 2, "marks": []}', "These marks have version 2"),
        ('{"dlnotes": "marks", "version": 1, "marks": [null]}', "Mark 1 of this file is damaged"),
        (
            '{"dlnotes": "marks", "version": 1, "marks": [{"page": "<b>", "kind": "question"}]}',
            "Mark 1 of this file is damaged",
        ),
    ],
)
def test_a_file_that_is_none_of_marks_is_refused_and_nothing_changes(visit, text, said):
    with ask(visit) as page:
        answer(page, RIGHT)
        go(page, "your_course")
        assert said in import_(page, text)
        assert page.evaluate("dlnotesMarks.all().length") == 1
