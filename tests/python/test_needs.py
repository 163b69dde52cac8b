"""Which cells above a cell needs: told from names, and right when only these are run."""

import contextlib
import io
import os
import sys

import nbformat
import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "web" / "python"))
from dlnotes_page.needs import needs


def needed(*cells):
    """Return what the last cell needs at first hand."""
    return needs(list(cells))[-1]


TRAINED = [
    "from dlnotes import MSE, Net, load_mnist, train\n(x, t), _ = load_mnist()\n"
    "n = Net()\nloss = MSE()",
    "part = x[:9]\nloss(n(part), t)\ntrain(n, loss, x, t)",
]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["x = 1", "y = 2", "x"], {0}),
        (["x = 1", "x = 2", "x"], {1}),  # bound anew: what came before does not matter
        (["x = 1", "x += 1", "x"], {0, 1}),
        (["x = 1", "if x: x = 2", "x"], {0, 1}),  # may not have happened
        (["x = [1]", "x.append(2)", "x"], {0, 1}),
        (["x = 1", "for x in [1, 2]: print(x)"], set()),  # bound where it is read
        (["x = 1", "for y in [x]:\n    for x in [y]: print(x)"], {0}),
        (["x = 1", "for x in []: pass\nx"], {0}),  # there may be no round
        (["x = [1]", "x[0] = 2", "x"], {0, 1}),
        (["x = [1]", "print(x, len(x))", "x"], {0}),
        (["import numpy as np\nx = np.ones(3)", "np.exp(x)", "x"], {0}),
        (["import numpy as np\nx = np.ones(3)", "np.exp(x, out=x)", "x"], {0, 1}),
        (["import numpy as np\nx = np.ones(3)", "np.copyto(x, 0)", "x"], {0, 1}),
        (["def f(): return g", "g = 1", "f()"], {0, 1}),  # read when it is called
        (["x = [1]", "def f(): x.append(2)", "f()", "x"], {0, 1, 2}),
        (["def f(a): a.append(1)", "x = []", "f(x)", "x"], {1, 2}),
        (["n = Net()", "o = SGD(n)", "o.step()", "n"], {0, 1, 2}),
        (["n = Net()", "for layer in n.layers: layer.b[:] = 1", "n"], {0, 1}),
        (["x = 1", "f = lambda: x", "f()"], {1}),
        (["x = 1", "[x for x in range(3)]", "x"], {0}),
        (["x = 1", "x = ", "x"], {0}),  # half typed: passed over
        (["x = 1", "y = 2", "eval('x')"], {0, 1}),  # no names to go by
        (["x = 1", "global_ = 2\ndel x", "x = 3\nx"], set()),
        (["x = 1", "x = 2\nx"], set()),  # it makes its own
        ([*TRAINED, "n"], {0, 1}),
        ([*TRAINED, "x"], {0}),  # the course leaves images as they are
        ([*TRAINED, "loss"], {0}),
        ([*TRAINED, "x[0] = 1", "x"], {0, 2}),
        ([*TRAINED, "y = x.reshape(-1, 28, 28)\ny.mean(axis=0)\nn.forward(y)", "y"], {2}),
        ([*TRAINED, "y = x.reshape(-1, 28, 28)\ny.sort()", "y = 1", "x[:3]"], {0, 2}),
        ([*TRAINED, "a, b = x[:9], (x[9:], t[9:])\nn(a)", "b"], {2}),
        (["def f(a): return a + 1", "x = []", "f(x)", "x"], {1}),  # leaves what it gets
        (["def f(a):\n    b = a\n    b[0] = 1", "x = []", "f(x)", "x"], {1, 2}),
        (
            ["import numpy as np", "r = np.random.default_rng(1)", "x = [1]", "r.choice(x)", "x"],
            {2},
        ),
        (
            ["import numpy as np", "r = np.random.default_rng(1)", "x = [1]", "r.shuffle(x)", "x"],
            {2, 3},
        ),
        (
            ["import numpy as np", "r = np.random.default_rng(1)", "x = [1]", "r.choice(x)", "r"],
            {1, 3},
        ),
        (
            [*TRAINED, "def train(n, x): x[0] = 1", "train(n, x)", "x"],
            {0, 1, 2, 3},
        ),  # a reader's own
    ],
)
def test_what_a_cell_needs(cells, wanted):
    assert needed(*cells) == wanted


def whole(first_hand, cell):
    found, todo = set(), [cell]
    while todo:
        new = first_hand[todo.pop()] - found
        found |= new
        todo += new
    return sorted(found)


def runs(cells):
    """Run some cells in a process of their own; tell whether none failed."""
    child = os.fork()
    if child == 0:
        names = {"__name__": "__main__"}
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                exec(cell, names)
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("chapter", ["01_perceptron", "02_activations"])
def test_every_cell_of_a_chapter_runs_after_just_the_cells_that_it_needs(chapter, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    notebook = nbformat.read(ROOT / "book" / f"{chapter}.ipynb", as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    first_hand = needs(cells)
    wanted = [whole(first_hand, i) for i in range(len(cells))]
    failed = [i for i, above in enumerate(wanted) if not runs([cells[k] for k in [*above, i]])]
    assert failed == []
    spared = sum(i - len(above) for i, above in enumerate(wanted))
    assert spared > len(cells)  # and not all that stand above
