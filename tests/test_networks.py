"""Networks: what they are made of, modes, seeds, and a first layer that skips dx."""

import numpy as np
import pytest

from dlnotes import (
    SGD,
    Affine,
    BatchNorm,
    Dropout,
    Identity,
    LeakyReLU,
    MultiLayerNet,
    ReLU,
    Sequential,
    Sigmoid,
    SimpleConvNet,
    SoftmaxCrossEntropy,
    Tanh,
)


def test_the_parameters_of_the_book():
    network = MultiLayerNet(784, [50, 100], 10)
    assert sum(parameter.data.size for parameter in network.parameters()) == 45_360


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("relu", ReLU),
        ("leaky_relu", LeakyReLU),
        ("sigmoid", Sigmoid),
        ("tanh", Tanh),
        ("identity", Identity),
    ],
)
def test_the_options_choose_the_layers(name, layer):
    plain = MultiLayerNet(3, [4, 5], 2, activation=name)
    assert [type(part) for part in plain.layers] == [Affine, layer, Affine, layer, Affine]
    full = MultiLayerNet(3, [4], 2, activation=name, batch_norm=True, dropout=0.5)
    assert [type(part) for part in full.layers] == [Affine, BatchNorm, layer, Dropout, Affine]
    assert plain.initializer == ("he" if "relu" in name else "xavier")


def test_no_hidden_layer_makes_a_linear_model():
    assert [type(layer) for layer in MultiLayerNet(3, [], 2).layers] == [Affine]


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="one of relu, leaky_relu"):
        MultiLayerNet(3, [4], 2, activation="swish")


@pytest.mark.parametrize("sizes", [(0, [4], 2), (3, [0], 2), (3, [4], -2), (3, [4.5], 2)])
def test_sizes_are_at_least_one(sizes):
    with pytest.raises(ValueError, match="at least 1"):
        MultiLayerNet(*sizes)


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda rng: MultiLayerNet(3, [4], 2, dropout=0.5, rng=rng), (2, 3)),
        (lambda rng: SimpleConvNet((1, 8, 8), filters=2, filter_size=3, rng=rng), (2, 1, 8, 8)),
    ],
)
def test_no_seed_means_seed_zero_and_nothing_global_is_random(make, shape):
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - the global state itself is tested
    one, same, other = map(make, (None, 0, 1))
    one(np.ones(shape, np.float32))
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    for name, array in one.arrays().items():
        np.testing.assert_array_equal(array, same.arrays()[name])
        if name.endswith("W"):
            assert (array != other.arrays()[name]).any()


def test_one_hidden_size_is_asked_for_as_a_list():
    with pytest.raises(TypeError, match=r"Write \[50\] for one hidden layer"):
        MultiLayerNet(3, 50, 2)


def test_a_convolutional_network_hands_its_settings_on():
    network = SimpleConvNet((2, 9, 8), 4, 3, stride=2, padding=1, hidden_size=6, initializer=0.5)
    convolution, affine = network.layers[0], network.layers[4]
    assert (convolution.stride, convolution.padding) == (2, 1)
    assert affine.W.data.shape == (4 * 2 * 2, 6)  # 9 x 8 become 5 x 4, then 2 x 2
    for layer in (convolution, affine):
        assert layer.W.data.std() == pytest.approx(0.5, rel=0.3)


def test_the_weights_of_a_convolution_are_spread_by_the_size_of_its_window():
    weights = SimpleConvNet((8, 12, 12), filters=64, filter_size=5).layers[0].W.data
    assert weights.std() == pytest.approx(np.sqrt(2 / (8 * 5 * 5)), rel=0.05)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"input_shape": (28, 28)}, "A gray image of 28 by 28"),
        ({"input_shape": (1, 28, 28.5)}, "columns is a whole number"),
        ({"stride": 0}, "stride is a whole number"),
        ({"filter_size": 0}, "filter_size is a whole number"),
        ({"padding": -1}, "padding is a whole number of at least 0, got -1"),
        ({"filter_size": 29}, "window has to fit"),
    ],
)
def test_a_convolutional_network_refuses_sizes_that_cannot_be(options, words):
    with pytest.raises(ValueError, match=words):
        SimpleConvNet(**options)


def test_train_and_eval_reach_every_layer_however_deep():
    inner = Dropout(0.5, rng=0)
    network = Sequential(Sequential(inner), ReLU())
    assert network.eval() is network
    assert not inner.training
    assert network.train() is network
    assert inner.training
    assert network.training


def test_sequential_takes_layers_each_once():
    layer = Affine(2, 2, rng=0)
    with pytest.raises(ValueError, match="one object twice"):
        Sequential(layer, ReLU(), layer)
    with pytest.raises(TypeError, match=r"as \*layers"):
        Sequential([layer, ReLU()])


def test_sequential_finds_a_layer_that_comes_twice_however_deep():
    relu = ReLU()
    with pytest.raises(ValueError, match="each layer once"):
        Sequential(Sequential(relu), Affine(2, 2, rng=0), Sequential(Sequential(relu)))


def test_a_network_on_data_computes_no_slope_for_the_data(monkeypatch):
    network = Sequential(Identity(), Affine(3, 4, rng=0), ReLU(), Affine(4, 2, rng=1))
    expected = Sequential(Identity(), Affine(3, 4, rng=0), ReLU(), Affine(4, 2, rng=1))
    x, dout = np.ones((5, 3), np.float32), np.ones((5, 2), np.float32)
    expected.forward(x)
    expected.backward(dout)

    def never(dout):
        raise AssertionError("the first layer was asked for dx")

    monkeypatch.setattr(network.layers[1], "backward", never)
    monkeypatch.setattr(network.layers[0], "backward", never)
    network(x).backward(dout)
    for one, other in zip(network.parameters(), expected.parameters(), strict=True):
        np.testing.assert_array_equal(one.grad, other.grad)


def test_a_network_without_parameters_goes_back_too():
    Sequential(ReLU())(np.ones((2, 3))).backward(np.ones((2, 3)))
    x = Sequential(Identity())(np.ones((2, 3)))
    Sequential(ReLU())(x).backward(np.ones((2, 3)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("options", [{}, {"batch_norm": True, "dropout": 0.2}])
def test_a_network_learns_xor_in_either_precision(dtype, options):
    x = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype)
    t = np.array([0, 1, 1, 0])
    network = MultiLayerNet(2, [32], 2, activation="tanh", dtype=dtype, **options)
    optimizer, loss_func = SGD(network.parameters(), lr=0.5), SoftmaxCrossEntropy()
    for _ in range(500):
        optimizer.zero_grad()
        loss = loss_func(network(x), t)
        loss.backward()
        optimizer.step()
    assert loss.dtype == dtype
    assert network.eval()(x).argmax(axis=1).tolist() == t.tolist()
