"""The book's notebooks keep the form that the course promises."""

import nbformat
import pytest
import yaml
from conftest import ROOT

NOTEBOOKS = sorted(ROOT.glob("book/*.ipynb"))
TAGS = {"hide-input", "hide-cell", "remove-cell", "remove-output", "raises-exception"}
HIDDEN = {"hide-input", "hide-cell", "remove-cell"}

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_table_of_contents_names_exactly_the_files_of_the_book():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    named = {toc["root"], *(chapter["file"] for chapter in toc["chapters"])}
    files = {*NOTEBOOKS, *ROOT.glob("book/*.md")}
    assert named == {path.relative_to(ROOT).with_suffix("").as_posix() for path in files}


@each_notebook
def test_a_notebook_is_committed_without_outputs(path):
    for cell in code_cells(path):
        assert cell.outputs == [] and cell.execution_count is None, cell.source


@each_notebook
def test_the_first_cell_says_what_a_downloaded_notebook_needs(path):
    first, *_ = code_cells(path)
    assert first.source.startswith('# Downloaded? First: pip install "dlnotes[course]"\n')


@each_notebook
def test_cells_are_short_and_their_tags_are_known(path):
    for cell in code_cells(path):
        tags = set(cell.metadata.get("tags", []))
        assert tags <= TAGS
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 15 or tags & HIDDEN, cell.source


@each_notebook
def test_a_notebook_proves_its_claims_and_keeps_clear_of_bad_habits(path):
    source = "\n".join(cell.source for cell in code_cells(path))
    assert "assert " in source
    for habit in ("sys.path", "!pip", "%pip", "random.seed", "import *", "NBVAL_"):
        assert habit not in source


@each_notebook
def test_every_cell_that_draws_has_a_text_for_those_who_cannot_see_it(path):
    draws = ("plt.plot", "plt.subplots", "plotting.plot_", "plotting.show_")
    for cell in code_cells(path):
        if any(name in cell.source for name in draws):
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 20, cell.source
