"""A layer knows two things: what to compute, and how to send a gradient back through it.

`forward` takes a batch, `x` of shape (N, ...), and keeps what going back will need. `backward`
takes the slope of the loss for each output, `dout`, adds to the slopes of the layer's own
parameters, and returns the slope for each input, `dx`. A network is a list of layers; going back
is the same list reversed. Chapter 4 builds them. What is checked around both stands in
`dlnotes.guards`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from dlnotes.checks import check_input, check_sizes, told_keywords
from dlnotes.guards import check_unchanged, guard, overtaken
from dlnotes.initializers import initial_weights
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
    saved = None  # what forward keeps for backward

    @told_keywords
    def __init__(self):
        pass

    def __init_subclass__(cls) -> None:
        guard(cls)
        if "__init__" in vars(cls):
            cls.__init__ = told_keywords(cls.__init__)

    def __setattr__(self, name: str, value: Any) -> None:
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
            call = self.__dict__[self._place]

        def send_back(dout: np.ndarray) -> None:
            with my_turn:
                if self.__dict__[self._place] is not call:  # what backward needs is gone by now
                    raise overtaken(self)
                check_unchanged(self, call)
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


class Affine(Layer):
    r"""A fully connected layer: :math:`a = xW + b`.

    Going back, with :math:`d = \partial E / \partial a` of shape (N, K):
    :math:`\partial E/\partial W = x^T d`, :math:`\partial E/\partial b = \sum_n d_n`,
    :math:`\partial E/\partial x = d\,W^T`.

    Parameters
    ----------
    input_size, output_size : int
        D and K: x is (N, D), the weights W are (D, K), the biases b are (K,) and start at 0.
    rng : numpy.random.Generator or int
        Draws the initial weights.
    initializer : str or float
        See `dlnotes.initializers.initial_weights`.
    dtype : float32 or float64
        Of the parameters, and therefore of the input.

    Raises
    ------
    TypeError
        When called, if the input is of another precision.
    ValueError
        If a size is not at least 1; when called, if the input is not (N, D), N at least 1.

    Examples
    --------
    >>> layer = Affine(3, 2, rng=0)
    >>> layer(np.ones((5, 3), dtype=np.float32)).shape
    (5, 2)
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        rng: np.random.Generator | int,
        initializer: str | float = "he",
        dtype: type = np.float32,
    ):
        check_sizes("Affine", input_size=input_size, output_size=output_size)
        self.input_size, self.output_size = input_size, output_size
        self.initializer, self.dtype = initializer, np.dtype(dtype)
        W = initial_weights(initializer, (input_size, output_size), input_size, output_size, rng)
        self.W = Parameter(W.astype(dtype))
        self.b = Parameter(np.zeros(output_size, dtype))

    def forward(self, x):
        W, b = self.W.data, self.b.data
        if x.dtype is not W.dtype or x.ndim != 2 or x.shape[1] != len(W) or len(x) == 0:
            check_input("Affine", x, (len(W),), W.dtype)
        self.saved = x
        a = x @ W  # (N, D) @ (D, K) -> (N, K)
        a += b  # (K,), to every row
        return a

    def backward(self, dout):
        self._backward_parameters(dout)
        dx = np.empty_like(self.saved)  # lies in memory as x does, which convolutions like
        return np.matmul(dout, self.W.data.T, out=dx)  # (N, K) @ (K, D) -> (N, D)

    def backward_parameters(self, dout):
        x = self.recall()
        # (D, N) @ (N, K) -> (D, K); for a batch of one, np.dot takes a tenth of the time of @.
        self.W.add(np.dot, x.T, dout)
        self.b.add(np.add.reduce, dout)  # the sum over axis 0: (N, K) -> (K,)


class Flatten(Layer):
    """Makes each example one row: (N, C, H, W) -> (N, C·H·W).

    Examples
    --------
    >>> Flatten().forward(np.zeros((5, 1, 28, 28))).shape
    (5, 784)
    """

    def forward(self, x):
        if x.ndim == 0 or len(x) == 0:
            check_input("Flatten", x, (None,) * max(1, x.ndim - 1), x.dtype)
        self.saved = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout):
        return dout.reshape(self.recall())
