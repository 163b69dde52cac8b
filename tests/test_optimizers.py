"""Optimizers against steps worked out by hand, and what they promise about memory."""

import copy
from math import sqrt

import numpy as np
import pytest

from dlnotes import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Affine,
    Momentum,
    MultiLayerNet,
    Nesterov,
    Parameter,
    RMSProp,
    clip_gradients,
)

EVERY = {
    "SGD": lambda p, **k: SGD(p, lr=0.1, **k),
    "Momentum": lambda p, **k: Momentum(p, lr=0.1, **k),
    "Nesterov": lambda p, **k: Nesterov(p, lr=0.1, **k),
    "AdaGrad": lambda p, **k: AdaGrad(p, lr=0.1, **k),
    "RMSProp": lambda p, **k: RMSProp(p, lr=0.1, **k),
    "Adam": lambda p, **k: Adam(p, lr=0.1, **k),
    "AdamW": lambda p, **k: AdamW(p, lr=0.1, **k),
}
every_optimizer = pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)

# The parameter starts at 1; the slopes of the three steps are 1, 2 and -1; lr is 0.1.
BY_HAND = {
    "SGD": (EVERY["SGD"], [0.9, 0.7, 0.8]),
    # velocity: -0.1, then 0.9 * -0.1 - 0.2 = -0.29, then 0.9 * -0.29 + 0.1 = -0.161
    "Momentum": (EVERY["Momentum"], [0.9, 0.61, 0.449]),
    # the same velocities; step = 0.9 * velocity - 0.1 * slope
    "Nesterov": (
        EVERY["Nesterov"],
        [1 - 0.19, 1 - 0.19 - 0.461, 1 - 0.19 - 0.461 - 0.1449 + 0.1],
    ),
    # sums of squares: 1, 5, 6
    "AdaGrad": (
        EVERY["AdaGrad"],
        [0.9, 0.9 - 0.2 / sqrt(5), 0.9 - 0.2 / sqrt(5) + 0.1 / sqrt(6)],
    ),
    # running squares with rate 0.5: 0.5, 2.25, 1.625
    "RMSProp": (
        lambda p: RMSProp(p, lr=0.1, decay_rate=0.5),
        [
            1 - 0.1 / sqrt(0.5),
            1 - 0.1 / sqrt(0.5) - 0.2 / 1.5,
            1 - 0.1 / sqrt(0.5) - 0.2 / 1.5 + 0.1 / sqrt(1.625),
        ],
    ),
    # beta1 = beta2 = 0.5. means: 0.5, 1.25, 0.125, over 1 - 0.5**t: 1, 5/3, 1/7
    # squares: 0.5, 2.25, 1.625, over the same: 1, 3, 13/7
    "Adam": (
        lambda p: Adam(p, lr=0.1, beta1=0.5, beta2=0.5),
        [
            0.9,
            0.9 - 0.1 * (5 / 3) / sqrt(3),
            0.9 - 0.1 * (5 / 3) / sqrt(3) - 0.1 / 7 / sqrt(13 / 7),
        ],
    ),
    # each step shrinks the parameter by 0.1 * 0.5 = 5 % first, then goes as Adam does
    "AdamW": (
        lambda p: AdamW(p, lr=0.1, beta1=0.5, beta2=0.5, weight_decay=0.5),
        [
            0.95 - 0.1,
            0.95 * 0.85 - 0.1 * (5 / 3) / sqrt(3),
            0.95 * (0.95 * 0.85 - 0.1 * (5 / 3) / sqrt(3)) - 0.1 / 7 / sqrt(13 / 7),
        ],
    ),
}


@pytest.mark.parametrize(("make", "expected"), BY_HAND.values(), ids=BY_HAND)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_three_steps_by_hand(make, expected, dtype):
    w = Parameter(np.ones(3, dtype))
    optimizer = make([w])
    for slope, value in zip([1, 2, -1], expected, strict=True):
        optimizer.zero_grad()
        w.grad += slope
        optimizer.step()
        np.testing.assert_allclose(w.data, value, rtol=1e-6 if dtype == np.float32 else 1e-7)
    assert w.data.dtype == dtype
    assert optimizer.steps == 3


@every_optimizer
def test_a_step_does_not_write_to_the_gradients(make):
    network = MultiLayerNet(3, [4], 2)
    for parameter in network.parameters():
        parameter.grad += 0.5
    before = [parameter.data.copy() for parameter in network.parameters()]
    make(network.parameters(), weight_decay=0.1).step()
    for old, parameter in zip(before, network.parameters(), strict=True):
        assert (parameter.grad == 0.5).all()
        assert (parameter.data != old).all()


@every_optimizer
def test_packed_and_scattered_parameters_take_the_same_steps(make):
    packed, scattered = MultiLayerNet(3, [4], 2), MultiLayerNet(3, [4], 2)
    whole, reverse = make(packed.parameters()), make(scattered.parameters()[::-1])
    assert len(whole.stretches) == 1
    assert len(reverse.stretches) == 4
    for _ in range(3):
        for p in packed.parameters() + scattered.parameters():
            p.grad = np.cos(np.arange(p.data.size)).reshape(p.data.shape)
        whole.step()
        reverse.step()
    for one, other in zip(packed.parameters(), scattered.parameters(), strict=True):
        np.testing.assert_array_equal(one.data, other.data)


@every_optimizer
def test_every_optimizer_walks_down_a_bowl(make):
    w = Parameter(np.array([3.0, -2.0]))
    optimizer = make([w])
    for _ in range(300):
        optimizer.zero_grad()
        w.grad += w.data * [1, 0.5]
        optimizer.step()
    assert np.abs(w.data).max() < 1.1  # AdaGrad is the slow one


def test_cleared_gradients_are_zero_for_whoever_looks():
    used, unused = Affine(3, 2, rng=0), Affine(3, 2, rng=1)
    optimizer = SGD(used.parameters() + unused.parameters(), lr=1.0)
    for parameter in optimizer.parameters:
        parameter.grad += 9
    before = unused.W.data.copy()
    optimizer.zero_grad()
    used.forward(np.ones((1, 3), np.float32))
    used.backward(np.ones((1, 2), np.float32))
    assert clip_gradients(optimizer.parameters, max_norm=100) == pytest.approx(sqrt(6 + 2))
    unused.W.grad += 9
    optimizer.zero_grad()
    optimizer.step()
    np.testing.assert_array_equal(unused.W.data, before)
    assert not unused.W.grad.any()


@every_optimizer
@pytest.mark.parametrize("scattered", [False, True])
def test_a_copied_run_goes_on_like_the_original(make, scattered):
    def steps(parameters, optimizer):
        for i in range(3):
            for p in parameters:
                p.grad = np.cos(i + np.arange(p.data.size)).reshape(p.data.shape)
            optimizer.step()
        return [p.data.copy() for p in parameters]

    network = MultiLayerNet(3, [4], 2)
    parameters = network.parameters()[:: -1 if scattered else 1]
    optimizer = make(parameters)
    steps(parameters, optimizer)
    twin = copy.deepcopy((parameters, optimizer))
    expected = steps(parameters, optimizer)
    for one, other in zip(steps(*twin), expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "AdamW"])
def test_every_optimizer_adds_its_weight_decay_to_the_slope(name):
    decayed, told = Parameter(np.array([2.0, -3.0])), Parameter(np.array([2.0, -3.0]))
    optimizers = EVERY[name]([decayed], weight_decay=0.5), EVERY[name]([told])
    for slope in (1.0, -2.0):
        decayed.grad, told.grad = [slope] * 2, slope + 0.5 * told.data
        for optimizer in optimizers:
            optimizer.step()
        np.testing.assert_allclose(decayed.data, told.data)


def test_weight_decay_adds_to_the_slope():
    w = Parameter(np.array([2.0]))
    w.grad += 1.0
    SGD([w], lr=0.1, weight_decay=0.5).step()  # 2 - 0.1 * (1 + 0.5 * 2)
    assert w.data.item() == pytest.approx(1.8)


def test_the_learning_rate_may_change_between_steps_and_be_a_numpy_number():
    w = Parameter(np.ones(1, np.float32))
    optimizer = SGD([w], lr=1.0)
    w.grad += 1
    optimizer.lr = np.float64(0.25)
    optimizer.step()
    assert w.data.item() == 0.75
    assert w.data.dtype == np.float32


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ([], ValueError),
        (MultiLayerNet(2, [], 1), TypeError),
        ([np.ones(2)], TypeError),
        ([*Affine(2, 1, rng=0).parameters(), "b"], TypeError),
        (2 * Affine(2, 1, rng=0).parameters(), ValueError),
    ],
)
def test_an_optimizer_wants_parameters_each_once(parameters, error):
    with pytest.raises(error, match=r"Pass network\.parameters"):
        SGD(parameters, lr=0.1)


@pytest.mark.parametrize(
    "make",
    [
        lambda p: SGD(p, lr=-0.1),
        lambda p: SGD(p, lr=float("nan")),
        lambda p: SGD(p, lr=float("inf")),
        lambda p: SGD(p, lr="fast"),
        lambda p: SGD(p, lr=0.1, weight_decay=-1),
        lambda p: Momentum(p, lr=0.1, momentum=1),
        lambda p: RMSProp(p, decay_rate=1.5),
        lambda p: Adam(p, beta1=-0.1),
        lambda p: Adam(p, beta2=1.0),
    ],
)
def test_settings_out_of_range_are_refused(make):
    with pytest.raises(ValueError, match="is a number from 0 to less than"):
        make([Parameter(np.ones(2))])


def test_clipping_shortens_a_long_gradient_and_leaves_a_short_one():
    a, b = Parameter(np.zeros(1)), Parameter(np.zeros(1, np.float32))
    a.grad, b.grad = [3.0], [4.0]
    assert clip_gradients([a, b], max_norm=10) == pytest.approx(5)
    assert (a.grad.item(), b.grad.item()) == (3, 4)
    assert clip_gradients([a, b], max_norm=1) == pytest.approx(5)
    assert (a.grad.item(), b.grad.item()) == pytest.approx((0.6, 0.8))
    with pytest.raises(ValueError, match="positive length"):
        clip_gradients([a], max_norm=0)


def test_clipping_keeps_the_direction_of_slopes_whose_squares_overflow():
    w = Parameter(np.zeros(2, np.float32))
    w.grad = [3e30, 4e30]
    assert clip_gradients([w], max_norm=1) == pytest.approx(5e30)
    np.testing.assert_allclose(w.grad, [0.6, 0.8], rtol=1e-6)
    with pytest.raises(TypeError, match="clip_gradients expects parameters, got MultiLayerNet"):
        clip_gradients(MultiLayerNet(2, [], 1), max_norm=1)
