"""The functions that sit between the layers of a network, and their slopes.

Without one of them, any number of layers collapses into a single matrix product. They are plain
functions on arrays here, as chapter 2 plots them; `dlnotes.activation_layers` turns them into
layers that can send gradients back. All of them take numbers and arrays of any shape, and return
the same shape: float32 for float32, else float64.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import FLOATS, as_array, tiny_is_zero


def _as_float(x: np.ndarray) -> np.ndarray:
    x = as_array("An activation function", "x", x)
    return x if x.dtype in FLOATS else x.astype(np.float64)


def step(x: np.ndarray) -> np.ndarray:
    """Return 1 where x > 0, else 0: the perceptron's decision. Its slope is zero everywhere else.

    Examples
    --------
    >>> step([-1.0, 0.0, 2.0])
    array([0., 0., 1.])
    """
    x = _as_float(x)
    return (x > 0).astype(x.dtype)


def step_derivative(x: np.ndarray) -> np.ndarray:
    """Return 0 everywhere: why step functions cannot learn by gradients.

    Examples
    --------
    >>> step_derivative([-1.0, 3.0])
    array([0., 0.])
    """
    return np.zeros_like(_as_float(x))


def identity(x: np.ndarray) -> np.ndarray:
    """Return x itself: the output activation for regression.

    Examples
    --------
    >>> identity([-1.0, 2.0])
    array([-1.,  2.])
    """
    return _as_float(x)


def identity_derivative(x: np.ndarray) -> np.ndarray:
    """Return 1 everywhere.

    Examples
    --------
    >>> identity_derivative([-1.0, 2.0])
    array([1., 1.])
    """
    return np.ones_like(_as_float(x))


@tiny_is_zero
def sigmoid(x: np.ndarray) -> np.ndarray:
    r"""Squash x into (0, 1): :math:`\sigma(x) = 1 / (1 + e^{-x})`.

    Notes
    -----
    :math:`e^{-x}` overflows for very negative x. The same number is
    :math:`e^{x} / (1 + e^{x})`, so the exponential of :math:`-|x|`, which is at most 1, serves
    both signs.

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    x = _as_float(x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


@tiny_is_zero
def sigmoid_derivative(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`\sigma'(x) = \sigma(x)(1 - \sigma(x))`, at most 1/4.

    Examples
    --------
    >>> sigmoid_derivative([-1000.0, 0.0])
    array([0.  , 0.25])
    """
    e = np.exp(-np.abs(_as_float(x)))  # the slope is even in x, so one sign serves both
    return e / (1 + e) ** 2


@tiny_is_zero
def tanh(x: np.ndarray) -> np.ndarray:
    r"""Squash x into (-1, 1): :math:`\tanh x = 2\sigma(2x) - 1`.

    Examples
    --------
    >>> tanh([-1000.0, 0.0, 1000.0])
    array([-1.,  0.,  1.])
    """
    return np.tanh(_as_float(x))


@tiny_is_zero
def tanh_derivative(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`1 - \tanh^2 x`, at most 1.

    Examples
    --------
    >>> tanh_derivative([0.0, 1000.0])
    array([1., 0.])
    """
    return 1 - np.tanh(_as_float(x)) ** 2


def relu(x: np.ndarray) -> np.ndarray:
    r"""Pass what is positive, stop the rest: :math:`\max(0, x)`.

    Examples
    --------
    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    return np.maximum(_as_float(x), 0)


def relu_derivative(x: np.ndarray) -> np.ndarray:
    """Return 1 where x > 0, else 0. At the kink itself 0 is chosen.

    Examples
    --------
    >>> relu_derivative([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    return step(x)


@tiny_is_zero
def leaky_relu(x: np.ndarray, slope: float = 0.01) -> np.ndarray:
    """Pass what is positive, and a small part `slope` of what is not: no unit is ever dead.

    Examples
    --------
    >>> leaky_relu([-2.0, 3.0], slope=0.1)
    array([-0.2,  3. ])
    """
    x = _as_float(x)
    return np.where(x > 0, x, x * float(slope))


def leaky_relu_derivative(x: np.ndarray, slope: float = 0.01) -> np.ndarray:
    """Return 1 where x > 0, else `slope`.

    Examples
    --------
    >>> leaky_relu_derivative([-2.0, 3.0], slope=0.1)
    array([0.1, 1. ])
    """
    x = _as_float(x)
    return np.where(x > 0, x.dtype.type(1), x.dtype.type(slope))


@tiny_is_zero
def softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    r"""Turn scores into probabilities: :math:`y_k = e^{z_k} / \sum_j e^{z_j}` along `axis`.

    Parameters
    ----------
    z : array_like
        Scores, any shape.
    axis : int
        Along which the probabilities sum to 1.

    Returns
    -------
    ndarray of the shape of z

    Notes
    -----
    Adding one number to all scores changes nothing, so the largest is subtracted first: the
    exponentials are then at most 1 and cannot overflow.

    Examples
    --------
    >>> softmax([0.3, 2.9, 4.0])
    array([0.01821127, 0.24519181, 0.73659691])
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    z = _as_float(z)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
