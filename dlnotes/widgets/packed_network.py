"""Networks for the digit pad: six bits a weight, as the page holds them, and back again."""

from __future__ import annotations

import numpy as np

from dlnotes.activation_layers import ReLU
from dlnotes.convolution import Conv2D
from dlnotes.evaluation import predict
from dlnotes.layer import Layer
from dlnotes.layers import Affine, Flatten
from dlnotes.pooling import MaxPool2D
from dlnotes.regularization import Dropout
from dlnotes.sequential import Sequential

PIXELS = 28 * 28


def quantize(W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights as whole numbers and the scale of each column, so that W is their product.

    Examples
    --------
    >>> whole, scale = quantize(np.array([[0.31, 0.0], [-0.12, 0.0]], dtype=np.float32))
    >>> whole.tolist(), scale.round(3).tolist()
    ([[31, 0], [-12, 0]], [0.009999999776482582, 1.0])
    """
    largest = np.abs(W).max(axis=0)
    scale = np.where(largest > 0, largest / 31, 1).astype(np.float32)
    return np.rint(W / scale).astype(np.int8), scale


def pack(whole: np.ndarray) -> bytes:
    """Return whole numbers from -31 to 31 as six bits each, four in three bytes.

    As text in a page three bytes are four letters, so a weight is a letter of its own; that lets
    gzip see which weights are frequent.

    Examples
    --------
    >>> len(pack(np.array([-31, 0, 31, 1, 2], np.int8)))
    6
    """
    six = np.append(whole, np.zeros(-len(whole) % 4, np.int8)).astype(np.uint8) + np.uint8(32)
    bits = np.unpackbits(six.reshape(-1, 1), axis=1)[:, 2:]
    return np.packbits(bits).tobytes()


def unpack(packed: bytes) -> np.ndarray:
    """Return the whole numbers that were packed, with up to three zeros behind them.

    Examples
    --------
    >>> unpack(pack(np.array([-31, 0, 31, 1], np.int8))).tolist()
    [-31, 0, 31, 1]
    """
    bits = np.unpackbits(np.frombuffer(packed, np.uint8)).reshape(-1, 6)
    return (bits @ [32, 16, 8, 4, 2, 1] - 32).astype(np.int8)


# Layer -> what the page needs to know of it.
PARTS = {
    Affine: lambda layer: {
        "kind": "affine",
        "inputs": layer.input_size,
        "outputs": layer.output_size,
    },
    Conv2D: lambda layer: {
        "kind": "convolution",
        "channels": layer.channels,
        "filters": layer.filters,
        "size": layer.filter_size,
        "stride": layer.stride,
        "padding": layer.padding,
    },
    MaxPool2D: lambda layer: {"kind": "pooling", "size": layer.size, "stride": layer.stride},
    ReLU: lambda layer: {"kind": "relu"},
}
SILENT = (Flatten, Dropout)  # in the page there is nothing to do for them


def leaves(layer: Layer) -> list[Layer]:
    """Return the layers of a network, those of networks inside it one by one."""
    if not isinstance(layer, Sequential):
        return [layer]
    return [leaf for each in layer.layers for leaf in leaves(each)]


def as_input(network: Layer, x: np.ndarray) -> np.ndarray:
    """Return images (N, 784) in the shape and precision that the network takes."""
    if any(isinstance(layer, (Conv2D, MaxPool2D)) for layer in leaves(network)):
        x = x.reshape(-1, 1, 28, 28)
    parameters = network.parameters()
    return x.astype(parameters[0].data.dtype, copy=False) if parameters else x


def check_network(network: Layer) -> None:
    """Raise unless the page can run the network."""
    kinds = dict.fromkeys(type(layer) for layer in leaves(network))
    strange = [kind.__name__ for kind in kinds if kind not in (*PARTS, *SILENT)]
    problem = f"got {', '.join(strange)}" if strange else None
    if not problem:
        try:
            scores = predict(network, as_input(network, np.zeros((1, PIXELS), np.float32)))
            problem = None if scores.shape == (1, 10) else f"got outputs of {scores.shape[1:]}"
        except (ValueError, TypeError) as error:
            problem = f"an image does not get through: {error}"
    if problem:
        known = ", ".join(kind.__name__ for kind in (*PARTS, *SILENT))
        raise ValueError(
            f"DigitPad expects layers of these kinds: {known}; from {PIXELS} pixels (or 1 × 28 × "
            f"28) to 10 scores; {problem}. Train one: MultiLayerNet({PIXELS}, [50], 10)."
        )
    if not all(np.isfinite(p.data).all() for p in network.parameters()):
        raise ValueError(
            "DigitPad expects finite weights; this network has some that are infinite or NaN. "
            "Train it anew with a smaller learning rate."
        )


def rebuilt(
    parts: list[dict], whole: np.ndarray, scales: np.ndarray, biases: np.ndarray
) -> tuple[Sequential, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return the network that the page makes of the numbers, and those that are left over."""
    layers: list[Layer] = []
    for part in parts:
        kind, *sizes = part.values()
        if kind == "relu":
            layers.append(ReLU())
        elif kind == "pooling":
            layers.append(MaxPool2D(*sizes))
        else:
            if kind == "affine":
                inputs, outputs = sizes
                layers += [Flatten(), Affine(inputs, outputs, rng=0)]  # rows are flat already
            else:
                channels, filters, size, stride, padding = sizes
                layers.append(Conv2D(channels, filters, size, 0, stride, padding))
            W, b = layers[-1].parameters()
            size, units = W.data.size, b.data.size
            columns = whole[:size].reshape(-1, units) * scales[:units]
            W.data = columns if kind == "affine" else columns.T.reshape(W.data.shape)
            b.data = biases[:units]
            whole, scales, biases = whole[size:], scales[units:], biases[units:]
    return Sequential(*layers).eval(), (whole, scales, biases)
