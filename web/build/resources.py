"""What a page loads: one style sheet, one script of what all pages need, and nothing needless."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup


def lighten_scripts(page: BeautifulSoup) -> None:
    """Drop scripts that the page does not need, and let none hold up its text."""
    # Scripts that nobody waits for need no start before the text; without JavaScript they fail.
    for needless in page.select("script[src*='scripts/fontawesome.js'], link[as=script]"):
        needless.decompose()
    if not page.select_one("#search-results"):
        for script in page.select("script[src*=search], script[src*=language_data]"):
            script.decompose()
    # Settings for parts of the theme that are not in use.
    for script in page.find_all("script", string=re.compile("DOCUMENTATION_OPTIONS")):
        script.decompose()
    for script in page.find_all("script", string=re.compile(r"console\.log\(")):
        script.string = re.sub(r"console\.log\(.*?\);", "", script.string)
    for script in page.select("script[src]"):
        script["defer"] = ""
    others = page.select("script[src]:not([src*='page_widgets.js'])")
    for bundle in page.select("script[src*='page_widgets.js']"):
        others[0].insert_before(bundle.extract())  # a control waits for nothing else


def join_styles(page: BeautifulSoup) -> list[str]:
    """Let a page load one style sheet, which styles.js makes; return the ones it loaded before."""
    links = page.select("link[rel=stylesheet]")
    if not links:  # a page that only leads to another
        return []
    up = page.html["data-content_root"]
    sheets = [link["href"].partition("?")[0].removeprefix(up) for link in links]
    links[0]["href"] = f"{up}_static/styles.css"
    for link in links[1:]:
        link.decompose()
    return sheets


def join_scripts(pages: Iterable[BeautifulSoup], site: Path) -> None:
    """Let pages load one script in the place of all those that every page loads."""
    loading = [page for page in pages if page.select_one("script[src]")]
    scripts = [
        {
            script["src"].partition("?")[0].removeprefix(page.html["data-content_root"]): script
            for script in page.select("script[src]")
        }
        for page in loading
    ]
    shared = [name for name in scripts[0] if all(name in each for each in scripts)]
    content = "\n;\n".join((site / name).read_text(encoding="utf-8") for name in shared)
    (site / "_static" / "shared.js").write_text(content, encoding="utf-8")
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    for page, found in zip(loading, scripts, strict=True):
        first, *others = (found[name] for name in shared)
        first["src"] = f"{page.html['data-content_root']}_static/shared.js?v={digest}"
        for script in others:
            script.decompose()
    for name in shared:
        (site / name).unlink()
    for notice in site.glob("_static/scripts/*.LICENSE.txt"):
        notice.rename(site / "_static" / notice.name)  # beside the script that names it
