"""Every layer and loss sends back the right gradient: it agrees with differences."""

import numpy as np
import pytest
from small_layers import away_from_kinks

from dlnotes import (
    MSE,
    Affine,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    CrossEntropy,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    MaxPool2D,
    MultiLayerNet,
    ReLU,
    Sequential,
    Sigmoid,
    SimpleConvNet,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
)

wide = {"dtype": np.float64}
ROWS, IMAGES = (5, 4), (3, 2, 6, 5)


# How to make each layer in a precision, and the shape of its input.
LAYERS = {
    "Affine": (lambda to: Affine(4, 3, rng=0, dtype=to), ROWS),
    "ReLU": (lambda to: ReLU(), ROWS),
    "LeakyReLU": (lambda to: LeakyReLU(np.float64(0.1)), ROWS),
    "Sigmoid": (lambda to: Sigmoid(), ROWS),
    "Tanh": (lambda to: Tanh(), ROWS),
    "Identity": (lambda to: Identity(), ROWS),
    "Softmax": (lambda to: Softmax(), ROWS),
    "Flatten": (lambda to: Flatten(), IMAGES),
    "Dropout": (lambda to: Dropout(0.4, rng=0), ROWS),
    "Dropout in evaluation": (lambda to: Dropout(0.4, rng=0).eval(), ROWS),
    "BatchNorm": (lambda to: BatchNorm(4, dtype=to), ROWS),
    "BatchNorm of images": (
        lambda to: BatchNorm(2, epsilon=np.float64(1e-5), dtype=to),
        IMAGES,
    ),
    "BatchNorm in evaluation": (lambda to: BatchNorm(4, dtype=to).eval(), ROWS),
    "Conv2D": (lambda to: Conv2D(2, 3, 3, rng=0, dtype=to), IMAGES),
    "Conv2D with stride and padding": (
        lambda to: Conv2D(2, 3, 3, rng=0, stride=2, padding=1, dtype=to),
        IMAGES,
    ),
    "MaxPool2D": (lambda to: MaxPool2D(2), IMAGES),
    "MaxPool2D overlapping": (lambda to: MaxPool2D(3, stride=1), IMAGES),
    "AveragePool2D": (lambda to: AveragePool2D(2), IMAGES),
    "AveragePool2D overlapping": (lambda to: AveragePool2D(3, stride=2), IMAGES),
    "SimpleConvNet": (
        lambda to: SimpleConvNet((2, 6, 5), filters=2, filter_size=3, hidden_size=3, dtype=to),
        IMAGES,
    ),
    "MultiLayerNet": (
        lambda to: MultiLayerNet(4, [5, 3], 2, "tanh", batch_norm=True, dropout=0.3, dtype=to),
        ROWS,
    ),
    "Sequential": (
        lambda to: Sequential(Flatten(), Affine(60, 3, rng=0, dtype=to), Sequential(Sigmoid())),
        IMAGES,
    ),
}
LOSSES = {
    "MSE of numbers": (MSE, np.linspace(-1, 1, 12).reshape(4, 3)),
    "MSE of classes": (MSE, np.array([0, 2, 1, 1])),
    "CrossEntropy": (CrossEntropy, np.array([0, 2, 1, 1])),
    "SoftmaxCrossEntropy": (SoftmaxCrossEntropy, np.array([0, 2, 1, 1])),
}


def scramble(layer):
    """Give every parameter a value of its own: at 0 and 1 mistakes could hide."""
    rng = np.random.default_rng(5)
    for parameter in layer.parameters():
        parameter.data = rng.uniform(0.5, 1.5, parameter.data.shape)
    return layer


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_backward_of_a_layer_agrees_with_differences(make, shape):
    layer = scramble(make(np.float64))
    errors = check_gradients(layer, away_from_kinks(shape), rng=1)
    assert len(errors) == 1 + len(layer.parameters())
    assert max(errors.values()) < 1e-6


@pytest.mark.parametrize(("loss", "t"), LOSSES.values(), ids=LOSSES)
def test_backward_of_a_loss_agrees_with_differences(loss, t):
    y = np.abs(away_from_kinks((4, 3))) + 0.1
    assert check_gradients(loss(), y, t)["x"] < 1e-6


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_backward_writes_to_nothing_it_was_given(make, shape, dtype):
    layer, x = make(dtype), away_from_kinks(shape).astype(dtype)
    x.flags.writeable = False
    y = layer.forward(x)
    dout = np.random.default_rng(0).standard_normal(y.shape, dtype)
    dout.flags.writeable = False
    again = layer.backward(dout)
    np.testing.assert_array_equal(again, layer.backward(dout))  # nor to what forward kept


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_float32_stays_float32_both_ways_and_gives_the_numbers_of_float64(make, shape):
    results = {}
    for dtype in (np.float32, np.float64):
        layer, x = make(dtype), away_from_kinks(shape).astype(dtype)
        y = layer.forward(x)
        dout = np.random.default_rng(0).standard_normal(y.shape).astype(dtype)
        dx = layer.backward(dout)
        results[dtype] = [y, dx, *(parameter.grad for parameter in layer.parameters())]
        assert {array.dtype for array in results[dtype]} == {np.dtype(dtype)}
    for narrow, wide in zip(*results.values(), strict=True):
        np.testing.assert_allclose(narrow, wide, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_gradients_add_up_until_they_are_cleared(make, shape):
    layer, x = make(np.float64), away_from_kinks(shape)
    dout = np.ones(layer.forward(x).shape)
    layer.backward(dout)
    once = [parameter.grad.copy() for parameter in layer.parameters()]
    layer.backward_parameters(dout)
    for gradient, parameter in zip(once, layer.parameters(), strict=True):
        np.testing.assert_allclose(parameter.grad, 2 * gradient, atol=1e-12)


def test_gradients_written_by_hand_are_added_to_as_well():
    layer, x, dout = Affine(4, 3, rng=0, **wide), away_from_kinks(ROWS), np.ones((5, 3))
    layer.forward(x)
    layer.W.zero_grad()
    layer.W.grad[0, 0] = 100.0
    layer.backward(dout)
    np.testing.assert_allclose(layer.W.grad - x.T @ dout, np.eye(1, 12).reshape(4, 3) * 100)
    layer.W.zero_grad()
    layer.backward(dout)
    np.testing.assert_allclose(layer.W.grad, x.T @ dout)
