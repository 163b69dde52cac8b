"""The book as a PDF and for e-readers, tried on two chapters, and how the site offers it."""

import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import PurePosixPath

import pikepdf
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE

sys.path += [str(ROOT / "paper"), str(ROOT / "web" / "build")]
import epub
import offers
import pdf
from chapters import names, read_chapters
from controls import Control
from figures import drawings

CHAPTERS = ["03_output_and_loss", "notation"]  # a control, questions, exercises; a page of tables
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module", autouse=True)
def address():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLNOTES_ADDRESS", "https://ada.example/course")
        yield "https://ada.example/course/"


@pytest.fixture(scope="module")
def printed(browser, tmp_path_factory):
    target = tmp_path_factory.mktemp("paper") / "book.pdf"
    pdf.print_book(browser, CHAPTERS, target)
    with pikepdf.open(target) as book:
        yield book


@pytest.fixture(scope="module")
def written(browser, tmp_path_factory):
    """Give the files of an EPUB by their names."""
    target = tmp_path_factory.mktemp("reader") / "book.epub"
    epub.write_epub(browser, CHAPTERS, target)
    with zipfile.ZipFile(target) as book:
        return {name: book.read(name) for name in book.namelist()}


def links(book):
    return [note for page in book.pages for note in page.get("/Annots", []) if "/Rect" in note]


def dictionaries(book):
    return [part for part in book.objects if isinstance(part, pikepdf.Dictionary)]


def test_the_pdf_says_what_it_is_and_has_an_outline_and_its_own_fonts(printed):
    assert printed.Root.Lang == "en"
    assert str(printed.docinfo.Title) == "dlnotes: 3 · Output layer and loss"
    with printed.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [
            "3 · Output layer and loss",  # the cover
            "Contents",
            "3 · Output layer and loss",
            "Notation",
        ]
        assert outline.root[2].children[0].title == "Two kinds of question"
    fonts = [part for part in dictionaries(printed) if part.get("/Subtype") == "/CIDFontType2"]
    assert any("KaTeX_Math" in str(font.BaseFont) for font in fonts)
    assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_the_pdf_is_tagged_and_tells_what_pictures_and_formulas_show(printed):
    assert printed.Root.MarkInfo.Marked
    tags = [part for part in dictionaries(printed) if "/S" in part and "/P" in part]
    kinds = {str(tag.S) for tag in tags}
    assert kinds >= {"/H1", "/H2", "/P", "/L", "/Table", "/Link", "/Code", "/Figure", "/Formula"}
    assert all(tag.get("/Alt") for tag in tags if tag.S in ("/Figure", "/Formula"))


def test_links_of_the_pdf_stay_inside_it_and_the_contents_say_the_right_pages(printed):
    places = pdf.places_of(printed)
    inside = [str(note.Dest) for note in links(printed) if "/Dest" in note]
    assert len(inside) > 50
    for name in inside:
        assert name.removeprefix("/") in places
    outside = {str(note.A.URI) for note in links(printed) if "/A" in note}
    assert not [address for address in outside if not address.startswith("http")]
    assert "https://ada.example/course/book/03_output_and_loss.html" in outside  # of the control
    assert 1 < places["ch-03_output_and_loss"][0] < places["ch-notation"][0] <= len(printed.pages)


def test_no_chapter_of_the_pdf_ends_on_a_nearly_empty_page(printed):
    places = pdf.places_of(printed)
    for name in CHAPTERS:
        assert places[f"ch-{name}--end"][1] < pdf.FULL


def test_every_file_of_the_epub_is_well_formed_known_and_reached(written):
    assert next(iter(written)) == "mimetype"
    assert written["mimetype"] == b"application/epub+zip"
    package = ElementTree.fromstring(written["book/content.opf"])
    listed = {item.get("href") for item in package.iter() if item.tag.endswith("}item")}
    assert {f"book/{name}" for name in listed} == {
        name for name in written if name.startswith("book/") and name != "book/content.opf"
    }
    pages = {
        name: ElementTree.fromstring(text) for name, text in written.items() if "xhtml" in name
    }
    ids = {name: {e.get("id") for e in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        for link in page.iter(f"{XHTML}a"):
            file, _, place = (link.get("href") or "http:").partition("#")
            if not file.startswith("http"):
                path = str(PurePosixPath(name).parent / file) if file else name
                assert place in ids[path] or not place
        for image in page.iter(f"{XHTML}img"):
            assert f"book/{image.get('src')}" in written and image.get("alt")


def test_formulas_of_the_epub_are_mathml_and_figures_are_drawings(written):
    page = written["book/ch-03_output_and_loss.xhtml"].decode()
    assert page.count("<math ") > 50 and "katex-html" not in page
    assert sum(name.endswith(".svg") for name in written) >= 8
    assert sum(name.endswith(".png") for name in written) == 2  # the control, and the cover


def test_answers_hints_and_solutions_stand_at_the_end_of_their_chapter(written):
    page = BeautifulSoup(written["book/ch-03_output_and_loss.xhtml"], "html.parser")
    assert not page.select("input, button, details, script")
    for element in page.select("[id$='--answers'], [id$='--hints']"):
        element.extract()
        if element["id"].endswith("answers"):
            answers = element.select(".answer")
            assert all(answer.select_one(".right .sign") for answer in answers)
        else:
            assert "assert check(" in element.get_text() and len(element.select("ol li")) == 12
    assert len(answers) == len(page.select(".question")) > 10
    assert not page.select(".sign, .reason") and "assert check(" not in page.get_text()


def test_a_control_shows_its_sentence_and_where_it_lives(address, tmp_path):
    control = Control(tmp_path / "pad.png", "It is a 3.", "#a=b:1")
    known = {"03_output_and_loss-SoftmaxExplorer": control}
    [chapter] = read_chapters(["03_output_and_loss"], known)
    caption = chapter.body.select_one(".control figcaption")
    assert caption.q.get_text() == "It is a 3."
    assert caption.a["href"] == f"{address}book/03_output_and_loss.html#a=b:1"


def test_every_figure_of_the_site_is_kept_as_a_drawing_too():
    shown = {path.stem for path in SITE.glob("_images/*") if len(path.stem) == 64}  # a digest
    assert len(shown) > 50
    assert shown <= set(drawings())


def test_pages_that_live_from_the_browser_are_left_out_and_no_other():
    pages = {path.stem for path in SITE.glob("book/*.html")}
    assert pages - set(names()) == {"your_course", "class"}


def test_the_introduction_offers_a_book_as_soon_as_there_is_one(tmp_path):
    zipped = '<p><a download="" href="../dlnotes.zip">The site</a>: unpack it.</p>'
    printed = '<p><a download="" href="../dlnotes.pdf">The book as a PDF</a>, on paper.</p>'
    (tmp_path / "book").mkdir()
    (tmp_path / "dlnotes.zip").write_bytes(bytes(2_600_000))
    held = offers.state_sizes(offers.hold_back(zipped + printed), tmp_path)
    assert held == zipped.replace("site</a>", "site (3 MB)</a>") + f"<!--{printed}-->"
    assert offers.without_offers(zipped + printed) == ""

    page, book = offers.introduction(tmp_path), tmp_path / "book" / "dlnotes.pdf"
    page.write_text(held, encoding="utf-8")
    for size in (7, 8):  # it may be printed again
        book.write_bytes(bytes(size * 1_000_000))
        offers.offer(book, tmp_path)
        shown = printed.replace("PDF</a>", f"PDF ({size} MB)</a>")
        assert page.read_text(encoding="utf-8").endswith(shown)
        assert (tmp_path / "dlnotes.pdf").read_bytes() == book.read_bytes()
