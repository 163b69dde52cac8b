"""Each page in each of the three browsers: quiet, alive, no wider than the window; and faults."""

import threading

import pytest
from conftest import ALIVE, PAGES, SITE, WITH_CONTROLS
from engines import NO_STORAGE

CHAPTER = "book/01_perceptron.html"
PAGES_OF_TEXT = [path for path in PAGES if path not in (*WITH_CONTROLS, "index.html")]  # leads away
# What a control shows, in words and in lines. A canvas is seen by its own tests.
SHOWN = (
    "view => [view.innerText, ...[...view.querySelectorAll('svg')].map((s) => s.innerHTML)].join()"
)
CHANGED = f"(view, before) => ({SHOWN})(view) !== before"
CONTROLS = """[...document.querySelectorAll("[class*=dlnotes-control-of-]")]
    .filter((control) => control.querySelector("[role=slider]"))
    .map((control) => [...control.classList].find((name) => name.includes("-of-")))"""
# What stands in the place of each control: how much text, and whether its picture is seen.
STANDS = """(async () => {
    const places = [...document.querySelectorAll(".control-place")];
    for (const place of places) {
        place.scrollIntoView({ block: "center", behavior: "instant" });
        await new Promise((next) => setTimeout(next, 100)); // what is not near is not fetched
        const { naturalWidth, offsetWidth } = place.querySelector("img") ?? {};
        if (place.innerText.length < 50 || !naturalWidth || !offsetWidth) return false;
    }
    return places.length > 0;
})()"""
# Towards the middle: -1 is left and 1 right.
WAY = """({ ariaValueNow: now, ariaValueMin: least, ariaValueMax: most }) =>
    Number(now) * 2 > Number(least) + Number(most) ? -1 : 1"""
KEYS = {-1: "ArrowLeft", 1: "ArrowRight"}
THEME = "document.documentElement.dataset.theme"


def is_quiet_and_fits_every_width(page):
    page.wait_for("document.fonts.status === 'loaded'")
    for width in sorted((320, 360, 1280), reverse=page.evaluate("innerWidth > 1000")):
        page.resize(width)
        page.wait_for("width => document.documentElement.scrollWidth <= width", width)
    assert page.problems == []


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize("path", WITH_CONTROLS)
def test_the_controls_of_a_page_move_and_it_is_quiet_and_fits_every_width(engine, path, over):
    with engine(path, over) as page:
        for name in page.evaluate(CONTROLS):
            control, slider = page.css(f".{name}"), page.css(f".{name} [role=slider]")
            for move in (lambda s, way: s.press(KEYS[way], 3), lambda s, way: s.drag(30 * way)):
                before = control.read(SHOWN)
                move(slider, slider.read(WAY))
                control.wait(CHANGED, before)
        is_quiet_and_fits_every_width(page)


@pytest.mark.parametrize("over", ["http", "file"])
def test_each_page_of_text_is_quiet_and_fits_every_width(engine, over):
    first, *others = PAGES_OF_TEXT
    with engine(first, over) as page:
        is_quiet_and_fits_every_width(page)
        for path in others:  # one after the other, as a reader goes through them
            page.goto(f"{page.base}/{path}")
            page.wait_for(ALIVE)
            assert page.evaluate("location.pathname").endswith(path)
            is_quiet_and_fits_every_width(page)


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize("typed", ["cross-entropy", "激活函数"])
def test_search_finds_what_is_typed_and_leads_there(engine, over, typed):
    with engine(CHAPTER, over) as page:
        page.evaluate("document.querySelector('.search-button').click()")
        page.css("dialog input[name=q], .bd-search-container input[name=q]").type(f"{typed}\n")
        page.wait_for("location.pathname.endsWith('search.html')")
        # Results come one by one and move those below them.
        page.css(".search-summary").wait("said => said.innerText.includes('found')")
        page.css("#search-results a[href*='glossary']").click()
        page.wait_for("location.pathname.endsWith('glossary.html') && location.hash.length > 1")


@pytest.mark.parametrize("before", ["", NO_STORAGE])
def test_the_theme_turns_also_where_storage_is_refused(engine, before):
    with engine("book/notation.html", before=before) as page:
        button = page.role("button", "Color mode")
        themes = {page.evaluate(THEME)}
        for _ in range(3):
            button.click()
            themes.add(page.evaluate(THEME))
        assert themes == {"light", "dark"}


def test_search_and_controls_live_where_storage_is_refused(engine):
    with engine("search.html?q=relu", before=NO_STORAGE) as page:
        page.css("#search-results a[href*='activations']").wait()
        page.goto(f"{page.base}/{CHAPTER}")
        page.role("slider", "w1").wait()


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_link_brings_a_state_also_with_a_tail_and_when_it_is_clicked_again(engine, over):
    ways = [
        "gate=w1:0.9,w2:0.85",
        "gate%3Dw1:0.9,w2%3A0.85&fbclid=abc",
        "gate%253Dw1:0.9,w2:0.85).",
    ]
    with engine(CHAPTER, over) as page:
        w1, w2 = page.role("slider", "w1"), page.role("slider", "w2")
        for way in ways:
            page.evaluate(
                """way => document.querySelector(".bd-article p").innerHTML =
                    `<a id="state" href="#${way}">link</a>`""",
                way,
            )
            for _ in range(2):
                page.css("#state").click()
                w1.wait("s => s.ariaValueText === '0.90'")
                w2.wait("s => s.ariaValueText === '0.85'")
                w1.press("ArrowLeft", 4)
                w1.wait("s => s.ariaValueText !== '0.90'")


FAULTS = {
    "missing": {"changes": {"page_widgets.js": lambda content: None}},
    "unparsable": {"changes": {"page_widgets.js": lambda content: b"let = ;"}},
    "scripts refused": {"headers": {"Content-Security-Policy": "script-src 'none'"}},
    "blobs refused": {"headers": {"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"}},
    "no state": {
        "changes": {"01_perceptron.html": lambda content: content.replace(b'"model_id"', b'"id"')}
    },
}


@pytest.mark.parametrize("instead", [None, b"let = ;"])
def test_a_control_whose_numbers_do_not_come_says_so_and_the_others_live(engine, instead):
    changes = {"06_mnist.js": lambda content: instead}
    with engine("book/06_mnist.html", alive=False, changes=changes) as page:
        page.role("slider", "η").wait()
        place = page.css(".control-place.not-alive")
        place.wait("place => place.innerText.includes('its numbers did not come')")
        place.wait("place => place.querySelector('img').offsetWidth > 0")
        page.problems.clear()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_control_that_cannot_start_leaves_its_picture_and_says_why(engine, fault):
    with engine(CHAPTER, alive=False, **FAULTS[fault]) as page:
        page.wait_for(STANDS)
        if fault != "scripts refused":
            page.role("alert").wait("said => said.innerText.startsWith('This control could not')")
        page.problems.clear()


def test_on_a_slow_line_the_picture_stands_until_the_control_comes(engine):
    come = threading.Event()

    def late(content):
        come.wait(60)
        return content

    with engine(CHAPTER, alive=False, changes={"page_widgets.js": late}) as page:
        page.wait_for(STANDS)
        come.set()
        page.role("slider", "w1").wait()
        page.wait_for("!document.querySelector('.control-place img')")  # controls start in turn


def test_a_page_that_is_lost_offers_the_nearest_and_all_others(engine):
    lost = {"04_backprob.html": lambda content: (SITE / "404.html").read_bytes()}
    with engine("book/04_backprob.html", alive=False, changes=lost) as page:
        assert page.css("#near").text().endswith("4 · Backpropagation.")
        assert page.css("main ul a").count() == len(list(SITE.glob("book/*.html")))
        page.css("#near a").click()
        page.wait_for(f"location.pathname === '/book/04_backprop.html' && ({ALIVE})")
