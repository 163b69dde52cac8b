"""Reads the chapters of the built site as a book wants them: nothing to press, nothing folded.

An id of a chapter becomes ``ch-05_sgd--id``, unlike that of any other chapter, and a link inside
the book leads to such an id, whether the chapters end up in one file or in many.
"""

import posixpath
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
sys.path.append(str(ROOT / "web" / "build"))

from addresses import address  # noqa: E402
from course import own_text  # noqa: E402
from questions_on_paper import gather_answers, gather_hints  # noqa: E402

# Pages that show what a reader did in the browser.
LEFT_OUT = ("your_course", "class")
NEEDLESS = (
    "script, .headerlink, .go-on, .guess, .verdict, .question-mark, .exercise-mark, button, "
    ".visually-hidden, .toctree-wrapper, .not-kept, [hidden]"
)
WRAPPERS = ".pst-scrollable-table-container, details.before, details.hide, span.pre"


@dataclass
class Chapter:
    """A chapter: the name of its page, its title, and what stands there."""

    name: str
    title: str
    body: Tag
    page: BeautifulSoup  # makes new elements

    @property
    def anchor(self) -> str:
        """Return the id of the chapter itself."""
        return f"ch-{self.name}"


def names() -> list[str]:
    """Return the pages of the book in the order of the table of contents."""
    table = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [table["root"], *(entry["file"] for entry in table["chapters"])]
    return [name for name in (Path(file).name for file in files) if name not in LEFT_OUT]


def read_chapters(wanted: list[str], controls: dict) -> list[Chapter]:
    """Return the chapters of these names; `controls` are the photographs of their controls."""
    chapters = [read_chapter(name, controls) for name in wanted]
    anchors = {
        element["id"]
        for chapter in chapters
        for element in (chapter.body, *chapter.body.select("[id]"))
        if "id" in element.attrs
    }
    for chapter in chapters:
        for link in chapter.body.select("a[href]"):
            mend_link(link, chapter, anchors)
    return chapters


def read_chapter(name: str, controls: dict) -> Chapter:
    """Read one page; its links still lead to pages of the site."""
    text = (SITE / "book" / f"{name}.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    body = page.select_one("article.bd-article").extract()
    chapter = Chapter(name, own_text(body.h1), body, page)
    for place in body.select(".control-place"):
        show_control(chapter, place, controls)
    for listing in body.select("details.hide"):
        said = listing.select_one(".collapsed").get_text(strip=True)
        listing.find_parent(class_="cell")["data-folded"] = said.removeprefix("Show ")
        listing.summary.decompose()
    if before := body.select_one("details.before"):
        before.summary.name, before.summary["class"] = "p", "before"
    for offer in body.select("p:has(> a[download])"):  # of the site as a file
        offer.decompose()
    for needless in body.select(NEEDLESS):
        needless.decompose()
    for section in body.select("section:not(:has(> :not(h2)))"):  # whose list stands in front
        section.decompose()
    gather_answers(chapter)
    gather_hints(chapter)
    for wrapper in body.select(WRAPPERS):
        wrapper.unwrap()
    for code in body.select("pre"):
        if len(code.get_text().splitlines()) > 24 or code.find_parent(attrs={"data-folded": True}):
            code["class"] = "long"  # may go on on the next page
    body.name, body.attrs = "section", {"class": ["chapter"], "id": chapter.anchor}
    make_ids_unique(chapter)
    return chapter


def show_control(chapter, place, controls):
    """Put the photograph of a control into its place, with its sentence and where it lives."""
    key = Path(place.img["src"]).stem
    control = controls[key]
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", key.partition("-")[2]).lower()
    figure = chapter.page.new_tag("figure", attrs={"class": "control"})
    about = f"The {words}: its inputs and its drawing. {control.says}"
    figure.append(chapter.page.new_tag("img", src=control.path.as_uri(), alt=about))
    lives = f"book/{chapter.name}.html{control.state}"
    caption = BeautifulSoup(f"<figcaption>The {words}. <q></q> </figcaption>", "html.parser")
    caption.q.string = control.says
    if base := address():
        link = chapter.page.new_tag("a", href=base + lives)
        link.string = (base + lives).partition("://")[2].partition("#")[0]
        caption.figcaption.extend(["It moves at ", link, "."])
    else:
        caption.figcaption.append(f"It moves in the site, on the page {lives.partition('#')[0]}.")
    figure.append(caption)
    place.replace_with(figure)


def make_ids_unique(chapter):
    """Let the ids of a chapter begin with its name; drop what refers to parts that are gone."""
    seen = set()
    for element in chapter.body.select("[id]"):
        own = f"{chapter.anchor}--{element['id']}"
        if own in seen:
            del element["id"]
        else:
            element["id"] = own
            seen.add(own)
    for element in chapter.body.select("[aria-labelledby], [aria-describedby], [role]"):
        for name in ("aria-labelledby", "aria-describedby", "role"):
            element.attrs.pop(name, None)


def mend_link(link, chapter, anchors):
    """Let a link lead to its place in the book; outside of it to the site, or nowhere."""
    href = urlsplit(link["href"])
    link.attrs.pop("title", None)
    if href.scheme:
        return
    path = posixpath.normpath(f"book/{href.path or chapter.name + '.html'}")
    name = Path(path).stem
    if path != f"book/{name}.html" or f"ch-{name}" not in anchors or "=" in href.fragment:
        if (base := address()) and not link.img:  # a figure does not lead to itself
            link["href"] = base + posixpath.normpath(f"book/{link['href']}")
        else:
            link.unwrap()
        return
    place = f"ch-{name}--{href.fragment}"
    link["href"] = f"#{place if place in anchors else f'ch-{name}'}"


def tex(formula: Tag) -> str:
    """Return a formula as it was typed."""
    return formula.annotation.get_text().strip()
