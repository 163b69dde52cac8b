"""Questions in a page: answered by mouse, keyboard and finger, and readable without a script."""

import re

import pytest
from small_book import ask

NAMES = ["q-line", "q-loss", "q-share", "q-steep", "q-backward"]


def check(question):
    question.get_by_role("button", name="Check").click()
    return question.get_by_role("status").inner_text()


def code_lines(question):
    return question.locator(".lines > li").evaluate_all(
        "lines => lines.map((line) => line.querySelector('code')?.textContent ?? '-')"
    )


def move(page, question, code, key, times):
    """Move a line with the arrow keys."""
    line = question.locator("li", has_text=re.compile(re.escape(code)))
    line.get_by_role("button", name="Up").focus()
    for _ in range(times):
        page.keyboard.press(key)


# --- each form ------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 360])
def test_a_choice_is_told_right_or_not_yet_with_its_own_reason(visit, width):
    with ask(visit, width=width) as page:
        question = page.locator("#q-line")
        assert check(question) == "Choose one first."
        question.get_by_role("radio", name="A Yes, if its slope").check()
        said = check(question)
        assert "Not yet." in said and "two equal points on different sides" in said
        question.get_by_role("radio", name="B No, whatever").check()
        said = check(question)
        assert "Right." in said and "on a diagonal" in said and "different sides" not in said
        assert question.locator(".answers").get_attribute("open") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.303", "Right."),
        (" 2,3026 ", "Right."),
        ("0.1", "That is the probability itself."),
        ("1/10", "That is the probability itself."),
        ("−2.303", "A loss is above 0."),
        ("-2.303", "A loss is above 0."),
        ("7e3", "Take the logarithm of a tenth."),
        ("", "Write a number, such as 0.5."),
        ("ln 10", "Write a number, such as 0.5."),
        ("1/0/2", "Write a number, such as 0.5."),
    ],
)
def test_a_number_is_read_as_people_write_it(visit, typed, said):
    with ask(visit) as page:
        question = page.locator("#q-loss")
        field = question.get_by_role("textbox", name="Your number")
        field.fill(typed)
        field.press("Enter")
        assert said in question.get_by_role("status").inner_text()


def test_a_number_may_have_its_unit(visit):
    with ask(visit) as page:
        question = page.locator("#q-share")
        question.get_by_role("textbox", name="Your number %").fill("25 %")
        assert "Right. A half of a half." in check(question)


def test_a_place_on_a_line_is_found_with_the_keyboard(visit):
    with ask(visit) as page:
        question = page.locator("#q-steep")
        assert "Look where it climbs." in check(question)
        slider = question.get_by_role("slider", name="Your place")
        for _ in range(8):
            slider.press("ArrowRight")
        assert question.locator(".here").inner_text() == "0.8"
        assert "There it is." in check(question)
        slider.press("End")
        assert "There it is flat." in check(question)


def test_lines_are_put_in_order_with_the_keyboard(visit):
    with ask(visit) as page:
        question = page.locator("#q-backward")
        at_first = code_lines(question)
        assert "The weights met the input" in check(question)
        move(page, question, "dout.T @ dout", "ArrowDown", 3)
        assert code_lines(question)[-2:] == ["-", "self.W.grad += dout.T @ dout"]
        assert "What is returned has to be there." in check(question)
        move(page, question, "return dx", "ArrowDown", 3)
        assert "Right." in check(question)
        # The gradients do not need each other, nor dx: any order of these three is right.
        move(page, question, "dx = dout", "ArrowDown", 2)
        assert "Right." in check(question)
        move(page, question, "dx = dout", "ArrowDown", 1)
        assert "Not yet." in check(question)
        assert sorted(code_lines(question)) == sorted(at_first)
        assert page.evaluate("document.activeElement.textContent") == "Check"


def test_a_line_that_is_moved_keeps_the_focus(visit):
    with ask(visit) as page:
        question = page.locator("#q-backward")
        down = question.locator("li", has_text="return dx").get_by_role("button", name="Down")
        down.focus()
        page.keyboard.press("Enter")
        assert down.evaluate("button => button === document.activeElement")
        assert code_lines(question)[1] == "return dx"


def test_lines_are_dragged_with_the_mouse(visit):
    with ask(visit) as page:
        question = page.locator("#q-backward")
        question.scroll_into_view_if_needed()
        grip = question.locator("li", has_text="return dx").locator(".grip")
        to = question.locator("li", has_text="self.x.T").bounding_box()
        grip.hover()
        page.mouse.down()
        page.mouse.move(to["x"] + 10, to["y"] + to["height"] - 2, steps=8)
        page.mouse.up()
        page.mouse.move(to["x"] + 10, 10)  # let go, it stays
        assert code_lines(question)[-2:] == ["return dx", "-"]


def test_lines_are_dragged_with_a_finger(visit):
    with ask(visit, width=360, touch=True) as page:
        question = page.locator("#q-backward")
        question.scroll_into_view_if_needed()
        box = question.locator("li", has_text="return dx").locator(".grip").bounding_box()
        to = question.locator("li", has_text="self.x.T").bounding_box()
        x, y, end = box["x"] + 5, box["y"] + 10, to["y"] + to["height"] - 2
        client = page.context.new_cdp_session(page)
        for kind, at in [("Start", y), ("Move", (y + end) / 2), ("Move", end), ("End", None)]:
            points = [] if at is None else [{"x": x, "y": at}]
            client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        page.wait_for_function(
            "document.querySelector('#q-backward .rest').previousElementSibling.textContent"
            ".includes('return dx')"
        )


# --- everyone -------------------------------------------------------------------------------------


def test_the_keyboard_alone_answers_a_choice(visit):
    with ask(visit) as page:
        question = page.locator("#q-line")
        question.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Check"
        page.keyboard.press("Enter")
        assert "Right." in question.get_by_role("status").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the answers
        assert question.locator(".answers li").first.is_visible()


def test_enter_on_a_choice_checks_it(visit):
    with ask(visit) as page:
        question = page.locator("#q-line")
        question.get_by_role("radio").nth(1).check()
        page.keyboard.press("Enter")
        assert "Right." in question.get_by_role("status").inner_text()


def test_a_group_says_what_is_asked(visit):
    with ask(visit) as page:
        question = page.get_by_role("group", name="Predict").first
        choices = question.get_by_role("radiogroup", name="Can one straight line separate")
        assert choices.get_by_role("radio").count() == 3
        described = page.locator("#q-loss input").get_attribute("aria-describedby")
        assert "loss of a guess" in page.locator(f"#{described}").inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_script_a_question_is_read_with_its_answers_folded(visit, width):
    with ask(visit, width=width, java_script_enabled=False) as page:
        for name in NAMES:
            question = page.locator(f"#{name}")
            assert question.locator(".question-text").inner_text()
            for control in question.locator("input, button, .grip, .rest").all():
                assert not control.is_visible()
            answer = question.locator(".answers li").first
            assert not answer.is_visible()
            question.locator("summary").click()
            assert answer.is_visible()
        assert "A\nYes, if its slope" in page.locator("#q-line [role=radiogroup]").inner_text()
        assert "return dx" in page.locator("#q-backward .lines").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_is_nothing_to_press_and_the_answers_are_there(visit):
    with ask(visit) as page:
        page.emulate_media(media="print")
        for control in page.locator(".answering :is(input, button, .grip)").all():
            assert not control.is_visible()
        assert page.locator("#q-line .answers li").first.bounding_box()["height"] > 10


def test_forced_colours_leave_right_and_wrong_and_the_focus_to_be_seen(visit):
    with ask(visit, forced_colors="active") as page:
        question = page.locator("#q-line")
        question.get_by_role("radio").first.check()
        check(question)
        assert question.locator(".verdict .sign").inner_text() == "✗"
        button = question.get_by_role("button", name="Check")
        button.press("Shift")  # the keyboard is in use
        assert button.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"


def test_nothing_moves_when_questions_come_to_life_or_remember(visit):
    with ask(visit) as page:
        for mark in (False, True):
            if mark:
                page.locator("#q-line").get_by_role("radio").first.check()
                check(page.locator("#q-line"))
                page.reload()
            shift = page.evaluate(
                """() => new Promise((resolve) => {
                    let sum = 0;
                    new PerformanceObserver((list) => {
                        for (const entry of list.getEntries()) sum += entry.value;
                    }).observe({ type: "layout-shift", buffered: true });
                    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
                })"""
            )
            assert shift <= 0.005


# --- what the reader guessed ----------------------------------------------------------------------


def test_the_first_guess_is_repeated_beside_what_happened(visit):
    with ask(visit) as page:
        place = page.locator(".guess[data-of=q-line]")
        assert place.inner_text() == "" and place.bounding_box()["height"] > 20
        question = page.locator("#q-line")
        for choice in (2, 1):
            question.get_by_role("radio").nth(choice).check()
            check(question)
        assert place.inner_text() == "You guessed: Only with a bias, as in b"
        happened = page.locator(".cell_output", has_text="what happened").first
        assert happened.bounding_box()["y"] < place.bounding_box()["y"]
        slider = page.locator("#q-steep").get_by_role("slider")
        slider.press("ArrowLeft")
        check(page.locator("#q-steep"))
        assert page.locator(".guess[data-of=q-steep]").inner_text() == "You guessed: −0.1"
