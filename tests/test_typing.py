"""What dlnotes says of its types fits programs that use it, and finds mistakes in them."""

import subprocess
import sys

import pytest
from conftest import ROOT


def mypy(*files):
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", *map(str, files)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_package_and_a_program_that_uses_it_pass_the_type_checker():
    done = mypy()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dlnotes.train(net, loss, opt, x, x, epoch=3)", 'Unexpected keyword argument "epoch"'),
        ("dlnotes.train(net, loss, opt, x, x, keep_best=3)", 'expected "bool"'),
        ("dlnotes.SGD(net, lr=0.1)", 'expected "Iterable[Parameter]"'),
        ("dlnotes.SGD(net.parameters(), lr=0.1, momentum=1)", "Unexpected keyword argument"),
        ("dlnotes.Sequential([dlnotes.ReLU()])", 'expected "Layer"'),
        ("dlnotes.predict(x, net)", "incompatible type"),
        ("dlnotes.save_network('n.npz', net)", "incompatible type"),
    ],
)
def test_the_type_checker_finds_what_is_wrong(tmp_path, line, words):
    file = tmp_path / "wrong.py"
    head = "import numpy as np\nimport dlnotes\nx = np.ones((2, 2))\n"
    head += "net = dlnotes.MultiLayerNet(2, [3], 2)\nloss = dlnotes.MSE()\n"
    head += "opt = dlnotes.SGD(net.parameters(), lr=0.1)\n"
    file.write_text(head + line + "\n", encoding="utf-8")
    done = mypy(file)
    assert done.returncode == 1
    assert words in done.stdout
