"""Makes what comes before the first chapter: the cover, the contents, how to read this copy."""

import tomllib
from pathlib import Path

from bs4 import BeautifulSoup
from chapters import ROOT, Chapter, address
from controls import Control

NODE = Path(__file__).parent / "node_modules"
FONTS = [
    *(NODE / "@fontsource" / "source-serif-4" / f"{f}.css" for f in ("400", "400-italic", "600")),
    *(NODE / "@fontsource" / "source-code-pro" / f"{f}.css" for f in ("400", "600")),
    NODE / "@fontsource-variable" / "noto-sans-sc" / "index.css",
]
SENTENCE = "How a neural network works, built line by line in plain NumPy."
EACH = ("Recap", "Exercises", "Further reading", "Answers to the questions", "Hints and solutions")
ON_COVER = "BoundaryTrainer"  # the control whose photograph opens the book


def version() -> str:
    """Return the version of the course."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["project"]["version"]


def living() -> str:
    """Say where the living book stands, as HTML."""
    if base := address():
        return f'The living book stands at <a href="{base}">{base.partition("://")[2]}</a>.'
    return "The living book is the site that was built with this file."


def how_to_read() -> str:
    """Say how this copy differs from the living book, as HTML."""
    return (
        f"<p>{living()} There every control moves and every line of code runs, in the browser. "
        "In this copy a control stands in one of its states, with the sentence that it says. "
        "Answers to the questions, hints and solutions stand at the end of each chapter: commit "
        "to a guess, in pencil, before you look. What the page keeps folded is set in small "
        "print.</p>"
    )


def headings(chapter: Chapter) -> list[tuple[str, str]]:
    """Return the sections of a chapter: where they are, and what they are called.

    Those that each chapter has are left out, and so are the modules of the reference.
    """
    found = [(h.parent["id"], h.get_text().strip()) for h in chapter.body.select("section > h2")]
    return [each for each in found if each[1] not in EACH and "--module" not in each[0]]


def picture(controls: dict[str, Control]) -> str:
    """Return the photograph of a control for the cover, as HTML; nothing where there is none."""
    shown = [control for key, control in controls.items() if key.endswith(ON_COVER)]
    shown = (shown or list(controls.values()))[:1]
    return "".join(f'<img src="{each.path.as_uri()}" alt="{each.says}">' for each in shown)


def front_matter(chapters: list[Chapter], controls: dict[str, Control]) -> list:
    """Return the cover and the contents, as they are printed."""
    cover = (
        f'<section class="cover"><h1>{chapters[0].title}</h1><p class="sentence">{SENTENCE}</p>'
        f'{picture(controls)}<p class="living">{living()}</p><p>dlnotes, version {version()}. '
        "By the dlnotes authors. Code and text: MIT licence.</p></section>"
    )
    entries = "".join(
        entry(chapter.anchor, chapter.title)
        + "<ol>"
        + "".join(entry(*heading) + "</li>" for heading in headings(chapter))
        + "</ol></li>"
        for chapter in chapters
    )
    contents = (
        f'<nav class="contents"><h1>Contents</h1><ol>{entries}</ol>'
        f'<section class="how"><h2>How to read this copy</h2>{how_to_read()}</section></nav>'
    ).replace("<ol></ol>", "")
    return list(BeautifulSoup(cover + contents, "html.parser").contents)


def entry(anchor: str, title: str) -> str:
    """Return a line of the contents, left open for what stands below it."""
    return f'<li><a href="#{anchor}"><span>{title}</span><span class="number"></span></a>'
