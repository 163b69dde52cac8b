"""The checkers of chapter 7 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy, load_mnist, train
from dlnotes.exercises import check


def log_uniform(low, high, n, rng):
    return np.exp(rng.uniform(np.log(low), np.log(high), n))


def beyond(low, high, n, rng):
    return log_uniform(low, 2 * high, n, rng)


def uniform(low, high, n, rng):
    return rng.uniform(low, high, n)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("two-widths", (0.0505, 0.0476), (0.0476, 0.0505)),
        ("signal-growth", (1.414, 32), (2, 1024)),
        ("decayed-weight", 0.00592, 0.905),
        ("log-uniform", log_uniform, uniform),
        ("log-uniform", log_uniform, beyond),
        ("log-uniform", log_uniform, lambda low, high, n, rng: low),
    ],
)
def test_right_passes_and_wrong_does_not(name, right, wrong):
    assert check(name, right)
    assert not check(name, wrong)


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("two-widths", (0.0476, 0.0505), "the other way round"),
        ("two-widths", (0.00255, 0.0476), "is the variance"),
        ("two-widths", (0.0505, 0.0336), "lacks the 2"),
        ("two-widths", (0.1, 0.0476), "He: 0.1 is not it"),
        ("signal-growth", (2, 1024), "mean square"),
        ("signal-growth", (1.414, 14.14), "It does not add"),
        ("decayed-weight", 0.95, "after one step"),
        ("decayed-weight", -4, "a share of what is left"),
        ("decayed-weight", 0.9**100, "leaves out the learning rate"),
        ("decayed-weight", 1 - 0.95**100, "what is gone"),
        ("log-uniform", lambda low, high, n, rng: rng.uniform(-3, 1, n), "the exponents"),
    ],
)
def test_the_likeliest_mistakes_are_answered(name, answer, said, capsys):
    assert not check(name, answer)
    assert said in capsys.readouterr().out


def test_a_network_passes_when_it_reads_enough_test_images():
    (x, t), _ = load_mnist()
    network = MultiLayerNet(784, [50], 10)
    optimizer = SGD(network.parameters(), lr=0.1)
    train(network, SoftmaxCrossEntropy(), optimizer, x[:300], t[:300], steps=200)
    assert not check("three-hundred", network)
    train(network, SoftmaxCrossEntropy(), optimizer, x, t, steps=400)
    assert check("three-hundred", network)
