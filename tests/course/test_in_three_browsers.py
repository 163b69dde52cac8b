"""Questions and marks in each of the three browsers, by the keyboard alone, on a phone's width."""

import pytest
from engines import NO_STORAGE
from small_book import build

PAGE = "book/01_first.html"
MARKS = "dlnotesMarks.all().map(({ id, right }) => [id, right])"


@pytest.fixture(params=["http", "file"])
def ask(engine, request):
    """Open a page of the small book, over http and from the disk."""

    def open_page(path=PAGE, width=360):
        where = {"folder": build()} if request.param == "http" else {"address": build().as_uri()}
        return engine(path, width=width, **where)

    return open_page


def check(page, name):
    """Go on to the button and press it; return what is said."""
    page.css(f"#{name} .answer").press("Enter")
    return page.css(f"#{name} .verdict").text()


def test_each_form_is_answered_by_the_keyboard_and_its_mark_is_kept(ask):
    with ask() as page:
        page.css("#q-line input").focus()
        page.press("ArrowDown")
        assert "Right." in check(page, "q-line")
        page.css("#q-loss input").type("0,1")
        page.press("Enter")
        assert "That is the probability itself." in page.css("#q-loss .verdict").text()
        page.css("#q-steep input").press("ArrowRight", times=8)
        assert "There it is." in check(page, "q-steep")
        move(page, "self.W.grad += dout.T @ dout", "ArrowDown", 3)
        move(page, "return dx", "ArrowDown", 3)
        assert "Right." in check(page, "q-backward")
        wanted = [["q-line", True], ["q-loss", False], ["q-steep", True], ["q-backward", True]]
        assert page.evaluate(MARKS) == wanted
        page.reload()
        page.wait_for("globalThis.dlnotesMarks")
        assert page.evaluate(MARKS) == wanted
        assert "✗" in page.css("#q-loss .question-mark").text()
        assert page.css(".guess[data-of=q-loss]").text() == "You guessed: 0.1"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def move(page, code, key, times):
    """Move a line with the arrow keys; its button keeps the focus."""
    page.evaluate(
        """(code) => [...document.querySelectorAll(".lines > li")]
            .find((line) => line.textContent.includes(code)).querySelector("button").focus()""",
        code,
    )
    page.press(key, times)


def test_a_line_is_dragged_with_the_mouse(ask):
    with ask(width=1280) as page:
        lines = ".lines code"
        first, second = page.evaluate(
            f"[...document.querySelectorAll('{lines}')].slice(0, 2).map((c) => c.textContent)"
        )
        page.css(".grip").drag(0, 50)
        page.css(".lines").wait(
            "(list, code) => list.children[1].querySelector('code').textContent === code", first
        )
        assert page.css(lines).text() == second


def test_marks_are_exported_erased_and_imported_and_a_class_is_counted(ask):
    with ask() as page:
        page.css("#q-line input").press("Space")
        assert "different sides" in check(page, "q-line")
        saved = page.evaluate("dlnotesMarks.export()")
        leave(page, "your_course")
        assert "Can one straight line" in page.css(".course-list").text()
        page.role("button", "Erase").press("Enter")
        page.press("Enter")
        assert page.css("[role=status]").text() == "All marks are erased."
        assert page.evaluate(MARKS) == []
        choose(page, saved)
        page.wait_for("dlnotesMarks.all().length === 1")
        leave(page, "class")
        choose(page, saved)
        page.css("table tbody td").wait()
        assert "1 × A: Yes, if its slope" in page.css("table tbody").text()


def leave(page, name):
    page.goto(page.evaluate("location.href").replace("01_first", name).replace("your_course", name))
    page.wait_for(
        "name => document.readyState === 'complete' && location.href.includes(name)", name
    )


def choose(page, text):
    """Choose a file, as a reader does in the system's own dialogue."""
    page.css("input[type=file]").read(
        """(input, text) => {
            const chosen = new DataTransfer();
            chosen.items.add(new File([text], "marks.json"));
            input.files = chosen.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        text,
    )


def test_missed_questions_are_asked_again(ask):
    with ask() as page:
        page.css("#q-share input").type("50\n")
        page.css("#q-share .verdict").wait("said => said.innerText")
        leave(page, "02_second")
        page.css(".before > summary").press("Enter")
        page.css(".before [data-id=q-share] input").type("25\n")
        page.css(".before [data-id=q-share] .verdict").wait("said => said.innerText")
        assert page.evaluate(MARKS) == [["q-share", True]]


def test_where_storage_is_denied_questions_are_answered_all_the_same(engine):
    with engine(PAGE, width=360, folder=build(), before=NO_STORAGE) as page:
        page.css("#q-line input").press("Space")
        assert "different sides" in check(page, "q-line")
        assert "✗" in page.css("#q-line .question-mark").text()
        assert page.evaluate("dlnotesMarks.kept") is False
        leave(page, "your_course")
        assert "does not let the page keep anything" in page.css(".not-kept").text()
