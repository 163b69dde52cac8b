"""A network is a list of layers, run forward in order and backward in reverse.

`Sequential` is that list, and is a layer itself: it can stand in another. Chapter 4 builds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dlnotes.guards import check_returned_slope, overtaken, read_only, returned
from dlnotes.layer import Layer, all_layers
from dlnotes.memory import pack
from dlnotes.printing import as_table, as_written, count


class Layers(tuple):
    """The layers of a network, which stay as they are: optimizers and files rely on them."""

    def _refuse(self, *_: object) -> None:
        """Say why not, and what to do instead."""
        raise TypeError(
            "A network keeps the layers that it was made of, since optimizers and files rely on "
            "them. Make another, which shares them: Sequential(*network.layers[:-1], Affine(...)); "
            "and an optimizer for it."
        )

    __setitem__ = __delitem__ = __iadd__ = _refuse
    append = extend = insert = pop = remove = clear = _refuse


class Sequential(Layer):
    """Layers one after the other.

    Parameters
    ----------
    *layers : Layer
        In the order of forward. Each object once: a layer remembers one forward only.

    Raises
    ------
    TypeError
        If something else than layers came, or `layers` is changed afterwards.
    ValueError
        If a layer came twice.
    RuntimeError
        If a layer is part of two networks, and the other one ran before this one went back.

    Examples
    --------
    >>> from dlnotes import Affine, ReLU
    >>> network = Sequential(Affine(2, 3, rng=0), ReLU(), Affine(3, 1, rng=1))
    >>> network(np.ones((5, 2), dtype=np.float32)).shape
    (5, 1)
    >>> network
    Sequential: 3 layers, 13 parameters in float32
      0  Affine(2, 3)  W (2, 3), b (3,)  9
      1  ReLU()
      2  Affine(3, 1)  W (3, 1), b (1,)  4
    """

    def __init__(self, *layers: Layer):
        for layer in layers:
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"Sequential takes layers one by one, got {type(layer).__name__}. "
                    "Write Sequential(Affine(...), ReLU(), ...); a list goes in as *layers."
                )
        inside = [id(each) for layer in layers for each in all_layers(layer)]
        if len(set(inside)) < len(inside):
            raise ValueError(
                "Sequential takes each layer once, since it remembers one forward; got one object "
                "twice. Make a layer for each place."
            )
        self._layers = Layers(layers)
        self._first = self._first_that_learns()
        pack(self.parameters())  # side by side in memory: an optimizer updates all at once

    @property
    def layers(self) -> tuple[Any, ...]:
        """The layers, in the order of forward."""
        return self._layers

    @layers.setter
    def layers(self, _: object) -> None:
        self._layers.append()  # which says why not

    def parts(self) -> Iterator[tuple[str, Any]]:
        for i, layer in enumerate(self._layers):
            yield str(i), layer

    def forward(self, x):
        passes: list[tuple] = [(x.shape,)]  # what each layer takes, and in the end gives
        for layer in self._layers:
            if layer._foreign:
                x = returned(layer, layer._forward(read_only(x)))
            else:
                x = layer._forward(x)
            layer.__dict__[layer._place] = latest = x.shape, x.dtype, None
            passes.append(latest)
        self.saved = passes
        return x

    def backward(self, dout):
        return self._back(dout, first=-1)

    def backward_parameters(self, dout):
        """Go back only as far as there is something to learn."""
        if self._first > 0:  # a layer of one's own may have got something since
            self._first = self._first_that_learns()
        self._back(dout, self._first)

    def _back(self, dout: np.ndarray, first: int) -> np.ndarray:
        """Go back through all layers, or to number `first`, which nobody asks for dx."""
        layers, passes = self._layers, self.saved
        for i in range(len(layers) - 1, max(first, 0) - 1, -1):
            layer = layers[i]
            if layer.__dict__[layer._place] is not passes[i + 1]:
                raise overtaken(layer)
            if i == first:
                layer._backward_parameters(dout)
                break
            dout = layer._backward(dout)
            if layer._foreign:
                check_returned_slope(layer, dout, passes[i][0])
        return dout

    def __repr__(self) -> str:
        parameters = self.parameters()
        kinds = ", ".join(sorted({parameter.data.dtype.name for parameter in parameters}))
        title = f"{type(self).__name__}: {len(self._layers)} layers, {count(parameters)} parameters"
        return as_table(f"{title} in {kinds}" if kinds else title, self._rows())

    def _rows(self, prefix: str = "") -> Iterator[tuple[str, ...]]:
        for i, layer in enumerate(self._layers):
            if isinstance(layer, Sequential):
                yield from layer._rows(f"{prefix}{i}.")
            else:
                shapes = ", ".join(f"{name} {a.shape}" for name, a in layer.arrays().items())
                own = layer.parameters()
                yield f"{prefix}{i}", as_written(layer), shapes, count(own) if own else ""

    def _first_that_learns(self) -> int:
        learning = (i for i, layer in enumerate(self._layers) if layer.parameters())
        return next(learning, len(self._layers))
