"""Finds the figures of the chapters as drawings, which stay sharp at any size.

The site shows pixels where they are lighter; beside them the notebooks that were run keep each
figure as SVG (see web/build/run_notebooks.py).
"""

import re
from pathlib import Path

from chapters import ROOT, SITE
from drawings import find_drawings
from pages import PIXELS_PER_INCH
from PIL import Image

CACHE = ROOT / "_build" / ".jupyter_cache"
WIDEST = 8.6  # inches on the screen of a figure that takes the whole width of the text
HEAVY = 600_000  # bytes: thousands of points are lighter as pixels
# Who made a drawing, and a document type that a reader of books would have to look up.
ASIDE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.DOTALL)
EMPTY = re.compile(r"<path(?=[^>]*>)(?![^>]*\sd=)")  # the standard wants to know that it is


def drawings() -> dict[str, str]:
    """Return the SVG of every figure by the name that the site gives it, a digest of its pixels."""
    return {
        name: EMPTY.sub('<path d="M0 0"', ASIDE.sub("", drawn).strip())
        for name, drawn in find_drawings(CACHE).items()
    }


def place_figures(chapters: list, folder: Path) -> None:
    """Write the figures of the chapters into a folder, and say how wide each is."""
    found = drawings()
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in chapters:
        for image in chapter.body.select("img:not([src^='file:'])"):
            source = SITE / "book" / image["src"]
            drawn = found.get(source.stem, "")
            share = int(image["width"]) / PIXELS_PER_INCH / WIDEST
            if 0 < len(drawn) < HEAVY:
                path = folder / f"{source.stem}.svg"
                path.write_text(drawn, encoding="utf-8")
            elif source.suffix == ".svg":
                path = folder / source.name
                path.write_bytes(source.read_bytes())
            else:
                path = folder / f"{source.stem}.png"
                with Image.open(source) as pixels:
                    pixels.save(path)
            image.attrs = {"src": path.as_uri(), "alt": image["alt"]}
            image["style"] = f"width: {100 * min(share, 1):.1f}%"
            image["class"] = "figure"
