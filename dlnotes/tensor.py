"""The two small things that every network here is made of.

A `Tensor` is a NumPy array that remembers one function: how to send a gradient back to
whatever produced it. Calling a loss or a network returns one, which is all that
``loss.backward()`` needs. A `Parameter` is a pair of arrays of one shape: the numbers that
training changes, and the slope of the loss with respect to each of them. Chapter 4 builds both;
how parameters lie in memory is the affair of `dlnotes.memory`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnotes.checks import FLOATS, as_array, check_slope, tiny_is_zero
from dlnotes.memory import Movable


class Tensor(np.ndarray):
    """An array that remembers how to send a gradient back.

    Parameters
    ----------
    value : array_like
        The numbers.
    send_back : callable
        Takes the gradient of the loss with respect to this array (same shape) and hands it on.

    Notes
    -----
    Gradients flow through layers and losses only. What NumPy computes from a tensor, ``out * 2``
    or ``loss + 0.1``, holds the right numbers but remembers nothing, and its `backward` says so.
    A tensor itself can be read only: ``out *= 2`` would leave the way back as it was, and the
    gradients wrong.

    Examples
    --------
    >>> received = []
    >>> loss = Tensor(3.0, received.append)
    >>> loss.item()
    3.0
    >>> loss.backward()
    >>> received
    [array(1.)]
    """

    _send_back: Callable[[Any], None] | None = None

    def __new__(cls, value: ArrayLike, send_back: Callable[[np.ndarray], None]) -> Tensor:
        tensor = np.asarray(value).view(cls)
        tensor._send_back = send_back
        tensor.setflags(write=False)
        return tensor

    def __array_wrap__(self, array, context=None, return_scalar=False):
        if array.dtype.kind == "f":
            return array.view(Tensor)  # which remembers nothing
        return array if array.ndim else array[()]

    def __round__(self, digits: int | None = None) -> float:
        return round(self.item(), digits)

    @tiny_is_zero
    def backward(self, dout: np.ndarray | None = None) -> None:
        """Send the gradient `dout` back; a single number, such as a loss, starts it with 1.

        Raises
        ------
        RuntimeError
            If this array did not come straight from calling a layer, network or loss.
        ValueError
            If `dout` has another shape, or is missing where this is not a single number.
        TypeError
            If `dout` is of another precision.
        """
        if self._send_back is None or dout is not None:
            self.hand_on(self._fitting(dout))
        elif self.ndim == 0:
            self._send_back(np.array(1.0, self.dtype))
        else:
            raise self._unfit("none")

    def _fitting(self, dout: np.ndarray | None) -> np.ndarray | None:
        """Return the gradient that came as an array, or raise if it does not fit."""
        if self._send_back is None:
            return dout  # `hand_on` says why it goes nowhere
        plain = not isinstance(dout, (np.ndarray, np.generic))  # a number or list: no precision
        dout = as_array("Tensor.backward", "dout", dout)
        if dout.shape != self.shape:
            raise self._unfit(f"shape {dout.shape}")
        if plain:
            return dout.astype(self.dtype)
        check_slope("Tensor", dout, self.shape, self.dtype)
        return dout

    def _unfit(self, came: str) -> ValueError:
        return ValueError(
            f"Tensor.backward expects a gradient of shape {self.shape}, got {came}. "
            "Call backward() on the loss, a single number."
        )

    def hand_on(self, dout: np.ndarray | None) -> None:
        """Do what `backward` does, with a gradient that is known to fit."""
        if self._send_back is None:
            raise RuntimeError(
                "Tensor.backward: gradients start at what a loss, network or layer call returned; "
                "this array was computed from it by NumPy. Call backward on the loss itself. For "
                "a penalty on the weights give the optimizer weight_decay; where a network's "
                "output is data for another, pass np.asarray(output)."
            )
        self._send_back(dout)


class Parameter(Movable):
    """Numbers to be learned, `data`, and the slope of the loss for each of them, `grad`.

    Assigning to either copies values into place, since a network lays its parameters end to end
    in memory.

    Parameters
    ----------
    data : ndarray of float32 or float64
        The initial values, which are copied.

    Raises
    ------
    TypeError
        If the values are neither float32 nor float64.
    ValueError
        If an array of another shape is assigned.

    Examples
    --------
    >>> W = Parameter(np.ones((2, 3), dtype=np.float32))
    >>> W.grad += 0.5
    >>> W.data -= 0.1 * W.grad
    >>> W.data[0, 0].item()
    0.949999988079071
    """

    def __init__(self, data: np.ndarray):
        data = np.array(as_array("Parameter", "data", data), order="C")
        if data.dtype not in FLOATS:
            raise TypeError(
                f"Parameter expects float32 or float64, got {data.dtype}. "
                "Convert it: data.astype(np.float32)."
            )
        super().__init__(data)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return np.array(self.data, dtype) if copy else np.asarray(self.data, dtype)

    def __repr__(self) -> str:
        return f"Parameter(shape={self.data.shape}, dtype={self.data.dtype})"


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
