"""During a turn OpenBLAS works on one core, and before and after it as whoever uses it said."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from dlnotes.turns import Turn

PROGRAM = """
import numpy as np
import dlnotes
from dlnotes import MultiLayerNet, SGD, SoftmaxCrossEntropy, predict, train
from dlnotes.layers import Layer
from dlnotes.turns import find_openblas
get, set_threads = find_openblas()
set_threads(2)
seen = []

class Spy(Layer):
    def forward(self, x):
        seen.append(get())
        return x

    def backward(self, dout):
        seen.append(get())
        return dout

network = dlnotes.Sequential(dlnotes.Affine(2, 2, rng=0), Spy())
x, t = np.ones((4, 2), np.float32), np.array([0, 1, 1, 0])
SoftmaxCrossEntropy()(network(x), t).backward()
predict(network, x)
network.forward(x), network.backward(x)
layer = Spy()
layer.forward(x), layer.backward(x)
train(network, SoftmaxCrossEntropy(), SGD(network.parameters(), lr=0.1), x, t, epochs=2)
print(sorted(set(seen)), len(seen), get())
"""


def run(program, **chosen):
    environment = {k: v for k, v in os.environ.items() if not k.endswith("NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment | chosen,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def uses_openblas():
    return run("from dlnotes.turns import find_openblas; print(find_openblas() is not None)")


def test_networks_compute_on_one_core_and_others_as_before():
    if uses_openblas() == "True":
        assert run(PROGRAM) == "[1] 11 2"


def test_whoever_chose_a_number_of_threads_is_obeyed():
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        program = "from dlnotes.turns import find_openblas; print(find_openblas())"
        assert run(program, **{name: "2"}) == "None"


def test_a_numpy_without_openblas_is_none_of_our_business():
    program = """
import ctypes, sys
class NoLibrary:
    def __init__(self, name): raise OSError(name)
ctypes.CDLL = NoLibrary
import numpy as np, dlnotes
print(dlnotes.MultiLayerNet(2, [], 2)(np.ones((1, 2), np.float32)).shape)
"""
    assert run(program) == "(1, 2)"


def test_a_turn_inside_a_turn_changes_nothing_and_an_error_ends_it():
    said = []
    turn = Turn(get=lambda: 8, set=said.append)
    with pytest.raises(ZeroDivisionError), turn, turn:
        assert said == [1]
        1 / 0  # noqa: B018
    assert said == [1, 8]
    taken = threading.Thread(target=turn.__enter__)
    taken.start()
    taken.join(10)
    assert not taken.is_alive()  # it was free
    assert np.array_equal(said, [1, 8, 1])
