"""What the introduction offers to take along: the site as a zip, the book as a PDF and an EPUB.

The zips are made with the site. The books are made later, if at all, by the programs in `paper/`.
Until then their paragraphs are held back in comments, so that no link leads nowhere.
"""

import re
import shutil
from pathlib import Path

BOOKS = ("dlnotes.pdf", "dlnotes.epub")
PARAGRAPH = r"<p>\s*<a[^>]*?{}\"[^>]*>.*?</p>"
ANY = re.compile(PARAGRAPH.format(r"dlnotes\.(?:zip|pdf|epub)"), re.DOTALL)
SIZE = r"(?: \([^)]* MB\))?"
LINK = re.compile(rf'(href="[^"]*?([\w-]+\.(?:zip|pdf|epub))"[^>]*>[^<(]*?){SIZE}(?=</a>)')


def introduction(site: Path) -> Path:
    """Return the page that makes the offers."""
    return site / "book" / "intro.html"


def without_offers(page: str) -> str:
    """Return a page that offers nothing: a copy does not hold itself."""
    return ANY.sub("", page)


def for_reading(page: str) -> str:
    """Return the introduction as it is true in a copy without Python."""
    return re.sub(
        r"<strong>Read and run it here\.</strong>[^<]*",
        "<strong>Read it here.</strong> Sliders, questions and marks work in this copy. It has no "
        "Python, so code stands still.",
        page,
    )


def hold_back(page: str) -> str:
    """Put the offers of the books into comments."""
    for name in BOOKS:
        found = re.compile(PARAGRAPH.format(re.escape(name)), re.DOTALL)
        page = found.sub(lambda paragraph: f"<!--{paragraph[0]}-->", page)
    return page


def state_sizes(page: str, site: Path) -> str:
    """Say in each link to a file of the site how large that is."""

    def link(found):
        file = site / found[2]
        return found[1] + (f" ({file.stat().st_size / 1e6:.0f} MB)" if file.exists() else "")

    return LINK.sub(link, page)


def offer(book: Path, site: Path) -> None:
    """Put a book into the site, and offer it on the introduction."""
    shutil.copy2(book, site / f"{book.name}.part")
    (site / f"{book.name}.part").replace(site / book.name)
    path = introduction(site)
    page = path.read_text(encoding="utf-8")
    held = re.compile(f"<!--({PARAGRAPH.format(re.escape(book.name))})-->", re.DOTALL)
    page = state_sizes(held.sub(r"\1", page), site)
    growing = path.with_name(f"{path.name}.part")
    growing.write_text(page, encoding="utf-8")
    growing.replace(path)
