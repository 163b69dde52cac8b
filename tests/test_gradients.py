"""Every layer and loss sends back the right gradient, and the checker notices when one does not."""

import numpy as np
import pytest

from dlnotes import (
    MSE,
    Affine,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    CrossEntropy,
    Dropout,
    Flatten,
    GradientError,
    Identity,
    Layer,
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
    numerical_gradient,
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


def away_from_kinks(shape, seed=3):
    """Distinct numbers, none within 0.01 of 0 or of each other, where ReLU and max have a kink."""
    numbers = 0.02 * (np.arange(np.prod(shape)) + 0.5 - np.prod(shape) // 2)
    return np.random.default_rng(seed).permutation(numbers).reshape(shape)


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
