"""The checkers of chapter 8 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes import (
    Affine,
    Conv2D,
    CosineAnnealing,
    Flatten,
    MaxPool2D,
    Momentum,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    load_mnist,
    train,
)
from dlnotes.exercises import check


class GlobalAverage:
    def forward(self, x):
        self.shape = x.shape
        return x.mean(axis=(2, 3))

    def backward(self, dout):
        share = dout / (self.shape[2] * self.shape[3])
        return np.broadcast_to(share[:, :, np.newaxis, np.newaxis], self.shape)


class Forgetful(GlobalAverage):
    def backward(self, dout):
        return super().backward(dout) * self.shape[2]


SLANTED = [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("conv-sizes", (22, 8, 3), (22, 9, 3)),
        ("slanted-filter", SLANTED, np.fliplr(SLANTED)),
        ("slanted-filter", SLANTED, np.eye(3)),
        ("two-small-filters", (4608, 6400), (2304, 6400)),
        ("global-average", GlobalAverage(), Forgetful()),
    ],
)
def test_right_passes_and_wrong_does_not(name, right, wrong):
    assert check(name, right)
    assert not check(name, wrong)


class Whole(GlobalAverage):
    def backward(self, dout):
        return np.broadcast_to(dout[:, :, np.newaxis, np.newaxis], self.shape)


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("conv-sizes", (21, 8, 3), "the place it starts from"),
        ("conv-sizes", (22, 8.67, 3), "no whole number"),
        ("conv-sizes", (22, 8, 6), "on both sides"),
        ("slanted-filter", [[1, 0, 0], [0, -1, 0], [0, 0, 0]], "the first has to be"),
        ("slanted-filter", [[-1, 0, 1]] * 3, "the first has to be"),
        ("two-small-filters", (2304, 6400), "one of the two"),
        ("two-small-filters", (4608, 25), "each of 16 channels"),
        ("two-small-filters", (4640, 6400), "counts the biases"),
        ("global-average", Whole(), "only a share"),
    ],
)
def test_the_likeliest_mistakes_are_answered(name, answer, said, capsys):
    assert not check(name, answer)
    assert said in capsys.readouterr().out


def test_a_network_passes_when_it_is_small_and_trained(capsys):
    (x, t), _ = load_mnist(flatten=False)
    rng = np.random.default_rng(1)
    network = Sequential(
        *(Conv2D(1, 4, 5, rng), MaxPool2D(2), ReLU()),
        *(Conv2D(4, 8, 5, rng), MaxPool2D(2), ReLU()),
        *(Flatten(), Affine(128, 10, rng)),
    )
    assert not check("small-network", network)
    optimizer, schedule = Momentum(network.parameters(), lr=0.1), CosineAnnealing(0.1, 600, 100)
    train(network, SoftmaxCrossEntropy(), optimizer, x, t, epochs=1, schedule=schedule)
    assert check("small-network", network)
    large = Sequential(Flatten(), Affine(784, 8, rng), ReLU(), Affine(8, 10, rng))
    assert not check("small-network", large)
    assert "6370 parameters, more than 6000" in capsys.readouterr().out
