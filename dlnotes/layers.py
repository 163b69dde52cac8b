"""Affine layers: weighted sums, the only layers of a plain network that have something to learn.

Their input is a batch of rows, into which `Flatten` makes images. Chapter 4 builds them.
"""

from __future__ import annotations

import functools

import numpy as np

from dlnotes.checks import check_input, check_sizes
from dlnotes.initializers import initial_weights
from dlnotes.layer import Layer
from dlnotes.tensor import Parameter


class Affine(Layer):
    r"""A fully connected layer: :math:`a = xW + b`.

    Going back, with :math:`d = \partial E / \partial a` of shape (N, K):
    :math:`\partial E/\partial W = x^T d`, :math:`\partial E/\partial b = \sum_n d_n`,
    :math:`\partial E/\partial x = d\,W^T`.

    Parameters
    ----------
    input_size, output_size : int
        D and K: x is (N, D), the weights W are (D, K), the biases b are (K,) and start at 0.
    rng : numpy.random.Generator or int
        Draws the initial weights.
    initializer : str or float
        See `dlnotes.initializers.initial_weights`.
    dtype : float32 or float64
        Of the parameters, and therefore of the input.

    Raises
    ------
    TypeError
        When called, if the input is of another precision.
    ValueError
        If a size is not at least 1; when called, if the input is not (N, D), N at least 1.

    Examples
    --------
    >>> layer = Affine(3, 2, rng=0)
    >>> layer(np.ones((5, 3), dtype=np.float32)).shape
    (5, 2)
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        rng: np.random.Generator | int,
        initializer: str | float = "he",
        dtype: type = np.float32,
    ):
        check_sizes("Affine", input_size=input_size, output_size=output_size)
        self.input_size, self.output_size = input_size, output_size
        self.initializer, self.dtype = initializer, np.dtype(dtype)
        W = initial_weights(initializer, (input_size, output_size), input_size, output_size, rng)
        self.W = Parameter(W.astype(dtype))
        self.b = Parameter(np.zeros(output_size, dtype))

    def forward(self, x):
        W, b = self.W.data, self.b.data
        if x.dtype is not W.dtype or x.ndim != 2 or x.shape[1] != len(W) or len(x) == 0:
            check_input("Affine", x, (len(W),), W.dtype)
        self.saved = x
        a = x @ W  # (N, D) @ (D, K) -> (N, K)
        a += b  # (K,), to every row
        return a

    def backward(self, dout):
        self._backward_parameters(dout)
        dx = np.empty_like(self.saved)  # lies in memory as x does, which convolutions like
        return np.matmul(dout, self.W.data.T, out=dx)  # (N, K) @ (K, D) -> (N, D)

    def backward_parameters(self, dout):
        x = self.recall()
        # (D, N) @ (N, K) -> (D, K); for a batch of one, np.dot takes a fifth of the time of matmul.
        self.W.add(np.matmul if len(x) > 1 else np.dot, x.T, dout)
        # The sum over axis 0 as a product, in a third of the time: (N,) @ (N, K) -> (K,).
        self.b.add(np.matmul, _ones(len(x), x.dtype), dout)


@functools.cache
def _ones(count: int, dtype: np.dtype) -> np.ndarray:
    return np.ones(count, dtype)


class Flatten(Layer):
    """Makes each example one row: (N, C, H, W) -> (N, C·H·W).

    Examples
    --------
    >>> Flatten().forward(np.zeros((5, 1, 28, 28))).shape
    (5, 784)
    """

    def forward(self, x):
        if x.ndim == 0 or len(x) == 0:
            check_input("Flatten", x, (None,) * max(1, x.ndim - 1), x.dtype)
        self.saved = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout):
        return dout.reshape(self.recall())
