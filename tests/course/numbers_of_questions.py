"""What says that answers are right: of a number its computation, of ordered lines their run."""

import numpy as np

from dlnotes import Conv2D, Sequential, Softmax, graph
from dlnotes.activations import softmax
from dlnotes.convolution import output_size
from dlnotes.exercises import check
from dlnotes.losses import cross_entropy


def yen_of_one_yen():
    """Two apples, ten percent tax: the slope of the total for the price of one."""
    apples, tax = graph.Multiply(), graph.Multiply()
    tax.forward(apples.forward(100.0, 2.0), 1.1)
    return apples.backward(tax.backward(1.0)[0])[0]


def percent_of_images_seen():
    rows = np.random.default_rng(0).integers(60_000, size=(600, 100))
    return 100 * len(np.unique(rows)) / 60_000


def percent_of_uniform_draws():
    return 100 * np.mean(np.random.default_rng(0).uniform(0.0001, 1, 100_000) > 0.1)


def pixels_seen_by_two_filters():
    """Send a slope of 1 back from the middle of the second map."""
    layers = Sequential(Conv2D(1, 1, 3, rng=0), Conv2D(1, 1, 3, rng=1))
    slope = np.zeros_like(layers.forward(np.ones((1, 1, 9, 9), dtype=np.float32)))
    slope[..., 2, 2] = 1
    return np.count_nonzero(layers.backward(slope)[0, 0].any(axis=0))


NUMBERS = {
    "q-equal-scores": lambda: cross_entropy(softmax(np.full(3, 2.0)), np.eye(3)[0]),
    "q-one-yen": yen_of_one_yen,
    "q-different-images-in-an-epoch": percent_of_images_seen,
    "q-uniform-draws": percent_of_uniform_draws,
    "q-size-of-a-map": lambda: output_size(32, 5, 1, 0),
    "q-two-small-see": pixels_seen_by_two_filters,
}


def keep_output(self, x):
    self.y = softmax(x)
    return self.y


def is_softmax_layer(backward):
    methods = {"forward": keep_output, "backward": backward}
    return check("softmax-layer", type("Ordered", (Softmax,), methods))


def keep_shape(self, x):
    self.shape = x.shape
    return x.mean(axis=(2, 3))


def is_global_average(backward):
    methods = {"forward": keep_shape, "backward": backward}
    return check("global-average", type("Ordered", (), methods)())


# What lines in their order are the body of, and what says that it is right.
PROGRAMS = {
    "q-average-backward-lines": ("self, dout", is_global_average),
    "q-softmax-backward-lines": ("self, dout", is_softmax_layer),
}
