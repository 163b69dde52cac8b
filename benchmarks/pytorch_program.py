"""Chapter 6's training program, ours and PyTorch's, run as the page gives them and compared.

``python -m benchmarks.pytorch_program`` takes both texts out of the notebook. With the same first
weights and the same batches they have to find the same losses; left to themselves they have to read
about as many test images; and with PyTorch's own first weights its program has to do little better
than guess, as the chapter says. What does not hold ends the run with an AssertionError.
"""

import ast
import json
import os
import re
import tempfile
from pathlib import Path
from statistics import mean, median

import numpy as np
import torch

from dlnotes import accuracy, load_mnist

CHAPTER = Path(__file__).parent.parent / "book" / "06_mnist.ipynb"
SEEDS = (0, 1, 2)


def programs():
    """Return three texts of the chapter: `mlp`, the program for dlnotes, that for PyTorch."""
    cells = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    [text] = [text for cell in cells if "import torch" in (text := "".join(cell["source"]))]
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def halves(program):
    """Return what stands before the loop and the loop, compiled."""
    body = ast.parse(program).body
    return (compile(ast.Module(part, []), "<chapter 6>", "exec") for part in (body[:-1], body[-1:]))


def reads(network):
    """Return the share of the test images that a network of either kind reads."""
    _, (x, t) = load_mnist()
    if isinstance(network, torch.nn.Module):
        return accuracy(network(torch.from_numpy(x)).detach().numpy(), t)
    return accuracy(network.forward(x), t)


def run(program, names, seed):
    np.random.seed(seed)  # noqa: NPY002 -- the program draws its batches from there
    torch.manual_seed(seed)
    exec(program, names)
    return reads(names["network"])


def same_losses(mlp, ours, theirs):
    """Run both with the weights of ours and the batches of ours; compare loss and network."""
    mine, other = {}, {}
    before, loop = halves(ours)
    exec(before, mine)
    exec(mlp, other)
    their_before, their_loop = halves(theirs)
    exec(their_before, other)
    with torch.no_grad():
        for parameter, given in zip(
            other["network"].parameters(), mine["network"].parameters(), strict=True
        ):
            parameter.copy_(torch.from_numpy(given.data.T.copy()))
    batches = np.random.default_rng(0).integers(60_000, size=(201, 100))
    mine["np"] = type("np", (), {"random": type("random", (), {"choice": draw(batches)})})
    other["torch"] = type("torch", (), {**vars(torch), "randint": draw(batches)})
    exec(loop, mine)
    exec(their_loop, other)
    # Theirs is a mean over ten outputs, ours half a sum.
    assert np.isclose(5 * other["loss"].item(), mine["loss"].item(), rtol=1e-3)
    assert np.isclose(5 * other["best"], mine["best"], rtol=1e-3)
    assert abs(reads(mine["network"]) - reads(other["network"])) < 0.005


def draw(batches):
    turns = iter(batches)
    return staticmethod(lambda *_: next(turns))


def main():
    mlp, ours, theirs = programs()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # both save their network
        same_losses(mlp, ours, theirs)
        print("same first weights, same batches: same losses")
        own_start = "\n".join(line for line in mlp.splitlines() if "nn.init." not in line)
        rows = {
            "dlnotes": [run(ours, {}, seed) for seed in SEEDS],
            "PyTorch": [run(f"{mlp}\n{theirs}", {}, seed) for seed in SEEDS],
            "PyTorch, its own start": [run(f"{own_start}\n{theirs}", {}, seed) for seed in SEEDS],
        }
        os.chdir(CHAPTER.parent)
    for name, shares in rows.items():
        print(f"{name:24}", "  ".join(f"{share:.2%}" for share in shares))
    assert all(0.4 < share < 0.75 for name in ("dlnotes", "PyTorch") for share in rows[name])
    assert abs(mean(rows["dlnotes"]) - mean(rows["PyTorch"])) < 0.12
    own = rows["PyTorch, its own start"]
    assert median(own) < 0.12 and max(own) < 0.25


if __name__ == "__main__":
    main()
