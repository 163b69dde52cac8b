"""Exercises of chapter 2: activation functions, and what a sum of ReLUs can follow."""

import numpy as np

from dlnotes.activations import relu, sigmoid, sigmoid_derivative
from dlnotes.datasets import make_curve
from dlnotes.exercises.answers import a_function, a_number, some_numbers
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.fitting import fit_relu_sum, relu_sum

X = np.array([-3.0, -1.0, -0.25, 0.0, 0.5, 2.0])


def _compare(answer, x, wanted, who):
    got = np.asarray(answer(x), dtype=np.float64)
    if got.shape != wanted.shape:
        raise NotYet(f"For an array of shape {wanted.shape} you return one of shape {got.shape}.")
    for one, right, yours in zip(x, wanted, got, strict=True):
        if not abs(right - yours) < 1e-9:
            raise NotYet(f"At {one:.4g} {who} is {right:.4g}, but you return {yours:.4g}.")


@exercise(
    "absolute-value",
    hints=(
        "A ReLU gives you one arm of the V. Which one is missing?",
        "Mirror a function by handing it -x. What does relu(-x) look like?",
        "One ReLU is awake on the right, its mirror image on the left. Where one is awake the "
        "other is 0.",
    ),
    takes=a_function("x"),
)
def check_absolute_value(answer):
    """Take a function of x that returns |x|."""
    _compare(answer, X, np.abs(X), "|x|")


@exercise(
    "sigmoid-slope",
    hints=(
        "Try it with numbers first: at y = 0.5 the slope is 0.25, and near y = 0 and y = 1 it "
        "is nearly 0.",
        "Take the derivative of 1 / (1 + e^-a) with the chain rule, and write the result as a "
        "product of two fractions.",
        "One of the two fractions is y. Work out 1 - y with the sigmoid's formula: it is the "
        "other.",
    ),
    takes=a_function("y"),
)
def check_sigmoid_slope(answer):
    """Take a function of the sigmoid's output y that returns its slope."""
    _compare(answer, sigmoid(X), sigmoid_derivative(X), "the slope for the output y")


@exercise(
    "relu-from-leaky",
    hints=(
        "Only the left side disturbs: there leaky(x) gives slope * x, and 0 is wanted.",
        "Call leaky a second time with -x. Left of 0 that gives -x. How much of it cancels "
        "slope * x?",
        "slope * leaky(-x) cancels the left side. On the right it takes away slope**2 * x: "
        "divide by what is left at x = 1.",
    ),
    takes=a_function("x", "leaky", "slope"),
)
def check_relu_from_leaky(answer):
    """Take a function of (x, leaky, slope) that returns relu(x) and calls only leaky(x)."""
    for slope in (0.01, 0.3):

        def leaky(x, slope=slope):
            return np.where(x > 0, x, slope * x)

        _compare(lambda x, f=leaky, s=slope: answer(x, f, s), X, relu(X), f"(leak {slope}) ReLU")


@exercise(
    "parameters",
    hints=(
        "The network has three layers that have something to learn. Count each by itself.",
        "A layer has a weight for each pair of an input and a unit, and a bias for each unit.",
        "The first layer has 784 * 50 weights and 50 biases. The other two are counted in the "
        "same way.",
    ),
    takes=a_number(),
)
def check_parameters(answer):
    """Take the number of parameters of 784-50-100-10."""
    wanted = 784 * 50 + 50 + 50 * 100 + 100 + 100 * 10 + 10
    if answer == wanted - 160:
        raise NotYet("These are the weights. The biases are missing.")
    if answer != wanted:
        raise NotYet(f"{answer} is too {'many' if answer > wanted else 'few'}.")


@exercise(
    "kinks",
    hints=(
        "Between two kinks the sum is straight. Where is the wave straight, and where does it "
        "bend?",
        "Put a kink where the wave bends most: at its hills and valleys, and two close "
        "together where it bends sharply.",
        "Let a loop do it: move all six by a little random amount, fit, and keep the move if "
        "the error got smaller. 500 tries are enough.",
    ),
    takes=some_numbers("one to six finite numbers"),
)
def check_kinks(answer):
    """Take at most six kinks; with the best heights they must follow the wave."""
    kinks = np.asarray(answer, dtype=np.float64).ravel()
    if not 1 <= len(kinks) <= 6 or not np.isfinite(kinks).all():
        raise NotYet(f"Give one to six finite numbers, not {kinks}.")
    x, t = (a.ravel() for a in make_curve("wave", 61, noise=0, rng=np.random.default_rng(0)))
    v, c = fit_relu_sum(x, t, kinks)
    error = np.mean((relu_sum(x, kinks, v, c) - t) ** 2)
    if not error < 0.006:
        raise NotYet(f"The mean squared error is {error:.4f}, and 0.006 is to be undercut.")
