"""Every page of the built site without a mouse, a good screen or good eyes."""

import itertools

import pytest
from axe import AXE, RUN_AXE, WCAG
from conftest import PAGES, SITE

SOURCES = [path for path in PAGES if path.startswith("_modules/")]
# Pages that are opened one after the other: those of the book alone, those of the sources together.
WALKS = [*([path] for path in PAGES if path not in SOURCES), SOURCES]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk[0])
def test_each_page_opens_as_a_file_on_a_dark_phone_and_axe_finds_nothing_there_or_elsewhere(
    visit, walk
):
    options = {"over": "file", "width": 360, "scheme": "dark"}
    with visit(walk[0], **options, reduced_motion="reduce") as page:
        for path in walk:
            if path != walk[0]:
                page.go_to(path)
            assert page.title(), path
            pictures_have_the_shape_that_the_page_states(page)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            # It ends where it began: the next page opens on a dark phone, too.
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


def pictures_have_the_shape_that_the_page_states(page):
    for width, height, ratio in page.locator("main img[width]:visible").evaluate_all(
        """imgs => imgs.map(({ width, height, attributes: stated }) =>
            [width, height, stated.width.value / stated.height.value])"""
    ):
        assert width / height == pytest.approx(ratio, rel=0.15)  # in the dark with a frame


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
