"""Three questions from before stand at the head of a chapter; each miss opens the next hint."""

from small_book import RIGHT, SOLVE, WRONG, again, answer, ask, go

from dlnotes.exercises.checker import hints


def before(page, chapter="02_second"):
    go(page, chapter)
    page.get_by_text("Three questions from before").click()
    return page.locator(".before .question")


def asked(questions):
    return questions.evaluate_all("all => all.map((question) => question.dataset.id)")


def test_questions_worth_asking_again_stand_at_the_head_of_the_next_chapter(visit):
    with ask(visit) as page:
        questions = before(page)
        assert asked(questions) == ["q-line", "q-loss", "q-steep"]
        assert questions.first.get_by_role("link").get_attribute("href") == "01_first.html#q-line"
        questions.first.get_by_role("radio", name=RIGHT).check()
        questions.first.get_by_role("button", name="Check").click()
        assert "Right." in questions.first.get_by_role("status").inner_text()
        go(page, "01_first")
        assert "✓" in page.locator("#q-line .question-mark").inner_text()


def test_each_chapter_before_is_asked_from_and_the_last_comes_first(visit):
    with ask(visit) as page:
        questions = before(page, "03_third")
        assert asked(questions) == ["q-own", "q-line", "q-loss"]
        titles = questions.locator(".question-kind").all_inner_texts()
        first, second = "From 1 · One of each form", "From 2 · One that comes later"
        assert titles == [second, first, first]


def test_missed_questions_take_their_place(visit):
    with ask(visit) as page:
        answer(page, WRONG)  # it is among the three already
        page.locator("#q-share").get_by_role("textbox").fill("50")
        page.locator("#q-share").get_by_role("button", name="Check").click()
        questions = before(page)
        page.locator(".before [data-id=q-share]").wait_for()
        assert asked(questions) == ["q-line", "q-loss", "q-share"]
        again = page.locator(".before [data-id=q-share]")
        again.get_by_role("textbox").fill("25")
        again.get_by_role("textbox").press("Enter")
        assert "Right." in again.get_by_role("status").inner_text()
        assert asked(before(page)) == ["q-line", "q-loss", "q-steep"]


def test_without_a_script_the_three_can_be_read(visit):
    with ask(visit, "book/02_second.html", java_script_enabled=False) as page:
        page.get_by_text("Three questions from before").click()
        assert page.locator(".before .question").count() == 3
        page.locator(".before .answers summary").first.click()
        assert page.locator(".before .answers li").first.is_visible()


def test_each_miss_in_the_page_offers_the_next_hint_and_the_solution_comes_last(visit):
    miss = SOLVE.replace("true", "false")
    with ask(visit) as page:
        place = page.locator(".hints")
        assert place.inner_text() == ""
        for step, (kind, text) in enumerate(hints("nor-weights").items(), start=1):
            page.evaluate(miss)
            place.get_by_role("button", name=kind).click()
            assert place.get_by_role("status").inner_text().count(text) == 1
            assert place.locator("p").count() == step
            assert place.get_by_role("button").count() == 0  # another try opens another
        assert "A solution stands folded below." in place.inner_text()
        again(page)
        assert place.inner_text() == ""
        page.evaluate(miss)
        assert place.get_by_role("button", name="A nudge").is_visible()
        page.evaluate(SOLVE)
        assert not place.get_by_role("button").is_visible()
