"""Exercises of chapter 7: widths, decay, random settings, and few images."""

import math

import numpy as np

from dlnotes.datasets import load_mnist
from dlnotes.evaluation import accuracy, predict
from dlnotes.exercises.checker import NotYet, exercise


def check_close(names, answer, wanted):
    """Raise for the first number that is more than 1 % away from what is wanted."""
    for name, got, right in zip(names, answer, wanted, strict=True):
        if not math.isclose(got, right, rel_tol=0.01):
            raise NotYet(f"{name}: {got:.4g} is not it.")


@exercise("two-widths", "He looks at the inputs alone, Xavier at inputs and outputs.")
def check_two_widths(answer):
    """Take the standard deviations of He and Xavier for 784 inputs and 100 outputs."""
    check_close(("He", "Xavier"), answer, (math.sqrt(2 / 784), math.sqrt(2 / 884)))


@exercise("signal-growth", "The mean square is multiplied by n times std squared; ReLU halves it.")
def check_signal_growth(answer):
    """Take the factors for one layer and for ten."""
    check_close(("one layer", "ten layers"), answer, (math.sqrt(2), 32))


@exercise("decayed-weight", "One step multiplies the weight by 1 - lr * weight_decay.")
def check_decayed_weight(answer):
    """Take the share that is left after 100 steps."""
    check_close(("the share",), (answer,), (0.95**100,))


@exercise("log-uniform", "Draw the exponent uniformly, then raise 10 to it.")
def check_log_uniform(answer):
    """Take a function of (low, high, n, rng) that returns n numbers."""
    drawn = np.asarray(answer(0.001, 10, 8000, np.random.default_rng(0)))
    if drawn.shape != (8000,):
        raise NotYet(f"For n = 8000 return an array of shape (8000,), not {drawn.shape}.")
    if drawn.min() < 0.001 or drawn.max() > 10:
        raise NotYet(f"From 0.001 to 10 you draw numbers from {drawn.min():g} to {drawn.max():g}.")
    for least in (0.001, 0.01, 0.1, 1):
        share = np.mean((drawn >= least) & (drawn < 10 * least))
        if abs(share - 0.25) > 0.03:
            raise NotYet(
                f"From {least:g} to {10 * least:g} lie {share:.0%} of them, not a quarter."
            )


@exercise("three-hundred", "Shift the images by a pixel or two, and train on all that you get.")
def check_three_hundred(answer):
    """Take a trained network for images of shape (N, 784)."""
    _, (x, t) = load_mnist()
    reached = accuracy(predict(answer, x), t)
    if reached < 0.86:
        raise NotYet(f"It reads {reached:.1%} of the test images; 86 % is wanted.")
