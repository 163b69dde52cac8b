"""What a page loads: one style sheet, one script of what all pages need, and nothing needless."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from elements import elements


def lighten_scripts(page: BeautifulSoup) -> None:
    """Drop scripts that the page does not need, and let none hold up its text."""
    # Scripts that nobody waits for need no start before the text; without JavaScript they fail.
    for link in elements(page, "link"):
        if link.get("as") == "script":
            link.decompose()
    needless = ["scripts/fontawesome.js"]
    if not page.find(id="search-results"):
        needless += ["search", "language_data"]
    for script in elements(page, "script"):
        source, text = script.get("src", ""), script.string or ""
        # Some are settings for parts of the theme that are not in use.
        if "DOCUMENTATION_OPTIONS" in text or any(name in source for name in needless):
            script.decompose()
        elif source:
            script["defer"] = ""
        elif "console.log(" in text:
            script.string = re.sub(r"console\.log\(.*?\);", "", text)
    first, *others = loading(page) or [None]
    for bundle in (script for script in others if "page_widgets.js" in script["src"]):
        first.insert_before(bundle.extract())  # a control waits for nothing else


def loading(page: BeautifulSoup) -> list[Tag]:
    """Return the scripts that a page loads."""
    return [script for script in elements(page, "script") if "src" in script.attrs]


def join_styles(page: BeautifulSoup) -> list[str]:
    """Let a page load one style sheet, which styles.js makes; return the ones it loaded before."""
    links = [link for link in elements(page, "link") if "stylesheet" in link.get("rel", ())]
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
    pages = [page for page in pages if loading(page)]
    scripts = [
        {
            script["src"].partition("?")[0].removeprefix(page.html["data-content_root"]): script
            for script in loading(page)
        }
        for page in pages
    ]
    shared = [name for name in scripts[0] if all(name in each for each in scripts)]
    content = "\n;\n".join((site / name).read_text(encoding="utf-8") for name in shared)
    (site / "_static" / "shared.js").write_text(content, encoding="utf-8")
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    for page, found in zip(pages, scripts, strict=True):
        first, *others = (found[name] for name in shared)
        first["src"] = f"{page.html['data-content_root']}_static/shared.js?v={digest}"
        for script in others:
            script.decompose()
    for name in shared:
        (site / name).unlink()
    for notice in site.glob("_static/scripts/*.LICENSE.txt"):
        notice.rename(site / "_static" / notice.name)  # beside the script that names it
