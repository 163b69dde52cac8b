"""Layers of one's own, also inside others: what holds for ours holds for them."""

import pickle

import numpy as np
import pytest
from small_layers import IMAGES, T, X, numbers

from dlnotes import (
    SGD,
    Affine,
    Layer,
    ReLU,
    Sequential,
    Sigmoid,
    SoftmaxCrossEntropy,
    check_gradients,
    predict,
    train,
)


class Residual(Layer):
    """A layer with layers inside, in every way in which one can hold them."""

    def __init__(self, hold=lambda inner: inner):
        self.held = hold(Affine(5, 5, rng=0))

    def inner(self):
        return self.layers_inside()[0]

    def forward(self, x):
        return x + self.inner().forward(x)

    def backward(self, dout):
        return dout + self.inner().backward(dout)


class InPlace(Layer):
    def forward(self, x):
        x *= 2
        return x

    def backward(self, dout):
        return 2 * dout


@pytest.mark.parametrize("run", [lambda network: network(X), lambda network: predict(network, X)])
def test_a_layer_of_ones_own_does_not_write_to_what_the_layer_before_it_needs(run):
    network = Sequential(Affine(4, 3, rng=0), Sigmoid(), InPlace(), Affine(3, 3, rng=1))
    with pytest.raises(ValueError, match="read-only") as caught:
        run(network)
    assert "x = x.copy()" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("dx", "came"), [(None, "None"), (np.ones((6, 1), np.float32), r"shape \(6, 1\)")]
)
@pytest.mark.parametrize("inside", [lambda layer: layer, Sequential], ids=["alone", "network"])
def test_a_backward_of_ones_own_returns_a_slope_for_each_input(dx, came, inside):
    class Wrong(Layer):
        def forward(self, x):
            return 2 * x

        def backward(self, dout):
            return dx

    network = Sequential(Affine(4, 5, rng=0), inside(Wrong()), Affine(5, 3, rng=1))
    with pytest.raises(ValueError, match=rf"Wrong\.backward returns .* \(6, 5\), got {came}"):
        SoftmaxCrossEntropy()(network(X), T).backward()


def test_a_forward_that_returns_nothing_is_told_so():
    class Forgetful(Layer):
        def forward(self, x):
            x + 1

        def backward(self, dout):
            return dout

    for run in (Forgetful().forward, Sequential(Forgetful()).forward, Forgetful()):
        with pytest.raises(TypeError, match=r"Forgetful.forward returns an array, got None"):
            run(X)


def test_a_layer_with_only_forward_predicts_and_is_refused_in_training():
    class Double(Layer):
        def forward(self, x):
            return 2 * x

    network = Sequential(Affine(4, 3, rng=0), Double())
    np.testing.assert_array_equal(predict(network, X), 2 * network.layers[0].forward(X))
    with pytest.raises(NotImplementedError, match="Double has no backward"):
        train(network, SoftmaxCrossEntropy(), SGD(network.parameters(), lr=0.1), X, T, epochs=1)


@pytest.mark.parametrize(
    "hold",
    [
        lambda inner: inner,
        lambda inner: [inner],
        lambda inner: (3, [{"first": inner}]),
        lambda inner: {"first": (inner,)},
        lambda inner: Sequential(inner),
    ],
    ids=["alone", "list", "nested", "dictionary", "network"],
)
def test_layers_inside_a_layer_are_trained_switched_and_copied(hold):
    network = Sequential(Affine(4, 5, rng=0), Residual(hold), Affine(5, 3, rng=1))
    [W] = [p for p in network.layers[1].parameters() if p.data.ndim == 2]
    before, twin = W.data.copy(), pickle.loads(pickle.dumps(network))
    optimizer = SGD(network.parameters(), lr=0.1)
    assert len(optimizer.parameters) == 6
    train(network, SoftmaxCrossEntropy(), optimizer, X, T, epochs=3)
    assert (W.data != before).all()
    for was, array in zip(twin.arrays().values(), network.arrays().values(), strict=True):
        assert (was != array).any()
    network.eval()
    assert not network.layers[1].layers_inside()[0].training
    assert check_gradients(double(hold), np.asarray(X, np.float64)[:, :3]).keys() >= {"x"}


def double(hold):
    """Return a residual layer in float64."""
    layer = Residual(hold)
    layer.held = hold(Affine(3, 3, rng=0, dtype=np.float64))
    return layer


def test_a_parameter_in_a_list_is_trained_and_one_that_is_shared_comes_once():
    class Tied(Layer):
        def __init__(self):
            inner = Affine(4, 4, rng=0)
            self.scales, self.both = [inner.W], (inner, inner)

        def forward(self, x):
            return x @ self.scales[0].data

    assert len(Tied().parameters()) == 2
    assert list(Tied().arrays()) == ["scales.0", "both.0.W", "both.0.b", "both.1.W", "both.1.b"]


def test_a_subclass_may_reshape_what_it_hands_on():
    class OnImages(Affine):
        def forward(self, x):
            self.shape = x.shape
            return super().forward(x.reshape(len(x), -1)).reshape(len(x), 1, 3)

        def backward(self, dout):
            return super().backward(dout.reshape(len(dout), 3)).reshape(self.shape)

    layer = OnImages(16, 3, rng=0, dtype=np.float64)
    assert max(check_gradients(layer, numbers(IMAGES).astype(np.float64)).values()) < 1e-6


def test_a_subclass_that_changes_forward_alone_goes_back_as_its_base():
    class Shifted(ReLU):
        def forward(self, x):
            return super().forward(x + 1)

    layer = Shifted()
    layer.forward(X)
    np.testing.assert_array_equal(layer.backward(np.ones_like(X)), X > -1)
