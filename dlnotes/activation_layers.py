"""Activation functions as layers: they keep the shape, and have nothing to learn.

Each keeps from forward what its slope is made of: for ReLU where the signal passed, for sigmoid,
tanh and softmax the output itself. Chapter 4 derives them.
"""

from __future__ import annotations

import numpy as np

from dlnotes.activations import sigmoid, softmax
from dlnotes.checks import check_range
from dlnotes.layer import Layer


class ReLU(Layer):
    """Rectifier: x where x > 0, else 0. Gradients pass where the signal passed.

    Examples
    --------
    >>> ReLU().forward(np.array([-2.0, 3.0]))
    array([0., 3.])
    """

    def forward(self, x):
        self.saved = x > 0
        return np.maximum(x, 0)

    def backward(self, dout):
        # As bytes 0 and 1: a page's Python multiplies with them five times as fast as with bools.
        return dout * self.recall().view(np.uint8)


class LeakyReLU(Layer):
    """x where x > 0, else ``slope`` times x.

    Parameters
    ----------
    slope : float
        What is left of a negative signal and of its gradient.

    Examples
    --------
    >>> LeakyReLU(0.1).forward(np.array([-2.0, 3.0]))
    array([-0.2,  3. ])
    """

    def __init__(self, slope: float = 0.01):
        check_range("LeakyReLU", slope=(slope, -np.inf, np.inf))
        self.slope = float(slope)  # a NumPy number would widen float32

    def forward(self, x):
        self.saved = x > 0
        return np.where(self.saved, x, self.slope * x)

    def backward(self, dout):
        return np.where(self.recall(), dout, self.slope * dout)


class Sigmoid(Layer):
    r"""Logistic function :math:`y = \sigma(x)`, whose slope is :math:`y(1 - y)`.

    Examples
    --------
    >>> Sigmoid().forward(np.array([0.0]))
    array([0.5])
    """

    def forward(self, x):
        self.saved = sigmoid(x)
        return self.saved

    def backward(self, dout):
        y = self.recall()
        return dout * y * (1 - y)


class Tanh(Layer):
    r"""Hyperbolic tangent :math:`y = \tanh x`, whose slope is :math:`1 - y^2`.

    Examples
    --------
    >>> Tanh().forward(np.array([0.0]))
    array([0.])
    """

    def forward(self, x):
        self.saved = np.tanh(x)
        return self.saved

    def backward(self, dout):
        return dout * (1 - self.recall() ** 2)


class Identity(Layer):
    """Passes everything on unchanged, both ways.

    Examples
    --------
    >>> Identity().forward(np.array([-1.0]))
    array([-1.])
    """

    def forward(self, x):
        return x

    def backward(self, dout):
        return dout


class Softmax(Layer):
    r"""Probabilities over the last axis.

    Going back, :math:`\partial E/\partial x = y \odot (d - \sum_k d_k y_k)`.

    For training leave it out and use `SoftmaxCrossEntropy` on the scores.

    Examples
    --------
    >>> Softmax().forward(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """

    def forward(self, x):
        self.saved = softmax(x)
        return self.saved

    def backward(self, dout):
        y = self.recall()  # (N, K)
        # All K outputs of a row share its sum: what dout has in the direction of y cancels.
        return y * (dout - (dout * y).sum(axis=-1, keepdims=True))  # (N, K) - (N, 1)


ACTIVATIONS = {
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "identity": Identity,
}
