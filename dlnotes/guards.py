"""What is looked after around every layer, so that the layers themselves stay formulas.

Whatever class derives from `dlnotes.layers.Layer` gets these guards around its `forward` and its
`backward`, one of your own as well. They see to it that numbers come in and go out, that backward
follows a forward and is given a slope for each of its outputs, and that nothing that backward
relies on changes in between: outputs are read only, and of an input that somebody may still write
to a digest is kept. What they compute is computed in turn, on one core (`dlnotes.turns`). A network
has one guard around it all and runs the bare methods inside.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from dlnotes.checks import as_array, check_slope, tiny_is_zero
from dlnotes.turns import my_turn

if TYPE_CHECKING:
    from dlnotes.layer import Layer

METHODS = ("forward", "backward", "backward_parameters")


def guard(cls: type[Layer]) -> None:
    """Guard what a class defines; the bare methods stay as `_forward` and so on.

    What forward returned last, shape and dtype, is kept under a name for each class that has a
    forward: a subclass may reshape what it hands to the methods of its base.
    """
    cls._place = next(
        f"_pass_of_{each.__name__}" for each in cls.__mro__ if "forward" in vars(each)
    )
    cls._foreign = not cls.__module__.startswith("dlnotes.")
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
        with my_turn:
            watched = (x, digest(x)) if x.flags.writeable or not is_settled(x) else None
            try:
                y = forward(self, x, *more)
            except ValueError as error:
                tell_to_copy(error)
                raise
            if type(y) is not np.ndarray:
                y = returned(self, y)
            if y is not x:
                y.setflags(write=False)
            self.__dict__[place] = y.shape, y.dtype, watched
        return y

    return guarded


def check_unchanged(layer: object, x: np.ndarray, before: bytes) -> None:
    """Raise if the input of a pass was written to since: its digest is another one."""
    if digest(x) != before:
        raise RuntimeError(
            f"{type(layer).__name__}: the input was changed in place since forward, and the "
            "gradients would be of neither. Give a copy: forward(x.copy())."
        )


def digest(x: np.ndarray) -> bytes:
    """Return the numbers of a small array; of a large one a sum for each row, each number weighted.

    The weights differ, so it matters where a number stands. What is too small to change a sum in
    the precision of `x` goes unnoticed; a gradient, which is made of such sums, hardly has it. To
    be called within a turn: several threads would add up in another order.
    """
    if x.size < 1000:
        return x.tobytes()
    rows = x.reshape(len(x), -1)
    return (rows @ _weights(rows.shape[1], x.dtype)).tobytes()


@functools.cache
def _weights(count: int, dtype: np.dtype) -> np.ndarray:
    return np.random.default_rng(0).uniform(1, 2, count).astype(dtype)


def forward_only(layer: Layer, x: np.ndarray) -> np.ndarray:
    """Return what a layer makes of `x`; nobody goes back from there, so nobody watches `x`."""
    try:
        y = layer._forward(read_only(x))
    except ValueError as error:
        tell_to_copy(error)
        raise
    layer.__dict__.pop(layer._place, None)
    return y if type(y) is np.ndarray else returned(layer, y)


def read_only(x: np.ndarray) -> np.ndarray:
    """Return a view to read from, for a layer that may not know whose numbers it has."""
    x = x.view()
    x.setflags(write=False)
    return x


def tell_to_copy(error: ValueError) -> None:
    """Add to the error of a forward that wrote to its input what to do."""
    if "read-only" in str(error):
        error.add_note("A layer leaves its input as it is. Take a copy: x = x.copy().")


def is_settled(x: object) -> bool:
    """Tell whether nobody can write to an array any more, nor to the one that it is a view of."""
    if isinstance(x, np.ndarray):
        return not x.flags.writeable and (x.base is None or is_settled(x.base))
    return isinstance(x, bytes)


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
        with my_turn:
            if latest[2] is not None:
                check_unchanged(self, *latest[2])
            return backward(self, dout)

    return guarded


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


def check_returned_slope(layer: object, dx: np.ndarray | None, shape: tuple[int, ...]) -> None:
    """Raise unless a layer's backward returned a slope for each number of its input."""
    if dx is None or np.shape(dx) != shape:
        came = "None" if dx is None else f"shape {np.shape(dx)}"
        raise ValueError(
            f"{type(layer).__name__}.backward returns the slope for each number of its input, of "
            f"shape {shape}, got {came}. Look at what its last line returns."
        )
