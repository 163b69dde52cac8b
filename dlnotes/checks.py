"""Errors that help: which rule was broken, what came instead, and what to type next.

Everything that is given to dlnotes is checked here, once, at the door; the code behind can then
stay as short as its formula.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy._core import umath

F = TypeVar("F", bound=Callable[..., Any])
FLOATS = (np.dtype(np.float32), np.dtype(np.float64))

# NumPy's way with floating point errors, as an object that is another one after np.seterr. It is
# private: where it is missing, np.geterr is asked each time, which takes ten times as long.
_handling = getattr(umath, "_extobj_contextvar", None)
_handling_now: Callable[[], object] = _handling.get if _handling is not None else object
_known_to_ignore: object = None


def tiny_is_zero(compute: F) -> F:
    """Let a number too small to be written be 0, also after ``np.seterr(all="raise")``.

    Examples
    --------
    >>> with np.errstate(all="raise"):
    ...     tiny_is_zero(np.exp)(-1000.0).item()
    0.0
    """
    told_to_ignore = np.errstate(under="ignore")(compute)

    @functools.wraps(compute)
    def quiet(*args, **keywords):
        global _known_to_ignore
        handling = _handling_now()
        if handling is not _known_to_ignore:
            if np.geterr()["under"] != "ignore":
                return told_to_ignore(*args, **keywords)
            _known_to_ignore = handling  # what NumPy does from the start
        return compute(*args, **keywords)

    return cast(F, quiet)


def as_array(who: str, what: str, value: Any) -> np.ndarray:
    """Return numbers as a plain array, or raise where that would lose something or guess.

    Lists, data frames and the arrays of other libraries are taken; masked arrays are not, since
    what is masked would come back, nor are text and objects, which are no numbers yet.

    Examples
    --------
    >>> as_array("accuracy", "t", ["0", "1"])
    Traceback (most recent call last):
    ...
    TypeError: accuracy expects numbers for t, got text. Convert it: np.array(t).astype(np.int64) \
for labels, .astype(np.float32) for examples.
    """
    if type(value) is np.ndarray and value.dtype.kind in "fiub":
        return value
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(
            f"{who} expects numbers for {what}, got a masked array, whose mask would be lost. "
            "Fill the gaps, x.filled(0), or leave those rows out."
        )
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.empty((), object)
    if array.dtype.kind not in "fiub":
        kinds = {"U": "text", "S": "text", "O": f"{type(value).__name__} of objects"}
        came = kinds.get(array.dtype.kind, str(array.dtype))
        if array.shape == () and array.dtype.kind == "O":
            came = type(value).__name__
        raise TypeError(
            f"{who} expects numbers for {what}, got {came}. Convert it: "
            f"np.array({what}).astype(np.int64) for labels, .astype(np.float32) for examples."
        )
    return array.view(np.ndarray)


def told_keywords(make: F) -> F:
    """Let a constructor say which class of its family has the keyword that it was given.

    Examples
    --------
    >>> from dlnotes import SGD, Parameter
    >>> SGD([Parameter(np.zeros(2))], lr=0.1, momentum=0.9)
    Traceback (most recent call last):
    ...
    TypeError: SGD has no argument momentum; it takes parameters, lr, weight_decay. Momentum, \
Nesterov have it.
    """
    _, *parameters = inspect.signature(make).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return make
    known = [parameter.name for parameter in parameters]

    @functools.wraps(make)
    def told(self, *args, **keywords):
        for name in keywords:
            if name not in known:
                raise TypeError(_unknown(type(self), name, known))
        make(self, *args, **keywords)

    return cast(F, told)


def _unknown(cls: type, name: str, known: list[str]) -> str:
    """Say that there is no such keyword, and where there is."""
    family = [base for base in cls.__mro__ if base.__module__.startswith("dlnotes.")][-1:]
    for each in family:  # grows while it is walked
        family += each.__subclasses__()
    ours = [
        each
        for each in family
        if each.__module__.startswith("dlnotes.") and each.__module__.count(".") == 1
    ]  # none of an exercise
    having = {each.__name__ for each in ours if name in inspect.signature(each).parameters}
    hint = f"{', '.join(sorted(having))} {'have' if len(having) > 1 else 'has'} it."
    takes = f"it takes {', '.join(known)}" if known else "it takes none"
    return f"{cls.__name__} has no argument {name}; {takes}.{' ' + hint if having else ''}"


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
