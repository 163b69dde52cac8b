"""Prints the book as one PDF: `make pdf`, or `python paper/pdf.py 05_sgd` for single chapters.

All chapters stand in one page, which Chromium prints. So links between chapters work in the file,
the outline and the tags for screen readers are whole, and each font is there once. It is printed
twice: where a heading stands is known after the first time, and the contents say it the second.
"""

from pathlib import Path

import pikepdf
from bs4 import BeautifulSoup
from chapters import ROOT, Chapter, tex
from edition import WORK, make, prepare
from front import FONTS, front_matter
from playwright.sync_api import Browser

PAPER = Path(__file__).parent
KATEX = ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.min.css"


def print_book(browser: Browser, wanted: list[str], target: Path) -> str:
    """Print chapters into a PDF, and say how many pages it has."""
    chapters, controls = prepare(browser, wanted)
    for chapter in chapters:
        mend_formulas(chapter)
    book = join(chapters, controls)
    growing = target.with_name(f"{target.name}.part")
    print_page(browser, book, growing)
    with pikepdf.open(growing) as first:
        say_pages(book, pages_of_places(first))
    print_page(browser, book, growing)
    with pikepdf.open(growing, allow_overwriting_input=True) as pdf:
        finish(pdf)
        count = len(pdf.pages)
        pdf.save(growing, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    growing.replace(target)
    return f"{count} pages"


def mend_formulas(chapter: Chapter) -> None:
    """Keep what is seen of formulas; a screen reader is told them as they were typed."""
    for formula in chapter.body.select(".katex"):
        formula["role"], formula["aria-label"] = "math", tex(formula)
        formula.select_one(".katex-mathml").decompose()


def join(chapters: list[Chapter], controls: dict) -> BeautifulSoup:
    """Return one page that holds the whole book."""
    book = BeautifulSoup("<!DOCTYPE html><html lang='en'><head></head></html>", "html.parser")
    book.head.append(book.new_tag("meta", attrs={"charset": "utf-8"}))
    book.head.append(book.new_tag("title"))
    book.title.string = "dlnotes: " + chapters[0].title
    for sheet in (KATEX, *FONTS, PAPER / "look.css", PAPER / "pdf.css"):
        book.head.append(book.new_tag("link", rel="stylesheet", href=sheet.as_uri()))
    body = book.new_tag("body")
    book.html.append(body)
    body.extend([*front_matter(chapters, controls), *(chapter.body for chapter in chapters)])
    for term in body.select("dl.glossary dt"):
        say_chinese(book, term)
    return book


def say_chinese(book: BeautifulSoup, term) -> None:
    """Let the Chinese half of a term be set, and read aloud, as Chinese."""
    english, dot, chinese = term.get_text().strip().partition(" · ")
    if dot:
        term.clear()
        term.append(f"{english} · ")
        term.append(book.new_tag("span", attrs={"lang": "zh"}))
        term.span.string = chinese


def print_page(browser: Browser, book: BeautifulSoup, target: Path) -> None:
    """Print the book as it is now."""
    page_file = WORK / "book.html"
    page_file.write_text(str(book), encoding="utf-8")
    page = browser.new_page()
    page.set_default_timeout(300_000)
    page.goto(page_file.as_uri())
    page.evaluate("document.fonts.ready")
    page.pdf(path=target, prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    page.close()


def pages_of_places(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Return on which page each place stands that a link leads to."""
    number = {page.objgen: i for i, page in enumerate(pdf.pages, start=1)}
    places = pdf.Root.Names.Dests if "/Names" in pdf.Root else None
    found = dict(pikepdf.NameTree(places).items()) if places else {}
    found |= {str(name)[1:]: place for name, place in pdf.Root.get("/Dests", {}).items()}
    return {name: number[place[0].objgen] for name, place in found.items()}


def say_pages(book: BeautifulSoup, pages: dict[str, int]) -> None:
    """Write page numbers into the contents, and behind links to answers."""
    for link in book.select(".contents a, a.to-answer"):
        page = pages[link["href"][1:]]
        if "to-answer" in link.get("class", []):
            link.string = f"{link.get_text()}: page {page}"
        else:
            link.select_one(".number").string = str(page)


def finish(pdf: pikepdf.Pdf) -> None:
    """Let a reader of PDFs show the title, not the name of the file, and the outline beside it."""
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    with pdf.open_metadata() as told:
        told["dc:title"] = str(pdf.docinfo.get("/Title", "dlnotes"))
        told["dc:creator"] = ["the dlnotes authors"]
        told["dc:language"] = ["en"]


if __name__ == "__main__":
    make(print_book, ".pdf")
