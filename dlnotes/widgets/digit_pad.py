"""Digit pad (chapter 6): draw a digit, and a network that the reader trained says what it is.

The network goes into the page as one byte a weight: each unit's weights are whole numbers from
-127 to 127 times a scale of its own. What that costs in accuracy can be measured:
``control.view.network`` is the very network that the page runs.
"""

import numpy as np
import traitlets

from dlnotes.activation_layers import ReLU
from dlnotes.activations import softmax
from dlnotes.datasets import load_mnist
from dlnotes.evaluation import predict
from dlnotes.layers import Affine
from dlnotes.networks import MultiLayerNet, Sequential
from dlnotes.widgets.view import Control, FiniteFloat, View, joined, linked_slider

PIXELS = 28 * 28


def binary() -> traitlets.Bytes:
    """Return a trait for bytes; a front end sends them as a view into its message."""
    return traitlets.Bytes().tag(sync=True, from_json=lambda value, _: bytes(value))


def quantize(W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights as int8 and the scale of each column, so that W is about their product.

    Examples
    --------
    >>> whole, scale = quantize(np.array([[1.27, 0.0], [-0.5, 0.0]], dtype=np.float32))
    >>> whole.tolist(), scale.round(3).tolist()
    ([[127, 0], [-50, 0]], [0.009999999776482582, 1.0])
    """
    largest = np.abs(W).max(axis=0)
    scale = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return np.rint(W / scale).astype(np.int8), scale


class DigitPad(View):
    """A pad to draw on, the 28 × 28 image that the network sees, and its ten probabilities.

    Parameters
    ----------
    network : Sequential
        Affine layers with a ReLU between, from 784 pixels to 10 scores.
    examples : (N, 784) ndarray of uint8
        Images to try.
    labels : (N,) ndarray of integers
        The digits on them.

    Attributes
    ----------
    image
        What the network sees: 784 bytes, 0 for paper to 255 for ink, all 0 when the pad is empty.
    example
        Which of the examples lies on the pad, or -1 for a drawing.
    pen
        Width of the pen in pixels of a 28 × 28 image.
    sizes, weights, scales, biases
        The network as the page reads it: units in each layer, int8 row by row, float32.

    Raises
    ------
    ValueError
        If the network is of another kind, or has a weight that is no number.
    """

    _esm = joined("digit_pad.js")
    _css = joined("digit_pad.css")
    sizes = traitlets.List(traitlets.Int(min=1)).tag(sync=True)
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

    def __init__(self, network: Sequential, examples: np.ndarray, labels: np.ndarray):
        layers = getattr(network, "layers", [network])
        affine, between = layers[::2], layers[1::2]
        good = all(isinstance(layer, Affine) for layer in affine) and len(layers) % 2 == 1
        good = good and all(type(layer) is ReLU for layer in between)
        if not good or (affine[0].input_size, affine[-1].output_size) != (PIXELS, 10):
            kinds = ", ".join(type(layer).__name__ for layer in layers)
            raise ValueError(
                f"DigitPad expects affine layers with a ReLU between, from {PIXELS} pixels to 10 "
                f"scores; got {kinds}. Train one: MultiLayerNet({PIXELS}, [50], 10)."
            )
        if not all(np.isfinite(p.data).all() for p in network.parameters()):
            raise ValueError(
                "DigitPad expects finite weights; this network has some that are infinite or NaN. "
                "Train it anew with a smaller learning rate."
            )
        whole, scales = zip(*(quantize(layer.W.data) for layer in affine), strict=True)
        super().__init__(
            sizes=[PIXELS, *(layer.output_size for layer in affine)],
            weights=b"".join(W.tobytes() for W in whole),
            scales=np.concatenate(scales).tobytes(),
            biases=np.concatenate([layer.b.data for layer in affine]).astype("<f4").tobytes(),
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
    def network(self) -> MultiLayerNet:
        """The network that the page runs, in evaluation mode."""
        network = MultiLayerNet(PIXELS, self.sizes[1:-1], self.sizes[-1])
        whole = np.frombuffer(self.weights, np.int8)
        scales, biases = (np.frombuffer(b, np.float32) for b in (self.scales, self.biases))
        for layer in network.layers[::2]:
            size, units = layer.W.data.size, layer.output_size
            layer.W.data = whole[:size].reshape(layer.W.data.shape) * scales[:units]
            layer.b.data = biases[:units]
            whole, scales, biases = whole[size:], scales[units:], biases[units:]
        return network.eval()

    @property
    def digit(self) -> np.ndarray:
        """What the network sees, (1, 784) from 0 to 1, to be tried on a network of one's own."""
        return np.frombuffer(self.image, np.uint8)[np.newaxis] / np.float32(255)

    @property
    def probabilities(self) -> np.ndarray:
        """The network's answer to `digit`, shape (10,)."""
        return softmax(predict(self.network, self.digit))[0]


def digit_pad(network: Sequential) -> Control:
    """Return the control: a pad, a slider for the pen, and test images to try.

    The examples are the first test image of each digit, then the two that the network misreads
    with the highest confidence.

    Parameters
    ----------
    network : Sequential
        Affine layers with a ReLU between, from 784 pixels to 10 scores, trained on MNIST.

    Examples
    --------
    >>> control = digit_pad(MultiLayerNet(784, [50], 10))
    >>> control.view.example = 7
    >>> control.view.digit.shape, control.view.probabilities.shape
    ((1, 784), (10,))
    """
    _, (x, t) = load_mnist(normalize=False)
    probabilities = softmax(predict(network, x / np.float32(255)))
    confidence = np.where(probabilities.argmax(axis=1) == t, 0, probabilities.max(axis=1))
    chosen = [*(int(np.argmax(t == digit)) for digit in range(10)), *np.argsort(-confidence)[:2]]
    view = DigitPad(network, x[chosen], t[chosen])
    view.example = 7
    pen = linked_slider(view, "pen", "pen", min=1.0, max=5.0, step=0.1)
    return Control(view, pen)
