"""The gradient checker notices a wrong backward, and leaves everything as it was."""

import numpy as np
import pytest
from small_layers import away_from_kinks

from dlnotes import (
    MSE,
    Affine,
    BatchNorm,
    Dropout,
    GradientError,
    Layer,
    MultiLayerNet,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    check_gradients,
    numerical_gradient,
)

wide = {"dtype": np.float64}
ROWS = (5, 4)


class WrongSlope(ReLU):
    def backward(self, dout):
        return 1.001 * super().backward(dout)


class WrongWeights(Affine):
    def backward_parameters(self, dout):
        super().backward_parameters(dout)
        self.W.grad[1, 2] += 0.01


class WrongShape(Affine):
    def backward(self, dout):
        return super().backward(dout).T


class ForgottenBatch(MSE):
    def backward(self, dout=1.0):
        return 4 * super().backward(dout)


class Undefined(ReLU):
    def backward(self, dout):
        return np.full_like(dout, np.nan)


@pytest.mark.parametrize(
    ("layer", "targets", "words"),
    [
        (WrongSlope(), (), r"WrongSlope, gradient of x .* relative error 0\.001"),
        (
            WrongWeights(4, 3, rng=0, **wide),
            (),
            r"gradient of W .* at index \(1, 2\) backward gives",
        ),
        (WrongShape(4, 3, rng=0, **wide), (), r"shape of x, \(5, 4\); got \(4, 5\)"),
        (Sequential(ReLU(), WrongWeights(4, 3, rng=0, **wide)), (), r"gradient of 1\.W"),
        (ForgottenBatch(), (np.zeros((5, 4)),), r"ForgottenBatch, gradient of x"),
        (Undefined(), (), "backward gives nan"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer | MSE) else "",
)
def test_the_checker_fails_on_a_wrong_backward_and_says_where(layer, targets, words):
    with pytest.raises(GradientError, match=words):
        check_gradients(layer, away_from_kinks(ROWS), *targets)


def test_the_checker_leaves_input_and_parameters_as_they_were():
    layer, x = Sequential(Affine(4, 3, rng=0, **wide), BatchNorm(3, **wide)), away_from_kinks(ROWS)
    before, arrays = x.copy(), {name: array.copy() for name, array in layer.arrays().items()}
    check_gradients(layer, x)
    np.testing.assert_array_equal(x, before)
    for name, array in layer.arrays().items():  # the running statistics are among them
        np.testing.assert_array_equal(array, arrays[name])


def test_the_checker_leaves_statistics_and_generators_as_they_were_even_when_it_fails():
    layer = Sequential(Dropout(0.5, rng=0), BatchNorm(4, **wide), WrongSlope())
    state, arrays = layer.generators()[0].bit_generator.state, layer.arrays()
    before = {name: array.copy() for name, array in arrays.items()}
    with pytest.raises(GradientError):
        check_gradients(layer, away_from_kinks(ROWS))
    assert layer.generators()[0].bit_generator.state == state
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, before[name])


def test_a_numerical_gradient_can_nudge_a_parameter_that_f_reads_by_itself():
    network, loss = MultiLayerNet(2, [3], 2, **wide), SoftmaxCrossEntropy()
    x, t = away_from_kinks((4, 2)), np.array([0, 1, 1, 0])
    W = network.layers[0].W
    numeric = numerical_gradient(lambda _: loss(network(x), t).item(), W.data)
    loss(network(x), t).backward()
    np.testing.assert_allclose(W.grad, numeric, atol=1e-9)
    assert numeric.any()


def test_a_numerical_gradient_of_a_scalar_array():
    assert numerical_gradient(lambda x: x**3, np.array(2.0)) == pytest.approx(12)


@pytest.mark.parametrize("x", [np.zeros(2, np.float32), np.zeros(2, int), [1.0], 1.0])
def test_a_numerical_gradient_wants_float64(x):
    with pytest.raises(TypeError, match="expects a float64 array"):
        numerical_gradient(np.sum, x)


@pytest.mark.parametrize(
    ("f", "options", "words"),
    [(lambda x: x**2, {}, r"one number, got shape \(2,\)"), (np.sum, {"h": 0}, "h is above 0")],
)
def test_a_numerical_gradient_wants_one_number_and_a_step(f, options, words):
    with pytest.raises(ValueError, match=words):
        numerical_gradient(f, np.ones(2), **options)


def test_a_function_that_fails_leaves_x_as_it_was():
    x = np.array([1.0, 2.0])
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda x: 1 / 0, x)
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda number: np.array([number]),
        lambda number: [number],
        lambda number: [[float(number)]],
        lambda number: np.float32(number),
        lambda number: np.array(number),
    ],
)
def test_one_number_in_brackets_is_one_number(wrap):
    x = np.array([3.0, 4.0])
    gradient = numerical_gradient(lambda x: wrap(np.sum(x**2)), x, h=0.1)
    np.testing.assert_allclose(gradient, [6, 8], rtol=1e-5)


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: None, "got None. Look for a missing return"),
        (lambda x: "much", "got text"),
        (lambda x: list(x), r"got shape \(2,\)"),
        (lambda x: [], r"got shape \(0,\)"),
        (lambda x: np.sum(x) * 1j, "got complex128"),
    ],
)
def test_what_is_not_one_number_is_refused_and_x_stays(f, words):
    x = np.array([3.0, 4.0])
    with pytest.raises((TypeError, ValueError), match=words):
        numerical_gradient(f, x)
    assert x.tolist() == [3, 4]


def test_an_array_that_cannot_be_nudged_is_refused():
    x = np.array([3.0, 4.0])
    x.setflags(write=False)
    with pytest.raises(ValueError, match=r"read only\. Pass a copy: x\.copy\(\)"):
        numerical_gradient(np.sum, x)
    with pytest.raises(TypeError, match="masked array"):
        numerical_gradient(np.sum, np.ma.array([3.0, 4.0], mask=[0, 1]))
