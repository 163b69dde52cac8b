"""Exercises of chapter 4: nodes and layers that go backward."""

import numpy as np

from dlnotes.exercises.answers import a_class, a_function
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.gradients import GradientError, check_gradients, numerical_gradient


def _count(number, things):
    return f"{number} {things}{'' if number == 1 else 's'}"


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
                f"backward gives {_count(got.size, 'gradient')}, but forward takes "
                f"{_count(len(inputs), 'input')}."
            )
        for name, have, slope in zip("uv", got, slopes, strict=False):
            if not np.isclose(have, dout * slope, rtol=1e-5, atol=1e-7):
                raise NotYet(
                    f"After forward{shown}, backward({dout}) should send {dout * slope:.6g} to "
                    f"{name}, but yours sends {have:.6g}."
                )


@exercise(
    "exp-node",
    hints=(
        "What is the slope of e**u?",
        "The slope of e**u is e**u itself. forward has just computed it: keep it in self.",
        "backward multiplies what comes in, dout, by the slope, and the slope is what forward "
        "gave out.",
    ),
    takes=a_class(forward=("u",), backward=("dout",)),
)
def check_exp_node(answer):
    """Take a class with forward(u) and backward(dout)."""
    node = answer()
    for u in (0.0, 1.0, -1.5):
        check_node(node, np.exp, u)


@exercise(
    "divide-node",
    hints=(
        "Hold v still: what does a small step of u do to u / v? Then hold u still.",
        "The slope for u is that of a straight line. For v write u / v as u times v**-1.",
        "The slopes are 1 / v and -u / v**2. Each is multiplied by dout; forward keeps u and "
        "v for that.",
    ),
    takes=a_class(forward=("u", "v"), backward=("dout",)),
)
def check_divide_node(answer):
    """Take a class with forward(u, v) and backward(dout) that returns two gradients."""
    node = answer()
    for u, v in [(6.0, 3.0), (1.0, 4.0), (5.0, -2.0)]:
        check_node(node, lambda u, v: u / v, u, v)


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
        layer = answer(w, b)
        check_layer(layer, x, x * w + b)
        dout = rng.normal(size=x.shape)
        for parameter in layer.parameters():
            parameter.zero_grad()
        for _ in range(2):
            layer.forward(x)
            layer.backward(dout)
        if not np.allclose(layer.b.grad, 2 * dout.sum(axis=0)) or not np.allclose(
            layer.w.grad, 2 * (dout * x).sum(axis=0)
        ):
            raise NotYet(
                "One backward is right, but two are not: gradients are added to grad with +=, "
                "not put in its place."
            )


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

        def through_the_mean(x, dout=dout):
            return float(x.mean(axis=0) @ dout)

        slopes = numerical_gradient(through_the_mean, x)
        got = np.asarray(answer(dout, x))
        if got.shape != x.shape:
            raise NotYet(f"dx has the shape of x, {x.shape}, but yours has {got.shape}.")
        if rows > 1 and np.allclose(got, rows * slopes):
            raise NotYet("Each number moves the mean by a share of its move only. By which?")
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
        y, layer, dout = e / e.sum(axis=1, keepdims=True), answer(), rng.normal(size=shape)
        layer.forward(x)
        if np.allclose(layer.backward(dout), dout * y * (1 - y)):
            raise NotYet("That is each output's slope for its own score. The others are missing.")
        check_layer(layer, x, y)
    if not np.isfinite(answer().forward(np.array([[1000.0, 0.0]]))).all():
        raise NotYet("A score of 1000 overflows. Subtract the largest score of each row first.")
