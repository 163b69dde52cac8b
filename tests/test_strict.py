"""With ``np.seterr(all="raise")`` a number too small to be written is still just 0."""

import numpy as np
import pytest

import dlnotes
from dlnotes import (
    MSE,
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    BatchNorm,
    Conv2D,
    CrossEntropy,
    Momentum,
    MultiLayerNet,
    Nesterov,
    Parameter,
    Perceptron,
    RMSProp,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    accuracy,
    checks,
    clip_gradients,
    l2_penalty,
    predict,
    sigmoid,
    softmax,
    train,
)

TINY = {np.float32: 1e-30, np.float64: 1e-200}  # its square is too small to be written
both = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.fixture(autouse=True)
def strict():
    with np.errstate(all="raise"):
        yield


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "identity", "step"])
@pytest.mark.parametrize("ending", ["", "_derivative"])
@both
def test_every_function(name, ending, dtype):
    function = getattr(dlnotes, name + ending)
    x = np.array([-1000, -90, -1, 0, 1, 90, 1000, TINY[dtype], np.finfo(dtype).tiny], dtype)
    assert np.isfinite(function(x)).all()


def test_the_right_numbers_come_out():
    assert sigmoid([-1000.0, 1000.0]).tolist() == [0, 1]
    assert softmax([1000.0, 0.0]).tolist() == [1, 0]
    assert softmax([0.0, -np.inf]).tolist() == [1, 0]


@pytest.mark.parametrize("optimizer", [SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW])
@pytest.mark.parametrize("slope", [0.0, 1.0, "tiny"])
@both
def test_every_optimizer(optimizer, slope, dtype):
    W = Parameter(np.full(3, TINY[dtype], dtype))
    W.grad += TINY[dtype] if slope == "tiny" else slope
    steps = optimizer([W], lr=1e-9, weight_decay=1e-9)
    for _ in range(500):
        steps.step()
    assert np.isfinite(W.data).all()
    assert clip_gradients([W], 1e-300) >= 0
    assert l2_penalty([W], 1e-300) >= 0


@pytest.mark.parametrize("make", [Sigmoid, Tanh, lambda: BatchNorm(2), lambda: Conv2D(2, 3, 1, 0)])
def test_layers_both_ways(make):
    layer, shape = make(), (3, 2, 2, 2) if isinstance(make(), Conv2D) else (3, 2)
    for scale in (1e-30, 1e-40, 1.0, 90.0):
        y = layer.forward(np.full(shape, scale, np.float32))
        layer.backward(np.full(y.shape, 1e-30, np.float32))
        layer(np.full(shape, scale, np.float32)).backward(np.full(y.shape, 1e-30, np.float32))


@pytest.mark.parametrize("loss", [MSE, CrossEntropy, SoftmaxCrossEntropy])
@both
def test_every_loss(loss, dtype):
    y = np.array([[1 - TINY[dtype], TINY[dtype]], [0, 1], [1, 0]], dtype)
    assert np.isfinite(loss()(y, np.array([0, 1, 0])))
    assert np.isfinite(loss()(y, np.array([1, 1, 1])))
    assert np.isfinite(loss().backward(1e-300) if loss().saved else 0)


def test_a_whole_run():
    x = np.random.default_rng(0).standard_normal((20, 2)).astype(np.float32) * 30
    t = (x[:, 0] > 0).astype(int)
    network = MultiLayerNet(2, [8], 2, "sigmoid", batch_norm=True, dropout=0.1)
    optimizer = Adam(network.parameters(), lr=0.01)
    train(network, SoftmaxCrossEntropy(), optimizer, x, t, epochs=20, test=(x, t), max_norm=1.0)
    assert accuracy(predict(network, x), t) > 0.5


def test_a_perceptron():
    assert Perceptron([1e-200, 1.0], -0.5)([1e-200, 1.0]) == 1


def test_what_numpy_keeps_to_itself_is_only_for_speed(monkeypatch):
    monkeypatch.setattr(checks, "_handling_now", object)
    assert Sigmoid().forward(np.array([-800.0])).item() == 0
    with np.errstate(under="ignore"):
        assert Sigmoid().forward(np.array([-800.0])).item() == 0


def test_a_change_of_mind_is_noticed_at_once():
    loss_func, z = SoftmaxCrossEntropy(), np.array([[0.0, 800.0]])
    for _ in range(2):
        assert loss_func(z, np.array([1])).item() == 0
        with np.errstate(under="ignore"):
            assert loss_func(z, np.array([1])).item() == 0
