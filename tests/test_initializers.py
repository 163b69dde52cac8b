"""Initial weights: their spread, their seed, and names that do not exist."""

import numpy as np
import pytest

from dlnotes import Affine, MultiLayerNet
from dlnotes.initializers import generator, initial_weights


@pytest.mark.parametrize(
    ("initializer", "std"),
    [("zeros", 0), ("normal", 0.01), ("xavier", np.sqrt(2 / 500)), ("he", 0.1), (0.3, 0.3), (1, 1)],
)
def test_the_spread_is_what_the_name_says(initializer, std):
    W = initial_weights(initializer, (200, 300), fan_in=200, fan_out=300, rng=0)
    assert W.std() == pytest.approx(std, rel=0.02)
    assert abs(W.mean()) <= 0.02 * std


@pytest.mark.parametrize("initializer", ["glorot", -1.0, float("nan"), float("inf"), None, [1]])
def test_an_unknown_initializer_is_refused(initializer):
    with pytest.raises(ValueError, match="one of zeros, normal, xavier, he, or a standard"):
        initial_weights(initializer, (2, 2), 2, 2, rng=0)


def test_he_keeps_the_signal_through_many_relu_layers_and_a_small_spread_loses_it():
    x = np.random.default_rng(0).standard_normal((100, 200)).astype(np.float32)

    def last_hidden(initializer):
        network = MultiLayerNet(200, [200] * 20, 10, initializer=initializer)
        out = x
        for layer in network.layers[:-1]:
            out = layer.forward(out)
        return out.std()

    assert 0.3 < last_hidden("he") < 3
    assert last_hidden(0.01) < 1e-10


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    one, same, other = (
        Affine(3, 2, rng=5),
        Affine(3, 2, rng=np.random.default_rng(5)),
        Affine(3, 2, 6),
    )
    assert (one.W.data == same.W.data).all()
    assert (one.W.data != other.W.data).any()


def test_a_generator_is_used_as_it_is():
    rng = np.random.default_rng(1)
    assert generator(rng) is rng
