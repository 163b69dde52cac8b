"""Writes the book as an EPUB: `make epub`, or `python paper/epub.py 05_sgd` for single chapters.

Formulas are MathML, figures are drawings, and each chapter is a file. Readers of e-books are
strict: what is written here is XML, and `epubcheck` finds nothing to complain about.
"""

import io
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from chapters import Chapter, tex
from edition import make, prepare
from front import SENTENCE, how_to_read, picture
from package import contents, pack, package, page_of
from PIL import Image
from playwright.sync_api import Browser

PAPER = Path(__file__).parent
COVER = """<style>body { align-items: center; background: #fff; display: flex; font-family: serif;
flex-direction: column; height: 1600px; justify-content: space-evenly; margin: 0 80px }
h1 { font-size: 110px; line-height: 1.15; margin: 0 } p { font-size: 44px; margin: 0 }
img { max-width: 100%% }</style><h1>%s</h1><p>%s</p>%s<p>dlnotes</p>"""


def write_epub(browser: Browser, wanted: list[str], target: Path) -> str:
    """Write chapters into an EPUB, and say how many there are."""
    work = target.with_name("paper")
    chapters, controls = prepare(browser, wanted, work)
    title = chapters[0].title
    files = {"images/cover.png": take_cover(browser, title, picture(controls), work / "cover.html")}
    for chapter in chapters:
        mend_formulas(chapter)
        files |= mend_pictures(chapter)
        mend_links(chapter)
    texts = {
        "cover": ("Cover", '<p class="cover"><img src="images/cover.png" alt="Cover"/></p>'),
        "how": ("How to read this copy", f"<h1>How to read this copy</h1>{how_to_read()}"),
        "nav": ("Contents", contents(chapters)),
    } | {chapter.anchor: (chapter.title, str(chapter.body)) for chapter in chapters}
    files |= {f"{name}.xhtml": page_of(*text) for name, text in texts.items()}
    look = [(PAPER / name).read_text(encoding="utf-8") for name in ("look.css", "epub.css")]
    files["look.css"] = "\n".join(look).encode()
    files["content.opf"] = package(files, list(texts), title)
    pack(files, target)
    return f"{len(chapters)} chapters"


def mend_formulas(chapter: Chapter) -> None:
    """Keep the MathML of formulas, which readers of e-books set themselves."""
    for formula in chapter.body.select(".katex"):
        math = formula.math.extract()
        math["alttext"] = tex(math)
        math.annotation.decompose()
        math.semantics.unwrap()
        (formula.find_parent(class_="katex-display") or formula).replace_with(math)


def mend_pictures(chapter: Chapter) -> dict[str, bytes]:
    """Let pictures lie beside the chapter, and return them."""
    files = {}
    for image in chapter.body.select("img"):
        source = Path(url2pathname(urlsplit(image["src"]).path))
        image["src"] = f"images/{source.name}"
        files[image["src"]] = source.read_bytes() if source.suffix == ".svg" else lighter(source)
    return files


def lighter(picture: Path) -> bytes:
    """Return a picture of a control with as many colours as it needs."""
    with Image.open(picture) as image:
        written = io.BytesIO()
        image.convert("RGB").quantize(128).save(written, "png", optimize=True)
    return written.getvalue()


def mend_links(chapter: Chapter) -> None:
    """Let links inside the book lead to the file of their chapter."""
    for link in chapter.body.select("a[href^='#']"):
        place = link["href"][1:]
        file = place.partition("--")[0]
        link["href"] = f"{file}.xhtml" + (f"#{place}" if place != file else "")


def take_cover(browser: Browser, title: str, shown: str, cover: Path) -> bytes:
    """Return the picture that a shelf of books shows."""
    cover.write_text(COVER % (title, SENTENCE, shown), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 1600})
    page.goto(cover.as_uri())
    shot = page.screenshot()
    page.close()
    return shot


if __name__ == "__main__":
    make(write_epub, ".epub")
