"""Losses: the book's numbers, targets in every form, extremes, and clear refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import (
    MSE,
    CrossEntropy,
    MultiLayerNet,
    SoftmaxCrossEntropy,
    Tensor,
    cross_entropy,
    one_hot,
    softmax,
    softmax_cross_entropy,
    squared_error,
)

LOSSES = [MSE, CrossEntropy, SoftmaxCrossEntropy]
Y = np.array([0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0])


@pytest.mark.parametrize(
    ("function", "label", "expected"),
    [
        (squared_error, 2, 0.0975),
        (squared_error, 7, 0.5975),
        (cross_entropy, 2, 0.5108),
        (cross_entropy, 7, 2.3026),
    ],
)
def test_the_numbers_of_the_book(function, label, expected):
    for t in (np.array(label), one_hot(np.array(label), 10)):
        for dtype in (np.float32, np.float64):
            t_in = t.astype(dtype) if t.ndim else t
            assert function(Y.astype(dtype), t_in) == pytest.approx(expected, abs=5e-5)


def test_a_uniform_guess_over_ten_classes_costs_log_ten():
    assert softmax_cross_entropy(np.zeros(10), np.array(4)) == pytest.approx(2.3026, abs=5e-5)


def test_the_gradient_of_softmax_and_cross_entropy_is_y_minus_t():
    z = np.array([[0.3, 2.9, 4.0], [1.0, 0.0, -1.0]])
    loss = SoftmaxCrossEntropy()
    loss.forward(z, np.array([1, 0]))
    np.testing.assert_allclose(loss.backward(), (softmax(z) - [[0, 1, 0], [1, 0, 0]]) / 2)


@pytest.mark.parametrize("loss", LOSSES)
@given(rows=st.integers(1, 5), seed=st.integers(0, 99), wide=st.booleans(), data=st.data())
def test_labels_and_one_hot_rows_mean_the_same(loss, rows, seed, wide, data):
    dtype = np.float64 if wide else np.float32
    rng = np.random.default_rng(seed)
    y = softmax(rng.standard_normal((rows, 4))).astype(dtype)
    t = rng.integers(4, size=rows).astype(data.draw(st.sampled_from(["u1", "i4", "i8"])))
    results = []
    for target in (t, one_hot(t, 4, dtype), one_hot(t, 4, np.uint8)):
        function = loss()
        results.append((function.forward(y, target), function.backward()))
    for value, gradient in results:
        assert value == results[0][0]
        assert value.dtype == dtype
        assert gradient.dtype == dtype
        np.testing.assert_array_equal(gradient, results[0][1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_confident_wrong_answer_costs_much_but_not_infinity(dtype):
    certain = np.array([[1.0, 0.0]], dtype)
    for loss, y in [
        (MSE(), certain),
        (CrossEntropy(), certain),
        (SoftmaxCrossEntropy(), 1e30 * certain),
        (
            SoftmaxCrossEntropy(),
            np.array([[np.finfo(dtype).max / 4, -np.finfo(dtype).max / 4]], dtype),
        ),
    ]:
        assert 0.5 < loss.forward(y, np.array([1])) < np.inf
        assert np.isfinite(loss.backward()).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_the_mean_over_the_batch_does_not_grow_with_it(loss):
    y, t = softmax(np.random.default_rng(0).standard_normal((3, 4))), np.array([0, 1, 2])
    once, twice = loss().forward(y, t), loss().forward(np.tile(y, (2, 1)), np.tile(t, 2))
    assert once == pytest.approx(twice)


def test_calling_a_loss_on_a_network_sends_the_gradient_back():
    network = MultiLayerNet(3, [], 2)
    loss = MSE()(network(np.ones((4, 3), np.float32)), np.array([0, 1, 0, 1]))
    assert isinstance(loss, Tensor)
    assert all(not parameter.grad.any() for parameter in network.parameters())
    loss.backward()
    assert all(parameter.grad.any() for parameter in network.parameters())


@pytest.mark.parametrize("loss", [MSE, SoftmaxCrossEntropy])
def test_one_loss_object_serves_two_networks_in_any_order(loss):
    def networks():
        return [MultiLayerNet(3, [], 2, rng=seed, dtype=np.float64) for seed in (0, 1)]

    x, t = np.random.default_rng(0).standard_normal((5, 3)), np.array([0, 1, 0, 1, 1])
    alone, together, shared = networks(), networks(), loss()
    for network, size in zip(alone, (5, 2), strict=True):
        loss()(network(x[:size]), t[:size]).backward()
    first = shared(together[0](x), t)
    second = shared(together[1](x[:2]), t[:2])
    first.backward()
    second.backward()
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.layers[0].W.grad, other.layers[0].W.grad)


@pytest.mark.parametrize("t", [[[0.5, 0.6]], [[2.0, -1.0]], [[0.0, 0.0]]])
@pytest.mark.parametrize("loss", [CrossEntropy, SoftmaxCrossEntropy])
def test_rows_of_targets_are_probabilities(loss, t):
    with pytest.raises(ValueError, match="targets that are probabilities"):
        loss()(np.array([[0.5, 0.5]]), np.array(t))


def test_scores_are_no_probabilities():
    CrossEntropy()(np.array([[0.0, 1.000001]]), np.array([1]))  # rounding
    for y in ([[3.0, 9.0]], [[-0.1, 0.9]]):
        with pytest.raises(ValueError, match="For scores take SoftmaxCrossEntropy"):
            CrossEntropy()(np.array(y), np.array([1]))


def test_calling_a_loss_on_a_plain_array_cannot_go_back():
    with pytest.raises(RuntimeError, match="y = network"):
        MSE()(np.ones((1, 2)), np.array([0])).backward()
    with pytest.raises(RuntimeError, match="goes after forward"):
        MSE().backward()


@pytest.mark.parametrize(
    ("y", "t", "error", "words"),
    [
        (np.ones((2, 3)), np.array([0, 3]), ValueError, "run from 0 to 2, got 0 to 3"),
        (np.ones((2, 3)), np.array([-1, 0]), ValueError, "run from 0 to 2, got -1 to 0"),
        (np.ones((2, 1)), np.array([0, 0]), ValueError, "one output for each class, got class"),
        (np.ones((2, 3)), np.array([0, 1, 2]), ValueError, r"outputs' shape \(2, 3\)"),
        (np.ones((2, 1)), np.array([0.0, 1.0]), ValueError, r"float64 of shape \(2,\)"),
        (np.ones((2, 3)), np.ones((2, 3), np.float32), TypeError, r"t\.astype\(np\.float64\)"),
        (np.ones((0, 3)), np.zeros(0, int), ValueError, "at least 1"),
        (np.ones((2, 3), int), np.array([0, 1]), TypeError, "got int64"),
        (np.ones((2, 3, 4)), np.zeros((2, 3), int), ValueError, r"got \(2, 3, 4\)"),
        (np.ones((2, 3)), np.array(["a", "b"]), TypeError, "numbers for t, got text"),
    ],
)
@pytest.mark.parametrize("loss", LOSSES)
def test_targets_that_do_not_fit_are_refused_with_a_hint(loss, y, t, error, words):
    with pytest.raises(error, match=words):
        loss()(y, t)


def test_one_hot_wants_integers():
    with pytest.raises(TypeError, match=r"t\.astype\(np\.int64\)"):
        one_hot(np.array([1.0]), 2)


def test_a_class_that_is_ruled_out_by_a_score_of_minus_infinity_costs_nothing():
    z, t = np.array([[0.0, 1.0, -np.inf], [-np.inf, -np.inf, 5.0]]), np.array([1, 2])
    loss = SoftmaxCrossEntropy()
    assert loss.forward(z, t) == pytest.approx(0.31326168751822286 / 2, abs=1e-12)
    expected = (softmax(z) - one_hot(t, 3, float)) / 2
    np.testing.assert_allclose(loss.backward(), expected)
    assert loss.forward(z, np.array([2, 2])) == np.inf  # what was ruled out came true
    soft = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    assert np.isfinite(loss.forward(z, soft))


def test_the_slope_that_a_loss_is_given_is_one_number():
    loss = MSE()
    loss.forward(np.ones((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"one number, .* got shape \(2,\)"):
        loss.backward(np.ones(2))
