"""Every page of the built site without a mouse, a good screen or good eyes."""

import itertools

import pytest
from axe import AXE, RUN_AXE, WCAG
from conftest import SITE
from test_site import each_of, each_walk


@each_walk
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(visit, walk):
    with visit(walk[0], reduced_motion="reduce") as page:
        for path in each_of(walk, page):
            page.evaluate(AXE.read_text(encoding="utf-8"))
            for width, scheme in itertools.product((1280, 360), ("light", "dark")):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                page.wait_for_selector(f"html[data-theme={scheme}]")
                # The theme lets the keyboard reach what scrolls a moment after the page narrows.
                page.wait_for_function(
                    """[...document.querySelectorAll("[tabindex='-1']")].every(
                        (box) => box.scrollWidth <= box.offsetWidth)"""
                )
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                passes, violations = page.evaluate(RUN_AXE, WCAG)
                assert passes and violations == [], (path, width, scheme)


@pytest.mark.parametrize("chapter", ["01_perceptron", "06_mnist"])
def test_the_keyboard_goes_through_a_page_in_order_and_shows_where_it_is(visit, chapter):
    with visit(f"book/{chapter}.html") as page:
        page.add_style_tag(content="* { transition: none !important }")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to main content"
        assert page.locator(":focus").bounding_box()["y"] >= 0
        stops = 0
        while page.evaluate("document.activeElement !== document.body"):
            wrong = page.evaluate(
                """() => {
                    const stop = document.activeElement;
                    const style = getComputedStyle(stop);
                    const look = () => ["outline", "boxShadow", "borderColor", "backgroundColor",
                        "color", "textDecoration"].map((name) => style[name]).join();
                    const before = globalThis.before ?? document.documentElement;
                    const shown = look();
                    stop.blur();
                    const hidden = look();
                    stop.focus();
                    globalThis.before = stop;
                    // A cell that became an editor meanwhile cannot be compared with.
                    const after = !before.isConnected ||
                        before.compareDocumentPosition(stop) & 4;
                    // An editor shows it at the box that it stands in.
                    if (stop.closest(".cm-editor")) return after ? null : stop.outerHTML;
                    return shown === hidden || !after ? stop.outerHTML : null;
                }"""
            )
            assert wrong is None
            stops += 1
            if page.evaluate("document.activeElement.closest('.cm-editor') !== null"):
                page.keyboard.press("Escape")  # Tab indents there, after Escape it leaves
            page.keyboard.press("Tab")
        assert stops > 50
        assert page.locator("[role=slider]").count() < stops


def test_the_skip_link_leads_past_the_side_bar(visit):
    with visit("book/01_perceptron.html") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("stop => Boolean(stop.closest('main'))")


def test_no_style_turns_the_page_with_the_phone():
    """What axe would look for in the styles (`css-orientation-lock`)."""
    for path in SITE.rglob("*.css"):
        assert "orientation:" not in path.read_text(encoding="utf-8")
