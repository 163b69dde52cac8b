"""Where parameters lie in memory: side by side, so that one vector operation updates them all.

A network of seven layers has fourteen parameters, and fourteen small updates take several times as
long as a single large one. So a network lays its parameters end to end in one buffer, and they
become views into it. Two more tricks live here: a cleared slope is not written until somebody
looks, and the first slope after that is computed straight into its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from dlnotes.checks import FLOATS, as_array


class Stretch(NamedTuple):
    """Parameters that lie side by side in memory, as two long vectors.

    What `Movable.zero_grad` has not written yet is old in `grad`; see `settle`.
    """

    data: np.ndarray  #: The numbers, parameter after parameter.
    grad: np.ndarray  #: Their slopes, in the same order.


class Movable:
    """A pair of arrays of one shape, `data` and `grad`, that can be moved into a buffer.

    Assigning to either copies values into place, since others may lie beside it.
    """

    def __init__(self, data: np.ndarray):
        self._data, self._grad = data, np.zeros_like(data)
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
            self.write_zeros()
        return self._grad

    @grad.setter
    def grad(self, new: np.ndarray) -> None:
        self._assign("grad", new)

    def zero_grad(self) -> None:
        """Make the slope zero; the zeros are written when somebody looks."""
        self._cleared = True

    def write_zeros(self) -> None:
        """Write what `zero_grad` promised."""
        self._grad.fill(0)
        self._cleared = False

    def add(self, compute: Callable[..., np.ndarray], *arrays: np.ndarray) -> None:
        """Do ``grad += compute(*arrays)``; if it was just cleared, without zeros and addition."""
        if self._cleared:
            compute(*arrays, out=self._grad)
            self._cleared = False
        else:
            self._grad += compute(*arrays)

    def _assign(self, name: str, new: np.ndarray) -> None:
        place = getattr(self, name)
        if new is place:  # what `parameter.data -= step` ends with: already there
            return
        new = as_array("Parameter", name, new)
        if new.shape != place.shape:
            raise ValueError(
                f"Parameter.{name} has shape {place.shape}, got {new.shape}. "
                "Assign an array of the same shape."
            )
        place[...] = new

    def __getstate__(self) -> dict:
        return {"data": self.data, "grad": self.grad}  # a copy has a place in memory of its own

    def __setstate__(self, state: dict) -> None:
        type(self).__init__(self, state["data"])
        self.grad = state["grad"]


def pack(parameters: Iterable[Movable]) -> list[Stretch]:
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
    >>> from dlnotes import Parameter
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


def settle(parameters: Iterable[Movable]) -> None:
    """Write the zeros of cleared gradients, before their stretches are read."""
    for parameter in parameters:
        if parameter._cleared:
            parameter.write_zeros()


def _move_together(parameters: list[Movable]) -> None:
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
