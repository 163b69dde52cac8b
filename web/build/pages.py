"""Mends the pages that the theme wrote: light, self-contained, readable without JavaScript.

`mend_page` changes one page, parsed by Beautiful Soup, in place.
"""

import base64
import hashlib
import json
import re
import textwrap
from pathlib import Path
from urllib.parse import quote

from at_once import begin_at_once
from bs4 import BeautifulSoup, Comment
from drawings import lightest
from elements import elements, of_class
from PIL import Image
from resources import lighten_scripts

WEB = Path(__file__).parent.parent
ICONS = WEB / "node_modules" / "@fortawesome" / "fontawesome-free" / "svgs" / "solid"
# What `make pictures` wrote: page and name of a view -> the sentence it starts with, its heights.
CONTROLS = json.loads((WEB / "controls.json").read_text(encoding="utf-8"))
WIDE = 500  # pixels: what a figure may measure and still be read where it shrinks to a phone
PIXELS_PER_INCH = 110  # of a figure at its size on the page; a sharper one has more
WIDGET = "application/vnd.jupyter.widget-{}+json"
# MathML's elements that have a fixed number of parts.
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2}
PARTS |= {"msubsup": 3, "munderover": 3}
# Scripts come from the site's own files, except anywidget's, which loads a view from a blob, as
# Python's worker is. Python itself is WebAssembly.
# Formulas and widgets are drawn with style attributes, so styles may stand in the page.
POLICY = (
    "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval' {hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self' file:; base-uri 'none'"
)


def mend_page(page: BeautifulSoup, path: Path) -> None:
    """Mend the page of a file; the last step looks at what the others leave."""
    mend_names(page)
    mend_markup(page)
    mend_formulas(page)
    calm_code_links(page)
    describe(page)
    begin_at_once(page)
    name_icons(page)
    size_figures(page, path.parent)
    lighten_scripts(page)
    drop_comments(page)
    show_controls(page, path.stem)
    join_percent_signs(page)
    set_policy(page)


def mend_names(page):
    """Give every part the one name that screen readers should say."""
    # These carry a name that differs from the text that is seen on them.
    for element in [*of_class(page, "search-button__button"), *elements(page, "summary")]:
        element.attrs.pop("aria-label", None)
    for switch in of_class(page, "theme-switch-button"):
        for icon in switch.select("[title]"):
            del icon["title"]
    # The theme's script makes a tooltip of the title; the name is there without it.
    for button in elements(page, "button"):
        if "title" in button.attrs and not button.get_text(strip=True):
            button.attrs.setdefault("aria-label", button["title"])
    for sign in of_class(page, "toggler"):
        sign["alt"] = "Show or hide the modules of this package"
    # A role that is deprecated, in a list whose items it would be.
    for element in of_class(page, "citation-list", "citation"):
        element.attrs.pop("role", None)
    for formula in of_class(page, "math"):
        if formula.name == "div" and formula.find_parent("dd"):
            formula["tabindex"] = "0"  # it may scroll, and the keyboard has to reach it


def mend_markup(page):
    """Make valid HTML of what is not."""
    for button in elements(page, "button"):
        button.attrs.setdefault("type", "button")
    for summary in elements(page, "summary"):
        for label in summary.find_all("p", recursive=False):
            label.name = "span"
    for block in of_class(page, "viewcode-block"):
        if block.name == "div" and block.find_parent("pre"):
            block.name = "span"
    for paragraph in elements(page, "p"):
        if paragraph.parent.name == "dd" and paragraph.find("ul", recursive=False):
            paragraph.unwrap()
    links = {kind: link for link in elements(page, "link") for kind in link.get("rel", ())}
    if "next" in links:  # Firefox fetches it, which the policy refuses
        links["next"].decompose()
    if "icon" not in links:  # or the browser asks the host for one
        page.insert(0, page.new_tag("link", rel="icon", href="data:,"))
    for title in elements(page, "h1"):
        if title.parent.get("id") == "jb-print-docs-body" and not title.get_text(strip=True):
            title.decompose()
    for link in of_class(page, "btn-download-source-button"):
        link["download"] = ""  # the notebook is to be kept, not looked at
    for button in elements(page):
        if "onclick" in button.attrs:  # site.js does it; the policy refuses such attributes
            button["data-click"] = button.attrs.pop("onclick")


def mend_formulas(page):
    """Mend the MathML of KaTeX: no letter has parts, and "applied to" is no part of a fraction."""
    for letter in elements(page, "mi", "mo"):
        if letter.find(recursive=False):  # a shape is written below it
            letter.name = "mrow"
    for part in elements(page, *PARTS):
        for applied in part.find_all("mo", string="\u2061", recursive=False):
            applied.decompose()
        if len(part.find_all(recursive=False)) != PARTS[part.name]:
            raise ValueError(f"A formula's {part.name} needs {PARTS[part.name]} parts: {part}")


def calm_code_links(page):
    """Keep one link to the reference for each name in a cell, and none on a reader's variables."""
    for block in elements(page, "pre"):
        seen = set()
        for link in block.select("a.sphinx-codeautolink-a"):
            target = link["href"]
            names = (text.rpartition(".")[2] for text in (link.get_text(), target))
            # What an exercise asks becomes an editor as the reader comes to it.
            if (
                target in seen
                or len(set(names)) > 1
                or link.find_parent(attrs={"data-exercise": True})
            ):
                link.unwrap()
            else:
                seen.add(target)
                link.attrs = {"class": "code-link", "href": target}
        block.smooth()


def join_percent_signs(page):
    """Keep a number and its percent sign on one line; code stays as it was written."""
    for text in page.find_all(string=re.compile(r"\d %")):
        if not text.find_parent(["pre", "code", "script"]):
            text.replace_with(re.sub(r"(?<=\d) %", "\u00a0%", text))


def describe(page):
    """Give search engines and link previews the first sentences of a page."""
    text = page.select_one("article section > p:not(:empty)")
    if text:
        words = textwrap.shorten(text.get_text(), 160, placeholder=" …")
        page.head.append(page.new_tag("meta", attrs={"name": "description", "content": words}))


def name_icons(page):
    """Mark the places of Font Awesome's icons; `icon_style` draws them, without script and font."""
    for icon in of_class(page, "fa-solid", "fas"):
        names = [name.removeprefix("fa-") for name in icon["class"] if name.startswith("fa")]
        [name] = (name for name in names if (ICONS / f"{name}.svg").exists())
        # Without the theme's own classes, whose style would load the icon font all the same.
        others = [each for each in icon["class"] if not each.startswith("fa")]
        icon.name = "svg"  # the theme has rules for it
        icon.attrs |= {"aria-hidden": "true", "class": ["icon", f"icon-{name}", *others]}


def icon_style(names: set[str]) -> str:
    """Return the style that draws these icons: once for all pages, in the colour of the text."""
    rules = []
    for name in sorted(names):
        svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        width, height = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups()
        drawing = quote(re.sub("<!--.*?-->", "", svg), safe=" =:/<>,'")
        rules.append(
            f".icon-{name} {{ aspect-ratio: {width} / {height}; "
            f'--icon: url("data:image/svg+xml,{drawing}"); }}\n'
        )
    return "".join(rules)


def drop_comments(page):
    """Leave out what the theme's authors say to each other, and empty lines outside of code."""
    for comment in page.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for text in page.find_all(string=re.compile(r"^\s*\n\s*$")):
        if not text.find_parent("pre"):
            text.replace_with("\n")


def size_figures(page, folder):
    """Show figures in their lightest form, and state their size: nothing jumps."""
    for img in elements(page, "img"):
        if img["src"].endswith(".svg") and "width" not in img.attrs:
            drawing = (folder / img["src"]).read_text(encoding="utf-8")
            sides = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', drawing).groups()
            img["width"], img["height"] = (round(float(side)) for side in sides)
        if not img["src"].endswith(".png"):
            continue
        png = folder / img["src"]
        with Image.open(png) as figure:
            scale = PIXELS_PER_INCH / figure.info.get("dpi", (PIXELS_PER_INCH, 0))[0]
            img["width"], img["height"] = (round(side * scale) for side in figure.size)
        img["src"] = img["src"].removesuffix(".png") + lightest(png.resolve()).suffix
        img["loading"] = "lazy"
        if img["width"] > WIDE:  # on a phone it scrolls, so that its letters can be read (site.css)
            frame = page.new_tag(
                "div", attrs={"class": "pst-scrollable-table-container wide-figure"}
            )
            frame["style"] = f"--natural: {img['width']}px"
            img.wrap(frame)


def show_controls(page, stem):
    """Keep each control's place free, with its picture and a sentence until it is alive."""
    models = {}
    scripts = elements(page, "script")
    for state in (script for script in scripts if script.get("type") == WIDGET.format("state")):
        models |= json.loads(state.string)["state"]
        page.body.append(state.extract())  # numbers of the controls, after the text
    for view in (script for script in scripts if script.get("type") == WIDGET.format("view")):
        classes = models[json.loads(view.string)["model_id"]]["state"]["_dom_classes"]
        [name] = (c.partition("-of-")[2] for c in classes if "-of-" in c)
        key = f"{stem}-{name}"
        if key not in CONTROLS:
            raise KeyError(f"{key}: a control needs its picture; there is none. `make pictures`.")
        with Image.open(WEB / "static" / "controls" / f"{key}.webp") as picture:
            width, height = picture.size
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
        narrow, wide = CONTROLS[key]["heights"]
        up = page.html["data-content_root"]
        place = BeautifulSoup(
            f"""<div class="control-place" style="--narrow: {narrow}px; --wide: {wide}px">
            <figure><img src="{up}_static/controls/{key}.webp" width="{width}" height="{height}"
            loading="lazy" alt="The {words} as it starts: its inputs and its drawing.">
            <figcaption>Here stands the {words}. It moves where JavaScript is allowed. It starts
            with: <q></q></figcaption></figure></div>""",
            "html.parser",
        ).div
        place.q.string = CONTROLS[key]["says"]
        view.replace_with(place)
        place.insert(0, view)


def set_policy(page):
    """Allow what the page needs and nothing more: no other host, no script put in later."""
    kinds = (None, "text/javascript", "module")
    scripts = (script for script in elements(page, "script") if "src" not in script.attrs)
    inline = [script for script in scripts if script.get("type") in kinds]
    digests = {hashlib.sha256(script.string.encode()).digest() for script in inline}
    hashes = " ".join(sorted(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests))
    policy = page.new_tag("meta")
    policy["http-equiv"] = "Content-Security-Policy"
    policy["content"] = POLICY.format(hashes=hashes)
    charset = page.select_one("meta[charset]")
    charset.insert_after(policy) if charset else page.insert(0, policy)
