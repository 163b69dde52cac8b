"""Exercises of chapter 2: activation functions, and what a sum of ReLUs can follow."""

import inspect

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
            digits = 4 if f"{right:.4g}" != f"{yours:.4g}" else 12
            raise NotYet(
                f"At {one:.4g} {who} is {right:.{digits}g}, but you return {yours:.{digits}g}."
            )


def _names_in(answer):
    """Return the names that a function of the reader's calls, its own included."""
    function = inspect.unwrap(answer)
    code = getattr(function, "__code__", None)
    return {function.__name__, *(code.co_names if code else ())}


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
    bent = _names_in(answer) & {"abs", "absolute", "fabs", "sqrt", "sign", "where"}
    if bent:
        raise NotYet(f"Use relu, and no {bent.pop()}: nothing else that bends.")
    _compare(answer, X, np.abs(X), "|x|")


@exercise(
    "sigmoid-slope",
    hints=(
        "Try it with numbers first: at y = 0.5 the slope is 0.25, and near y = 0 and y = 1 it "
        "is nearly 0.",
        "The slope is e^-a / (1 + e^-a)^2. Write it as a product of two fractions with the "
        "denominator 1 + e^-a.",
        "One of the two fractions is y. Work out 1 - y with the sigmoid's formula: it is the "
        "other.",
    ),
    takes=a_function("y"),
)
def check_sigmoid_slope(answer):
    """Take a function of the sigmoid's output y that returns its slope."""
    y = sigmoid(X)
    if np.allclose(answer(y), sigmoid_derivative(y)):
        raise NotYet("You take the sigmoid of y once more. y is the output already.")
    _compare(answer, y, sigmoid_derivative(X), "the slope for the output y")


@exercise(
    "relu-from-leaky",
    hints=(
        "Only the left side disturbs: there leaky(x) gives leak * x, and 0 is wanted.",
        "Call leaky a second time with -x. Left of 0 that gives -x. How much of it cancels "
        "leak * x?",
        "leak * leaky(-x) cancels the left side. On the right it takes away leak**2 * x: "
        "divide by what is left at x = 1.",
    ),
    takes=a_function("x", "leaky", "leak"),
)
def check_relu_from_leaky(answer):
    """Take a function of (x, leaky, leak) that returns relu(x) and calls only leaky(x)."""
    # Where leaky gives only 0, all that is left is straight, unless something else bends.
    left = np.asarray(answer(np.array([-1.0, 1.0]), np.zeros_like, 0.3), dtype=np.float64)
    if left.shape == (2,) and not abs(left.sum()) < 1e-9:
        raise NotYet("Something else than leaky bends in your function, or a number is added.")
    for leak in (0.01, 0.3):

        def leaky(x, leak=leak):
            return np.where(x > 0, x, leak * x)

        _compare(lambda x, f=leaky, a=leak: answer(x, f, a), X, relu(X), f"(leak {leak}) ReLU")


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
    if answer == wanted + 784:
        raise NotYet("The inputs have no biases: they are given, not computed.")
    if answer in (784 + 50 + 100 + 10, 50 + 100 + 10):
        raise NotYet("These are the units. Count the numbers on the way from layer to layer.")
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
