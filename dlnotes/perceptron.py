"""Perceptrons: units that add up evidence and answer 0 or 1.

A perceptron multiplies each input by a weight (how much it matters), adds the products, and fires
when the sum exceeds a threshold (how reluctant it is). One such unit is a line that cuts the plane
into a half that answers 0 and a half that answers 1. Chapter 1 draws that line, lets the unit find
its weights by a rule, and searches for the two functions that no line can give.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from dlnotes.checks import as_array, tiny_is_zero
from dlnotes.gates import INPUTS, step


class Perceptron:
    """A unit that computes y = step(x1 * w1 + x2 * w2 + ... + b).

    Parameters
    ----------
    w : array_like, shape (D,)
        Weights, one an input. They are copied and kept as float64.
    b : float
        Bias: how readily the unit fires.

    Raises
    ------
    ValueError
        If `w` is not a non-empty row of finite numbers or `b` is not finite.

    Notes
    -----
    The sum is taken in float64 from left to right, products first and the bias last. On the
    boundary itself rounding decides: 0.1 + 0.2 - 0.3 is 5.6e-17 and not 0 in float64, so with
    w = (0.1, 0.2) and a threshold of 0.3 the input (1, 1) answers 1, and on paper 0.

    References
    ----------
    F. Rosenblatt, "The perceptron", Psychological Review 65 (1958).

    Examples
    --------
    >>> and_unit = Perceptron([0.5, 0.5], -0.7)
    >>> and_unit([1, 1]), and_unit([1, 0])
    (1, 0)
    >>> and_unit(INPUTS)
    array([0, 0, 0, 1])
    """

    def __init__(self, w: ArrayLike, b: float):
        self.w = as_array("Perceptron", "w", w).astype(np.float64)
        self.b = float(as_array("Perceptron", "b", b))
        if self.w.ndim != 1 or self.w.size == 0:
            raise ValueError(
                f"Perceptron expects weights of shape (D,), got {self.w.shape}. "
                "Give one weight an input, such as [0.5, 0.5]."
            )
        if not (np.isfinite(self.w).all() and np.isfinite(self.b)):
            raise ValueError(
                f"Perceptron expects finite weights and bias, got w={self.w}, b={self.b}. "
                "Replace NaN and infinity by numbers."
            )

    @classmethod
    def from_threshold(cls, w: ArrayLike, theta: float) -> Perceptron:
        """Make the unit that fires when w·x > theta; its bias is -theta."""
        return cls(w, -theta)

    @property
    def theta(self) -> float:
        """Threshold that w·x has to exceed, -b."""
        return -self.b

    @tiny_is_zero
    def __call__(self, x: ArrayLike) -> int | np.ndarray:
        """Answer 0 or 1 to one input, or to each row of a batch.

        Parameters
        ----------
        x : array_like, shape (D,) or (N, D)
            One input, or one a row.

        Returns
        -------
        int or ndarray of int64, shape (N,)

        Raises
        ------
        ValueError
            If `x` has another shape or holds NaN or infinity.
        """
        x = as_array("Perceptron", "x", x).astype(np.float64)
        if x.ndim not in (1, 2) or x.shape[-1] != len(self.w):
            raise ValueError(
                f"Perceptron expects input of shape ({len(self.w)},) or (N, {len(self.w)}), "
                f"got {x.shape}. Give one number for each weight."
            )
        if not np.isfinite(x).all():
            raise ValueError("Perceptron expects finite input, got NaN or infinity. Clean x first.")
        # Not x @ self.w: a fast matrix product may add in another order and round differently.
        a = 0.0
        for i, w in enumerate(self.w):
            a = a + x[..., i] * w
        return step(a + self.b)

    def learn(
        self, x: ArrayLike, t: ArrayLike, lr: float = 1.0, max_epochs: int = 100
    ) -> int | None:
        """Find weights by Rosenblatt's rule: w += lr * (t - y) * x, b += lr * (t - y).

        The unit looks at one example after the other and moves only when it is wrong: towards an
        input that it should have fired at, away from one at which it should have kept still. When
        some line separates the examples, the rule is certain to find one. When none does, as for
        XOR, it moves forever.

        Parameters
        ----------
        x, t : array_like, shapes (N, D) and (N,)
            Inputs, seen in this order in every epoch, and wanted answers, 0 or 1.
        lr : float
            Learning rate, the size of a correction. For a unit that starts at zero it only sets
            the scale of the weights; with 1, whole-number inputs leave nothing to round.
        max_epochs : int
            Number of passes over the examples after which to give up.

        Returns
        -------
        int or None
            Number of the first epoch without a mistake, counted from 1; None if there was none.

        Raises
        ------
        ValueError
            If shapes disagree, a label is not 0 or 1, or `lr` or `max_epochs` is not positive.

        References
        ----------
        A. Novikoff, "On convergence proofs on perceptrons" (1962).

        Examples
        --------
        >>> from dlnotes.gates import GATES
        >>> unit = Perceptron([0, 0], 0)
        >>> unit.learn(INPUTS, GATES["AND"]), unit.w, unit.b
        (6, array([1., 2.]), -2.0)
        >>> print(Perceptron([0, 0], 0).learn(INPUTS, GATES["XOR"]))
        None
        """
        x, t = self._check_lesson(x, t, lr, max_epochs)
        self(x)  # refuses what it cannot take, before any weight has moved
        for epoch in range(1, max_epochs + 1):
            mistakes = 0
            for x_one, t_one in zip(x, t, strict=True):
                error = int(t_one) - int(self(x_one))  # 1: should have fired; -1: not; 0: right
                self.w += lr * error * x_one
                self.b += lr * error
                mistakes += abs(error)
            if mistakes == 0:
                return epoch
        return None

    def _check_lesson(
        self, x: ArrayLike, t: ArrayLike, lr: float, max_epochs: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return examples and answers as arrays, or say what is wrong."""
        x = as_array("Perceptron.learn", "x", x).astype(np.float64)
        t = as_array("Perceptron.learn", "t", t)
        if x.ndim != 2 or len(x) == 0 or t.shape != x.shape[:1]:
            raise ValueError(
                "Perceptron.learn expects x of shape (N, D) and t of shape (N,) with N at least 1, "
                f"got {x.shape} and {t.shape}. Give one label a row."
            )
        if not np.isin(t, (0, 1)).all():
            raise ValueError(
                f"Perceptron.learn expects labels 0 or 1, got {np.unique(t)}. "
                "Turn labels such as -1 into 0: (t > 0).astype(int)."
            )
        whole = isinstance(max_epochs, (int, np.integer))
        if not (np.isfinite(lr) and lr > 0 and whole and max_epochs >= 1):
            raise ValueError(
                "Perceptron.learn expects lr above 0 and a whole max_epochs of at least 1, "
                f"got lr={lr}, max_epochs={max_epochs}. Try lr=1, max_epochs=100."
            )
        return x, t

    def boundary(self, reach: float = 3.0) -> np.ndarray:
        """Return two points on the line w1 * x1 + w2 * x2 + b = 0, to draw it.

        Both lie at a distance of `reach` from the point of the line nearest to the origin. Steep
        and vertical lines come out like any other.

        Returns
        -------
        ndarray of float64, shape (2, 2)
            One point (x1, x2) a row.

        Raises
        ------
        ValueError
            If there are not two inputs, or both weights are zero and there is no line.

        Examples
        --------
        >>> Perceptron([1, 0], -0.5).boundary(reach=2)  # the upright line x1 = 0.5
        array([[ 0.5, -2. ],
               [ 0.5,  2. ]])
        """
        length = np.hypot(*self.w) if len(self.w) == 2 else 0.0
        if length == 0:
            raise ValueError(
                f"Perceptron.boundary expects two weights that are not both 0, got {self.w}. "
                "Without them the answer is the same everywhere and there is no line."
            )
        across = self.w / length
        along = np.array([-across[1], across[0]])
        nearest = -self.b / length * across
        return np.array([nearest - reach * along, nearest + reach * along])


def separable_functions() -> dict[tuple[int, ...], tuple[float, float, float]]:
    """Search for the two-input Boolean functions that one perceptron can be.

    Returns
    -------
    dict
        Truth table (in the order of `INPUTS`) -> the first (w1, w2, theta) found that gives it.

    Notes
    -----
    Weights -1, 0, 1 and thresholds halfway between the sums they can give are enough: they reach
    14 of the 16 functions. The other two, XOR and its opposite, no weights can reach, since their
    four inequalities contradict each other.

    Examples
    --------
    >>> found = separable_functions()
    >>> [table for table in product((0, 1), repeat=4) if table not in found]
    [(0, 1, 1, 0), (1, 0, 0, 1)]
    """
    found: dict[tuple[int, ...], tuple[float, float, float]] = {}
    for w1, w2, theta in product((-1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (-1.5, -0.5, 0.5, 1.5)):
        table = tuple(np.asarray(Perceptron.from_threshold([w1, w2], theta)(INPUTS)).tolist())
        found.setdefault(table, (w1, w2, theta))
    return found
