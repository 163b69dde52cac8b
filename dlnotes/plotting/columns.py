"""What a drawing of a network needs to know: its columns of numbers, and the weights between."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from dlnotes.layer import Layer, all_layers
from dlnotes.perceptron import Perceptron
from dlnotes.tensor import Parameter


@dataclass
class Column:
    """The numbers of one example at one place of the network."""

    shape: tuple[int, ...]
    layers: list[str] = field(default_factory=list)  # what computed them, by name
    weights: np.ndarray | None = None  # of the first of these layers: (D, K), of a convolution 4-D
    biases: np.ndarray | None = None

    @property
    def units(self) -> int | None:
        """How many units stand in the column; None for images."""
        return self.shape[0] if len(self.shape) == 1 else None


def columns_of(
    network: Layer | Perceptron | list[list[Perceptron]], x: np.ndarray | None
) -> list[Column]:
    """Return the columns of a network, inputs first."""
    if isinstance(network, Perceptron):
        network = [[network]]
    if isinstance(network, Layer):
        return _columns_of_layers(network, x)
    units_only = isinstance(network, (list, tuple)) and all(
        isinstance(layer, (list, tuple)) and layer and all(isinstance(u, Perceptron) for u in layer)
        for layer in network
    )
    if not network or not units_only:
        raise TypeError(
            "plot_network expects a Perceptron, layers of them such as [[nand, or_], [and_]], or a "
            f"network made of layers, got {network!r}. Give one of these."
        )
    return _columns_of_perceptrons(network)


def _columns_of_perceptrons(layers: list[list[Perceptron]]) -> list[Column]:
    columns = [Column((len(layers[0][0].w),))]
    for units in layers:
        sizes = {len(unit.w) for unit in units}
        if sizes != set(columns[-1].shape):
            raise ValueError(
                f"plot_network: each unit takes all of the {columns[-1].units} numbers to its "
                f"left, got units of {sorted(sizes)} weights. Give every unit one weight a number."
            )
        weights = np.stack([unit.w for unit in units], axis=1)
        biases = np.array([unit.b for unit in units])
        columns.append(Column((len(units),), [], weights, biases))
    return columns


def _columns_of_layers(network: Layer, x: np.ndarray | None) -> list[Column]:
    # A copy runs: layers remember their latest batch, and drawing must not change what they know.
    trial = copy.deepcopy(network).eval()
    x = np.asarray(_some_input(trial) if x is None else x)
    columns = [Column(x.shape[1:])]
    for layer in (each for each in all_layers(trial) if not each.layers_inside()):
        x = np.asarray(layer.forward(x))
        name = type(layer).__name__
        weights = _array(layer, "W")
        if weights is None and x.shape[1:] == columns[-1].shape:
            columns[-1].layers.append(name)
        else:
            columns.append(Column(x.shape[1:], [name], weights, _array(layer, "b")))
    return columns


def _array(layer: Layer, name: str) -> np.ndarray | None:
    parameter = getattr(layer, name, None)
    return parameter.data if isinstance(parameter, Parameter) else None


def _some_input(network: Layer) -> np.ndarray:
    """Return one example of zeros such as the network takes."""
    shape = getattr(network, "input_shape", None)
    first = next((p.data for p in network.parameters()), None)
    if shape is None and first is not None and first.ndim == 2:
        shape = first.shape[:1]
    if shape is None:
        raise ValueError(
            "plot_network cannot tell what goes into this network. Give an example as well: "
            "plot_network(network, x=np.zeros((1, 1, 28, 28), dtype=np.float32))."
        )
    return np.zeros((1, *shape), np.float32 if first is None else first.dtype)


def arrows_in(columns: list[Column]) -> int:
    """Count the weights of all columns."""
    return sum(a.units * b.units for a, b in pairwise(columns) if a.units and b.units)
