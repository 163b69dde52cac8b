"""Prints the book as one PDF: `make pdf`, or `python paper/pdf.py 05_sgd` for single chapters.

All chapters stand in one page, which Chromium prints. So links between chapters work in the file,
the outline and the tags for screen readers are whole, and each font is there once. It is printed
again until nothing moves: where a heading stands is known after the first time, and the contents
say it the second; and a chapter that ends on a nearly empty page is set a little closer.
"""

from pathlib import Path

import pikepdf
from bs4 import BeautifulSoup
from chapters import ROOT, Chapter, tex
from edition import make, prepare
from front import FONTS, front_matter
from playwright.sync_api import Browser

PAPER = Path(__file__).parent
FORMULA = "Formula: "
MOST = 5  # times
FULL = 640  # points from the foot: what ends above has filled less than a fifth of its page
CLOSER = ("closer", "closer-2")
LOOKED_UP = ("api", "bibliography", "glossary", "licences")  # not read: they are set smaller
KATEX = ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.min.css"


def print_book(browser: Browser, wanted: list[str], target: Path) -> str:
    """Print chapters into a PDF, and say how many pages it has."""
    work = target.with_name("paper")
    chapters, controls = prepare(browser, wanted, work)
    for chapter in chapters:
        mend_formulas(chapter)
        for figure in chapter.body.select("figure"):  # would be tagged as a picture without a text
            figure.name, figure["class"] = "div", [*figure.get("class", []), "kept"]
    book = join(chapters, controls)
    growing = target.with_name(f"{target.name}.part")
    for _ in range(MOST):
        print_page(browser, book, work / "book.html", growing)
        with pikepdf.open(growing, allow_overwriting_input=True) as pdf:
            places = places_of(pdf)
            moved = [set_closer(chapter, places) for chapter in chapters]
            if not (say_pages(book, places) or any(moved)):
                break
    with pikepdf.open(growing, allow_overwriting_input=True) as pdf:
        finish(pdf, book)
        count = len(pdf.pages)
        pdf.save(growing, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    growing.replace(target)
    return f"{count} pages"


def mend_formulas(chapter: Chapter) -> None:
    """Keep what is seen of formulas; a screen reader is told them as they were typed."""
    for formula in chapter.body.select(".katex"):
        formula["role"], formula["aria-label"] = "img", FORMULA + tex(formula)
        formula.select_one(".katex-mathml").decompose()
        del formula.select_one(".katex-html")["aria-hidden"]  # or its glyphs belong to no tag


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
    for chapter in chapters:
        if chapter.name in LOOKED_UP:
            chapter.body["class"] = ["chapter", "looked-up"]
        end = f"{chapter.anchor}--end"  # the PDF knows the places to which links lead
        chapter.body.append(book.new_tag("a", attrs={"id": end, "href": f"#{end}"}))
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


def print_page(browser: Browser, book: BeautifulSoup, file: Path, target: Path) -> None:
    """Print the book as it is now, by way of a file."""
    file.write_text(str(book), encoding="utf-8")
    page = browser.new_page()
    page.set_default_timeout(300_000)
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    how = {"prefer_css_page_size": True, "print_background": True}
    page.pdf(path=target, **how, tagged=True, outline=True)
    page.close()


def places_of(pdf: pikepdf.Pdf) -> dict[str, tuple[int, float]]:
    """Return where each place stands that a link leads to: its page, and points from the foot."""
    number = {page.objgen: i for i, page in enumerate(pdf.pages, start=1)}
    found = dict(pikepdf.NameTree(pdf.Root.Names.Dests).items()) if "/Names" in pdf.Root else {}
    found |= {str(name)[1:]: place for name, place in pdf.Root.get("/Dests", {}).items()}
    return {name: (number[at[0].objgen], float(at[3])) for name, at in found.items()}


def set_closer(chapter: Chapter, places: dict) -> bool:
    """Set a chapter closer, if its last page is nearly empty; say whether that was done."""
    (first, _), (last, above_foot) = places[chapter.anchor], places[f"{chapter.anchor}--end"]
    done = [name for name in CLOSER if name in chapter.body["class"]]
    if first == last or above_foot < FULL or len(done) == len(CLOSER):
        return False
    chapter.body["class"] = [*chapter.body["class"], CLOSER[len(done)]]
    return True


def say_pages(book: BeautifulSoup, places: dict) -> bool:
    """Write page numbers into the contents and behind links to answers; say if one is new."""
    new = False
    for link in book.select(".contents ol a, a.to-answer"):
        said = link.select_one(".number")
        if not said:
            link.append(": page ")
            said = book.new_tag("span", attrs={"class": "number"})
            link.append(said)
        page = str(places[link["href"][1:]][0])
        new |= said.string != page
        said.string = page
    return new


def entries(entry: pikepdf.Object):
    """Yield an entry of the outline, what is below it, and those that follow."""
    while entry is not None:
        yield entry
        yield from entries(entry.get("/First"))
        entry = entry.get("/Next")


def finish(pdf: pikepdf.Pdf, book: BeautifulSoup) -> None:
    """Let a reader of PDFs show the title, not the name of the file, and the outline beside it."""
    # Chromium writes a heading twice that opens a page, and joins the words where a line ends.
    headings = book.select("h1, h2, h3, h4, h5, h6")
    for entry, heading in zip(entries(pdf.Root.Outlines.First), headings, strict=True):
        entry.Title = " ".join(heading.get_text().split())
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    for part in pdf.objects:  # Chromium knows pictures with a text, but no formulas
        if isinstance(part, pikepdf.Dictionary) and str(part.get("/Alt", "")).startswith(FORMULA):
            part.S = pikepdf.Name.Formula
    with pdf.open_metadata() as told:
        told["dc:title"] = str(pdf.docinfo.get("/Title", "dlnotes"))
        told["dc:creator"] = ["the dlnotes authors"]
        told["dc:language"] = ["en"]


if __name__ == "__main__":
    make(print_book, ".pdf")
