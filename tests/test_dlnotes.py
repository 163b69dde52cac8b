"""The package as a whole: what importing it brings, and the training program of the course."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import dlnotes
from dlnotes import MSE, SGD, MultiLayerNet, load_mnist, load_network, save_network

PACKAGE = Path(dlnotes.__file__).parent


def test_importing_dlnotes_brings_numpy_alone():
    program = """
import sys
import numpy.random

def tops():
    return {name.partition(".")[0] for name in sys.modules}

before = tops()
import dlnotes
print(sorted(tops() - before - sys.stdlib_module_names))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("['dlnotes']", "")


def test_every_public_name_explains_itself():
    names = [n for n, value in vars(dlnotes).items() if not n.startswith("_") and callable(value)]
    assert len(names) > 40
    for name in names:
        assert getattr(dlnotes, name).__doc__, name


def test_the_training_program_of_the_course_runs_as_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=True)
    network = MultiLayerNet(
        input_size=784, hidden_size_list=[100, 100, 100, 100, 100, 100], output_size=10
    )
    optimizer = SGD(network.parameters(), lr=0.01)
    loss_func = MSE()
    max_epochs = 201
    train_size = x_train.shape[0]
    batch_size = 100
    best = first = float("inf")
    for i in range(max_epochs):
        batch_mask = np.random.choice(train_size, batch_size)  # noqa: NPY002 - as written
        x_batch = x_train[batch_mask]
        t_batch = t_train[batch_mask]
        optimizer.zero_grad()
        out = network(x_batch)
        loss = loss_func(out, t_batch)
        loss.backward()
        optimizer.step()
        if i == 0:
            first = loss.item()
        if best > loss.item():
            best = loss.item()
            save_network(network)
    assert best < first / 2
    accuracy = (load_network()(x_test).argmax(axis=1) == t_test).mean()
    assert accuracy > 0.35  # 201 small steps: far above the 0.1 of guessing


def test_pixels_that_were_not_normalized_are_refused_with_a_hint():
    (x_train, _), _ = load_mnist(normalize=False)
    with pytest.raises(TypeError, match="normalize=True"):
        MultiLayerNet(784, [5], 10)(x_train[:3])


def functions_of_the_package():
    """Yield file and node of every function and method of the package."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield file, node


def test_every_public_method_explains_itself_or_is_explained_where_it_is_first_defined():
    modules = [m.name for m in pkgutil.iter_modules(dlnotes.__path__) if m.name != "plotting"]
    for module in modules:
        for cls in vars(importlib.import_module(f"dlnotes.{module}")).values():
            if isinstance(cls, type) and cls.__module__ == f"dlnotes.{module}":
                for name, member in vars(cls).items():
                    if callable(member) and not name.startswith("_"):
                        assert inspect.getdoc(getattr(cls, name)), f"{cls.__name__}.{name}"


def test_no_function_is_longer_than_a_screen_and_no_module_than_four():
    lengths = {
        f"{f.name}: {n.name}": n.end_lineno - n.lineno + 1 for f, n in functions_of_the_package()
    }
    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}
    files = {file.name: len(file.read_text("utf-8").splitlines()) for file in PACKAGE.rglob("*.py")}
    assert {name: lines for name, lines in files.items() if lines > 250} == {}
