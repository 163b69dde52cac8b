"""What the build tells a page of its code cells, and what it holds back."""

import sys
from types import SimpleNamespace

import budgets
import nbformat
import pytest
from conftest import ROOT, SITE, parsed
from docutils import nodes
from test_weight import PAGES, weight

sys.path.append(str(ROOT / "web" / "build"))
import cells

CHAPTERS = sorted(path.stem for path in ROOT.glob("book/*.ipynb"))
each_chapter = pytest.mark.parametrize("name", CHAPTERS)


def code_cells(name):
    notebook = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@each_chapter
def test_a_page_has_each_code_cell_of_its_notebook_with_its_text(name):
    found = parsed(f"book/{name}.html").select("[data-cell]")
    told = [(box["data-cell"], box.select_one(".cell_input pre").get_text()) for box in found]
    assert told == [(cell.id, cell.source + "\n") for cell in code_cells(name)]


@each_chapter
def test_nothing_that_an_exercise_or_its_solution_says_is_on_the_page(name):
    page = parsed(f"book/{name}.html")
    for cell in code_cells(name):
        if cells.exercise_of(cell.source):
            box = page.select_one(f'[data-cell="{cell.id}"]')
            assert not box.select(".cell_output")
            assert ("data-exercise" in box.attrs) == (
                "hide-cell" not in cell.metadata.get("tags", [])
            )
    assert "not yet. " not in page.get_text()


def test_an_exercise_asks_and_its_solution_asserts():
    assert cells.exercise_of('w = 1\ncheck("weight", w);') == ("weight", True)
    assert cells.exercise_of('assert check(\n    "weight", 2)') == ("weight", False)
    assert cells.exercise_of('print("check")') is None


def test_a_cell_that_the_page_does_not_show_stands_in_it_hidden(monkeypatch):
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("text"),
            nbformat.v4.new_code_cell("a = 1 < 2", id="below"),
            nbformat.v4.new_code_cell("a", id="shown"),
        ]
    )
    times = [None, {"seconds": 12.34, "reference": 0.000178}]
    monkeypatch.setattr(cells, "notebook_of", lambda app, name: notebook)
    monkeypatch.setattr(cells, "times_of", lambda app, notebook: times)
    source = nodes.container("", nodes.literal_block("a", "a"), nb_element="cell_code_source")
    cell = nodes.container("", source, nb_element="cell_code", cell_index=2)
    app = SimpleNamespace(add_js_file=lambda *_, **__: None)
    context = {"body": '<p>text</p><div class="cell"><div class="cell_input">a</div></div>'}
    cells.tell_page(app, "page", "", context, nodes.container("", cell))
    before, _, after = context["body"].partition('<div class="cell" hidden data-cell="below"')
    assert before == "<p>text</p>"
    assert "<pre>a = 1 &lt; 2</pre>" in after
    assert 'data-cell="shown"' in after
    assert 'data-seconds="12.3" data-reference="0.00018" class="cell"' in after


def test_the_build_measures_what_takes_long():
    times = [box["data-seconds"] for box in parsed("book/06_mnist.html").select("[data-seconds]")]
    assert times and all(float(seconds) >= cells.LONG for seconds in times)


@each_chapter
def test_beside_the_pages_lies_each_notebook_as_the_book_has_it(name):
    text = (SITE / "_static" / "notebooks" / f"{name}.js").read_text(encoding="utf-8")
    text = text.removeprefix("dlnotesNotebook(").removesuffix(")\n")
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    book = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
    assert notebook.cells == book.cells


def test_what_a_page_carries_for_its_cells_is_light():
    for name, limit in (
        ("cells.js", budgets.CELLS),
        ("workbench.js", budgets.WORKBENCH),
        ("editor.js", budgets.EDITOR),
    ):
        path = SITE / "_static" / name
        assert weight(name, path.read_bytes()) <= limit
    for path in PAGES:
        page = parsed(path)
        scripts = [
            script["src"].rpartition("/")[2].partition("?")[0]
            for script in page.select("script[src]")
        ]
        assert ("cells.js" in scripts) == bool(page.select("[data-cell]")), path
        assert not {"workbench.js", "editor.js"} & set(scripts)
