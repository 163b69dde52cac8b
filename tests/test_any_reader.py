"""Readers who see, zoom, print and share otherwise."""

import pytest
from conftest import SITE, WITH_CONTROLS
from engines import Host

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("book/*.html"))
# What WCAG lets a reader do with text (1.4.12).
SPACED = """* { letter-spacing: 0.12em !important; line-height: 1.5 !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
CUT = """[...document.querySelectorAll("main :is(label, .widget-label, button, th, td, p)")]
    .filter((box) => box.checkVisibility() && getComputedStyle(box).overflowX !== "visible"
        && !box.matches("[tabindex='0'], .dlnotes-spoken") && box.scrollWidth > box.clientWidth + 1)
    .map((box) => box.outerHTML)"""
# Shapes and bars of controls that have the colour of the page, or whose colour is not the reader's.
UNSEEN = """() => {
    const { backgroundColor: ground } = getComputedStyle(document.body);
    const seen = (colour) => ![ground, "none", "rgba(0, 0, 0, 0)"].includes(colour);
    const shapes = [...document.querySelectorAll(
        ".dlnotes-view svg :is(line, path, circle, polyline, polygon, rect, text)")];
    const bars = [...document.querySelectorAll(
        ".dlnotes-share, .noUi-target, .dlnotes-view button")];
    return [
        ...shapes.filter((shape) => shape.checkVisibility() && shape.getAttribute("d") !== ""
            && !seen(getComputedStyle(shape).fill) && !seen(getComputedStyle(shape).stroke)),
        ...bars.filter((bar) => !seen(getComputedStyle(bar).backgroundColor)
            && !parseFloat(getComputedStyle(bar).borderTopWidth)),
    ].map((element) => element.outerHTML.slice(0, 200));
}"""
# Text that white paper hardly shows: the contrast that WCAG computes, below 3.
PALE = """() => {
    const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    return [...document.querySelectorAll("article *")].filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
        && element.checkVisibility({ visibilityProperty: true })
        && 1.05 / (light(getComputedStyle(element).color) + 0.05) < 3)
        .map((element) => element.outerHTML.slice(0, 200));
}"""
SIZES = """() => {
    const size = (text) => parseFloat(getComputedStyle(text).fontSize);
    const all = (selector) => [...document.querySelectorAll(selector)]
        .filter((text) => text.checkVisibility());
    const lines = all("article section > p").filter((text) => !text.querySelector(".katex"))
        .map((text) => text.innerText.length
            / Math.round(text.clientHeight / parseFloat(getComputedStyle(text).lineHeight)))
        .sort((a, b) => a - b);
    return {
        code: Math.min(...all("article pre, article code").map(size)),
        titles: ["h1", "h2", "h3"].map((rank) => Math.max(0, ...all(`article ${rank}`).map(size))),
        letters: lines[Math.floor(lines.length / 2)], // in the lines of half of the paragraphs
    };
}"""


@pytest.mark.parametrize("path", PAGES)
def test_with_wide_letters_no_word_is_cut_and_at_400_percent_nothing_scrolls_sideways(visit, path):
    with visit(path) as page:
        page.add_style_tag(content=SPACED)
        assert page.evaluate(CUT) == []
        page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
        page.wait_for_function("document.documentElement.scrollWidth <= 320")


@pytest.mark.parametrize("path", WITH_CONTROLS)
def test_in_high_contrast_every_line_bar_and_button_is_seen(visit, path):
    with visit(path, forced_colors="active") as page:
        assert page.evaluate(UNSEEN) == []
        for pressed in page.locator(".dlnotes-view button[aria-pressed=true]").all():
            ground = "button => getComputedStyle(button).backgroundColor"
            other = page.locator(".dlnotes-view button[aria-pressed=false]").first
            assert pressed.evaluate(ground) != other.evaluate(ground)


@pytest.mark.parametrize("path", WITH_CONTROLS)
def test_from_a_dark_screen_paper_is_as_light_as_from_any(visit, path):
    with visit(path, scheme="dark", width=718) as page:
        page.emulate_media(media="print")
        assert page.evaluate(PALE) == []


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_titles_outrank_sections_code_is_no_small_print_and_lines_are_short(visit, width):
    with visit("book/05_sgd.html", width=width) as page:
        sizes = page.evaluate(SIZES)
        assert sizes["code"] >= 14
        assert sizes["titles"] == sorted(sizes["titles"], reverse=True)
        assert len({size for size in sizes["titles"] if size}) == sum(map(bool, sizes["titles"]))
        assert sizes["letters"] < 80


def test_in_a_frame_of_another_site_the_button_copies_or_gives_the_link(browser, tmp_path):
    (tmp_path / "lesson.html").write_text(
        '<iframe src="SITE/book/01_perceptron.html" width="900" height="700"></iframe>'
    )
    with Host() as site, Host(tmp_path) as lesson:
        lesson.changes["lesson.html"] = lambda text: text.replace(b"SITE", site.address.encode())
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{lesson.address.replace('127.0.0.1', 'localhost')}/lesson.html")
        frame = page.frame_locator("iframe")
        for allowed in (True, False):
            if not allowed:
                inside = next(f for f in page.frames if f.url.startswith(site.address))
                inside.evaluate("() => { document.execCommand = () => false; }")
            frame.locator(".copy-state-link").first.click()
            said = frame.locator(".copy-state-link + span").first
            if allowed:
                said.get_by_text("Copied.").wait_for()
            else:
                link = said.get_by_role("textbox", name="Link to this state").input_value()
                assert link.startswith(f"{site.address}/book/01_perceptron.html#gate=")
        context.close()
