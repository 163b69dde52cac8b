"""What the tests of guards and gradients share: every layer, small, and numbers to give it."""

import numpy as np
import pytest

from dlnotes import (
    Affine,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    MaxPool2D,
    MultiLayerNet,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

ROWS, IMAGES = (3, 4), (2, 1, 4, 4)
LAYERS = {
    "Affine": (lambda: Affine(4, 3, rng=0), ROWS),
    "ReLU": (ReLU, ROWS),
    "LeakyReLU": (LeakyReLU, ROWS),
    "Sigmoid": (Sigmoid, ROWS),
    "Tanh": (Tanh, ROWS),
    "Identity": (Identity, ROWS),
    "Softmax": (Softmax, ROWS),
    "Flatten": (Flatten, IMAGES),
    "Dropout": (lambda: Dropout(0.5, rng=0), ROWS),
    "Dropout in evaluation": (lambda: Dropout(0.5, rng=0).eval(), ROWS),
    "BatchNorm": (lambda: BatchNorm(4), ROWS),
    "Conv2D": (lambda: Conv2D(1, 2, 3, rng=0), IMAGES),
    "MaxPool2D": (MaxPool2D, IMAGES),
    "AveragePool2D": (AveragePool2D, IMAGES),
    "MultiLayerNet": (lambda: MultiLayerNet(4, [5], 3), ROWS),
}
every_layer = pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
X = np.random.default_rng(0).standard_normal((6, 4)).astype(np.float32)
T = np.array([0, 1, 2, 0, 1, 2])


def numbers(shape):
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


def away_from_kinks(shape, seed=3):
    """Distinct numbers, none within 0.01 of 0 or of each other, where ReLU and max have a kink."""
    numbers = 0.02 * (np.arange(np.prod(shape)) + 0.5 - np.prod(shape) // 2)
    return np.random.default_rng(seed).permutation(numbers).reshape(shape)
