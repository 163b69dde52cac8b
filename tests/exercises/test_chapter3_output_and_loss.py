"""The checkers of chapter 3 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes import SoftmaxCrossEntropy, one_hot, softmax
from dlnotes.exercises import check


def stable(z, t):
    loss = SoftmaxCrossEntropy()
    return loss.forward(z, t), loss.backward()


def overflowing(z, t):
    y = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    t = one_hot(t, z.shape[1])
    return -np.sum(t * np.log(y)) / len(z), (y - t) / len(z)


def without_mean(z, t):
    loss, slope = stable(z, t)
    return loss, slope * len(z)


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("softmax-shift", [0, 2, -3], [7, 9, 4], "first score should be 0"),
        ("softmax-shift", [0, 2, -3], [0, 2, 3], "softmax of 7, 9, 4 is"),
        ("uniform-loss", np.log, lambda classes: 1 / classes, "the loss is its logarithm"),
        ("uniform-loss", np.log, lambda classes: np.log(1 / classes), "is above 0"),
        ("uniform-loss", np.log, np.log10, "not to base 10"),
        ("uniform-loss", np.log, np.log2, "not to base 2"),
        ("confident-wrong", (0.9703, 4.6052), (0.9703, 0.0202), "not at the largest"),
        ("confident-wrong", (0.9703, 4.6052), (0.9703, 2), "not to base 10"),
        ("confident-wrong", (0.9703, 4.6052), (0.9703, -4.6052), "is above 0"),
        ("confident-wrong", (0.9703, 4.6052), (4.6052, 0.9703), "squared error comes first"),
        ("confident-wrong", (0.9703, 4.6052), (0.97, 4.6052), "to four decimals"),
        ("confident-wrong", (0.9703, 4.6052), (0.9703, 4.61), "to four decimals"),
        ("confident-wrong", (0.9703, 4.6052), (1.9406, 4.6052), "the half in front"),
        ("stable-loss", stable, overflowing, "For scores of about 1000 the loss"),
        ("stable-loss", stable, without_mean, "divided by N as well"),
        ("stable-loss", stable, lambda z, t: (5 * stable(z, t)[0], 0 * z), "Take the mean"),
        ("stable-loss", stable, lambda z, t: (stable(z, t)[0], 0 * z), "gradient should be"),
        ("stable-loss", stable, lambda z, t: (stable(z, t)[0], softmax(z)[0]), "shape"),
    ],
)
def test_right_passes_and_wrong_is_told_why(name, right, wrong, said, capsys):
    assert check(name, right)
    capsys.readouterr()
    assert not check(name, wrong)
    assert said in capsys.readouterr().out
