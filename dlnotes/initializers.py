r"""Where the weights start decides whether a deep network can learn at all.

All-zero weights keep every unit of a layer identical for ever; weights too small or too large make
the signal die out or explode on its way through the layers. Xavier and He choose the spread from
the number of inputs, so that the signal keeps its size. Chapter 7 shows it layer by layer.

Each function takes the shape of the weights, the number of inputs and outputs of one unit
(`fan_in`, `fan_out`) and a random generator, and returns float64.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Rng = np.random.Generator | int | None


def generator(rng: Rng) -> np.random.Generator:
    """Return the random generator meant by `rng`: itself, one seeded with it, or seed 0 for None.

    Examples
    --------
    >>> bool(generator(None).random() == generator(0).random())
    True
    """
    whole = isinstance(rng, (int, np.integer)) and rng >= 0
    if not (rng is None or whole or isinstance(rng, np.random.Generator)):
        raise TypeError(
            f"rng is a numpy.random.Generator or a seed from 0, got {rng!r}. "
            "Give np.random.default_rng(0), or 0."
        )
    return np.random.default_rng(0 if rng is None else rng)


def zeros(shape, fan_in, fan_out, rng=None) -> np.ndarray:
    """Return zeros: right for biases, useless for the weights of a hidden layer.

    Examples
    --------
    >>> zeros((2,), fan_in=1, fan_out=1)
    array([0., 0.])
    """
    return np.zeros(shape)


def normal(shape, fan_in, fan_out, rng, std: float = 0.01) -> np.ndarray:
    """Draw from a normal distribution of mean 0 and standard deviation `std`.

    Examples
    --------
    >>> round(normal((100, 100), 100, 100, generator(0), std=0.5).std().item(), 2)
    0.5
    """
    return std * rng.standard_normal(shape)


def xavier(shape, fan_in, fan_out, rng) -> np.ndarray:
    r"""Draw with standard deviation :math:`\sqrt{2 / (n_{in} + n_{out})}`, for tanh and sigmoid.

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward networks.

    Examples
    --------
    >>> round(xavier((300, 100), 300, 100, generator(0)).std().item(), 3)  # sqrt(2/400) = 0.071
    0.071
    """
    return normal(shape, fan_in, fan_out, rng, std=np.sqrt(2 / (fan_in + fan_out)))


def he(shape, fan_in, fan_out, rng) -> np.ndarray:
    r"""Draw with standard deviation :math:`\sqrt{2 / n_{in}}`, for ReLU, which stops half.

    References
    ----------
    He et al. (2015), Delving deep into rectifiers.

    Examples
    --------
    >>> round(he((200, 100), 200, 100, generator(0)).std().item(), 2)  # sqrt(2/200) = 0.1
    0.1
    """
    return normal(shape, fan_in, fan_out, rng, std=np.sqrt(2 / fan_in))


INITIALIZERS: dict[str, Callable[..., np.ndarray]] = {
    "zeros": zeros,
    "normal": normal,
    "xavier": xavier,
    "he": he,
}


def initial_weights(initializer: str | float, shape, fan_in, fan_out, rng: Rng) -> np.ndarray:
    """Return weights by an initializer's name, or by a number: the standard deviation.

    Parameters
    ----------
    initializer : {"zeros", "normal", "xavier", "he"} or float
        "normal" has a standard deviation of 0.01.

    Raises
    ------
    ValueError
        If there is no such initializer, or the standard deviation is negative or not finite.

    Examples
    --------
    >>> initial_weights("zeros", (2,), 1, 1, rng=0)
    array([0., 0.])
    """
    if isinstance(initializer, str) and initializer in INITIALIZERS:
        return INITIALIZERS[initializer](shape, fan_in, fan_out, generator(rng))
    if isinstance(initializer, (int, float, np.number)) and 0 <= initializer < float("inf"):
        return normal(shape, fan_in, fan_out, generator(rng), std=float(initializer))
    raise ValueError(
        f"An initializer is one of {', '.join(INITIALIZERS)}, or a standard deviation; "
        f"got {initializer!r}."
    )
