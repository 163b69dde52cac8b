"""The build runs notebooks once, and remembers how long their cells took."""

import sys

import nbformat
from conftest import ROOT
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from nbformat.v4 import new_code_cell, new_notebook

sys.path.append(str(ROOT / "web" / "build"))
import run_notebooks


def test_a_notebook_that_ran_is_known_again_and_tells_what_its_cells_took(tmp_path):
    notebook = tmp_path / "short.ipynb"
    sources = ["from time import perf_counter as now", "end = now() + 0.3\nwhile now() < end: pass"]
    cells = [new_code_cell(source) for source in sources]
    nbformat.write(new_notebook(cells=cells), notebook)
    cache = run_notebooks.Cache(tmp_path / "cache")
    cache.add_nb_to_project(str(notebook))
    ran = load_executor("temp-parallel", cache).run_and_cache(timeout=60)
    assert ran.succeeded == [str(notebook)]

    _, found = get_cache(tmp_path / "cache").merge_match_into_file(str(notebook))  # as Sphinx does
    first, second = (cell.metadata["took"] for cell in found.cells)
    assert first["seconds"] < 0.3 <= second["seconds"]
    assert 0 < first["reference"] < 0.1
