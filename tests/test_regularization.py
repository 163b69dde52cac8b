"""Dropout and batch normalization in training and in evaluation; the L2 penalty."""

import numpy as np
import pytest

from dlnotes import (
    SGD,
    BatchNorm,
    Dropout,
    MultiLayerNet,
    Parameter,
    SoftmaxCrossEntropy,
    check_gradients,
    l2_penalty,
    numerical_gradient,
    train,
)


def test_dropout_drops_its_share_and_keeps_the_mean():
    x = np.ones((1000, 100), np.float32)
    y = Dropout(0.3, rng=0).forward(x)
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert set(np.unique(y)) == {np.float32(0), np.float32(1 / 0.7)}


def test_dropout_draws_a_new_mask_each_time_and_repeats_with_its_seed():
    x = np.ones((4, 50))
    layer = Dropout(0.5, rng=1)
    first, second = layer.forward(x), layer.forward(x)
    assert (first != second).any()
    np.testing.assert_array_equal(first, Dropout(0.5, rng=1).forward(x))


def test_dropout_passes_everything_in_evaluation():
    x = np.ones((4, 5))
    assert Dropout(0.9, rng=0).eval().forward(x) is x


def test_dropout_wants_fractions_since_integers_cannot_be_scaled():
    with pytest.raises(TypeError, match="expects float32 or float64, got int64"):
        Dropout(0.3, rng=0)(np.ones((4, 5), int))


@pytest.mark.parametrize("ratio", [1.0, -0.1, float("nan")])
def test_dropout_needs_a_share(ratio):
    with pytest.raises(ValueError, match="0 to less than 1"):
        Dropout(ratio, rng=0)


@pytest.mark.parametrize("shape", [(200, 3), (20, 3, 4, 5)])
def test_batch_norm_gives_mean_0_and_variance_1_then_gamma_and_beta(shape):
    layer = BatchNorm(3, dtype=np.float64)
    x = 5 + 3 * np.random.default_rng(0).standard_normal(shape)
    axes = (0, 2, 3)[: len(shape) - 1]
    y = layer.forward(x)
    np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=axes), 1, rtol=1e-4)
    layer.gamma.data, layer.beta.data = np.full(3, 2.0), np.full(3, 7.0)
    np.testing.assert_allclose(layer.forward(x).mean(axis=axes), 7)
    np.testing.assert_allclose(layer.forward(x).std(axis=axes), 2, rtol=1e-4)


def test_batch_norm_evaluates_with_what_it_saw_in_training():
    layer = BatchNorm(1, momentum=0.5, dtype=np.float64)
    layer.forward(np.array([[1.0], [3.0]]))  # mean 2, variance 1
    assert (layer.running_mean.item(), layer.running_variance.item()) == (1.0, 1.0)
    layer.eval()
    y = layer.forward(np.array([[1.0], [5.0]]))
    np.testing.assert_allclose(y, [[0], [4 / np.sqrt(1 + 1e-5)]])
    assert layer.running_mean.item() == 1.0


@pytest.mark.parametrize("bad", [{"momentum": 1.0}, {"momentum": -1}, {"epsilon": 0.0}])
def test_batch_norm_refuses_settings_out_of_range(bad):
    with pytest.raises(ValueError, match=r"BatchNorm: .* got"):
        BatchNorm(3, **bad)


def test_weight_decay_is_the_slope_of_the_l2_penalty():
    w = Parameter(np.array([1.0, -2.0]))
    slope = numerical_gradient(lambda _: l2_penalty([w], 0.3), w.data)
    expected = w.data - 0.1 * slope
    SGD([w], lr=0.1, weight_decay=0.3).step()
    np.testing.assert_allclose(w.data, expected)


@pytest.mark.parametrize("shape", [(1, 4), (1, 4, 1, 1)])
def test_a_batch_of_one_is_normalized_by_the_running_averages_and_leaves_them(shape):
    layer = BatchNorm(4, dtype=np.float64)
    layer.forward(3 + 2 * np.random.default_rng(0).standard_normal((50, 4)))
    mean, variance = layer.running_mean.copy(), layer.running_variance.copy()
    x = np.random.default_rng(1).standard_normal(shape)
    y = layer.forward(x)
    np.testing.assert_array_equal(layer.running_mean, mean)
    np.testing.assert_array_equal(layer.running_variance, variance)
    np.testing.assert_allclose(y, layer.eval().forward(x))
    assert max(check_gradients(layer.train(), x).values()) < 1e-6


@pytest.mark.parametrize("examples", [101, 1, 6])
@pytest.mark.parametrize("batch_size", [100, 5, 1])
def test_a_lone_last_batch_does_not_spoil_the_running_averages(examples, batch_size):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((examples, 4)).astype(np.float32)
    network = MultiLayerNet(4, [8], 3, batch_norm=True)
    optimizer = SGD(network.parameters(), lr=1e-6)
    t = rng.integers(0, 3, examples)
    train(network, SoftmaxCrossEntropy(), optimizer, x, t, epochs=100, batch_size=batch_size)
    spread = (x @ network.layers[0].W.data).var(axis=0)
    running = network.layers[1].running_variance
    if min(examples, batch_size) == 1:
        np.testing.assert_array_equal(running, 1)  # nothing was ever measured
    else:  # batches of five have on average 4/5 of the spread of all
        assert (running / spread).min() > 0.8 * (1 if batch_size == 100 else 0.7)
