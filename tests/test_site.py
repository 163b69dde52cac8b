"""Every page of the built site: quiet, self-contained, accessible, and no wider than a phone."""

import pytest
from conftest import ROOT, SITE

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def test_the_site_has_every_page_of_the_table_of_contents():
    chapters = [f"book/{path.stem}.html" for path in ROOT.glob("book/*.ipynb")]
    assert chapters and set(chapters) < set(PAGES)


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_without_a_message_a_failure_or_another_host(visit, path, over):
    with visit(path, over) as page:
        assert page.title()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(visit, path, scheme, width):
    with visit(path, width=width, scheme=scheme) as page:
        page.wait_for_selector(f"html[data-theme={scheme}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.add_script_tag(path=AXE)
        found = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
        assert found["passes"]
        assert [
            f"{violation['id']}: {node['html']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ] == []
