"""What is looked after around every layer, ours and anybody's: each case is a kind of mistake."""

import copy
import pickle
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import (
    SGD,
    Affine,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dropout,
    Flatten,
    Identity,
    Layer,
    LeakyReLU,
    MaxPool2D,
    MultiLayerNet,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    predict,
    train,
)

ROWS, IMAGES = (3, 4), (2, 1, 4, 4)
LAYERS = {
    "Affine": (lambda: Affine(4, 3, rng=0), ROWS),
    "ReLU": (ReLU, ROWS),
    "LeakyReLU": (LeakyReLU, ROWS),
    "Sigmoid": (Sigmoid, ROWS),
    "Tanh": (Tanh, ROWS),
    "Identity": (Identity, ROWS),
    "Softmax": (Softmax, ROWS),
    "Flatten": (Flatten, IMAGES),
    "Dropout": (lambda: Dropout(0.5, rng=0), ROWS),
    "Dropout in evaluation": (lambda: Dropout(0.5, rng=0).eval(), ROWS),
    "BatchNorm": (lambda: BatchNorm(4), ROWS),
    "Conv2D": (lambda: Conv2D(1, 2, 3, rng=0), IMAGES),
    "MaxPool2D": (MaxPool2D, IMAGES),
    "AveragePool2D": (AveragePool2D, IMAGES),
    "MultiLayerNet": (lambda: MultiLayerNet(4, [5], 3), ROWS),
}
every_layer = pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
X = np.random.default_rng(0).standard_normal((6, 4)).astype(np.float32)
T = np.array([0, 1, 2, 0, 1, 2])


def numbers(shape):
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


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


@every_layer
@pytest.mark.parametrize("way", ["backward", "backward_parameters"])
@given(data=st.data())
def test_backward_wants_a_slope_for_each_output_in_its_precision(make, shape, way, data):
    layer = make()
    y = layer.forward(numbers(shape))
    other = data.draw(
        st.sampled_from([(), (1,), y.shape[1:], (1, *y.shape[1:]), (*y.shape, 1), y.shape[::-1]])
    )
    if other != y.shape:
        with pytest.raises(ValueError, match=r"backward expects dout of the output's shape"):
            getattr(layer, way)(np.ones(other, np.float32))
    with pytest.raises(TypeError, match=r"backward expects dout in float32, got float64"):
        getattr(layer, way)(np.ones(y.shape))


@every_layer
def test_backward_of_a_layer_inside_a_network_is_looked_after_as_well(make, shape):
    layer = make()
    network = Sequential(layer)
    y = network.forward(numbers(shape))
    with pytest.raises(ValueError, match=f"{type(layer).__name__}.backward expects"):
        layer.backward(np.ones((7, 7), np.float32))
    assert layer.backward(np.ones_like(y)).shape == shape


@every_layer
def test_backward_goes_after_forward(make, shape):
    with pytest.raises(RuntimeError, match="backward goes after forward"):
        make().backward(np.ones(shape, np.float32))


@every_layer
def test_what_forward_returned_cannot_be_changed(make, shape):
    x = numbers(shape)
    y = make().forward(x)
    if y is not x:  # an output that is the input stays as writeable as that was
        with pytest.raises(ValueError, match="read-only"):
            y[:] = 100
    x[:] = 1  # what somebody else made is theirs


@every_layer
@pytest.mark.parametrize("size", [1, 500])
def test_an_input_that_was_changed_before_backward_is_noticed(make, shape, size):
    layer, x = make(), numbers((size * shape[0], *shape[1:]))
    y = layer.forward(x)
    x *= 2
    with pytest.raises(RuntimeError, match=r"changed in place .* forward\(x\.copy\(\)\)"):
        layer.backward(np.ones(y.shape, y.dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("change", ["one number", "two rows swapped", "two columns swapped"])
@given(data=st.data())
def test_a_change_of_a_few_numbers_among_many_is_noticed(change, dtype, data):
    layer, x = Affine(784, 5, rng=0, dtype=dtype), numbers((100, 784)).astype(dtype)
    y = layer.forward(x)
    i, j = data.draw(st.integers(0, 99)), data.draw(st.integers(0, 783))
    k = data.draw(st.integers(0, 99).filter(lambda k: k != i))
    if change == "one number":
        x[i, j] += 0.01
    elif change == "two rows swapped":
        x[[i, k]] = x[[k, i]]
    else:
        x[:, [i, k]] = x[:, [k, i]]
    with pytest.raises(RuntimeError, match="changed in place"):
        layer.backward(np.ones_like(y))


def test_an_input_that_is_a_view_is_noticed_as_well_and_one_that_stayed_goes_back():
    layer, x = Affine(784, 5, rng=0), numbers((200, 784))
    view = x[::2]
    view.setflags(write=False)
    y = layer.forward(view)
    assert layer.backward(np.ones_like(y)).shape == view.shape
    x[100] = 0
    with pytest.raises(RuntimeError, match="changed in place"):
        layer.backward(np.ones_like(y))


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


def test_what_predict_ran_does_not_go_back():
    network = MultiLayerNet(4, [5], 3)
    loss = SoftmaxCrossEntropy()(network(X), T)
    predict(network, X)
    with pytest.raises(RuntimeError, match="remembers its latest call only"):
        loss.backward()


def test_a_batch_that_was_changed_before_the_loss_goes_back_is_noticed():
    network, x = MultiLayerNet(4, [5], 3), X.copy()
    loss = SoftmaxCrossEntropy()(network(x), T)
    x[:] = x[::-1].copy()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@every_layer
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: np.ma.array(x, mask=x > 0), "got a masked array, whose mask would be lost"),
        (lambda x: x.astype(str), "got text"),
        (lambda x: x.astype(object), "got ndarray of objects"),
        (lambda x: None, "got NoneType"),
        (lambda x: [[1.0], [1.0, 2.0]], "got list"),
        (lambda x: x + 1j, "got complex64"),
    ],
    ids=["masked", "text", "objects", "none", "ragged", "complex"],
)
def test_what_are_no_numbers_is_refused_at_both_ends(make, shape, change, words):
    layer, x = make(), numbers(shape)
    with pytest.raises(TypeError, match=f"{type(layer).__name__} expects numbers for x, {words}"):
        layer.forward(change(x))
    with pytest.raises(TypeError, match=words):
        layer(change(x))
    y = layer.forward(x)
    with pytest.raises(TypeError, match=f"backward expects numbers for dout, {words}"):
        layer.backward(change(np.array(y)))


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_lists_and_matrices_are_taken_as_the_arrays_that_they_are():
    layer, x = Affine(2, 3, rng=0, dtype=np.float64), [[1.0, 2.0], [3.0, 4.0]]
    expected = layer.forward(np.array(x))
    for given_as in (x, tuple(x), np.asmatrix(x)):
        y = layer.forward(given_as)
        assert type(y) is np.ndarray
        np.testing.assert_array_equal(y, expected)
        assert layer.backward(np.ones((2, 3)).tolist()).shape == (2, 2)


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


def test_weights_given_as_an_array_are_copied_into_place():
    network = MultiLayerNet(4, [5], 3)
    optimizer, layer = SGD(network.parameters(), lr=0.1), network.layers[0]
    layer.W, layer.b = np.full((4, 5), 2.0), [1, 2, 3, 4, 5]
    np.testing.assert_array_equal(
        network.layers[0].forward(X[:1]), 2 * X[:1].sum() + [[1, 2, 3, 4, 5]]
    )
    assert optimizer.stretches[0].data[:25].tolist() == [2.0] * 20 + [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match=r"shape \(4, 5\), got \(5, 4\)"):
        layer.W = np.ones((5, 4))
    with pytest.raises(TypeError, match=r"layer\.W\.data = other\.data"):
        layer.W = Affine(4, 5, rng=1).W


@pytest.mark.parametrize(
    "change",
    [
        lambda network: setattr(network, "layers", (*network.layers[:-1], Affine(5, 3, rng=1))),
        lambda network: setattr(network, "layers", [ReLU()]),
        lambda network: network.layers.append(ReLU()),
        lambda network: network.layers.extend([ReLU()]),
        lambda network: network.layers.insert(0, ReLU()),
        lambda network: network.layers.pop(),
        lambda network: network.layers.__setitem__(-1, Affine(5, 3, rng=1)),
        lambda network: network.layers.__delitem__(0),
        lambda network: exec("network.layers += (1,)", {"network": network}),
    ],
)
def test_the_layers_of_a_network_stay_and_the_error_says_what_to_do(change):
    network = MultiLayerNet(4, [5], 3)
    before = tuple(network.layers)
    with pytest.raises(TypeError, match=r"Sequential\(\*network\.layers\[:-1\], Affine"):
        change(network)
    assert network.layers == before
    tuned = Sequential(*network.layers[:-1], Affine(5, 3, rng=1))
    new = tuned.layers[-1].W.data.copy()
    train(tuned, SoftmaxCrossEntropy(), SGD(tuned.parameters(), lr=0.5), X, T, epochs=2)
    assert (tuned.layers[-1].W.data != new).all()


def test_a_layer_that_another_network_ran_since_does_not_go_back():
    shared = Affine(4, 5, rng=0)
    one = Sequential(shared, ReLU(), Affine(5, 3, rng=1))
    other = Sequential(shared, ReLU(), Affine(5, 3, rng=2))
    loss = SoftmaxCrossEntropy()(one(X), T)
    other(X + 1)
    with pytest.raises(RuntimeError, match="Affine remembers its latest call only"):
        loss.backward()


def test_predictions_in_two_threads_are_both_in_evaluation_and_the_mode_comes_back():
    entered, go = [threading.Event(), threading.Event()], [threading.Event(), threading.Event()]

    class Gate(Layer):
        def forward(self, x):
            which = int(x.flat[0]) - 1
            entered[which].set()
            assert go[which].wait(10)
            return x

    network, out = Sequential(Gate(), Dropout(0.5, rng=0)).train(), {}
    inputs = [np.full((1, 8), 1 + which, np.float32) for which in range(2)]
    threads = [
        threading.Thread(target=lambda w=w: out.update({w: predict(network, inputs[w])}))
        for w in range(2)
    ]
    threads[0].start()
    assert entered[0].wait(10)
    threads[1].start()  # and waits for its turn
    go[1].set()
    go[0].set()
    for thread in threads:
        thread.join()
    for which in range(2):
        np.testing.assert_array_equal(out[which], inputs[which])
    assert network.training
    assert network.layers[1].training


def test_steps_in_two_threads_on_one_network_give_right_slopes_or_are_refused():
    network, loss_func = MultiLayerNet(4, [8], 3), SoftmaxCrossEntropy()
    twin, problems = copy.deepcopy(network), []
    SoftmaxCrossEntropy()(twin(X), T).backward()
    expected = {p.data.shape: p.grad for p in twin.parameters()}

    def work():
        for _ in range(200):
            try:
                SoftmaxCrossEntropy()(network(X), T).backward()
            except RuntimeError as error:
                assert "copy.deepcopy(network)" in str(error)
                continue
            problems.append(1)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for parameter in network.parameters():  # each step that was not refused gave the same
        whole = len(problems) * expected[parameter.data.shape]
        np.testing.assert_allclose(parameter.grad, whole, rtol=1e-3, atol=1e-4)
    assert loss_func.saved is None
