r"""Layers for images: one small filter that looks everywhere, instead of a weight for every pixel.

Images are (N, C, H, W): N examples, C channels, H rows, W columns. A convolution slides F filters
of k by k pixels over them: every position gives the sum of the pixels under the filter, each times
its weight. With all patches laid out as columns ("im2col"), that is one matrix product. Chapter 8
builds it.

One trick makes it fast. Convolution and pooling lay their results out in memory with N innermost,
as C, H, W, N. The k * k shifted views of an image batch, from which both are made, then consist of
long unbroken stretches, which is what memory likes. Shapes do not show it: to whoever uses the
arrays, they are (N, C, H, W).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from dlnotes.checks import check_input, check_sizes
from dlnotes.initializers import initial_weights
from dlnotes.layer import Layer
from dlnotes.tensor import Parameter


def output_size(size: int, window: int, stride: int = 1, padding: int = 0) -> int:
    r"""Return how many positions a window has: :math:`\lfloor (n + 2p - k) / s \rfloor + 1`.

    Raises
    ------
    ValueError
        If there is no room for a single one.

    Examples
    --------
    >>> output_size(28, window=5)
    24
    >>> output_size(28, window=3, stride=2, padding=1)
    14
    """
    if size + 2 * padding < window:
        raise ValueError(
            f"Convolution and pooling: a window has to fit, got {size} pixels with padding "
            f"{padding} for a window of {window}. "
            "Use a smaller window or more padding."
        )
    return (size + 2 * padding - window) // stride + 1


def shifted_views(x: np.ndarray, window: int, stride: int) -> Iterator[np.ndarray]:
    """Yield, for each pixel of a window, row by row, the view of what that pixel sees.

    Examples
    --------
    >>> x = np.arange(16).reshape(1, 1, 4, 4)
    >>> next(shifted_views(x, window=2, stride=2))  # the top left pixels of four windows
    array([[[[ 0,  2],
             [ 8, 10]]]])
    """
    rows, columns = (stride * output_size(size, window, stride) for size in x.shape[2:])
    for i in range(window):
        for j in range(window):
            yield x[:, :, i : i + rows : stride, j : j + columns : stride]


def batch_last(shape: tuple[int, int, int, int], dtype: np.dtype) -> np.ndarray:
    """Return zeros of shape (N, C, H, W) that lie in memory as (C, H, W, N).

    Examples
    --------
    >>> batch_last((100, 3, 8, 8), np.float32).strides
    (4, 25600, 3200, 400)
    """
    n, c, h, w = shape
    return np.zeros((c, h, w, n), dtype).transpose(3, 0, 1, 2)


class Conv2D(Layer):
    r"""Convolution (strictly: cross-correlation) of images with F filters.

    .. math:: a_{nfij} = b_f + \sum_{c,u,v} w_{fcuv}\; x_{n,c,\,si+u,\,sj+v}

    Parameters
    ----------
    channels, filters : int
        C and F: x is (N, C, H, W), the output (N, F, H', W'), the weights W are (F, C, k, k).
    filter_size : int
        k, in pixels.
    rng : numpy.random.Generator or int
        Draws the initial weights.
    stride : int
        s, how far the filter moves from one position to the next.
    padding : int
        Rows and columns of zeros to put around x.
    initializer : str or float
        See `dlnotes.initializers.initial_weights`.
    dtype : float32 or float64
        Of the parameters, and therefore of the input.

    Raises
    ------
    TypeError
        When called, if the input is of another precision.
    ValueError
        If a size cannot be; when called, if x is not (N, C, H, W) or smaller than a filter.

    Examples
    --------
    >>> layer = Conv2D(1, 30, filter_size=5, rng=0)
    >>> layer(np.ones((2, 1, 28, 28), dtype=np.float32)).shape
    (2, 30, 24, 24)
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        filter_size: int,
        rng: np.random.Generator | int,
        stride: int = 1,
        padding: int = 0,
        initializer: str | float = "he",
        dtype: type = np.float32,
    ):
        check_sizes(
            "Conv2D", channels=channels, filters=filters, filter_size=filter_size, stride=stride
        )
        if not isinstance(padding, (int, np.integer)) or padding < 0:
            raise ValueError(
                f"Conv2D: padding is a whole number of at least 0, got {padding!r}. "
                "Give 0 for none."
            )
        self.channels, self.filters, self.filter_size = channels, filters, filter_size
        self.stride, self.padding = stride, padding
        self.initializer, self.dtype = initializer, np.dtype(dtype)
        area = filter_size**2
        W = initial_weights(
            initializer,
            (filters, channels, filter_size, filter_size),
            channels * area,
            filters * area,
            rng,
        )
        self.W = Parameter(W.astype(dtype))
        self.b = Parameter(np.zeros(filters, dtype))

    def forward(self, x):
        check_input("Conv2D", x, (self.channels, None, None), self.dtype)
        (n, c, h, w), k, p = x.shape, self.filter_size, self.padding
        rows, columns = (output_size(size, k, self.stride, p) for size in (h, w))  # H', W'

        # The padded images, (N, C, H + 2p, W + 2p).
        padded = batch_last((n, c, h + 2 * p, w + 2 * p), x.dtype)
        padded[:, :, p : p + h, p : p + w] = x
        # What each pixel of a filter sees at each position: (C, kk, H', W', N).
        # It is megabytes, and this layer's alone: the next batch of that size is written over it.
        shape = c, k * k, rows, columns, n
        last, self.saved = self.saved, None  # whoever interrupts this has nothing to go back with
        fits = last is not None and last[0].size == math.prod(shape)
        patches = last[0].reshape(shape) if fits else np.empty(shape, x.dtype)
        for pixel, view in enumerate(shifted_views(padded, k, self.stride)):
            patches[:, pixel] = view.transpose(1, 2, 3, 0)
        patches = patches.reshape(c * k * k, -1)  # a column for each position of each image
        self.saved = patches, padded.shape

        a = self.W.data.reshape(self.filters, -1) @ patches  # (F, Ckk) @ (Ckk, H'W'N)
        a += self.b.data[:, np.newaxis]
        return a.reshape(self.filters, rows, columns, n).transpose(3, 0, 1, 2)

    def backward(self, dout):
        self.backward_parameters(dout)
        _, padded_shape = self.recall()  # (N, C, H + 2p, W + 2p)
        n, _, rows, columns = dout.shape  # (N, F, H', W')
        # Forward was a = W @ patches, so the patches get W.T @ da: (Ckk, F) @ (F, H'W'N).
        dpatches = self.W.data.reshape(self.filters, -1).T @ self._by_filter(dout)
        dpatches = dpatches.reshape(self.channels, -1, rows, columns, n)  # (C, kk, H', W', N)
        # Forward copied a pixel into each patch that sees it, so going back it gets their sum.
        dx = batch_last(padded_shape, dout.dtype)
        for pixel, view in enumerate(shifted_views(dx, self.filter_size, self.stride)):
            view += dpatches[:, pixel].transpose(3, 0, 1, 2)  # (C, H', W', N) -> (N, C, H', W')
        # Forward put zeros around x; nobody asks for their slopes.
        p, (h, w) = self.padding, padded_shape[2:]
        return dx[:, :, p : h - p, p : w - p]  # (N, C, H, W)

    def backward_parameters(self, dout):
        patches, _ = self.recall()  # (Ckk, H'W'N)
        dout = self._by_filter(dout)  # (F, H'W'N)
        # Forward was a = W @ patches + b, a column for each position of each image.
        # So W gets dout @ patches.T, here transposed: it is as exact, and BLAS is faster at
        # (Ckk, H'W'N) @ (H'W'N, F), where the result has its long side first.
        self.W.grad += (patches @ dout.T).T.reshape(self.W.grad.shape)  # (F, Ckk) -> (F, C, k, k)
        self.b.grad += dout.sum(axis=1)  # b was added to every column: (F, H'W'N) -> (F,)

    def _by_filter(self, dout: np.ndarray) -> np.ndarray:
        """Return dout as a matrix (F, H'W'N); a view if N is innermost already."""
        return np.ascontiguousarray(dout.transpose(1, 2, 3, 0)).reshape(self.filters, -1)
