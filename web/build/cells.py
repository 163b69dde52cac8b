"""Tells the page of its code cells what web/page/cells needs, so that a reader can run them.

A small Sphinx extension. Each cell in a page gets the id that it has in its notebook
(``data-cell``), a digest of its source (``data-digest``), how long it took (``data-seconds``,
beside ``data-reference``, see run_notebooks.py) and, where it is an exercise, the name of that
(``data-exercise``). A cell whose source the page does not show stands in it hidden, since others
may need it. Beside the pages lies each notebook, to be downloaded with the reader's changes in it.
"""

import ast
import hashlib
import html
import json
import re
from pathlib import Path

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from nbformat import NotebookNode

CELL = re.compile(r'<div class="(?=cell[ "])')
HIDDEN = '<div class="cell" hidden{}><div class="cell_input"><pre>{}</pre></div></div>\n'
LONG = 0.3  # seconds; what takes less takes no time worth a word in the page either


def exercise_of(source: str) -> tuple[str, bool] | None:
    """Return the exercise that a cell asks, or whose solution it is: its name, and whether it asks.

    Examples
    --------
    >>> exercise_of('w = 0\\ncheck("weight", w);'), exercise_of('assert check("weight", 2)')
    (('weight', True), ('weight', False))
    >>> exercise_of("print(1)")
    """
    for statement in ast.parse(source).body:
        asks = isinstance(statement, ast.Expr)
        call = statement.value if asks else getattr(statement, "test", None)
        match call:
            case ast.Call(func=ast.Name("check"), args=[ast.Constant(str(name)), *_]):
                return name, asks
    return None


def parts(of: nodes.Node, element: str) -> list[nodes.container]:
    """Return the parts of a page or a cell that the notebook's reader calls by this name."""
    return [node for node in of.findall(nodes.container) if node.get("nb_element") == element]


def cells_of(doctree: nodes.document) -> dict[int, nodes.container]:
    """Return the code cells whose source a page shows, by their place in the notebook."""
    cells = parts(doctree, "cell_code")
    return {cell["cell_index"]: cell for cell in cells if parts(cell, "cell_code_source")}


def hold_answers_back(app, doctree):
    """Drop what an exercise says before anybody has tried it, also from print and from search."""
    for cell in cells_of(doctree).values():
        [source] = parts(cell, "cell_code_source")
        if exercise_of(source.astext()):
            for output in parts(cell, "cell_code_output"):
                cell.remove(output)


def notebook_of(app, name: str) -> NotebookNode | None:
    """Return the notebook behind a page, or None."""
    path = Path(app.env.mystnb_config.output_folder) / f"{name}.ipynb"
    return nbformat.read(path, as_version=nbformat.NO_CONVERT) if path.exists() else None


def times_of(app, notebook: NotebookNode) -> list[dict]:
    """Return what each code cell took; where the build itself ran the notebook nobody measured."""
    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    try:
        ran = cache.get_cache_bundle(cache.match_cache_notebook(notebook).pk).nb
    except KeyError:
        return []
    return [cell.metadata.get("took") for cell in ran.cells]


def attributes(cell: NotebookNode, took: dict | None) -> str:
    """Return what the page is told of a cell, as HTML attributes."""
    digest = hashlib.sha256(cell.source.encode()).hexdigest()
    told = {"cell": cell.id, "digest": digest[:8]}
    match exercise_of(cell.source):
        case name, True:
            told["exercise"] = name
    # A cell that imports waits for the disk, which says nothing of how long it takes in the page.
    imports = any(isinstance(s, ast.Import | ast.ImportFrom) for s in ast.parse(cell.source).body)
    if took and took["seconds"] >= LONG and not imports:
        told |= {"seconds": f"{took['seconds']:.1f}", "reference": f"{took['reference']:.2g}"}
    return "".join(f' data-{key}="{html.escape(value)}"' for key, value in told.items())


def tell_page(app, pagename, templatename, context, doctree):
    """Write into a page what it must know of its cells, and load the script that equips them."""
    shown = cells_of(doctree) if doctree else {}
    if not shown:
        return
    app.add_js_file("cells.js", loading_method="defer")
    notebook = notebook_of(app, pagename)
    times = iter(times_of(app, notebook))
    before, *boxes = CELL.split(context["body"])
    body, boxes = [before], iter(boxes)
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        told = attributes(cell, next(times, None))
        if i in shown:
            body += ["<div", told, ' class="', next(boxes)]
        else:
            body.append(HIDDEN.format(told, html.escape(cell.source)))
    context["body"] = "".join(body)


def keep_notebooks(app, exception):
    """Write the notebooks, without what cells gave, as scripts: a page from a file loads those."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "notebooks"
    folder.mkdir(exist_ok=True)
    for name in app.env.found_docs:
        notebook = notebook_of(app, name)
        if notebook is None:
            continue
        notebook.metadata.pop("widgets", None)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell |= {"execution_count": None, "outputs": []}
        text = json.dumps(notebook, ensure_ascii=False)
        path = folder / f"{Path(name).name}.js"
        path.write_text(f"dlnotesNotebook({text})\n", encoding="utf-8")


def setup(app):
    """Join the extension to Sphinx."""
    app.connect("doctree-read", hold_answers_back)
    app.connect("html-page-context", tell_page)
    app.connect("build-finished", keep_notebooks, priority=800)  # before the site is packed
    return {"parallel_read_safe": True, "parallel_write_safe": True}
