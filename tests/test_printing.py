"""Networks, layers, losses and optimizers print themselves."""

import numpy as np
import pytest

from dlnotes import (
    SGD,
    Adam,
    Affine,
    BatchNorm,
    Conv2D,
    Dropout,
    Layer,
    LeakyReLU,
    MaxPool2D,
    Momentum,
    MultiLayerNet,
    ReLU,
    Sequential,
    SimpleConvNet,
    SoftmaxCrossEntropy,
)


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (Affine(784, 50, rng=0), "Affine(784, 50)"),
        (
            Affine(3, 2, 0, "xavier", np.float64),
            "Affine(3, 2, initializer='xavier', dtype='float64')",
        ),
        (ReLU(), "ReLU()"),
        (LeakyReLU(), "LeakyReLU()"),
        (LeakyReLU(0.2), "LeakyReLU(slope=0.2)"),
        (Conv2D(1, 30, 5, rng=0, padding=2), "Conv2D(1, 30, 5, padding=2)"),
        (MaxPool2D(3, stride=1), "MaxPool2D(size=3, stride=1)"),
        (Dropout(0.5, rng=0), "Dropout(0.5)"),
        (BatchNorm(8, momentum=0.5), "BatchNorm(8, momentum=0.5)"),
        (SoftmaxCrossEntropy(), "SoftmaxCrossEntropy()"),
        (SGD(MultiLayerNet(784, [50], 10).parameters(), 0.1), "SGD(lr=0.1) of 39,760 parameters"),
        (
            Momentum(Affine(2, 2, 0).parameters(), 0.1, weight_decay=0.01),
            "Momentum(lr=0.1, weight_decay=0.01) of 6 parameters",
        ),
        (Adam(Affine(2, 2, 0).parameters()), "Adam(lr=0.001) of 6 parameters"),
    ],
)
def test_a_thing_prints_as_it_is_written(thing, text):
    assert repr(thing) == text


def test_a_network_prints_its_layers_shapes_and_number_of_parameters():
    lines = repr(SimpleConvNet()).splitlines()
    assert lines[0] == "SimpleConvNet: 7 layers, 433,890 parameters in float32"
    assert lines[1].split("  ")[1:3] == ["0", "Conv2D(1, 30, 5)"]
    assert "W (30, 1, 5, 5), b (30,)" in lines[1]
    assert lines[1].endswith(" 780")
    assert lines[5].endswith(" 432,100")
    assert len({len(line) for line in lines if line[-1].isdigit()} - {len(lines[0])}) == 1


def test_networks_inside_networks_and_layers_of_ones_own_print_too():
    class Own(Layer):
        def __init__(self, scale):
            self.inner = Affine(3, 3, rng=0)

    text = repr(Sequential(Sequential(ReLU()), Own(2)))
    assert "0.0  ReLU()" in text
    assert "1  Own()   inner.W (3, 3), inner.b (3,)  12" in text
    assert repr(Sequential()) == "Sequential: 0 layers, 0 parameters"
