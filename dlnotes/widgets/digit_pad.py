"""Digit pad (chapters 6 to 8): draw a digit, and networks that were trained in Python read it.

A network goes into the page as six bits a weight: each unit's weights are whole numbers from -31 to
31 times a scale of its own. What that costs in accuracy can be measured: ``control.view.network``
is the very network that the page runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import traitlets

from dlnotes.activations import softmax
from dlnotes.datasets import load_mnist, load_pen_digits
from dlnotes.evaluation import accuracy, predict
from dlnotes.layer import Layer
from dlnotes.sequential import Sequential
from dlnotes.widgets.packed_network import (
    PARTS,
    PIXELS,
    SILENT,
    as_input,
    check_network,
    leaves,
    pack,
    quantize,
    rebuilt,
    unpack,
)
from dlnotes.widgets.view import Control, FiniteFloat, View, joined, linked_slider


def binary() -> traitlets.Bytes:
    """Return a trait for bytes; a front end sends them as a view into its message."""
    return traitlets.Bytes().tag(sync=True, from_json=lambda value, _: bytes(value))


class DigitPad(View):
    """A pad to draw on, the 28 × 28 image that the networks see, and their probabilities.

    Parameters
    ----------
    networks : dict of str to Layer
        The networks by name. They are made of affine, convolution and max pooling layers, ReLU,
        Flatten and Dropout (which drops nothing here), from 784 pixels to 10 scores.
    examples : (N, 784) ndarray of uint8
        Images to try.
    labels : (N,) ndarray of integers
        The digits on them.

    Attributes
    ----------
    image
        What the networks see: 784 bytes, 0 for paper to 255 for ink, all 0 when the pad is empty.
    example
        Which of the examples lies on the pad, or -1 for a drawing.
    pen
        Width of the pen on the pad, whose sides measure 28. What the networks see is inked with one
        width, as `dlnotes.datasets.ink` does.
    readers
        What the page knows of each network: its name and layers; `mnist` and `pens`, the shares of
        MNIST's test images and of the pen digits that it reads, or None; and `doubt`: where its
        largest score is lower, it is not sure (None: never).
    weights, scales, biases
        The numbers of all layers, end to end: six bits a weight, float32.

    Raises
    ------
    ValueError
        If a network is of another kind, or has a weight that is no number.
    """

    _esm = joined("digit_pad.js")
    _css = joined("digit_pad.css")
    readers = traitlets.List(traitlets.Dict()).tag(sync=True)
    weights = binary()
    scales = binary()
    biases = binary()
    image = binary()
    examples = binary()
    example_labels = traitlets.List(traitlets.Int(min=0, max=9)).tag(sync=True)
    example = traitlets.Int(-1).tag(sync=True)
    pen = FiniteFloat(2.5, min=0.5, max=8).tag(sync=True)
    link_name = traitlets.Unicode("pad").tag(sync=True)
    link_bytes = traitlets.Dict({"image": ["example", -1]}).tag(sync=True)

    def __init__(self, networks: Mapping[str, Layer], examples: np.ndarray, labels: np.ndarray):
        readers, whole, scales, biases = [], [], [], []
        for name, network in networks.items():
            check_network(network)
            layers = [layer for layer in leaves(network) if not isinstance(layer, SILENT)]
            parts = [PARTS[type(layer)](layer) for layer in layers]
            unknown = {"mnist": None, "pens": None, "doubt": None}
            readers.append({"name": str(name), "layers": parts, **unknown})
            for layer in layers:
                if layer.parameters():
                    W, b = (parameter.data for parameter in layer.parameters())
                    # A unit a column: W is (D, K), or (F, C, k, k) turned over.
                    numbers, scale = quantize(W if W.ndim == 2 else W.reshape(len(W), -1).T)
                    whole.append(numbers.ravel())
                    scales.append(scale)
                    biases.append(b)
        super().__init__(
            readers=readers,
            weights=pack(np.concatenate(whole)),
            scales=np.concatenate(scales).astype("<f4").tobytes(),
            biases=np.concatenate(biases).astype("<f4").tobytes(),
            examples=np.asarray(examples, np.uint8).tobytes(),
            example_labels=[int(label) for label in labels],
            image=bytes(PIXELS),
        )
        self.link_limits = {"example": [-1, len(labels) - 1, 1]}

    @traitlets.validate("image")
    def _check_image(self, proposal):
        if len(proposal.value) != PIXELS:
            raise traitlets.TraitError(
                f"DigitPad.image: expects {PIXELS} bytes, got {len(proposal.value)}. Pass one "
                "image of load_mnist(normalize=False): x[0].tobytes()."
            )
        return proposal.value

    @traitlets.validate("example")
    def _check_example(self, proposal):
        if not -1 <= proposal.value < len(self.example_labels):
            raise traitlets.TraitError(
                f"DigitPad.example: expects -1 to {len(self.example_labels) - 1}, "
                f"got {proposal.value}."
            )
        return proposal.value

    @traitlets.observe("example")
    def _lay_example_on_the_pad(self, change):
        if change.new >= 0:
            self.image = self._example_image(change.new)

    @traitlets.observe("image")
    def _forget_the_example_of_another_image(self, change):
        if self.example >= 0 and change.new != self._example_image(self.example):
            self.example = -1

    def _example_image(self, i: int) -> bytes:
        return self.examples[PIXELS * i : PIXELS * (i + 1)]

    @property
    def networks(self) -> dict[str, Sequential]:
        """The networks that the page runs, by name, in evaluation mode."""
        scales, biases = (np.frombuffer(b, np.float32) for b in (self.scales, self.biases))
        rest, networks = (unpack(self.weights), scales, biases), {}
        for reader in self.readers:
            networks[reader["name"]], rest = rebuilt(reader["layers"], *rest)
        return networks

    @property
    def network(self) -> Sequential:
        """The first of `networks`."""
        return next(iter(self.networks.values()))

    @property
    def digit(self) -> np.ndarray:
        """What the networks see, (1, 784) from 0 to 1, to be tried on a network of one's own."""
        return np.frombuffer(self.image, np.uint8)[np.newaxis] / np.float32(255)

    @property
    def probabilities(self) -> np.ndarray:
        """The answer of `network` to `digit`, shape (10,)."""
        network = self.network
        return softmax(predict(network, as_input(network, self.digit)))[0]


def digit_pad(network: Layer | Mapping[str, Layer]) -> Control:
    """Return the control: a pad, a slider for the pen, and test images to try.

    The examples are the first test image of each digit, then the two that the (first) network
    misreads with the highest confidence. What is said of each network, and when it is in doubt, is
    measured here: it is not sure where its largest score is lower than for 19 of 20 test images.

    Parameters
    ----------
    network : Layer or dict of str to Layer
        A network that was trained on MNIST, or several by name, which read the same drawing. See
        `DigitPad` for the layers that the page knows.

    Raises
    ------
    ValueError
        If a network is of another kind, or has a weight that is no number.

    Examples
    --------
    >>> from dlnotes import MultiLayerNet
    >>> control = digit_pad(MultiLayerNet(784, [50], 10))
    >>> control.view.example = 7
    >>> control.view.digit.shape, control.view.probabilities.shape
    ((1, 784), (10,))
    """
    networks = network if isinstance(network, Mapping) else {"network": network}
    for each in networks.values():
        check_network(each)
    _, (x, t) = load_mnist(normalize=False)
    x_pen, t_pen = load_pen_digits()
    first = next(iter(networks.values()))
    probabilities = softmax(predict(first, as_input(first, x / np.float32(255))))
    confidence = np.where(probabilities.argmax(axis=1) == t, 0, probabilities.max(axis=1))
    chosen = [*(int(np.argmax(t == digit)) for digit in range(10)), *np.argsort(-confidence)[:2]]
    view = DigitPad(networks, x[chosen], t[chosen])
    readers = []
    for reader, shipped in zip(view.readers, view.networks.values(), strict=True):
        scores = predict(shipped, as_input(shipped, x / np.float32(255)))
        pens = accuracy(predict(shipped, as_input(shipped, x_pen)), t_pen)
        doubt = float(np.quantile(scores.max(axis=1), 0.05))
        readers.append(reader | {"mnist": accuracy(scores, t), "pens": pens, "doubt": doubt})
    view.readers = readers
    view.example = 7
    pen = linked_slider(view, "pen", "pen", min=1.0, max=5.0, step=0.1)
    return Control(view, pen)
