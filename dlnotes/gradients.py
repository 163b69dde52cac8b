r"""Slopes by trying it out: nudge a number, see how much the result moves.

Slow, two runs of the function for each number, but too simple to be wrong: it is how every layer's
`backward` here is proven. The central difference, :math:`(f(x + h) - f(x - h)) / 2h`, errs by the
order of :math:`h^2`; the one-sided difference by the order of h. Chapter 4 starts with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from dlnotes.checks import as_array
from dlnotes.layer import Layer
from dlnotes.losses import Loss


class GradientError(AssertionError):
    """A gradient differs from the numerical one."""


def numerical_gradient(
    f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5
) -> np.ndarray:
    r"""Estimate the gradient of f at x by central differences.

    .. math:: \frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}

    Parameters
    ----------
    f : callable
        Takes `x`, returns one number.
    x : ndarray of float64, any shape
        Where. Each number in it is changed in place for a moment, so an f that reads ``W.data``
        by itself can be differentiated with respect to ``W.data``.
    h : float
        How far to nudge. Smaller is more exact until rounding takes over, below about 1e-6.

    Returns
    -------
    ndarray of the shape of x

    Raises
    ------
    TypeError
        If `x` is not a float64 array: float32 has 7 digits, and the difference loses most.
    ValueError
        If f returns more than one number, or `h` is not above 0.

    Examples
    --------
    >>> numerical_gradient(lambda x: np.sum(x**2), np.array([3.0, 4.0])).round(6)
    array([6., 8.])
    """
    _check_nudgeable(f, x, h)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        try:
            x[index] = kept + h
            above = _one_number(f(x))
            x[index] = kept - h
            below = _one_number(f(x))
        finally:
            x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


def _check_nudgeable(f: Callable, x: np.ndarray, h: float) -> None:
    """Raise unless f can be tried at x and a step h from it."""
    if not callable(f):
        raise TypeError(
            f"numerical_gradient expects a function, then where; got {type(f).__name__} first. "
            "Write numerical_gradient(f, x)."
        )
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        raise TypeError(
            "numerical_gradient expects a float64 array, since differences lose digits; got "
            f"{getattr(x, 'dtype', type(x).__name__)}. Use np.array(x, dtype=np.float64), and "
            "build networks with dtype=np.float64."
        )
    as_array("numerical_gradient", "x", x)  # refuses what is masked
    if not x.flags.writeable:
        raise ValueError(
            "numerical_gradient changes x in place for a moment, and this one is read only. "
            "Pass a copy: x.copy()."
        )
    if not (isinstance(h, (int, float, np.number)) and h > 0):
        raise ValueError(f"numerical_gradient: h is above 0, got {h!r}. Try h=1e-5.")


def _one_number(value: object) -> float:
    """Return what f gave as a number, in however many brackets it stands."""
    if value is None:
        raise TypeError(
            "numerical_gradient expects f to return one number, got None. "
            "Look for a missing return."
        )
    value = as_array("numerical_gradient", "f(x)", value)
    if value.size != 1:
        raise ValueError(
            "numerical_gradient expects f to return one number, got shape "
            f"{value.shape}. Take one of them, or their sum."
        )
    return value.item()


def check_gradients(
    layer: Layer | Loss,
    x: np.ndarray,
    *targets: np.ndarray,
    rng: np.random.Generator | int = 0,
    h: float = 1e-5,
    tolerance: float = 1e-6,
) -> dict[str, float]:
    """Compare a layer's, network's or loss's `backward` with numerical gradients.

    Parameters, running statistics and generators are left as they were, slopes are not.

    Parameters
    ----------
    layer : Layer or Loss
        In float64.
    x, *targets : ndarray
        What forward takes: the input, away from kinks such as 0 for ReLU; a loss's targets.
    rng : numpy.random.Generator or int
        Draws the upstream gradient, so that no term can cancel by symmetry.
    h, tolerance : float
        See `numerical_gradient`; the largest relative error to accept.

    Returns
    -------
    dict of str to float
        The largest relative error, `|a - n| / max(|a|, |n|, 0.001)`, for the input ("x") and each
        parameter ("W", "b", "0.W", ...). Below 0.001 the differences' own rounding dominates.

    Raises
    ------
    GradientError
        Names the parameter, the index, both values and the relative error, where it is largest.

    Examples
    --------
    >>> from dlnotes import Affine
    >>> errors = check_gradients(Affine(3, 2, rng=0, dtype=np.float64), np.ones((4, 3)))
    >>> sorted(errors), max(errors.values()) < 1e-8
    (['W', 'b', 'x'], True)
    """
    x = np.array(as_array("check_gradients", "x", x))  # a copy: it is about to be nudged
    parameters = _named_parameters(layer) if isinstance(layer, Layer) else {}
    with _left_as_it_was(layer) as same_again:

        def forward() -> np.ndarray:
            same_again()
            return np.asarray(layer.forward(x, *targets))

        dout = np.random.default_rng(rng).standard_normal(forward().shape)
        for parameter in parameters.values():
            parameter.grad = np.zeros(parameter.data.shape)
        analytic = {"x": layer.backward(dout)}
        analytic |= {name: parameter.grad.copy() for name, parameter in parameters.items()}
        places = {"x": x} | {name: parameter.data for name, parameter in parameters.items()}
        errors = {}
        for name, place in places.items():
            numeric = numerical_gradient(lambda _: np.sum(forward() * dout), place, h)
            errors[name] = _largest_error(layer, name, analytic[name], numeric, tolerance)
    return errors


@contextmanager
def _left_as_it_was(layer: Layer | Loss) -> Iterator[Callable[[], None]]:
    """Put arrays and generators back at the end; yield what sets the generators back at once."""
    arrays = layer.arrays() if isinstance(layer, Layer) else {}
    generators = layer.generators() if isinstance(layer, Layer) else []
    kept = {name: array.copy() for name, array in arrays.items()}
    states = [generator.bit_generator.state for generator in generators]

    def same_again() -> None:  # dropout draws the same mask each time
        for generator, state in zip(generators, states, strict=True):
            generator.bit_generator.state = state

    try:
        yield same_again
    finally:
        same_again()
        for name, array in arrays.items():
            array[...] = kept[name]


def _named_parameters(layer: Layer) -> dict:
    """Return the parameters by the names that `layer.arrays` gives them."""
    names = {id(array): name for name, array in layer.arrays().items()}
    return {names[id(parameter.data)]: parameter for parameter in layer.parameters()}


def _largest_error(layer, name: str, analytic, numeric, tolerance: float) -> float:
    """Return the largest relative error, or raise where it is above the tolerance."""
    who = f"check_gradients: {type(layer).__name__}, gradient of {name}"
    if np.shape(analytic) != numeric.shape:
        raise GradientError(
            f"{who} has the shape of {name}, {numeric.shape}; got {np.shape(analytic)}. "
            "Look for a missing transpose or sum in backward."
        )
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), 1e-3)
    error = np.abs(analytic - numeric) / size
    worst = np.unravel_index(np.argmax(error), error.shape)  # argmax stops at a NaN, if any
    if not error[worst] <= tolerance:
        index = tuple(int(i) for i in worst)
        raise GradientError(
            f"{who} should agree with numerical differences to {tolerance}; at index {index} "
            f"backward gives {analytic[worst]:.9g}, differences {numeric[worst]:.9g}, relative "
            f"error {error[worst]:.2g}. Look at that term in backward."
        )
    return float(error[worst])
