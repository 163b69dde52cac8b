"""Toy sets: small made-up data whose answer can be seen at a glance.

The four sets in the plane each have two classes that no straight line separates; chapter 5 trains
networks on them and shows the boundary bend. The curves have one input and one output; chapter 2
fits them with a sum of ReLUs. All lie within about -1.5 to 1.5.
"""

from __future__ import annotations

import operator

import numpy as np


def make_xor(n: int, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw points from four squares; the class is 1 where x1 and x2 differ in sign.

    The sizes of x1 and x2 are uniform between 0.1 and 1, which leaves a gap along the axes. All
    four squares get the same number of points, give or take one.

    Parameters
    ----------
    n : int
        Number of points, at least 2.
    noise : float
        Standard deviation of the normal noise added to x1 and to x2.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    x : ndarray of float64, shape (n, 2)
        Points, in random order.
    t : ndarray of int64, shape (n,)
        Classes, 0 or 1: half of the points each, and one more 0 if `n` is odd.

    Raises
    ------
    ValueError
        If `n` is below 2, or `noise` is negative or not finite.
    TypeError
        If `n` is not an integer or `rng` is not a Generator.

    Examples
    --------
    >>> x, t = make_xor(100, noise=0, rng=np.random.default_rng(0))
    >>> bool(np.all(t == (x[:, 0] * x[:, 1] < 0)))
    True
    """
    t = _classes("make_xor", n, noise, rng)
    side = np.where(np.arange(n) % 4 < 2, 1, -1)  # 0 1 0 1 ... meets + + - - ...: four squares
    signs = np.stack([side, np.where(t == 1, -side, side)], axis=1)  # (n, 2)
    return _finish(signs * rng.uniform(0.1, 1, size=(n, 2)), t, noise, rng)


def make_circles(n: int, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw points from two rings: radius 1 is class 0, radius 0.5 is class 1.

    Each point is r * (cos a, sin a) with the angle a uniform between 0 and 2 pi. Parameters,
    returned arrays and errors are those of `make_xor`.

    Examples
    --------
    >>> x, t = make_circles(4, noise=0, rng=np.random.default_rng(0))
    >>> bool(np.allclose(np.hypot(x[:, 0], x[:, 1]), np.where(t == 1, 0.5, 1)))
    True
    """
    t = _classes("make_circles", n, noise, rng)
    angle = rng.uniform(0, 2 * np.pi, size=n)
    radius = np.where(t == 1, 0.5, 1.0)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)  # (n, 2)
    return _finish(x, t, noise, rng)


def make_moons(n: int, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw points from two half rings of radius 1 that reach into each other.

    Class 0 is the upper one, (cos a - 0.5, sin a - 0.25) with a uniform between 0 and pi. Class 1
    is the same half ring turned by half a turn about the origin. Parameters, returned arrays and
    errors are those of `make_xor`.

    Examples
    --------
    >>> x, t = make_moons(5, noise=0.1, rng=np.random.default_rng(0))
    >>> x.shape, sorted(t.tolist())
    ((5, 2), [0, 0, 0, 1, 1])
    """
    t = _classes("make_moons", n, noise, rng)
    angle = rng.uniform(0, np.pi, size=n)
    x = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)  # (n, 2)
    x[t == 1] *= -1
    return _finish(x, t, noise, rng)


def make_spiral(n: int, noise: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw points from two arms that wind round the origin, the hardest of the four sets.

    Class 0 is r * (cos a, sin a) with a = 3 pi r and r uniform between 0.1 and 1, one and a half
    turns from the middle to the rim. Class 1 is the same arm turned by half a turn. Parameters,
    returned arrays and errors are those of `make_xor`.

    Examples
    --------
    >>> x, t = make_spiral(50, noise=0, rng=np.random.default_rng(0))
    >>> bool(np.hypot(x[:, 0], x[:, 1]).max() <= 1)
    True
    """
    t = _classes("make_spiral", n, noise, rng)
    radius = rng.uniform(0.1, 1, size=n)
    angle = 3 * np.pi * radius
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)  # (n, 2)
    x[t == 1] *= -1
    return _finish(x, t, noise, rng)


TOY_SETS = {"xor": make_xor, "circles": make_circles, "moons": make_moons, "spiral": make_spiral}

# Each is a function of x between -1 and 1 with values between -1 and 1.
CURVES = {
    "sine": lambda x: np.sin(np.pi * x),
    "step": lambda x: np.where(x > 0, 1.0, -1.0),
    "bump": lambda x: np.exp(-((4 * x) ** 2)),
    "tent": lambda x: 1 - 2 * np.abs(x),
    "wave": lambda x: x * np.cos(3 * np.pi * x),
}


def make_curve(
    name: str, n: int, noise: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Take n evenly spaced points of a curve and add noise to their height.

    Parameters
    ----------
    name : str
        One of `CURVES`: sine, step, bump, tent, wave.
    n : int
        Number of points, at least 2.
    noise : float
        Standard deviation of the normal noise added to `t`.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    x : ndarray of float64, shape (n, 1)
        From -1 to 1, in increasing order.
    t : ndarray of float64, shape (n, 1)
        Heights to fit.

    Raises
    ------
    ValueError
        If there is no such curve, `n` is below 2, or `noise` is negative or not finite.
    TypeError
        If `n` is not an integer or `rng` is not a Generator.

    Examples
    --------
    >>> x, t = make_curve("tent", 5, noise=0, rng=np.random.default_rng(0))
    >>> x.ravel(), t.ravel()
    (array([-1. , -0.5,  0. ,  0.5,  1. ]), array([-1.,  0.,  1.,  0., -1.]))
    """
    if name not in CURVES:
        raise ValueError(f"make_curve: name must be one of {', '.join(CURVES)}, got {name!r}.")
    _check("make_curve", n, noise, rng)
    x = np.linspace(-1, 1, n).reshape(n, 1)
    return x, CURVES[name](x) + rng.normal(0, noise, size=(n, 1))


def _check(who: str, n: int, noise: float, rng: np.random.Generator) -> None:
    """Refuse arguments that no set can be made from."""
    try:
        operator.index(n)
    except TypeError:
        raise TypeError(f"{who}: n must be an integer, got {n!r}. Try n=200.") from None
    if n < 2:
        raise ValueError(f"{who}: n must be at least 2, got {n}. Try n=200.")
    if not (np.isfinite(noise) and noise >= 0):
        raise ValueError(f"{who}: noise must be 0 or more, got {noise}. Try noise=0.1.")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{who}: rng must be a numpy.random.Generator, got {type(rng).__name__}. "
            "Make one with np.random.default_rng(0)."
        )


def _classes(who: str, n: int, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Check the arguments and deal out the classes 0, 1, 0, 1, ..."""
    _check(who, n, noise, rng)
    return np.arange(n, dtype=np.int64) % 2


def _finish(
    x: np.ndarray, t: np.ndarray, noise: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Add the noise and shuffle."""
    x = x + rng.normal(0, noise, size=x.shape)
    order = rng.permutation(len(x))
    return x[order], t[order]
