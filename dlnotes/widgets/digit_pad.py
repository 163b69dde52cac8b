"""Digit pad (chapters 6 to 8): draw a digit, and networks that were trained in Python read it.

A network goes into the page as six bits a weight: each unit's weights are whole numbers from -31 to
31 times a scale of its own. What that costs in accuracy can be measured: ``control.view.network``
is the very network that the page runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import traitlets

from dlnotes.activation_layers import ReLU
from dlnotes.activations import softmax
from dlnotes.convolution import Conv2D
from dlnotes.datasets import load_mnist, load_pen_digits
from dlnotes.evaluation import accuracy, predict
from dlnotes.layer import Layer
from dlnotes.layers import Affine, Flatten
from dlnotes.pooling import MaxPool2D
from dlnotes.regularization import Dropout
from dlnotes.sequential import Sequential
from dlnotes.widgets.view import Control, FiniteFloat, View, joined, linked_slider

PIXELS = 28 * 28


def binary() -> traitlets.Bytes:
    """Return a trait for bytes; a front end sends them as a view into its message."""
    return traitlets.Bytes().tag(sync=True, from_json=lambda value, _: bytes(value))


def quantize(W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights as whole numbers and the scale of each column, so that W is their product.

    Examples
    --------
    >>> whole, scale = quantize(np.array([[0.31, 0.0], [-0.12, 0.0]], dtype=np.float32))
    >>> whole.tolist(), scale.round(3).tolist()
    ([[31, 0], [-12, 0]], [0.009999999776482582, 1.0])
    """
    largest = np.abs(W).max(axis=0)
    scale = np.where(largest > 0, largest / 31, 1).astype(np.float32)
    return np.rint(W / scale).astype(np.int8), scale


def pack(whole: np.ndarray) -> bytes:
    """Return whole numbers from -31 to 31 as six bits each, four in three bytes.

    As text in a page three bytes are four letters, so a weight is a letter of its own; that lets
    gzip see which weights are frequent.

    Examples
    --------
    >>> len(pack(np.array([-31, 0, 31, 1, 2], np.int8)))
    6
    """
    six = np.append(whole, np.zeros(-len(whole) % 4, np.int8)).astype(np.uint8) + np.uint8(32)
    bits = np.unpackbits(six.reshape(-1, 1), axis=1)[:, 2:]
    return np.packbits(bits).tobytes()


def unpack(packed: bytes) -> np.ndarray:
    """Return the whole numbers that were packed, with up to three zeros behind them.

    Examples
    --------
    >>> unpack(pack(np.array([-31, 0, 31, 1], np.int8))).tolist()
    [-31, 0, 31, 1]
    """
    bits = np.unpackbits(np.frombuffer(packed, np.uint8)).reshape(-1, 6)
    return (bits @ [32, 16, 8, 4, 2, 1] - 32).astype(np.int8)


# Layer -> what the page needs to know of it.
PARTS = {
    Affine: lambda layer: {
        "kind": "affine",
        "inputs": layer.input_size,
        "outputs": layer.output_size,
    },
    Conv2D: lambda layer: {
        "kind": "convolution",
        "channels": layer.channels,
        "filters": layer.filters,
        "size": layer.filter_size,
        "stride": layer.stride,
        "padding": layer.padding,
    },
    MaxPool2D: lambda layer: {"kind": "pooling", "size": layer.size, "stride": layer.stride},
    ReLU: lambda layer: {"kind": "relu"},
}
SILENT = (Flatten, Dropout)  # in the page there is nothing to do for them


def leaves(layer: Layer) -> list[Layer]:
    """Return the layers of a network, those of networks inside it one by one."""
    if not isinstance(layer, Sequential):
        return [layer]
    return [leaf for each in layer.layers for leaf in leaves(each)]


def as_input(network: Layer, x: np.ndarray) -> np.ndarray:
    """Return images (N, 784) in the shape and precision that the network takes."""
    if any(isinstance(layer, (Conv2D, MaxPool2D)) for layer in leaves(network)):
        x = x.reshape(-1, 1, 28, 28)
    parameters = network.parameters()
    return x.astype(parameters[0].data.dtype, copy=False) if parameters else x


def check_network(network: Layer) -> None:
    """Raise unless the page can run the network."""
    kinds = dict.fromkeys(type(layer) for layer in leaves(network))
    strange = [kind.__name__ for kind in kinds if kind not in (*PARTS, *SILENT)]
    problem = f"got {', '.join(strange)}" if strange else None
    if not problem:
        try:
            scores = predict(network, as_input(network, np.zeros((1, PIXELS), np.float32)))
            problem = None if scores.shape == (1, 10) else f"got outputs of {scores.shape[1:]}"
        except (ValueError, TypeError) as error:
            problem = f"an image does not get through: {error}"
    if problem:
        known = ", ".join(kind.__name__ for kind in (*PARTS, *SILENT))
        raise ValueError(
            f"DigitPad expects layers of these kinds: {known}; from {PIXELS} pixels (or 1 × 28 × "
            f"28) to 10 scores; {problem}. Train one: MultiLayerNet({PIXELS}, [50], 10)."
        )
    if not all(np.isfinite(p.data).all() for p in network.parameters()):
        raise ValueError(
            "DigitPad expects finite weights; this network has some that are infinite or NaN. "
            "Train it anew with a smaller learning rate."
        )


def rebuilt(
    parts: list[dict], whole: np.ndarray, scales: np.ndarray, biases: np.ndarray
) -> tuple[Sequential, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return the network that the page makes of the numbers, and those that are left over."""
    layers: list[Layer] = []
    for part in parts:
        kind, *sizes = part.values()
        if kind == "relu":
            layers.append(ReLU())
        elif kind == "pooling":
            layers.append(MaxPool2D(*sizes))
        else:
            if kind == "affine":
                layers += [Flatten(), Affine(*sizes, rng=0)]  # flattening rows changes nothing
            else:
                channels, filters, size, stride, padding = sizes
                layers.append(Conv2D(channels, filters, size, 0, stride, padding))
            W, b = layers[-1].W, layers[-1].b
            size, units = W.data.size, b.data.size
            columns = whole[:size].reshape(-1, units) * scales[:units]
            W.data = columns if kind == "affine" else columns.T.reshape(W.data.shape)
            b.data = biases[:units]
            whole, scales, biases = whole[size:], scales[units:], biases[units:]
    return Sequential(*layers).eval(), (whole, scales, biases)


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
                    W = layer.W.data  # a unit a column: (D, K), or (F, C, k, k) turned over
                    numbers, scale = quantize(W if W.ndim == 2 else W.reshape(len(W), -1).T)
                    whole.append(numbers.ravel())
                    scales.append(scale)
                    biases.append(layer.b.data)
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
