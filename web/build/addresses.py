"""What others see of the site: previews of links, addresses, a map, a page for what is lost.

Where the site will stand says the environment variable ``DLNOTES_ADDRESS``, such as
``https://ada.github.io/dlnotes/``; the deploy workflow sets it. Without it there is a title and a
sentence for a preview, but no image, no canonical address and no map, since these need one.
"""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from bs4 import BeautifulSoup
from pages import WEB, set_policy
from PIL import Image

PREVIEW = (1200, 630)  # pixels that all who show previews take
OTHERS = ("index", "search", "genindex", "py-modindex", "404")  # no pages to be found


def address() -> str:
    """Return where the site will stand, with a slash at the end, or an empty string."""
    told = os.environ.get("DLNOTES_ADDRESS", "").strip()
    if told and urlsplit(told).scheme not in ("http", "https"):
        raise ValueError(
            f"DLNOTES_ADDRESS: expects an address that begins with https://, got {told!r}."
        )
    return told and told.rstrip("/") + "/"


def announce(page: BeautifulSoup, document: str, site: Path) -> None:
    """Give link previews the title, the sentence and the first control of a page."""
    if document in OTHERS:
        return
    title = page.select_one("article h1") or page.title
    said = {"og:type": "article", "og:site_name": "dlnotes"}
    said["og:title"] = title.get_text().rstrip("#").strip()
    if description := page.select_one("meta[name=description]"):
        said["og:description"] = description["content"]
    if base := address():
        said["og:url"] = f"{base}{document}.html"
        page.head.append(page.new_tag("link", rel="canonical", href=said["og:url"]))
        shot = page.select_one(".control-place img")
        name = Path(shot["src"]).stem if shot else "page"
        said["og:image"] = f"{base}_static/previews/{name}.jpg"
        said["og:image:alt"] = shot["alt"] if shot else "A page of the course, with a control."
        take_preview(name, site)
    for key, text in said.items():
        page.head.append(page.new_tag("meta", attrs={"property": key, "content": text}))
    card = {"name": "twitter:card", "content": "summary_large_image"}
    page.head.append(page.new_tag("meta", attrs=card))


def take_preview(name, site):
    """Write the picture of a control as previews want it: not WebP, and of their shape."""
    preview = site / "_static" / "previews" / f"{name}.jpg"
    if preview.exists():
        return
    preview.parent.mkdir(exist_ok=True)
    control = WEB / "static" / "controls" / f"{name}.webp"
    with Image.open(control if control.exists() else WEB.parent / "book/images/page.webp") as shot:
        shot = shot.convert("RGB")
        shot.thumbnail((PREVIEW[0] - 60, PREVIEW[1] - 60))
        card = Image.new("RGB", PREVIEW, "white")
        card.paste(shot, ((PREVIEW[0] - shot.width) // 2, (PREVIEW[1] - shot.height) // 2))
        card.save(preview, quality=85, optimize=True, progressive=True)


def write_map(pages: dict[str, BeautifulSoup], site: Path) -> None:
    """Write ``sitemap.xml`` where the address is known, and ``404.html``."""
    found = [document for document in pages if document not in OTHERS]
    if base := address():
        urls = "".join(f"<url><loc>{escape(base + name)}.html</loc></url>\n" for name in found)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        name = "http://www.sitemaps.org/schemas/sitemap/0.9"
        text = f'{head}<urlset xmlns="{name}">\n{urls}</urlset>\n'
        (site / "sitemap.xml").write_text(text, encoding="utf-8")
    items = []
    for document in found:
        title = pages[document].title.get_text().partition(" — ")[0]
        items.append(f'<li><a href="{document}.html">{escape(title)}</a></li>')
    text = (WEB / "page" / "404.html").read_text(encoding="utf-8")
    text = text.replace("PAGES", "\n".join(items))
    text = text.replace("ROOT", json.dumps(urlsplit(address()).path))
    lost = BeautifulSoup(text, "html.parser")
    set_policy(lost)
    (site / "404.html").write_text(str(lost), encoding="utf-8")
