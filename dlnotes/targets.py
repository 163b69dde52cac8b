"""What a network should have said: class numbers, one-hot rows, or numbers to come close to.

Targets `t` are class numbers, integers of shape (N,), or rows of the outputs' shape (N, K), one-hot
for classes. Losses and accuracy look here whether outputs and targets belong together.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import DTypeLike

from dlnotes.checks import as_array, check_sizes


def one_hot(t: np.ndarray, classes: int, dtype: DTypeLike = np.float32) -> np.ndarray:
    """Write each class number as a row of zeros with a single 1.

    Parameters
    ----------
    t : (N,) ndarray of integers
        Class numbers from 0 to ``classes - 1``.
    classes : int
        Number of columns K.

    Returns
    -------
    (N, K) ndarray

    Raises
    ------
    TypeError
        If `t` does not hold integers.
    ValueError
        If a class number is out of range.

    Examples
    --------
    >>> one_hot(np.array([2, 0]), classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    check_sizes("one_hot", classes=classes)
    return _one_hot(as_array("one_hot", "t", t), classes, dtype)


def _one_hot(t: np.ndarray, classes: int, dtype: DTypeLike) -> np.ndarray:
    if t.dtype.kind not in "iu":
        raise TypeError(
            f"Class labels are integers, got {t.dtype}. Convert them: t.astype(np.int64)."
        )
    if t.ndim > 1:
        raise ValueError(f"Class labels have shape (N,), got {t.shape}. Flatten them: t.ravel().")
    rows = (_column(classes) if t.ndim else np.arange(classes)) == t  # (K, 1) with (N,) -> (K, N)
    if np.count_nonzero(rows) != t.size:  # some label is none of 0 ... K - 1
        raise ValueError(
            f"Class labels run from 0 to {classes - 1}, got {t.min()} to {t.max()}. Give the "
            "network one output for each class, or targets of its output's shape for regression."
        )
    return rows.astype(dtype).T  # (N, K), with the classes first in memory


@functools.cache
def _column(classes: int) -> np.ndarray:
    return np.arange(classes)[:, np.newaxis]


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
    ones, zeros = np.count_nonzero(t == 1, axis=1), np.count_nonzero(t == 0, axis=1)
    return t.shape[1] > 1 and bool(((ones == 1) & (zeros == t.shape[1] - 1)).all())


def check_classes(who: str, y: np.ndarray) -> None:
    """Raise unless there is an output for each class: a single one has always the largest."""
    if y.shape[-1] == 1:
        raise ValueError(
            f"{who} expects one output for each class, got class labels and one output. "
            "Give the network an output for each class, or, for regression, targets of "
            "its output's shape: t[:, np.newaxis]."
        )


def matched(
    who: str, y: np.ndarray, t: np.ndarray, of_classes: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return outputs and targets in one shape and dtype, or say what is wrong."""
    y, t = as_array(who, "y", y), as_array(who, "t", t)
    if y.dtype.char not in "fd":  # a lookup in FLOATS takes four times as long
        raise TypeError(
            f"{who} expects outputs in float32 or float64, got {y.dtype}. "
            "Convert them: y.astype(np.float32)."
        )
    if y.ndim not in (1, 2) or y.size == 0:
        raise ValueError(
            f"{who} expects outputs of shape (N, K), N and K at least 1; got {y.shape}. "
            "Give one row of K outputs for each example."
        )
    if t.shape == y.shape[:-1] and t.dtype.kind in "iu":
        check_classes(who, y)
        return y, _one_hot(t, y.shape[-1], y.dtype)
    if t.shape != y.shape:
        raise ValueError(
            f"{who} expects targets of the outputs' shape {y.shape}, or integer class labels "
            f"of shape {y.shape[:-1]}; got {t.dtype} of shape {t.shape}. "
            "Reshape or convert the targets."
        )
    if t.dtype.kind in "iub":  # small whole numbers are exact in either precision
        t = t.astype(y.dtype)
    if t.dtype != y.dtype:
        raise TypeError(
            f"{who} expects targets in the outputs' {y.dtype}, got {t.dtype}. "
            f"Convert them: t.astype(np.{y.dtype})."
        )
    if of_classes and not (t.min() >= 0 and np.abs(t.sum(axis=-1) - 1).max() < 1e-3):
        raise ValueError(
            f"{who} expects targets that are probabilities, each row at least 0 and with sum "
            f"1; got rows from {t.min():g} to {t.max():g}. For other numbers take MSE."
        )
    return y, t
