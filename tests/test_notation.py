"""Every letter in a chapter's formulas is on the notation page, and means what stands there."""

import re

import nbformat
import pytest
from conftest import ROOT

PAGE = (ROOT / "book" / "notation.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted(ROOT.glob("book/0*.ipynb"))
GREEK = ["alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "theta", "lambda"]
GREEK += ["mu", "rho", "sigma", "tau"]
# The letters that the field itself uses twice; the page says where.
TWICE = {"ch-sgd": set("xy"), "ch-training-well": set(), "ch-convolution": set("k")}


def letters(text):
    """Return the letters in the formulas of a text, Greek ones as commands."""
    found = set()
    for display, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$]+?)\$", text, re.DOTALL):
        words = r"\\(?:text|mathrm|operatorname|begin|end|mathsf)\{[^}]*\}"
        formula = re.sub(words, " ", display or inline)
        found |= {rf"\{name}" for name in GREEK if re.search(rf"\\{name}\b", formula)}
        formula = re.sub(r"\\[A-Za-z]+", " ", formula)
        formula = re.sub(r"(?<![A-Za-z])d(?=[A-Z]|b\b)", " ", formula)  # dW: the slope for W
        found |= set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", formula))
    return found


def table(heading):
    """Return the rows of a table of the page, each a list of cells."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


GENERAL = [letters(row[0]) for row in table("Numbers and arrays") if "partial" not in row[0]]
GENERAL += [letters(row[0] + row[2]) for row in table("Sizes and places")]
OWN = {
    re.search(r"`(.+)`", chapter)[1]: letters(text)
    for chapter, text in table("Letters of one chapter")
}


def test_a_letter_has_one_row():
    rows = [letter for row in GENERAL for letter in row]
    assert len(rows) == len(set(rows)) > 20


@pytest.mark.parametrize("label", OWN)
def test_a_chapter_gives_no_general_letter_another_meaning(label):
    clash = OWN[label] & set().union(*GENERAL)
    if label in ("ch-need", "ch-perceptron", "ch-activations", "ch-loss", "ch-backprop"):
        assert clash <= {"n"}
    else:
        assert clash <= TWICE[label] | set("n")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_letter_of_a_chapter_is_on_the_page(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    label = re.match(r"\((.+)\)=", text)[1]
    assert letters(text) <= set().union(*GENERAL) | OWN.get(label, set())


def test_a_letter_that_nobody_explained_would_be_found():
    assert letters(r"the loss $E$, $\eta$ and $$\frac{\partial Q}{\partial W} = \mathbf{dW}$$") == {
        "E",
        "Q",
        "W",
        r"\eta",
    }
