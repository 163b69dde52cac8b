"""Exercises of chapter 4: nodes and layers that go backward."""

import numpy as np

from dlnotes.exercises.answers import a_class, a_function
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.gradients import GradientError, check_gradients, numerical_gradient


def check_node(node, function, *inputs):
    """Compare one run of a scalar node, forward and backward, with what it should give."""
    value, wanted = node.forward(*inputs), function(*inputs)
    shown = f"({', '.join(map(str, inputs))})"
    if not np.isclose(value, wanted):
        raise NotYet(f"forward{shown} should give {wanted:.6g}, but yours gives {value:.6g}.")
    slopes = numerical_gradient(lambda x: function(*x), np.array(inputs))
    for dout in (1.0, -2.5):
        got = np.ravel(node.backward(dout))
        if got.shape != slopes.shape:
            raise NotYet(
                f"backward gives {got.size} gradients, but there are {len(inputs)} inputs."
            )
        for name, have, slope in zip("xy", got, slopes, strict=False):
            if not np.isclose(have, dout * slope, rtol=1e-5, atol=1e-7):
                raise NotYet(
                    f"After forward{shown}, backward({dout}) should send {dout * slope:.6g} to "
                    f"{name}, but yours sends {have:.6g}."
                )


@exercise(
    "exp-node",
    hints=(
        "What is the slope of e**x?",
        "The slope of e**x is e**x itself. forward has just computed it: keep it in self.",
        "backward multiplies what comes in, dout, by the slope, and the slope is what forward "
        "gave out.",
    ),
    takes=a_class(forward=("x",), backward=("dout",)),
)
def check_exp_node(answer):
    """Take a class with forward(x) and backward(dout)."""
    node = answer()
    for x in (0.0, 1.0, -1.5):
        check_node(node, np.exp, x)


@exercise(
    "divide-node",
    hints=(
        "Hold y still: what does a small step of x do to x / y? Then hold x still.",
        "The slope for x is that of a straight line. For y write x / y as x times y**-1.",
        "The slopes are 1 / y and -x / y**2. Each is multiplied by dout; forward keeps x and "
        "y for that.",
    ),
    takes=a_class(forward=("x", "y"), backward=("dout",)),
)
def check_divide_node(answer):
    """Take a class with forward(x, y) and backward(dout) that returns two gradients."""
    node = answer()
    for x, y in [(6.0, 3.0), (1.0, 4.0), (5.0, -2.0)]:
        check_node(node, lambda x, y: x / y, x, y)


def check_layer(layer, x, wanted):
    """Compare a layer's forward with what it should give and its backward with differences."""
    if not np.allclose(layer.forward(x), wanted):
        raise NotYet("forward does not give what the formula says.")
    try:
        check_gradients(layer, x)
    except GradientError as error:
        raise NotYet(f"The checker says: {error}") from None


@exercise(
    "wrong-layer",
    hints=(
        "The checker names the gradient that is wrong. For a batch of one all three are right.",
        "b is added to every row. So it moves the loss once for each row: what becomes of "
        "those shares?",
        "Compare the line of b with the line of w: both are used by every row, and shares of "
        "all rows add up.",
    ),
    takes=a_class(("w", "b"), forward=("x",), backward=("dout",)),
)
def check_wrong_layer(answer):
    """Take the repaired class Scale, made from w and b of shape (D,)."""
    rng = np.random.default_rng(4)
    for rows in (1, 2, 5):
        w, b, x = rng.normal(size=3), rng.normal(size=3), rng.normal(size=(rows, 3))
        check_layer(answer(w, b), x, x * w + b)


@exercise(
    "mean-backward",
    hints=(
        "Move one number of a column by a little. By how much does the mean of the column move?",
        "Each of the N numbers has the same share in the mean, so each gets the same gradient.",
        "Every row of dx is dout / N. Give it the shape of x.",
    ),
    takes=a_function("dout", "x"),
)
def check_mean_backward(answer):
    """Take a function of dout, shape (D,), and x, shape (N, D), that returns dx."""
    rng = np.random.default_rng(5)
    for rows in (1, 4):
        x, dout = rng.normal(size=(rows, 3)), rng.normal(size=3)
        slopes = numerical_gradient(lambda x, dout=dout: float(x.mean(axis=0) @ dout), x)
        got = np.asarray(answer(dout, x))
        if got.shape != x.shape:
            raise NotYet(f"dx has the shape of x, {x.shape}, but yours has {got.shape}.")
        if not np.allclose(got, slopes, atol=1e-7):
            raise NotYet(
                f"For {rows} rows and dout = {dout.round(2)} the first row of dx should be "
                f"{slopes[0].round(4)}, but yours is {got[0].round(4)}."
            )


@exercise(
    "softmax-layer",
    hints=(
        "Start with three scores and write down the slope of y[0] for x[0], and for x[1].",
        "The slope of y[k] for x[j] is y[k] * ((k == j) - y[j]). Multiply by dout[k] and sum "
        "over k.",
        "The sum has two parts: y[j] * dout[j], and y[j] times the sum of dout * y over the "
        "row. keepdims=True keeps that sum as a column.",
    ),
    takes=a_class(forward=("x",), backward=("dout",)),
)
def check_softmax_layer(answer):
    """Take a class with forward(x) and backward(dout), x of shape (N, K)."""
    rng = np.random.default_rng(6)
    for shape in [(1, 2), (4, 3)]:
        x = rng.normal(size=shape)
        e = np.exp(x)
        check_layer(answer(), x, e / e.sum(axis=1, keepdims=True))
    if not np.isfinite(answer().forward(np.array([[1000.0, 0.0]]))).all():
        raise NotYet("A score of 1000 overflows. Subtract the largest score of each row first.")
