"""What says that answers are right: of a number its computation, of ordered lines their run."""

import numpy as np

from dlnotes import Softmax, graph
from dlnotes.activations import softmax
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


NUMBERS = {
    "q-equal-scores": lambda: cross_entropy(softmax(np.full(3, 2.0)), np.eye(3)[0]),
    "q-one-yen": yen_of_one_yen,
    "q-different-images-in-an-epoch": percent_of_images_seen,
    "q-uniform-draws": percent_of_uniform_draws,
}


def keep_output(self, x):
    self.y = softmax(x)
    return self.y


def is_softmax_layer(backward):
    methods = {"forward": keep_output, "backward": backward}
    return check("softmax-layer", type("Ordered", (Softmax,), methods))


# What lines in their order are the body of, and what says that it is right.
PROGRAMS = {"q-softmax-backward-lines": ("self, dout", is_softmax_layer)}
