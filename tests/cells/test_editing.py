"""A cell becomes an editor where it stands, by mouse, key and finger."""

import pytest
from axe import AXE, RUN_AXE, WCAG

PAGE = "book/01_perceptron.html"
FIRST, NOR = "b8020e0d", "82e68742"
# Letters in a block of code, each with its colour.
LETTERS = """(pre) => {
    const found = [], walk = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { color } = getComputedStyle(walk.currentNode.parentElement);
        for (const letter of walk.currentNode.data) if (letter.trim()) found.push([letter, color]);
    }
    return [pre.getBoundingClientRect().height, found];
}"""


def ready(page):
    page.wait_for_selector("html[data-cells=ready]", state="attached")


def cell_of(page, name=FIRST):
    ready(page)
    return page.locator(f'[data-cell="{name}"]')


def edit(cell):
    cell.locator(".cell_input pre").focus()
    cell.page.keyboard.press("Enter")
    code = cell.get_by_role("textbox", name="Code")
    code.and_(cell.page.locator(":focus")).wait_for()
    return code


def write(cell, text):
    code = cell.get_by_role("textbox", name="Code")
    code.focus() if code.count() else edit(cell)
    cell.page.keyboard.press("Control+a")
    cell.page.keyboard.insert_text(text)


def bar(page):
    return page.get_by_role("region", name="Python in this page")


def test_at_rest_a_page_shows_no_button_and_loads_nothing(visit):
    with visit(PAGE) as page:
        cell = cell_of(page)
        tools = cell.locator(".cell-tools")
        assert tools.evaluate("tools => getComputedStyle(tools).opacity") == "0"
        scripts = page.evaluate("[...document.scripts].map(({ src }) => src).join()")
        assert "cells.js" in scripts and "workbench" not in scripts and "editor" not in scripts
        cell.hover()
        assert tools.evaluate("tools => getComputedStyle(tools).opacity") == "1"
        assert tools.get_by_role("button").all_inner_texts() == ["Edit", "Run"]


def test_an_editor_looks_like_the_cell_before(visit):
    with visit(PAGE) as page:
        cell = cell_of(page)
        code = cell.locator(".cell_input pre")
        height, letters = code.evaluate(LETTERS)
        edit(cell)
        page.wait_for_selector(".cm-content .k")
        edited_height, edited = code.evaluate(LETTERS)
        assert abs(edited_height - height) < 0.5
        assert [letter for letter, _ in edited] == [letter for letter, _ in letters]
        words = [(i, colour) for i, (letter, colour) in enumerate(letters) if letter.isalnum()]
        assert len(words) > 50
        page.wait_for_function(  # a busy editor colours its lines one after the other
            f"""([pre, words]) => {{
                const [, now] = ({LETTERS})(pre);
                return words.every(([i, colour]) => now[i][1] === colour);
            }}""",
            [code.element_handle(), words],
        )


def test_a_click_into_the_code_puts_the_cursor_there(visit):
    with visit(PAGE) as page:
        cell = cell_of(page)
        cell.locator(".nf", has_text="perceptron").dblclick()
        cell.get_by_role("textbox", name="Code").wait_for()
        page.wait_for_function("document.activeElement.ariaLabel === 'Code'")
        page.keyboard.insert_text("#")
        assert "#" in cell.locator(".cm-line").first.inner_text()


def test_a_click_on_a_name_of_dlnotes_leads_to_the_reference_and_one_beside_it_edits(visit):
    with visit(PAGE) as page:
        ready(page)
        shown = "[data-cell]:not([data-exercise]):has(> .cell_input .code-link)"
        names = [cell.get_attribute("data-cell") for cell in page.locator(shown).all()]
        first, second = (page.locator(f"[data-cell='{name}']") for name in names[:2])
        name = first.locator(".code-link").first
        name.scroll_into_view_if_needed()
        box = name.bounding_box()
        page.mouse.click(box["x"] + box["width"] + 60, box["y"] + box["height"] / 2)
        first.get_by_role("textbox", name="Code").wait_for()
        link = second.locator(".code-link").first
        link.scroll_into_view_if_needed()
        # No picture is on its way when the page is left.
        page.evaluate("""Promise.all([...document.images].map((picture) => {
            picture.loading = "eager";
            return picture.decode();
        }))""")
        link.click()
        page.wait_for_url("**/api.html#*dlnotes.*")


def test_the_keyboard_enters_indents_and_leaves(visit):
    with visit(PAGE) as page:
        code = edit(cell_of(page))
        assert (
            "Escape" in page.locator(f"id={code.get_attribute('aria-describedby')}").text_content()
        )
        page.keyboard.press("Control+Home")
        page.keyboard.press("Tab")
        assert code.inner_text().startswith("    def")
        page.keyboard.press("Control+z")
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Run all above"


def test_what_is_copied_is_what_is_written_now(visit):
    with visit(PAGE, permissions=["clipboard-read", "clipboard-write"]) as page:
        cell = cell_of(page)
        write(cell, "a = 1\nb = 2")
        cell.get_by_role("button", name="Copy").click()
        page.wait_for_function("document.querySelector('.copybtn.success')")
        assert page.evaluate("navigator.clipboard.readText()") == "a = 1\nb = 2"


def test_an_exercise_is_an_editor_when_a_reader_comes_to_it(visit):
    with visit(PAGE) as page:
        cell = cell_of(page, NOR)
        height = cell.bounding_box()["height"]
        assert not cell.locator(".cm-editor").count()
        cell.scroll_into_view_if_needed()
        cell.get_by_role("textbox", name="Code").wait_for()
        assert abs(cell.bounding_box()["height"] - height) < 0.5
        assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_editors_open_and_outputs_shown(visit, scheme):
    with visit(PAGE, scheme=scheme, reduced_motion="reduce") as page:
        cell = cell_of(page)
        write(cell, "for i in range(99): print(i)\n1 / 0")
        page.keyboard.press("Control+Enter")
        page.set_default_timeout(120_000)
        cell.get_by_text("ZeroDivisionError").wait_for()
        write(cell_of(page, "3b083616"), "INPUTS = ()")
        bar(page).get_by_text("This page").click()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        passes, violations = page.evaluate(RUN_AXE, WCAG)
        assert passes and violations == []


def test_a_finger_finds_the_buttons_and_a_phone_never_scrolls_sideways(visit):
    with visit("book/03_output_and_loss.html", width=320, touch=True) as page:
        ready(page)
        cells = page.locator("[data-cell]:not([class*=tag_hide])")
        for i in (1, 2, 3):
            tools = cells.nth(i).locator(".cell-tools")
            assert tools.evaluate("tools => getComputedStyle(tools).opacity") == "1"
            tools.get_by_role("button", name="Edit").tap()
            cells.nth(i).get_by_role("textbox", name="Code").wait_for()
            page.keyboard.insert_text("# " + "long " * 40)
        page.wait_for_function("document.querySelectorAll('.cm-editor').length === 3")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        boxes = [
            b.bounding_box() for b in cells.nth(2).get_by_role("button").all() if b.is_visible()
        ]
        assert len(boxes) >= 3 and all(box["height"] >= 24 for box in boxes)


def test_an_editor_is_seen_in_forced_colours(visit):
    with visit(PAGE, forced_colors="active") as page:
        cell = cell_of(page)
        edit(cell)
        look = cell.locator(".highlight").evaluate(
            """box => {
                const style = getComputedStyle(box.querySelector(".cm-editor"));
                return [style.color, style.backgroundColor, getComputedStyle(box).outlineStyle];
            }"""
        )
        assert look[0] != look[1] and look[2] == "solid"
        button = cell.get_by_role("button", name="Run", exact=True)
        assert button.evaluate("b => getComputedStyle(b).borderStyle") == "solid"
