"""The two small things that every network here is made of.

A `Tensor` is a NumPy array that remembers one function: how to send a gradient back to
whatever produced it. Calling a loss or a network returns one, which is all that
``loss.backward()`` needs. A `Parameter` is a pair of arrays of one shape: the numbers that
training changes, and the slope of the loss with respect to each of them. Chapter 4 builds both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


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
    What NumPy computes from a tensor, ``out * 2`` or ``out.argmax(axis=1)``, is an ordinary array
    that remembers nothing: gradients flow through layers and losses only. A tensor itself can be
    read only: ``out *= 2`` would leave the way back as it was, and the gradients wrong.

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

    _send_back: Callable[[np.ndarray], None] | None = None

    def __new__(cls, value: np.ndarray, send_back: Callable[[np.ndarray], None]) -> Tensor:  # noqa: D102
        tensor = np.asarray(value).view(cls)
        tensor._send_back = send_back
        tensor.flags.writeable = False
        return tensor

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return array if array.ndim else array[()]

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
        if self._send_back is None:
            raise RuntimeError(
                "Tensor.backward: gradients start at what a loss, network or layer call returned; "
                "this array was computed from it by NumPy. Call backward on the loss itself."
            )
        if dout is None and self.ndim == 0:
            dout = np.ones((), self.dtype)
        if np.shape(dout) != self.shape:
            came = "none" if dout is None else f"shape {np.shape(dout)}"
            raise ValueError(
                f"Tensor.backward expects a gradient of shape {self.shape}, got {came}. "
                "Call backward() on the loss, a single number."
            )
        if not isinstance(dout, (np.ndarray, np.generic)):
            dout = np.asarray(dout, self.dtype)  # a plain number or list has no precision
        if dout.dtype != self.dtype:
            raise TypeError(
                f"Tensor.backward expects a gradient in the output's {self.dtype}, got "
                f"{dout.dtype}. Convert it: dout.astype(np.{self.dtype})."
            )
        self._send_back(np.asarray(dout))


class Parameter:
    """Numbers to be learned, `data`, and the slope of the loss for each of them, `grad`.

    Assigning to either copies values into place, since `pack` may have laid many parameters
    end to end in one buffer.

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
        self._data = np.array(data, order="C")
        if self._data.dtype not in FLOATS:
            raise TypeError(
                f"Parameter expects float32 or float64, got {self._data.dtype}. "
                "Convert it: data.astype(np.float32)."
            )
        self._grad = np.zeros_like(self._data)
        self._cleared = False  # zero, though the zeros are not written yet
        self._buffer: Stretch | None = None
        self._start = 0

    @property
    def data(self) -> np.ndarray:
        """The numbers to be learned."""
        return self._data

    @data.setter
    def data(self, new: np.ndarray) -> None:
        self._assign("data", new)

    @property
    def grad(self) -> np.ndarray:
        """The slope of the loss for each of them, summed since it was last zero."""
        if self._cleared:
            self._grad.fill(0)
            self._cleared = False
        return self._grad

    @grad.setter
    def grad(self, new: np.ndarray) -> None:
        self._assign("grad", new)

    def zero_grad(self) -> None:
        """Make the slope zero; the zeros are written when somebody looks."""
        self._cleared = True

    def add(self, compute: Callable[..., np.ndarray], *arrays: np.ndarray) -> None:
        """Do ``grad += compute(*arrays)``; if it was just cleared, without zeros and addition."""
        if self._cleared:
            compute(*arrays, out=self._grad)
            self._cleared = False
        else:
            self._grad += compute(*arrays)

    def __getstate__(self) -> dict:
        return {"data": self.data, "grad": self.grad}  # a copy has a place in memory of its own

    def __setstate__(self, state: dict) -> None:
        self.__init__(state["data"])
        self.grad = state["grad"]

    def _assign(self, name: str, new: np.ndarray) -> None:
        place = getattr(self, name)
        if new is place:  # what `parameter.data -= step` ends with: already there
            return
        if np.shape(new) != place.shape:
            raise ValueError(
                f"Parameter.{name} has shape {place.shape}, got {np.shape(new)}. "
                "Assign an array of the same shape."
            )
        place[...] = new

    def __repr__(self) -> str:
        return f"Parameter(shape={self.data.shape}, dtype={self.data.dtype})"


class Stretch(NamedTuple):
    """Parameters that lie side by side in memory, as two long vectors.

    What `Parameter.zero_grad` has not written yet is old in `grad`; see `settle`.
    """

    data: np.ndarray  #: The numbers, parameter after parameter.
    grad: np.ndarray  #: Their slopes, in the same order.


def pack(parameters: Iterable[Parameter]) -> list[Stretch]:
    """Lay parameters end to end in memory, so that one vector operation updates them all.

    A parameter moves once, when the first network or optimizer takes it up, and stays there.

    Parameters
    ----------
    parameters : iterable of Parameter
        In the order in which they shall lie.

    Returns
    -------
    list of Stretch
        The vectors to work on: one for a whole network; several for a choice of its parameters.

    Examples
    --------
    >>> W, b = Parameter(np.ones((2, 3))), Parameter(np.zeros(3))
    >>> [stretch] = pack([W, b])
    >>> stretch.data[:] = stretch.data - 0.25
    >>> W.data[0], b.data
    (array([0.75, 0.75, 0.75]), array([-0.25, -0.25, -0.25]))
    """
    parameters = list(parameters)
    loose = [parameter for parameter in parameters if parameter._buffer is None]
    for dtype in FLOATS:
        _move_together([parameter for parameter in loose if parameter.data.dtype == dtype])

    spans: list[list] = []  # [buffer, start, stop], joined while neighbours touch
    for parameter in parameters:
        start, stop = parameter._start, parameter._start + parameter.data.size
        if spans and spans[-1][0] is parameter._buffer and spans[-1][2] == start:
            spans[-1][2] = stop
        else:
            spans.append([parameter._buffer, start, stop])
    return [Stretch(b.data[start:stop], b.grad[start:stop]) for b, start, stop in spans]


def settle(parameters: Iterable[Parameter]) -> None:
    """Write the zeros of cleared gradients, before their stretches are read."""
    for parameter in parameters:
        parameter.grad  # noqa: B018 - looking is enough


def _move_together(parameters: list[Parameter]) -> None:
    """Copy parameters of one dtype into one new buffer, of which they become views."""
    if not parameters:
        return
    buffer = Stretch(
        np.concatenate([parameter.data.ravel() for parameter in parameters]),
        np.concatenate([parameter.grad.ravel() for parameter in parameters]),
    )
    start = 0
    for parameter in parameters:
        shape, stop = parameter.data.shape, start + parameter.data.size
        parameter._data = buffer.data[start:stop].reshape(shape)
        parameter._grad = buffer.grad[start:stop].reshape(shape)
        parameter._buffer, parameter._start = buffer, start
        start = stop
