r"""A sum of ReLUs fitted to data: the smallest network that can follow any curve.

A network with one input, n hidden ReLU units and one output computes

.. math:: y = c + \sum_{k=1}^{n} v_k \max(0, x - p_k):

n + 1 straight pieces that meet at the kinks :math:`p_k`. With the kinks in place, the best slopes
v and the height c follow from linear algebra, without any training. Chapter 2 builds this.
"""

from __future__ import annotations

import numpy as np

from dlnotes.activations import relu
from dlnotes.checks import as_array, check_sizes, tiny_is_zero
from dlnotes.networks import MultiLayerNet


def even_kinks(units: int) -> np.ndarray:
    """Return `units` kinks spread evenly over -1 to 1, the first at -1.

    Raises
    ------
    ValueError
        If `units` is not a whole number of at least 1.

    Examples
    --------
    >>> even_kinks(4)
    array([-1. , -0.5,  0. ,  0.5])
    """
    check_sizes("even_kinks", units=units)
    return -1 + 2 * np.arange(units) / units


@tiny_is_zero
def relu_sum(x: np.ndarray, p: np.ndarray, v: np.ndarray, c: float) -> np.ndarray:
    """Return c + sum_k v_k relu(x - p_k) for each of the numbers x, shape (N,).

    Examples
    --------
    >>> relu_sum(np.array([-1.0, 0.0, 1.0]), p=np.array([0.0]), v=np.array([2.0]), c=1.0)
    array([1., 1., 3.])
    """
    x, p, v = (as_array("relu_sum", name, a) for name, a in (("x", x), ("p", p), ("v", v)))
    return relu(x[:, np.newaxis] - p) @ v + c  # (N, n) @ (n,) -> (N,)


def fit_relu_sum(x: np.ndarray, t: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, float]:
    """Find the v and c with the least mean squared error on data, for given kinks.

    Parameters
    ----------
    x, t : ndarray, shape (N,)
        Data in, targets out.
    p : ndarray, shape (n,)
        Kinks.

    Returns
    -------
    v : ndarray of float64, shape (n,)
    c : float

    Raises
    ------
    ValueError
        If `x` and `t` are not rows of the same length.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 5)
    >>> v, c = fit_relu_sum(x, 1 - 2 * np.abs(x), p=np.array([-1.0, 0.0]))
    >>> v.round(6), round(c, 6)
    (array([ 2., -4.]), -1.0)
    """
    x, t, p = (
        as_array("fit_relu_sum", name, a).astype(np.float64)
        for name, a in (("x", x), ("t", t), ("p", p))
    )
    if x.ndim != 1 or x.shape != t.shape or p.ndim != 1:
        raise ValueError(
            "fit_relu_sum expects x and t of shape (N,) and p of shape (n,), "
            f"got {x.shape}, {t.shape} and {p.shape}. Flatten them: x.ravel()."
        )
    features = np.column_stack([relu(x[:, np.newaxis] - p), np.ones(len(x))])  # (N, n + 1)
    *v, c = np.linalg.lstsq(features, t, rcond=None)[0]
    return np.array(v), float(c)


def as_network(p: np.ndarray, v: np.ndarray, c: float) -> MultiLayerNet:
    """Return the network 1-n-1 that computes `relu_sum`: the kinks are its first biases, negated.

    Examples
    --------
    >>> network = as_network(p=np.array([0.0]), v=np.array([2.0]), c=1.0)
    >>> network.forward(np.array([[-1.0], [0.0], [1.0]])).ravel()
    array([1., 1., 3.])
    """
    network = MultiLayerNet(1, [len(p)], 1, activation="relu", dtype=np.float64)
    hidden, _, output = network.layers
    hidden.W.data[:] = 1
    hidden.b.data[:] = -np.asarray(p)
    output.W.data[:, 0] = v
    output.b.data[:] = c
    return network
