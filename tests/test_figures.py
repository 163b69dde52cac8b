"""A figure is enlarged by a click, a finger or a key, and the page is calm when it is not."""

import pytest
from axe import AXE, RUN_AXE, WCAG

PAGE = "book/05_sgd.html"
FIGURE = ".has-enlarge img"
OPEN = "document.querySelector('dialog.enlarged')?.open"
SHUT = f"!{OPEN}"


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_figure_is_enlarged_by_a_click_and_by_a_key(engine, over):
    with engine(PAGE, over) as page:
        before = page.css(FIGURE).read("figure => figure.getBoundingClientRect().width")
        page.css(FIGURE).click()
        image = page.css("dialog.enlarged img")
        image.wait("image => image.naturalWidth > 0")
        assert image.read("image => image.getBoundingClientRect().width") > before
        assert image.read("image => image.alt") == page.css(FIGURE).read("figure => figure.alt")
        page.press("Escape")
        page.wait_for(SHUT)
        button = page.role("button", "Enlarge the figure")
        button.press("Enter")
        page.wait_for(OPEN)
        page.press("Enter")  # the focus is on *Close*
        page.wait_for(SHUT)
        button.wait("button => document.activeElement === button")


def test_on_a_phone_an_enlarged_figure_has_its_own_size_and_scrolls_in_the_window(engine):
    with engine(PAGE, width=320) as page:
        page.css(".wide-figure").click()  # its picture is wider than the window
        page.css("dialog.enlarged img").wait("image => image.naturalWidth > 0")
        frame = page.css("dialog.enlarged > div")
        assert frame.read("frame => frame.scrollWidth > 1.5 * frame.clientWidth")
        box = page.css("dialog.enlarged").read("dialog => dialog.getBoundingClientRect().toJSON()")
        assert box["left"] >= 0 and box["right"] <= 320 and box["bottom"] <= 800
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_enlarged_figure_can_be_read_by_everyone(visit, scheme):
    with visit(PAGE, scheme=scheme) as page:
        button = page.get_by_role("button", name="Enlarge the figure").first
        assert button.evaluate("button => getComputedStyle(button).opacity") == "0"
        button.focus()
        assert button.evaluate("button => getComputedStyle(button).opacity") == "1"
        page.keyboard.press("Enter")
        page.get_by_role("dialog", name="The figure, enlarged").wait_for()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        passes, violations = page.evaluate(RUN_AXE, WCAG)
        assert passes > 10 and violations == []
