"""The networks of the course: lists of layers, see `dlnotes.sequential`, made from a few sizes.

`MultiLayerNet` is the one that most chapters train: affine layers with an activation between.
`SimpleConvNet` is for images. Chapters 6 and 7 train the first, chapter 8 the second.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dlnotes.activation_layers import ACTIVATIONS, ReLU
from dlnotes.checks import check_sizes
from dlnotes.convolution import Conv2D
from dlnotes.convolution import output_size as positions
from dlnotes.initializers import Rng, generator
from dlnotes.layer import Layer
from dlnotes.layers import Affine, Flatten
from dlnotes.pooling import MaxPool2D
from dlnotes.regularization import BatchNorm, Dropout
from dlnotes.sequential import Sequential


class MultiLayerNet(Sequential):
    """Affine layers with an activation after each hidden one; the output layer gives scores.

    Parameters
    ----------
    input_size : int
        Numbers in each example.
    hidden_size_list : sequence of int
        Units in each hidden layer; may be empty.
    output_size : int
        Numbers that come out, for classification one for each class.
    activation : {"relu", "leaky_relu", "sigmoid", "tanh", "identity"}
        After each hidden layer.
    initializer : str or float, optional
        See `dlnotes.initializers.initial_weights`. Default: "he" for (leaky) ReLU, else "xavier".
    batch_norm : bool
        Normalize before each activation.
    dropout : float
        Share of hidden units to drop at each training step, 0 to less than 1.
    rng : numpy.random.Generator or int, optional
        Draws initial weights and dropout masks. Default: a generator with seed 0.
    dtype : float32 or float64
        Of parameters, and therefore of inputs.

    Raises
    ------
    TypeError
        If the hidden sizes are no list; when called, if the input is of another precision.
    ValueError
        If a size, a name or the share to drop cannot be; when called, if shapes do not fit.

    Examples
    --------
    >>> network = MultiLayerNet(784, [50, 100], 10)
    >>> sum(parameter.data.size for parameter in network.parameters())
    45360
    """

    def __init__(
        self,
        input_size: int,
        hidden_size_list: Iterable[int],
        output_size: int,
        activation: str = "relu",
        initializer: str | float | None = None,
        batch_norm: bool = False,
        dropout: float = 0.0,
        rng: Rng = None,
        dtype: type = np.float32,
    ):
        if activation not in ACTIVATIONS:
            raise ValueError(
                f"MultiLayerNet: activation is one of {', '.join(ACTIVATIONS)}; got {activation!r}."
            )
        if initializer is None:
            initializer = "he" if activation in ("relu", "leaky_relu") else "xavier"
        self.input_size, self.output_size = input_size, output_size
        if not isinstance(hidden_size_list, Iterable):
            raise TypeError(
                "MultiLayerNet expects a list of hidden sizes, got "
                f"{hidden_size_list!r}. Write [{hidden_size_list!r}] for one hidden layer."
            )
        hidden_size_list = list(hidden_size_list)
        for size in hidden_size_list:
            check_sizes("MultiLayerNet", hidden_size=size)
        self.hidden_size_list = [int(size) for size in hidden_size_list]
        self.activation, self.initializer = activation, initializer
        self.batch_norm, self.dropout, self.dtype = batch_norm, dropout, np.dtype(dtype)

        rng = generator(rng)
        layers: list[Layer] = []
        size = input_size
        for hidden_size in self.hidden_size_list:
            layers.append(Affine(size, hidden_size, rng, initializer, dtype))
            if batch_norm:
                layers.append(BatchNorm(hidden_size, dtype=dtype))
            layers.append(ACTIVATIONS[activation]())
            if dropout:
                layers.append(Dropout(dropout, rng))
            size = hidden_size
        layers.append(Affine(size, output_size, rng, initializer, dtype))
        super().__init__(*layers)


class SimpleConvNet(Sequential):
    """Convolution, max pooling, ReLU, then two affine layers: about the smallest useful CNN.

    The largest of some numbers, rectified, is the largest of the rectified numbers: pooling first
    gives the same and leaves ReLU a quarter of the work.

    Parameters
    ----------
    input_shape : (int, int, int)
        Channels, rows and columns of an image.
    filters, filter_size, stride, padding : int
        Of the convolution, see `Conv2D`.
    hidden_size : int
        Units of the hidden affine layer.
    output_size : int
        Classes.
    initializer : str or float
        See `dlnotes.initializers.initial_weights`.
    rng : numpy.random.Generator or int, optional
        Draws the initial weights. Default: a generator with seed 0.
    dtype : float32 or float64
        Of parameters, and therefore of inputs.

    Raises
    ------
    ValueError
        If a size cannot be, or a window does not fit; when called, if shapes do not fit.
    TypeError
        When called, if the input is of another precision.

    Examples
    --------
    >>> network = SimpleConvNet()
    >>> network(np.ones((2, 1, 28, 28), dtype=np.float32)).shape
    (2, 10)
    """

    def __init__(
        self,
        input_shape: tuple[int, int, int] = (1, 28, 28),
        filters: int = 30,
        filter_size: int = 5,
        stride: int = 1,
        padding: int = 0,
        hidden_size: int = 100,
        output_size: int = 10,
        initializer: str | float = "he",
        rng: Rng = None,
        dtype: type = np.float32,
    ):
        if np.shape(input_shape) != (3,):
            raise ValueError(
                "SimpleConvNet expects input_shape (channels, rows, columns), got "
                f"{input_shape!r}. A gray image of 28 by 28 is (1, 28, 28)."
            )
        sizes = dict(zip(("channels", "rows", "columns"), input_shape, strict=True))
        check_sizes("SimpleConvNet", **sizes, stride=stride)
        self.input_shape = [int(size) for size in input_shape]
        self.filters, self.filter_size = filters, filter_size
        self.stride, self.padding = stride, padding
        self.hidden_size, self.output_size = hidden_size, output_size
        self.initializer, self.dtype = initializer, np.dtype(dtype)

        rng = generator(rng)
        channels, *image = self.input_shape
        convolved = [positions(size, filter_size, stride, padding) for size in image]
        rows, columns = (positions(size, 2, stride=2) for size in convolved)
        super().__init__(
            Conv2D(channels, filters, filter_size, rng, stride, padding, initializer, dtype),
            MaxPool2D(2),
            ReLU(),
            Flatten(),
            Affine(filters * rows * columns, hidden_size, rng, initializer, dtype),
            ReLU(),
            Affine(hidden_size, output_size, rng, initializer, dtype),
        )
