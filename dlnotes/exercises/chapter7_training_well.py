"""Exercises of chapter 7: widths, decay, random settings, and few images."""

import math

import numpy as np

from dlnotes.datasets import load_mnist
from dlnotes.evaluation import accuracy, predict
from dlnotes.exercises.answers import a_function, a_network, a_number, numbers
from dlnotes.exercises.checker import NotYet, exercise


def close(got, right):
    """Say whether a number is within 1 % of what is wanted."""
    return math.isclose(got, right, rel_tol=0.01)


def check_close(names, answer, wanted):
    """Raise for the first number that is more than 1 % away from what is wanted."""
    for name, got, right in zip(names, answer, wanted, strict=True):
        if not close(got, right):
            raise NotYet(f"{name}: {got:.4g} is not it.")


@exercise(
    "two-widths",
    hints=(
        "Which of the two looks at the outputs too?",
        "He keeps the signal's size through a ReLU and counts the inputs. Xavier keeps signal "
        "and gradient, and counts both sides.",
        "Both are a square root of 2 over something: the number of inputs, or inputs and "
        "outputs together.",
    ),
    takes=numbers("He", "Xavier"),
)
def check_two_widths(answer):
    """Take the standard deviations of He and Xavier for 784 inputs and 100 outputs."""
    names, wanted = ("He", "Xavier"), (math.sqrt(2 / 784), math.sqrt(2 / 884))
    if all(map(close, answer, reversed(wanted))):
        raise NotYet("Both are there, the other way round: He first.")
    for name, got, right in zip(names, answer, wanted, strict=True):
        if close(got, right**2):
            raise NotYet(f"{name}: {got:.4g} is the variance. The standard deviation is its root.")
        if close(got, right / math.sqrt(2)):
            raise NotYet(f"{name}: {got:.4g} lacks the 2 under the root.")
    check_close(names, answer, wanted)


@exercise(
    "signal-growth",
    hints=(
        "Follow the mean square, not the size: sums of independent numbers add up their squares.",
        "Before the ReLU the mean square is n * std**2 times what came in; the ReLU halves it.",
        "100 * 0.2**2 / 2 is the factor for the mean square. The size grows by its square "
        "root; ten layers multiply ten times.",
    ),
    takes=numbers("one layer", "ten layers"),
)
def check_signal_growth(answer):
    """Take the factors for one layer and for ten."""
    one, ten = answer
    if close(one, 2):
        raise NotYet(
            "one layer: 2 is the factor for the mean square, or for the size without the ReLU."
        )
    if close(one, math.sqrt(2)) and close(ten, 10 * math.sqrt(2)):
        raise NotYet("ten layers: each multiplies what the one before gave. It does not add to it.")
    check_close(("one layer", "ten layers"), answer, (math.sqrt(2), 32))


@exercise(
    "decayed-weight",
    hints=(
        "The loss gives no slope. What does a step still do to the weight?",
        "Weight decay adds weight_decay * w to the slope, and SGD subtracts lr times that.",
        "One step multiplies the weight by 1 - lr * weight_decay. There are 100 of them.",
    ),
    takes=a_number(),
)
def check_decayed_weight(answer):
    """Take the share that is left after 100 steps."""
    known = {
        0.95: "is left after one step. There are 100.",
        1
        - 100
        * 0.05: "would be right if each step took the same. It takes a share of what is left.",
        0.9**100: "leaves out the learning rate: a step takes lr times weight_decay.",
        0.5**100: "leaves out the weight decay: a step takes lr times weight_decay.",
        1 - 0.95**100: "is what is gone. Asked is what is left.",
    }
    for wrong, reason in known.items():
        if close(answer, wrong):
            raise NotYet(f"{answer:.4g} {reason}")
    check_close(("the share",), (answer,), (0.95**100,))


@exercise(
    "log-uniform",
    hints=(
        "From 0.001 to 0.01 should lie as many numbers as from 1 to 10. What do these two "
        "ranges have in common?",
        "Each power of ten is one step of the logarithm. Draw uniformly there.",
        "Draw an exponent between log10(low) and log10(high), then raise 10 to it.",
    ),
    takes=a_function("low", "high", "n", "rng"),
)
def check_log_uniform(answer):
    """Take a function of (low, high, n, rng) that returns n numbers."""
    drawn = np.asarray(answer(0.001, 10, 8000, np.random.default_rng(0)))
    if drawn.shape != (8000,):
        raise NotYet(f"For n = 8000 return an array of shape (8000,), not {drawn.shape}.")
    if -3 <= drawn.min() < 0 and drawn.max() <= 1:
        raise NotYet("These are the exponents, from -3 to 1. Raise 10 to them.")
    if drawn.min() < 0.001 or drawn.max() > 10:
        raise NotYet(f"From 0.001 to 10 you draw numbers from {drawn.min():g} to {drawn.max():g}.")
    for least in (0.001, 0.01, 0.1, 1):
        share = np.mean((drawn >= least) & (drawn < 10 * least))
        if abs(share - 0.25) > 0.03:
            raise NotYet(
                f"From {least:g} to {10 * least:g} lie {share:.0%} of them, not a quarter."
            )


@exercise(
    "three-hundred",
    hints=(
        "What can you do to a picture of a 4 so that it stays a 4?",
        "Make more images of the 300: shifted by a pixel or two in each direction, with the "
        "same labels.",
        "np.roll(images, (down, right), axis=(1, 2)) shifts. Five by five shifts make 7500 "
        "images; train on all, with some dropout.",
    ),
    takes=a_network(784),
)
def check_three_hundred(answer):
    """Take a trained network for images of shape (N, 784)."""
    _, (x, t) = load_mnist()
    reached = accuracy(predict(answer, x), t)
    if reached < 0.86:
        raise NotYet(f"It reads {reached:.1%} of the test images; 86 % is wanted.")
