"""Logic gates from weights chosen by hand: add up evidence, compare with a threshold.

A gate takes two signals, 0 or 1, and answers 0 or 1. AND, NAND, OR and NOR are one weighted sum
each; XOR takes two layers of them. Chapter 1 builds them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dlnotes.checks import as_array

# The four inputs of a two-input gate. Every truth table in this module is in this order.
INPUTS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
INPUTS.flags.writeable = False

# What each gate answers to INPUTS.
GATES = {
    "AND": (0, 0, 0, 1),
    "NAND": (1, 1, 1, 0),
    "OR": (0, 1, 1, 1),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
}

# One choice (w1, w2, theta) for each gate that a single perceptron can be. XOR has none.
WEIGHTS = {
    "AND": (0.5, 0.5, 0.7),
    "NAND": (-0.5, -0.5, -0.7),
    "OR": (1.0, 1.0, 0.5),
    "NOR": (-1.0, -1.0, -0.5),
}


def step(a: ArrayLike) -> int | np.ndarray:
    """Return 1 where a > 0, else 0.

    Parameters
    ----------
    a : array_like, any shape
        Weighted sum with the bias added.

    Returns
    -------
    int or ndarray of int64
        A plain int for a number, an array of the same shape for an array. The edge belongs to 0:
        ``step(0) == 0``.

    Examples
    --------
    >>> step(0.3), step(0), step(-2)
    (1, 0, 0)
    >>> step([-1.0, 0.0, 2.0])
    array([0, 0, 1])
    """
    y = (as_array("step", "a", a) > 0).astype(np.int64)
    return y if y.ndim else int(y)


def _gate(name: str, x1: ArrayLike, x2: ArrayLike) -> int | np.ndarray:
    x1, x2 = as_array(name, "x1", x1), as_array(name, "x2", x2)
    if not (np.isfinite(x1).all() and np.isfinite(x2).all()):
        raise ValueError(f"{name} expects 0 or 1, got {x1} and {x2}. Replace NaN and infinity.")
    w1, w2, theta = WEIGHTS[name]
    return step(x1 * w1 + x2 * w2 - theta)


def AND(x1: ArrayLike, x2: ArrayLike) -> int | np.ndarray:
    """Fire when both inputs are 1: (w1, w2, theta) = (0.5, 0.5, 0.7).

    Numbers give an int; arrays of one shape, or that broadcast to one, give an array.

    Examples
    --------
    >>> AND(1, 1), AND(1, 0)
    (1, 0)
    >>> AND([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 0, 0, 1])
    """
    return _gate("AND", x1, x2)


def NAND(x1: ArrayLike, x2: ArrayLike) -> int | np.ndarray:
    """Fire unless both inputs are 1: AND with every sign flipped.

    Examples
    --------
    >>> NAND(1, 1), NAND(1, 0)
    (0, 1)
    """
    return _gate("NAND", x1, x2)


def OR(x1: ArrayLike, x2: ArrayLike) -> int | np.ndarray:
    """Fire when at least one input is 1: (w1, w2, theta) = (1, 1, 0.5).

    Examples
    --------
    >>> OR(0, 1), OR(0, 0)
    (1, 0)
    """
    return _gate("OR", x1, x2)


def NOR(x1: ArrayLike, x2: ArrayLike) -> int | np.ndarray:
    """Fire when no input is 1: OR with every sign flipped.

    Examples
    --------
    >>> NOR(0, 0), NOR(0, 1)
    (1, 0)
    """
    return _gate("NOR", x1, x2)


def XOR(x1: ArrayLike, x2: ArrayLike) -> int | np.ndarray:
    """Fire when exactly one input is 1: AND(NAND(x1, x2), OR(x1, x2)), two layers.

    No single perceptron can do this. The first layer moves the four inputs to new places
    (s1, s2), where one line is enough.

    References
    ----------
    Minsky and Papert (1969), Perceptrons, MIT Press.

    Examples
    --------
    >>> [XOR(x1, x2) for x1, x2 in INPUTS]
    [0, 1, 1, 0]
    """
    s1, s2 = NAND(x1, x2), OR(x1, x2)
    return AND(s1, s2)
