"""A layer knows two things: what to compute, and how to send a gradient back through it.

`forward` takes a batch, `x` of shape (N, ...), and keeps what going back will need. `backward`
takes the slope of the loss for each output, `dout`, adds to the slopes of the layer's own
parameters, and returns the slope for each input, `dx`. A network is a list of layers; going back
is the same list reversed. Chapter 4 builds them.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import check_input, check_sizes, check_slope
from dlnotes.initializers import initial_weights
from dlnotes.tensor import Parameter, Tensor


class Layer:
    """What all layers share. A subclass needs `forward` and `backward`.

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
    _latest_call: object = None

    def __call__(self, x: np.ndarray) -> Tensor:
        """Run forward; the result can send gradients back through this layer, and on from `x`."""
        call = self._latest_call = object()

        def send_back(dout: np.ndarray) -> None:
            if self._latest_call is not call:  # what backward needs is of another batch by now
                raise RuntimeError(
                    f"{type(self).__name__} remembers its latest call only, and there was another "
                    "since this one. Call backward before the next batch goes through."
                )
            if isinstance(x, Tensor):
                x.backward(self.backward(dout))
            else:  # data: nobody asks for its slope, so it is not computed
                self.backward_parameters(dout)

        return Tensor(self.forward(np.asarray(x)), send_back)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the layer's output."""
        raise NotImplementedError

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """Add to the gradients of the parameters; return that of the input. `dout` stays as is."""
        raise NotImplementedError

    def backward_parameters(self, dout: np.ndarray) -> None:
        """Add to the gradients of the parameters only; all that a first layer has to do."""
        self.backward(dout)

    def parameters(self) -> list[Parameter]:
        """Return the parameters, in the order in which the constructor made them."""
        return [value for value in vars(self).values() if isinstance(value, Parameter)]

    def arrays(self) -> dict[str, np.ndarray]:
        """Return, by name, the very arrays (not copies) that make up what was learned."""
        return {k: value.data for k, value in vars(self).items() if isinstance(value, Parameter)}

    def generators(self) -> list[np.random.Generator]:
        """Return the random generators that `forward` draws from."""
        return [value for value in vars(self).values() if isinstance(value, np.random.Generator)]

    def train(self) -> Layer:
        """Switch to training: dropout drops, batch normalization uses the batch. Returns self."""
        self.training = True
        return self

    def eval(self) -> Layer:
        """Switch to evaluation: the output depends on the input alone. Returns self."""
        self.training = False
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


def inner_layers(layer: Layer) -> list[Layer]:
    """Return the layers that a layer is a list of; none for most."""
    return [each for each in getattr(layer, "layers", ()) if isinstance(each, Layer)]


def all_layers(layer: Layer) -> list[Layer]:
    """Return a layer, its inner layers, theirs, and so on."""
    return [layer, *(deeper for each in inner_layers(layer) for deeper in all_layers(each))]


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

    def forward(self, x):  # noqa: D102
        W = self.W.data
        if x.dtype != W.dtype or x.ndim != 2 or x.shape[1] != len(W) or len(x) == 0:
            check_input("Affine", x, (self.input_size,), W.dtype)
        self.saved = x
        a = x @ W  # (N, D) @ (D, K) -> (N, K)
        a += self.b.data
        return a

    def backward(self, dout):  # noqa: D102
        self.backward_parameters(dout)
        dx = np.empty_like(self.saved)  # lies in memory as x does, which convolutions like
        return np.matmul(dout, self.W.data.T, out=dx)  # (N, K) @ (K, D) -> (N, D)

    def backward_parameters(self, dout):  # noqa: D102
        x = self.recall()
        if dout.dtype != x.dtype or dout.shape != (len(x), self.output_size):
            check_slope("Affine", dout, (len(x), self.output_size), x.dtype)
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

    def forward(self, x):  # noqa: D102
        if x.ndim == 0 or len(x) == 0:
            check_input("Flatten", x, (None,) * max(1, x.ndim - 1), x.dtype)
        self.saved = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout):  # noqa: D102
        return dout.reshape(self.recall())
