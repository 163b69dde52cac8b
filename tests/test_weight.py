"""What a page transfers, counted as a host would send it; the limits stand in budgets.py."""

import gzip
import re

import budgets
import pytest
from conftest import SITE, WITH_CONTROLS, parsed, saved_models, saved_states

TEXT = (".html", ".css", ".js", ".svg")
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


def weight(address, body):
    return len(gzip.compress(body)) if address.partition("?")[0].endswith(TEXT) else len(body)


@pytest.mark.parametrize("path", WITH_CONTROLS)
def test_a_chapter_with_all_its_controls_and_figures_is_light(browser, addresses, path):
    transfers = {}
    with browser.new_page() as page:  # in a profile of its own: nothing is there already
        page.on("response", lambda response: transfers.update({response.url: response}))
        page.goto(f"{addresses['http']}/{path}")
        page.wait_for_selector("html[data-widgets=ready]")
        for image in page.locator("img").all():
            image.scroll_into_view_if_needed()
            image.evaluate("(image) => image.decode()")  # it has come
        page.wait_for_load_state("networkidle")
        weights = {
            address: weight(address, response.body())
            for address, response in list(transfers.items())
            if address.startswith("http") and response.status == 200
        }
    images = parsed(path).select("img[src*=_images]")
    figures = {image["src"].rpartition("/")[2] for image in images}
    assert figures <= {address.rpartition("/")[2] for address in weights}
    assert not any("awesome" in address for address in weights)
    assert sum(weights.values()) <= budgets.PAGE, sorted(weights.items(), key=lambda w: -w[1])[:5]


def test_the_bundle_is_light_and_only_where_a_control_is():
    bundle = SITE / "_static" / "page_widgets.js"
    assert weight(bundle.name, bundle.read_bytes()) <= budgets.BUNDLE
    for path in PAGES:
        scripts = parsed(path).select("script[src*='page_widgets.js']")
        assert len(scripts) == (path in WITH_CONTROLS)
        assert all("defer" in script.attrs for script in scripts)


@pytest.mark.parametrize("path", WITH_CONTROLS)
def test_the_numbers_of_the_controls_are_light(path):
    assert all(saved_models(path))
    in_the_page, *after_it = (text.encode() for text in saved_states(path))
    assert len(gzip.compress(in_the_page)) <= budgets.STATE
    for late in after_it:
        assert len(gzip.compress(late)) <= budgets.LATE_STATE


def test_a_page_loads_one_style_sheet_and_what_that_names_is_there():
    sheet = SITE / "_static" / "styles.css"
    style = sheet.read_text(encoding="utf-8")
    assert weight(sheet.name, sheet.read_bytes()) <= budgets.STYLE
    named = re.findall(r"url\([\"']?(?!data:)([^\"')]+)", style)
    assert named and all((sheet.parent / name).exists() for name in named)
    for path in PAGES:
        links = [link["href"] for link in parsed(path).select("link[rel=stylesheet]")]
        # One leads away, and one is shown in any folder.
        assert len(links) == (path not in ("index.html", "404.html"))
        assert all((SITE / path).parent.joinpath(link).resolve() == sheet for link in links)


def test_what_every_page_loads_is_one_script():
    scripts = [
        {s["src"].rpartition("/")[2] for s in parsed(p).select("script[src]")} for p in PAGES
    ]
    assert scripts.count(set()) == 2  # one leads away, and one is shown in any folder
    [shared] = set.intersection(*filter(None, scripts))
    assert shared.startswith("shared.js?v=")
    for path in WITH_CONTROLS:
        assert len(parsed(path).select("script[src]")) <= 3  # with that of controls, that of cells


def test_no_script_holds_up_the_text():
    for path in PAGES:
        for script in parsed(path).select("script[src]"):
            assert "defer" in script.attrs, script
