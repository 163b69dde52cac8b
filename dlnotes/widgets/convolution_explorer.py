"""Convolution explorer (chapter 8): nine weights slide over a digit and make a feature map."""

import ipywidgets
import numpy as np
import traitlets

from dlnotes.convolution import Conv2D
from dlnotes.datasets import load_mnist
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_slider,
)

# What each filter answers to; all weights lie on the sliders' steps.
KERNELS = {
    "copy": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "shift": [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
    "blur": [[0.1, 0.1, 0.1], [0.1, 0.2, 0.1], [0.1, 0.1, 0.1]],
    "sharpen": [[0, -0.2, 0], [-0.2, 1.8, -0.2], [0, -0.2, 0]],
    "vertical edges": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "horizontal edges": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "outline": [[0, -0.5, 0], [-0.5, 2, -0.5], [0, -0.5, 0]],
}
WEIGHTS = [f"w{row}{column}" for row in range(3) for column in range(3)]


def first_of_each_digit() -> np.ndarray:
    """Return the first MNIST training image of each digit, shape (10, 28, 28), uint8."""
    (x, t), _ = load_mnist(normalize=False)
    return np.stack([x[np.argmax(t == digit)] for digit in range(10)]).reshape(10, 28, 28)


class ConvolutionExplorer(View):
    """A digit, a filter of 3 by 3 weights, and the feature map that the filter makes of it.

    Attributes
    ----------
    w00, ..., w22
        The weights of the filter: row, then column, counted from 0 as in the formula.
    digit
        Which digit is looked at, 0 to 9.
    stride, padding
        How far the filter moves, and how many zeros stand around the digit.
    row, column
        The position in the feature map whose nine products are shown; beyond the end of the map,
        its last row or column.
    last
        The last row and column of the feature map; JavaScript sets it.
    pixels
        Ten images of 28 by 28 bytes, 0 (paper) to 255 (ink).
    """

    _esm = joined("convolution_explorer.js")
    _css = joined("convolution_explorer.css")
    digit = traitlets.Int(5, min=0, max=9).tag(sync=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True)
    row = traitlets.Int(11, min=0, max=29).tag(sync=True)
    column = traitlets.Int(11, min=0, max=29).tag(sync=True)
    last = traitlets.Int(25).tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    kernels = traitlets.Dict(KERNELS).tag(sync=True)
    link_name = traitlets.Unicode("convolution").tag(sync=True)
    w00 = FiniteFloat(-1.0).tag(sync=True)
    w01 = FiniteFloat(0.0).tag(sync=True)
    w02 = FiniteFloat(1.0).tag(sync=True)
    w10 = FiniteFloat(-1.0).tag(sync=True)
    w11 = FiniteFloat(0.0).tag(sync=True)
    w12 = FiniteFloat(1.0).tag(sync=True)
    w20 = FiniteFloat(-1.0).tag(sync=True)
    w21 = FiniteFloat(0.0).tag(sync=True)
    w22 = FiniteFloat(1.0).tag(sync=True)

    @traitlets.default("pixels")
    def _mnist_digits(self):
        return first_of_each_digit().tobytes()

    @traitlets.validate("pixels")
    def _are_ten_images(self, proposal):
        if len(proposal.value) != 10 * 28 * 28:
            raise traitlets.TraitError(
                "ConvolutionExplorer.pixels: expects ten images of 28 x 28 bytes, 7840 in all; "
                f"got {len(proposal.value)}. Pass images.astype(np.uint8).tobytes()."
            )
        return proposal.value

    @property
    def image(self) -> np.ndarray:
        """The digit that is looked at, (28, 28), from 0 to 1."""
        return np.frombuffer(self.pixels, np.uint8).reshape(10, 28, 28)[self.digit] / 255

    @property
    def kernel(self) -> np.ndarray:
        """The weights, (3, 3)."""
        return np.array([getattr(self, name) for name in WEIGHTS]).reshape(3, 3)

    @property
    def feature_map(self) -> np.ndarray:
        """What `dlnotes.Conv2D` makes of the digit with these weights, (H', W')."""
        layer = Conv2D(1, 1, 3, 0, self.stride, self.padding, dtype=np.float64)
        layer.W.data[:] = self.kernel
        return layer.forward(self.image[np.newaxis, np.newaxis])[0, 0]


def convolution_explorer() -> Control:
    """Return the control: nine weights, the digit, stride, padding, and the position to look at.

    Buttons in the view set the weights to a well-known filter.

    Examples
    --------
    >>> view = convolution_explorer().view
    >>> view.feature_map.shape
    (26, 26)
    >>> view.stride, view.padding = 2, 1
    >>> view.feature_map.shape
    (14, 14)
    """
    view = ConvolutionExplorer()
    digit = linked_choice(view, "digit", "digit", [str(digit) for digit in range(10)])
    weights = [linked_slider(view, name, name, min=-2.0, max=2.0, step=0.1) for name in WEIGHTS]
    for slider in weights:
        slider.style.description_width = "initial"
        slider.readout_format = ".1f"
    grid = ipywidgets.Box(weights).add_class("dlnotes-weight-grid")
    others = [
        linked_slider(view, name, name, min=least, max=most, step=1)
        for name, least, most in [
            ("stride", 1, 3), ("padding", 0, 2), ("row", 0, 29), ("column", 0, 29)
        ]
    ]  # fmt: skip
    for slider in others:
        slider.style.description_width = "4.5rem"
    for slider in others[2:]:  # a position is one of the map, however large that is
        slider.max = view.last
        ipywidgets.jslink((view, "last"), (slider, "max"))
    return Control(view, digit, grid, *others)
