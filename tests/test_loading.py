"""What a page does while it loads: right colours, right letters, and the first screen first."""

import re

import pytest
from conftest import SITE

WITH_FORMULAS = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if 'class="katex-html"' in path.read_text(encoding="utf-8")
)
# Keeps what the root element says of itself after each change.
KEEP = """globalThis.kept = [];
    new MutationObserver(() => {
        const { classList, dataset } = document.documentElement;
        kept.push([dataset.theme, classList.contains("loading")]);
    }).observe(document, { subtree: true, attributeFilter: ["data-theme", "class"] });
"""
# Marks one element for each text that formulas show in each font.
ONE_OF_EACH_LETTER = """() => {
    const seen = new Set();
    for (const leaf of document.querySelectorAll("article .katex-html :not(:has(*))")) {
        if (!leaf.checkVisibility()) continue; // folded away: not set in any font yet
        const { fontFamily, fontStyle, fontWeight } = getComputedStyle(leaf);
        const kind = [leaf.textContent, fontFamily, fontStyle, fontWeight].join();
        leaf.toggleAttribute("data-one-of-each", !seen.has(kind));
        seen.add(kind);
    }
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_its_colours_before_it_is_painted(visit, scheme):
    with visit("book/03_output_and_loss.html", scheme=scheme) as page:
        page.add_init_script(KEEP)
        page.reload()
        page.wait_for_selector("html[data-widgets=ready]")
        assert {theme for theme, _ in page.evaluate("kept")} == {scheme}


def test_the_first_screen_comes_first_unless_the_reader_comes_to_another_place(visit):
    with visit("genindex.html") as page:
        start, site = page.url, page.url.removesuffix("genindex.html")
        page.add_init_script(KEEP)
        for place, waits in [("", True), ("#recap", False)]:
            page.goto(f"{site}book/04_backprop.html{place}")
            page.wait_for_selector("html[data-widgets=ready]")
            page.wait_for_selector("html:not(.loading)")
            assert any(loading for _, loading in page.evaluate("kept")) == waits
            page.goto(start)


@pytest.mark.parametrize("path", WITH_FORMULAS)
def test_formulas_are_set_in_their_own_fonts_and_these_come_early(visit, path):
    with visit(path) as page:
        page.evaluate(ONE_OF_EACH_LETTER)
        client = page.context.new_cdp_session(page)
        client.send("DOM.enable")
        client.send("CSS.enable")
        root = client.send("DOM.getDocument")["root"]["nodeId"]
        letters = client.send(
            "DOM.querySelectorAll", {"nodeId": root, "selector": "[data-one-of-each]"}
        )["nodeIds"]
        used = set()
        for node in letters:
            for font in client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
                assert font["isCustomFont"], client.send("DOM.getOuterHTML", {"nodeId": node})
                used.add(font["postScriptName"])
        assert used
        early = page.locator("link[rel=preload]").evaluate_all("links => links.map((l) => l.href)")
        assert early and {link.rpartition("/")[2].removesuffix(".woff2") for link in early} <= used


def test_a_control_that_cannot_start_says_so_and_stops_no_other(browser, addresses):
    path = "book/05_sgd.html"
    whole = (SITE / path).read_text(encoding="utf-8")
    view = re.search(r'widget-view\+json">.*?"model_id": "(\w+)"', whole, re.DOTALL)
    broken = whole.replace(view[0], view[0].replace(view[1], "nowhere"))
    context = browser.new_context()
    page = context.new_page()
    page.route(f"**/{path}", lambda route: route.fulfill(body=broken, content_type="text/html"))
    page.goto(f"{addresses['http']}/{path}")
    page.wait_for_selector("html[data-widgets=ready]")
    assert page.get_by_role("alert").inner_text().startswith("This control could not start: ")
    page.locator(".dlnotes-side > .dlnotes-summary").wait_for()
    context.close()
