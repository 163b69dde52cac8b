"""The package as a whole: what importing it brings, and the training program of the course."""

import subprocess
import sys

import numpy as np
import pytest

import dlnotes
from dlnotes import MSE, SGD, MultiLayerNet, load_mnist, load_network, save_network


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
