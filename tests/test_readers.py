"""The trained networks: they load, they read what is said of them, damage is noticed."""

import numpy as np
import pytest

from dlnotes import accuracy, load_mnist, load_pen_digits, predict, readers
from dlnotes.checkpoints import describe
from dlnotes.readers import load_reader
from dlnotes.readers.train import RECIPES


@pytest.mark.parametrize(
    ("name", "on_mnist", "on_pens"), [("dense", 0.988, 0.958), ("convolutional", 0.993, 0.97)]
)
def test_a_trained_network_reads_mnist_and_other_peoples_digits(name, on_mnist, on_pens):
    make, shape, *_ = RECIPES[name]
    network = load_reader(name)
    assert describe(network) == describe(make(np.random.default_rng(0)))
    _, (x, t) = load_mnist()
    x_pen, t_pen = load_pen_digits()
    assert accuracy(predict(network, x.reshape(-1, *shape)), t) >= on_mnist
    assert accuracy(predict(network, x_pen.reshape(-1, *shape)), t_pen) >= on_pens


def test_an_unknown_or_damaged_network_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"one of dense, convolutional; got 'recurrent'"):
        load_reader("recurrent")
    raw = bytearray((readers.FOLDER / "dense.npz").read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "dense.npz").write_bytes(raw)
    monkeypatch.setattr(readers, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="damaged"):
        load_reader("dense")
