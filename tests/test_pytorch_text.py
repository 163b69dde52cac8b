"""The training program of chapter 6: as the course gives it, and beside it the same for PyTorch.

The course does not need PyTorch: its text is read here, and `benchmarks.pytorch_program` runs it.
"""

import ast
import re
from itertools import pairwise

import nbformat
import pytest
from conftest import ROOT

PROGRAM = """
(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True)
network = MultiLayerNet(input_size=784, hidden_size_list=[100, 100, 100, 100, 100, 100], output_size=10)
optimizer = SGD(network.parameters(), lr=0.01)
loss_func = MSE()
max_epochs = 201
train_size = x_train.shape[0]
batch_size = 100
best = float("inf")
for i in range(max_epochs):
    batch_mask = np.random.choice(train_size, batch_size)
    x_batch = x_train[batch_mask]
    t_batch = t_train[batch_mask]
    optimizer.zero_grad()
    out = network(x_batch)
    loss = loss_func(out, t_batch)
    loss.backward()
    optimizer.step()
    if best > loss.item():
        best = loss.item()
        save_network(network)
"""  # noqa: E501
IMPORTS = (ast.Import, ast.ImportFrom)


@pytest.fixture(scope="module")
def chapter():
    return nbformat.read(ROOT / "book" / "06_mnist.ipynb", as_version=4).cells


@pytest.fixture(scope="module")
def texts(chapter):
    """The network for PyTorch, and the two programs side by side: dlnotes, PyTorch."""
    [text] = [c.source for c in chapter if c.cell_type == "markdown" and "import torch" in c.source]
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def columns(texts):
    assert len(texts) == 3
    return texts[1:]


def test_the_training_program_stands_unchanged_in_two_cells_that_follow_each_other(chapter):
    wanted = ast.dump(ast.parse(PROGRAM))
    pairs = [
        f"{first.source}\n{second.source}"
        for first, second in pairwise(chapter)
        if first.cell_type == second.cell_type == "code"
    ]
    assert [ast.dump(ast.parse(pair)) for pair in pairs].count(wanted) == 1


def test_the_text_for_dlnotes_is_that_program_with_its_imports(columns):
    program = ast.parse(columns[0])
    program.body = [node for node in program.body if not isinstance(node, IMPORTS)]
    assert ast.dump(program) == ast.dump(ast.parse(PROGRAM))


def test_the_text_for_pytorch_is_python_and_the_same_line_for_line(columns):
    ours, theirs = (text.splitlines() for text in columns)
    assert len(ours) == len(theirs)
    ours, theirs = map(ast.parse, columns)
    pairs = list(zip(ours.body, theirs.body, strict=True))
    loop = pairs[-1]
    pairs += zip(loop[0].body, loop[1].body, strict=True)
    pairs += zip(loop[0].body[-1].body, loop[1].body[-1].body, strict=True)
    for mine, other in pairs:
        assert mine.lineno == other.lineno
        same_kind = type(mine) is type(other) or isinstance(mine, IMPORTS)
        assert same_kind, f"line {mine.lineno}: {ast.unparse(mine)} | {ast.unparse(other)}"
        if isinstance(mine, ast.Assign):
            assert ast.dump(mine.targets[0]) == ast.dump(other.targets[0])
    shared = set(columns[0].splitlines()) & set(columns[1].splitlines())
    assert len(shared) >= 15  # what the chapter says: nearly every line is the same


def test_the_text_for_pytorch_imports_what_it_uses(columns):
    names = {node.id for node in ast.walk(ast.parse(columns[1])) if isinstance(node, ast.Name)}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(columns[1]))
        if isinstance(node, IMPORTS)
        for alias in node.names
    }
    assert imported <= names and "np" not in names


def test_the_network_for_pytorch_takes_what_ours_takes(texts, columns):
    network = ast.parse(texts[0]).body[-1]
    assert isinstance(network, ast.FunctionDef)
    [ours, theirs] = [ast.parse(column).body for column in columns]
    calls = [node.value for body in (ours, theirs) for node in body if is_network(node)]
    for call in calls:
        assert [each.arg for each in call.keywords] == [a.arg for a in network.args.args]
    assert calls[1].func.id == network.name


def is_network(node):
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "network"
