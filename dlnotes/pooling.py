"""Pooling: of each window of an image one number goes on, so that a shift matters less.

The windows are those of `dlnotes.convolution`. Chapter 8 builds them.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import check_floats, check_input, check_sizes
from dlnotes.convolution import batch_last, shifted_views
from dlnotes.layer import Layer


class MaxPool2D(Layer):
    """The largest number of each window; it alone (the first, if equal) gets the gradient.

    Parameters
    ----------
    size : int
        Rows and columns of a window.
    stride : int, optional
        How far it moves. Default: `size`, so that windows touch. Rows and columns at the end that
        do not fill a window are left out.

    Raises
    ------
    TypeError
        When called, if the images are integers, which would wrap around.
    ValueError
        If a size is not at least 1; when called, if x is not (N, C, H, W) or a window does not fit.

    Examples
    --------
    >>> MaxPool2D(2).forward(np.array([[[[1.0, 2.0], [4.0, 3.0]]]]))
    array([[[[4.]]]])
    """

    def __init__(self, size: int = 2, stride: int | None = None):
        stride = size if stride is None else stride
        check_sizes(type(self).__name__, size=size, stride=stride)
        self.size, self.stride = size, stride

    def _check(self, x: np.ndarray) -> None:
        check_floats(type(self).__name__, x)
        check_input(type(self).__name__, x, (None, None, None), x.dtype)

    def forward(self, x):
        self._check(x)
        views = shifted_views(x, self.size, self.stride)
        largest = next(views).copy(order="K")
        place = np.zeros_like(largest, dtype=np.min_scalar_type(self.size**2))
        for pixel, view in enumerate(views, start=1):
            later = np.multiply(view > largest, pixel, dtype=place.dtype)
            np.maximum(place, later, out=place)  # pixels are numbered upwards: the last one stays
            np.maximum(largest, view, out=largest)
        self.saved = place, x.shape
        return largest

    def backward(self, dout):
        place, shape = self.recall()  # which pixel of its window was largest, (N, C, H', W')
        # Forward passed one pixel of each window on, so that one gets the slope, the others 0.
        dx = batch_last(shape, dout.dtype)  # (N, C, H, W)
        for pixel, view in enumerate(shifted_views(dx, self.size, self.stride)):
            here = (place == pixel).view(np.uint8)  # 0 or 1; bytes, see ReLU
            if self.stride < self.size:  # windows overlap: slopes add up
                view += dout * here
            else:
                np.multiply(dout, here, out=view)
        return dx


class AveragePool2D(MaxPool2D):
    """The mean of each window, whose pixels share the gradient; parameters as in `MaxPool2D`.

    Examples
    --------
    >>> AveragePool2D(2).forward(np.array([[[[1.0, 2.0], [4.0, 3.0]]]]))
    array([[[[2.5]]]])
    """

    def forward(self, x):
        self._check(x)
        self.saved = x.shape
        return sum(shifted_views(x, self.size, self.stride)) / self.size**2

    def backward(self, dout):
        # Forward took the mean of a window, so each of its pixels gets an equal share.
        dx = batch_last(self.recall(), dout.dtype)  # (N, C, H, W)
        share = dout / self.size**2  # (N, C, H', W')
        for view in shifted_views(dx, self.size, self.stride):
            view += share
        return dx
