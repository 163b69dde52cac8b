"""Exercises of chapter 8: sizes, filters, a layer of one's own, and a small network."""

import numpy as np

from dlnotes.datasets import load_mnist
from dlnotes.evaluation import accuracy, predict
from dlnotes.exercises.answers import a_network, an_object, numbers, some_numbers
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.gradients import numerical_gradient


@exercise(
    "conv-sizes",
    hints=(
        "Draw it smaller: how many places has a filter of 3 on 5 pixels?",
        "The number of places is (n + 2p - k) // s + 1.",
        "Without stride and padding: n - k + 1. Padding makes n larger by 2p. To keep the "
        "size, 2p has to make up for k - 1.",
    ),
    takes=numbers("places", "places with stride", "padding"),
)
def check_conv_sizes(answer):
    """Take three whole numbers."""
    names = ("7 on 28 pixels", "7 on 28 with stride 3 and padding 1", "the padding that keeps it")
    for got, wanted, name in zip(answer, (22, 8, 3), names, strict=True):
        if got == wanted:
            continue
        if got != int(got):
            raise NotYet(
                f"{name}: {got:g} is no whole number. What does not fit whole is left out."
            )
        if wanted != 3 and got == wanted - 1:
            raise NotYet(f"{name}: {got} steps, and the place it starts from counts, too.")
        if wanted == 3 and got == 6:
            raise NotYet(
                f"{name}: {got} rows are missing in all, and padding is put on both sides."
            )
        raise NotYet(f"{name}: {got} is not it.")


@exercise(
    "slanted-filter",
    hints=(
        "Plain ink gives the sum of all nine weights. What has that to be?",
        "Put large weights where the ink of \\ lies, and smaller ones elsewhere.",
        "The falling diagonal is [0, 0], [1, 1], [2, 2]. Make it positive, and the other six "
        "so negative that all nine add up to 0.",
    ),
    takes=some_numbers("a filter of shape (3, 3)"),
)
def check_slanted_filter(answer):
    """Take a filter of shape (3, 3)."""
    kernel = np.asarray(answer, dtype=float)
    if kernel.shape != (3, 3):
        raise NotYet(f"A filter of shape (3, 3) is wanted, yours has {kernel.shape}.")
    if abs(kernel.sum()) > 1e-9:
        raise NotYet(f"On plain ink it says {kernel.sum():g}, not 0.")
    # A long stroke crosses the filter along one of its diagonals, wherever the filter stands.
    falling, rising = (
        max(np.trace(weights, along) for along in range(-2, 3))
        for weights in (kernel, kernel[:, ::-1])
    )
    if not falling > rising:
        raise NotYet(
            f"Sliding over \\ it says {falling:g} at most, over / {rising:g}: the first has to be "
            "larger."
        )


@exercise(
    "two-small-filters",
    hints=(
        "Count the weights of one filter first: how many channels does it see?",
        "A layer has filters * channels * k * k weights.",
        "There are 16 filters, each sees 16 channels: 16 * 16 * k * k a layer. Two layers "
        "have k = 3, the other one has k = 5.",
    ),
    takes=numbers("two of 3 x 3", "one of 5 x 5"),
)
def check_two_small_filters(answer):
    """Take the two numbers of weights."""
    names = ("two of 3 x 3", "one of 5 x 5")
    for got, wanted, name in zip(answer, (4608, 6400), names, strict=True):
        if got == wanted:
            continue
        if wanted == 4608 and got == 2304:
            raise NotYet(f"{name}: {got} is what one of the two has.")
        if got in (wanted / 16, wanted / 256):
            raise NotYet(
                f"{name}: there are 16 filters, and each has a square for each of 16 channels."
            )
        if got == wanted + (32 if wanted == 4608 else 16):
            raise NotYet(f"{name}: {got} counts the biases, too. Asked are the weights.")
        raise NotYet(f"{name}: {got} is not it.")


@exercise(
    "global-average",
    hints=(
        "forward is a mean over two of the four axes. Which?",
        "Every pixel of a map has the same share in its mean, so each gets the same part of dout.",
        "forward is the mean over the axes (2, 3). backward divides dout by H * W, and "
        "spreads it over a map of that size.",
    ),
    takes=an_object(forward=("x",), backward=("dout",)),
)
def check_global_average(answer):
    """Take an object with forward(x) and backward(dout)."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4, 5))
    y = answer.forward(x)
    if np.shape(y) != (2, 3):
        raise NotYet(f"forward: for x of shape (2, 3, 4, 5) return (2, 3), not {np.shape(y)}.")
    if not np.allclose(y, x.mean(axis=(2, 3))):
        raise NotYet("forward: the shape is right, the means are not.")
    dout = rng.normal(size=(2, 3))
    wanted = numerical_gradient(lambda x: float(np.sum(dout * answer.forward(x))), x)
    answer.forward(x)
    dx = answer.backward(dout)
    if np.shape(dx) != x.shape:
        raise NotYet(f"backward: return a slope for each pixel, {x.shape}, not {np.shape(dx)}.")
    if np.allclose(dx, 20 * wanted, atol=1e-5):
        raise NotYet("backward: every pixel gets the whole slope. It has only a share in the mean.")
    if not np.allclose(dx, wanted, atol=1e-6):
        raise NotYet("forward is right; backward differs from the numerical gradient.")


@exercise(
    "small-network",
    hints=(
        "Print the network and see where its parameters are. It is one layer that has most.",
        "Most sit where maps are flattened for Affine. Make those maps small and few: two "
        "convolutions with pooling after each.",
        "8 filters of 5 x 5, pool, 12 filters of 5 x 5, pool: 12 maps of 4 x 4 are left, 192 "
        "numbers for the last Affine. One epoch with Momentum is enough.",
    ),
    takes=a_network(1, 28, 28),
)
def check_small_network(answer):
    """Take a trained network for images of shape (N, 1, 28, 28)."""
    count = sum(parameter.data.size for parameter in answer.parameters())
    if count > 6000:
        raise NotYet(f"It has {count} parameters, more than 6000.")
    _, (x, t) = load_mnist(flatten=False)
    reached = accuracy(predict(answer, x), t)
    if reached < 0.975:
        raise NotYet(f"{count} parameters, and {reached:.2%} of the test digits; 97.5 % is wanted.")
