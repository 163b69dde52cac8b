"""How good is the network? Run it on data it has not seen, and count.

Evaluation never changes a network: it switches dropout off and batch normalization to its running
statistics, and back again. Chapter 6 measures with it.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import check_sizes
from dlnotes.layers import Layer, all_layers


def predict(network: Layer, x: np.ndarray, batch_size: int = 500) -> np.ndarray:
    """Return the network's output in evaluation mode, computed a batch at a time to spare memory.

    Parameters
    ----------
    network : Layer
        Its mode, and that of each of its layers, is put back afterwards.
    x : (N, ...) ndarray
        Examples, in the form that the network takes.
    batch_size : int
        How many at a time.

    Returns
    -------
    (N, K) ndarray

    Examples
    --------
    >>> from dlnotes import MultiLayerNet
    >>> predict(MultiLayerNet(2, [3], 4), np.ones((1200, 2), dtype=np.float32)).shape
    (1200, 4)
    """
    check_sizes("predict", batch_size=batch_size)
    modes = [(layer, layer.training) for layer in all_layers(network)]
    network.eval()
    try:
        starts = range(0, max(1, len(x)), batch_size)
        return np.concatenate([np.asarray(network(x[i : i + batch_size])) for i in starts])
    finally:
        if modes[0][1]:
            network.train()  # which reaches what a layer of one's own holds inside
        for layer, was_training in modes:  # one by one: some may have been frozen
            layer.training = was_training


def accuracy(y: np.ndarray, t: np.ndarray) -> float:
    """Return the share of examples whose largest output is at the right class.

    Parameters
    ----------
    y : (N, K) ndarray
        Scores or probabilities.
    t : (N,) ndarray of integers, or (N, K) one-hot rows
        The classes.

    Raises
    ------
    ValueError
        If the shapes do not belong together, or there is no row.

    Notes
    -----
    A row with NaN, from a network that diverged, is wrong whatever the class.

    Examples
    --------
    >>> accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]))
    0.5
    """
    y, t = np.asarray(y), np.asarray(t)
    if y.ndim != 2 or t.shape not in (y.shape, y.shape[:1]) or t.size == 0:
        raise ValueError(
            "accuracy expects y of shape (N, K) and a label for each row, N at least 1; got y of "
            f"shape {y.shape}, t of shape {t.shape}. Pass y and t of the same examples."
        )
    labels = np.argmax(t, axis=1) if t.ndim == 2 else t
    right = (np.argmax(y, axis=1) == labels) & ~np.isnan(y).any(axis=1)
    return float(np.mean(right))


def are_classes(t: np.ndarray) -> bool:
    """Tell whether targets are class numbers or one-hot rows, so that accuracy makes sense.

    Examples
    --------
    >>> are_classes(np.array([2, 0])), are_classes(np.eye(3)), are_classes(np.array([[0.5]]))
    (True, True, False)
    """
    t = np.asarray(t)
    if t.ndim != 2:
        return t.dtype.kind in "iu"
    return t.shape[1] > 1 and bool(
        (t.max(axis=1) == 1).all() and (np.abs(t).sum(axis=1) == 1).all()
    )
