"""How good is the network? Run it on data it has not seen, and count.

Evaluation never changes a network: it switches dropout off and batch normalization to its running
statistics, and back again. Chapter 6 measures with it.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import as_array, check_sizes, tiny_is_zero
from dlnotes.guards import forward_only
from dlnotes.layer import Layer, all_layers
from dlnotes.targets import are_classes, check_classes, one_hot
from dlnotes.turns import my_turn


@tiny_is_zero
def predict(network: Layer, x: np.ndarray, batch_size: int = 500) -> np.ndarray:
    """Return the network's output in evaluation mode, computed a batch at a time to spare memory.

    Parameters
    ----------
    network : Layer
        Its mode, and that of each of its layers, is put back afterwards. Other threads wait.
    x : (N, ...) ndarray
        Examples, in the form that the network takes.
    batch_size : int
        How many at a time.

    Returns
    -------
    (N, K) ndarray

    Raises
    ------
    TypeError
        If something else than a network and numbers came.
    ValueError
        If there is no example, or its shape does not fit.

    Examples
    --------
    >>> from dlnotes import MultiLayerNet
    >>> predict(MultiLayerNet(2, [3], 4), np.ones((1200, 2), dtype=np.float32)).shape
    (1200, 4)
    """
    if not isinstance(network, Layer):
        raise TypeError(
            f"predict expects a network, then examples; got {type(network).__name__} first. "
            "Write predict(network, x)."
        )
    check_sizes("predict", batch_size=batch_size)
    x = as_array("predict", "x", x)
    starts = range(0, max(1, len(np.atleast_1d(x))), batch_size)
    with my_turn:
        modes = [(layer, layer.training) for layer in all_layers(network)]
        network.eval()
        try:
            return np.concatenate([forward_only(network, x[i : i + batch_size]) for i in starts])
        finally:
            if modes[0][1]:
                network.train()  # which reaches what a layer of one's own does there
            for layer, was_training in modes:  # one by one: some may have been frozen
                layer.training = was_training


def accuracy(y: np.ndarray, t: np.ndarray) -> float:
    """Return the share of examples whose largest output is at the right class.

    Parameters
    ----------
    y : (N, K) ndarray
        Scores or probabilities, K at least 2.
    t : (N,) ndarray of integers, or (N, K) one-hot rows
        The classes.

    Raises
    ------
    ValueError
        If the shapes do not belong together, there is no row, or a target is no class.
    TypeError
        If labels are no integers.

    Notes
    -----
    A row with NaN, from a network that diverged, is wrong whatever the class.

    Examples
    --------
    >>> accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]))
    0.5
    """
    y, t = as_array("accuracy", "y", y), as_array("accuracy", "t", t)
    if y.ndim != 2 or t.shape not in (y.shape, y.shape[:1]) or t.size == 0:
        raise ValueError(
            "accuracy expects y of shape (N, K) and a label for each row, N at least 1; got y of "
            f"shape {y.shape}, t of shape {t.shape}. Pass y and t of the same examples."
        )
    check_classes("accuracy", y)
    if t.ndim == 1:
        t = one_hot(t, y.shape[1], bool)
    elif not are_classes(t):
        raise ValueError(
            "accuracy expects targets that are classes, one-hot rows with a single 1; got rows "
            f"from {t.min()} to {t.max()}. For other targets measure a loss."
        )
    right = (np.argmax(y, axis=1) == np.argmax(t, axis=1)) & ~np.isnan(y).any(axis=1)
    return float(np.mean(right))
