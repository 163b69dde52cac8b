"""Errors that help: which rule was broken, what came instead, and what to type next.

Layers and optimizers check what they are given here, once, at the door; the code behind can then
stay as short as its formula.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dlnotes.tensor import FLOATS, Parameter


def check_input(who: str, x: np.ndarray, shape: tuple, dtype: np.dtype) -> None:
    """Raise unless `x` is a batch, at least one row, of the `shape` (None: any) and `dtype` given.

    Examples
    --------
    >>> check_input("Affine", np.zeros((5, 28, 28)), (784,), np.dtype("float64"))
    Traceback (most recent call last):
    ...
    ValueError: Affine expects input of shape (N, 784), got (5, 28, 28). Flatten images first: \
x.reshape(len(x), -1).
    """
    if x.dtype != dtype:
        hint = f"Convert it, x.astype(np.{dtype}), or build the network with dtype=np.{x.dtype}."
        if x.dtype not in FLOATS:
            hint = f"Convert it: x.astype(np.{dtype})."
        if x.dtype == np.uint8:
            hint = "Scale images to [0, 1]: load_mnist(normalize=True), or x / np.float32(255)."
        raise TypeError(f"{who} works in {dtype} and never mixes, got {x.dtype} input. {hint}")
    fits = x.ndim == len(shape) + 1 and all(
        want in (None, have) for want, have in zip(shape, x.shape[1:], strict=True)
    )
    if not fits or len(x) == 0:
        wanted = ", ".join("any" if want is None else str(want) for want in shape)
        hint = f"Make it {len(shape) + 1}-dimensional, examples first."
        if fits:
            hint = "A batch needs at least one example."
        elif len(shape) == 1 and x.ndim > 2 and np.prod(x.shape[1:]) == shape[0]:
            hint = "Flatten images first: x.reshape(len(x), -1)."
        elif x.shape == shape:
            hint = "Make one example a batch of one: x[np.newaxis]."
        elif x.ndim == len(shape) + 1:
            hint = "Check the sizes that the layer was built with."
        raise ValueError(f"{who} expects input of shape (N, {wanted}), got {x.shape}. {hint}")


def check_slope(who: str, dout: np.ndarray, shape: tuple, dtype: np.dtype) -> None:
    """Raise unless `dout` has the shape and the dtype of the output that it is the slope of.

    Examples
    --------
    >>> check_slope("Affine", np.ones((5, 2)), (5, 2), np.dtype("float32"))
    Traceback (most recent call last):
    ...
    TypeError: Affine.backward expects dout in float32, got float64. Convert it: \
dout.astype(np.float32).
    """
    if dout.shape != shape:
        raise ValueError(
            f"{who}.backward expects dout of the output's shape {shape}, got {dout.shape}. "
            "Give one slope for each number that forward returned."
        )
    if dout.dtype != dtype:
        raise TypeError(
            f"{who}.backward expects dout in {dtype}, got {dout.dtype}. "
            f"Convert it: dout.astype(np.{dtype})."
        )


def check_floats(who: str, x: np.ndarray) -> None:
    """Raise unless `x` is float32 or float64.

    Examples
    --------
    >>> check_floats("MaxPool2D", np.zeros(2, np.uint8))
    Traceback (most recent call last):
    ...
    TypeError: MaxPool2D expects float32 or float64, got uint8. Convert it: x.astype(np.float32).
    """
    if x.dtype not in FLOATS:
        raise TypeError(
            f"{who} expects float32 or float64, got {x.dtype}. Convert it: x.astype(np.float32)."
        )


def check_parameters(who: str, parameters: Iterable[Parameter]) -> list[Parameter]:
    """Return the parameters as a list, or raise if something else came.

    Examples
    --------
    >>> check_parameters("SGD", 3)
    Traceback (most recent call last):
    ...
    TypeError: SGD expects parameters, got int. Pass network.parameters().
    """
    parameters = list(parameters) if isinstance(parameters, Iterable) else [parameters]
    for each in parameters:
        if not isinstance(each, Parameter):
            raise TypeError(
                f"{who} expects parameters, got {type(each).__name__}. Pass network.parameters()."
            )
    return parameters


def check_sizes(who: str, **sizes: int) -> None:
    """Raise unless every size is a whole number of at least 1.

    Examples
    --------
    >>> check_sizes("Affine", input_size=0)
    Traceback (most recent call last):
    ...
    ValueError: Affine: input_size is a whole number of at least 1, got 0. Give a count such as 3.
    """
    for name, size in sizes.items():
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(
                f"{who}: {name} is a whole number of at least 1, got {size!r}. "
                "Give a count such as 3."
            )


def check_range(who: str, **settings: tuple[float, float, float]) -> None:
    """Raise unless each setting (value, low, high) is a number with low <= value < high.

    Examples
    --------
    >>> check_range("SGD", lr=(-1, 0, np.inf))
    Traceback (most recent call last):
    ...
    ValueError: SGD: lr is a number from 0 to less than inf, got -1. Choose one in that range.
    """
    for name, (value, low, high) in settings.items():
        if not isinstance(value, (int, float, np.number)) or not low <= value < high:
            raise ValueError(
                f"{who}: {name} is a number from {low} to less than {high}, got {value!r}. "
                "Choose one in that range."
            )
