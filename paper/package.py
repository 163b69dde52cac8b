"""Puts files together into an EPUB, as the standard asks: https://www.w3.org/TR/epub-33/."""

import html
import uuid
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from chapters import Chapter, address
from front import SENTENCE, headings, version

KINDS = {
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xhtml": "application/xhtml+xml",
}
CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en"
xml:lang="en"><head><title>{title}</title><link rel="stylesheet" type="text/css" href="look.css"/>
</head><body>{body}</body></html>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>en</dc:language>
<dc:creator>the dlnotes authors</dc:creator>
<dc:description>{sentence}</dc:description><dc:rights>MIT licence</dc:rights>
<meta property="dcterms:modified">{now}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Figures are described; formulas are MathML.</meta>
</metadata>
<manifest>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def page_of(title: str, body: str) -> bytes:
    """Return a page of the book as XML."""
    return PAGE.format(title=html.escape(title), body=body).encode()


def contents(chapters: list[Chapter]) -> str:
    """Return the contents, from which a reader also makes its own menu."""
    entries = []
    for chapter in chapters:
        file = f"{chapter.anchor}.xhtml"
        below = "".join(
            f'<li><a href="{file}#{anchor}">{html.escape(title)}</a></li>'
            for anchor, title in headings(chapter)
        )
        below = below and f"<ol>{below}</ol>"
        entries.append(f'<li><a href="{file}">{html.escape(chapter.title)}</a>{below}</li>')
    return f'<nav epub:type="toc"><h1>Contents</h1><ol>{"".join(entries)}</ol></nav>'


def package(files: dict[str, bytes], order: list[str], title: str) -> bytes:
    """Return what says which files there are and in which order they are read."""
    items = []
    for name, content in files.items():
        told = {"cover.png": "cover-image", "nav.xhtml": "nav"}.get(Path(name).name, "")
        if b"<math " in content and name.endswith(".xhtml"):
            told = f"{told} mathml".strip()
        told = told and f' properties="{told}"'
        kind = KINDS[Path(name).suffix]
        items.append(f'<item id="{identify(name)}" href="{name}" media-type="{kind}"{told}/>')
    place = address() or "dlnotes"
    return PACKAGE.format(
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, f"{place} {version()} {title}").urn,
        title=html.escape(title),
        sentence=html.escape(SENTENCE),
        now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        items="\n".join(items),
        spine="\n".join(f'<itemref idref="{identify(name + ".xhtml")}"/>' for name in order),
    ).encode()


def identify(name: str) -> str:
    """Return a name by which the package speaks of a file."""
    return "f-" + name.replace("/", "-")


def pack(files: dict[str, bytes], target: Path) -> None:
    """Write the files into the EPUB; what it is comes first, and as it is."""
    growing = target.with_name(f"{target.name}.part")
    with zipfile.ZipFile(growing, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), b"application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr(zipfile.ZipInfo("META-INF/container.xml"), CONTAINER)
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"book/{name}")
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    growing.replace(target)
