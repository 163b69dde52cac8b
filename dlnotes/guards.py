"""What is looked after around every layer, so that the layers themselves stay formulas.

Whatever class derives from `dlnotes.layers.Layer` gets these guards around its `forward` and its
`backward`, one of your own as well. They see to it that numbers come in and go out, that backward
follows a forward and is given a slope for each of its outputs, and that nothing that backward
relies on was changed in between: outputs are read only, and of inputs that somebody may still
write to a sample is kept. A network has one guard around it all and runs the bare methods inside.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from dlnotes.checks import as_array, check_slope, tiny_is_zero

METHODS = ("forward", "backward", "backward_parameters")


def guard(cls: type) -> None:
    """Guard what a class defines; the bare methods stay as `_forward` and so on.

    What forward returned last, shape and dtype, is kept under a name for each class that has a
    forward: a subclass may reshape what it hands to the methods of its base.
    """
    cls._place = next(
        f"_pass_of_{each.__name__}" for each in cls.__mro__ if "forward" in vars(each)
    )
    for name in METHODS:
        if name in vars(cls):
            setattr(cls, f"_{name}", vars(cls)[name])
        if name in vars(cls) or "forward" in vars(cls):
            bare = getattr(cls, f"_{name}")
            around = _around_forward if name == "forward" else _around_backward
            setattr(cls, name, functools.wraps(bare)(around(bare, cls._place)))


def _around_forward(forward: Callable, place: str) -> Callable:
    forward = tiny_is_zero(forward)

    def guarded(self, x, *more):
        if type(x) is not np.ndarray or x.dtype.kind != "f":
            x = as_array(type(self).__name__, "x", x)
        y = forward(self, x, *more)
        if type(y) is not np.ndarray:
            y = returned(self, y)
        if y is not x:
            y.setflags(write=False)
        kept = x if x.flags.writeable else None
        self.__dict__[place] = y.shape, y.dtype, kept, None if kept is None else _sample(x)
        return y

    return guarded


def _around_backward(backward: Callable, place: str) -> Callable:
    backward = tiny_is_zero(backward)

    def guarded(self, dout):
        latest = self.__dict__.get(place)
        if latest is None:
            raise RuntimeError(f"{type(self).__name__}.backward goes after forward. Call it first.")
        if type(dout) is not np.ndarray:
            dout = as_array(f"{type(self).__name__}.backward", "dout", dout)
        if dout.shape != latest[0] or dout.dtype is not latest[1]:
            dout = as_array(f"{type(self).__name__}.backward", "dout", dout)
            check_slope(type(self).__name__, dout, *latest[:2])
        check_unchanged(self, latest)
        return backward(self, dout)

    return guarded


def check_unchanged(layer: object, latest: tuple) -> None:
    """Raise if the input of the latest pass was written to since."""
    _, _, x, sample = latest
    if x is not None and _sample(x) != sample:
        raise RuntimeError(
            f"{type(layer).__name__}: the input was changed in place since forward, and the "
            "gradients would be of neither. Give a copy: forward(x.copy())."
        )


def _sample(x: np.ndarray) -> bytes:
    """Return all numbers of a small array, and some thirty, evenly spread, of a large one."""
    return x.reshape(-1)[:: 1 if x.size < 1000 else x.size // 32].tobytes()


def returned(layer: object, y: object) -> np.ndarray:
    """Return what a layer's forward returned as a plain array, or raise if it is none."""
    if y is None:
        raise TypeError(
            f"{type(layer).__name__}.forward returns an array, got None. Look for a missing return."
        )
    return as_array(f"{type(layer).__name__}.forward", "y", y)


def overtaken(layer: object) -> RuntimeError:
    """Make the error of a layer that shall go back through a call that is not its latest."""
    return RuntimeError(
        f"{type(layer).__name__} remembers its latest call only, and there was another since this "
        "one. Call backward before the next batch goes through; for two at once, or in two "
        "threads, take copy.deepcopy(network)."
    )


def cannot_go_back(layer: object, latest: tuple, dout: np.ndarray) -> Exception:
    """Make the error of a layer inside a network, which ran since or gets slopes of no shape."""
    try:
        check_slope(type(layer).__name__, dout, *latest[:2])
    except (TypeError, ValueError) as error:
        return error
    return overtaken(layer)
