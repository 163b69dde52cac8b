"""What all layers share: being called, and knowing what they hold.

A layer knows two things: what to compute, and how to send a gradient back through it. `forward`
takes a batch, `x` of shape (N, ...), and keeps what going back will need. `backward` takes the
slope of the loss for each output, `dout`, adds to the slopes of the layer's own parameters, and
returns the slope for each input, `dx`. What is checked around both stands in `dlnotes.guards`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from dlnotes.checks import told_keywords
from dlnotes.guards import check_unchanged, guard, overtaken
from dlnotes.printing import as_written
from dlnotes.tensor import Parameter, Tensor
from dlnotes.turns import my_turn


class Layer:
    """What all layers share. A subclass needs `forward` and `backward`.

    Parameters, random generators and other layers that a layer holds, also in lists, tuples and
    dictionaries, are found and belong to it: they are trained, switched and saved with it.

    Examples
    --------
    >>> class Double(Layer):
    ...     def forward(self, x):
    ...         return 2 * x
    ...
    ...     def backward(self, dout):
    ...         return 2 * dout
    >>> y = Double()(np.array([1.0, 2.0]))
    >>> y.backward(np.array([0.5, 0.5]))
    """

    training = True
    saved: Any = None  # what forward keeps for backward
    _place: str  # this and the next are written by `guard`
    _foreign: bool
    _forward: Callable[..., np.ndarray]
    _backward: Callable[..., np.ndarray]
    _backward_parameters: Callable[..., None]

    @told_keywords
    def __init__(self) -> None:
        pass

    def __init_subclass__(cls) -> None:
        guard(cls)
        if "__init__" in vars(cls):
            cls.__init__ = told_keywords(cls.__init__)  # type: ignore[method-assign]

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "saved":  # at every forward of every layer, and never a Parameter
            self.__dict__["saved"] = value
            return
        old = self.__dict__.get(name)
        if old.__class__ is not Parameter or value is old:
            object.__setattr__(self, name, value)
        elif isinstance(value, Parameter):
            raise TypeError(
                f"{type(self).__name__}.{name} stays the same Parameter, since networks and "
                f"optimizers hold it. Copy the numbers: layer.{name}.data = other.data."
            )
        else:
            old.data = value  # layer.W = array means layer.W.data = array

    def __call__(self, x: np.ndarray) -> Tensor:
        """Run forward; the result can send gradients back through this layer, and on from `x`."""
        with my_turn:
            y = self.forward(x)
            call: tuple[Any, ...] = self.__dict__[self._place]

        def send_back(dout: np.ndarray) -> None:
            with my_turn:
                if self.__dict__.get(self._place) is not call:  # what backward needs is gone by now
                    raise overtaken(self)
                if call[2] is not None:
                    check_unchanged(self, *call[2])
                if isinstance(x, Tensor):
                    dx = self._backward(dout)
                else:  # data: nobody asks for its slope, so it is not computed
                    return self._backward_parameters(dout)
            x.backward(dx)

        return Tensor(y, send_back)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the layer's output."""
        raise NotImplementedError(f"{type(self).__name__} has no forward yet. Write one.")

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """Add to the gradients of the parameters; return that of the input. `dout` stays as is."""
        raise NotImplementedError(
            f"{type(self).__name__} has no backward, so nothing before it can be trained. Write "
            "one that returns the slope for each input, or use the layer in predict alone."
        )

    def backward_parameters(self, dout: np.ndarray) -> None:
        """Add to the gradients of the parameters only; all that a first layer has to do."""
        self.backward(dout)

    def parts(self) -> Iterator[tuple[str, Any]]:
        """Yield, by name, each parameter, generator and layer that this layer holds."""
        for name, value in vars(self).items():
            if name != "saved" and not name.startswith("_pass_of_"):
                yield from _parts_of(name, value)

    def layers_inside(self) -> list[Layer]:
        """Return the layers that this layer holds; none for most."""
        return [part for _, part in self.parts() if isinstance(part, Layer)]

    def parameters(self) -> list[Parameter]:
        """Return the parameters, in the order in which the constructor made them, each once."""
        found: dict[int, Parameter] = {}
        for _, part in self.parts():
            if isinstance(part, Parameter):
                found[id(part)] = part
            elif isinstance(part, Layer):
                found |= {id(parameter): parameter for parameter in part.parameters()}
        return list(found.values())

    def arrays(self) -> dict[str, np.ndarray]:
        """Return, by name, the very arrays (not copies) that make up what was learned."""
        found: dict[str, np.ndarray] = {}
        for name, part in self.parts():
            if isinstance(part, Parameter):
                found[name] = part.data
            elif isinstance(part, Layer):
                found |= {f"{name}.{inner}": array for inner, array in part.arrays().items()}
        return found

    def generators(self) -> list[np.random.Generator]:
        """Return the random generators that `forward` draws from."""
        found: list[np.random.Generator] = []
        for _, part in self.parts():
            if isinstance(part, np.random.Generator):
                found.append(part)
            elif isinstance(part, Layer):
                found += part.generators()
        return found

    def zero_grad(self) -> None:
        """Forget the slopes of the last batch: `backward` adds to what it finds."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def train(self) -> Self:
        """Switch to training: dropout drops, batch normalization uses the batch. Returns self."""
        self.training = True
        for layer in self.layers_inside():
            layer.train()
        return self

    def eval(self) -> Self:
        """Switch to evaluation: the output depends on the input alone. Returns self."""
        self.training = False
        for layer in self.layers_inside():
            layer.eval()
        return self

    def __repr__(self) -> str:
        return as_written(self)

    def recall(self):
        """Return what forward saved.

        Raises
        ------
        RuntimeError
            If there was no forward yet.
        """
        if self.saved is None:
            raise RuntimeError(f"{type(self).__name__}.backward goes after forward. Call it first.")
        return self.saved


guard(Layer)


def _parts_of(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the parts that an attribute is, or that are in it."""
    if isinstance(value, (Parameter, np.random.Generator, Layer)):
        yield name, value
    elif isinstance(value, (list, tuple, dict)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inside:
            yield from _parts_of(f"{name}.{key}", each)


def all_layers(layer: Layer) -> list[Layer]:
    """Return a layer, the layers inside it, theirs, and so on."""
    return [layer, *(deep for inner in layer.layers_inside() for deep in all_layers(inner))]
