"""A network keeps its parameters and layers, and serves one caller at a time."""

import copy
import threading

import numpy as np
import pytest
from small_layers import T, X

from dlnotes import (
    SGD,
    Affine,
    Dropout,
    Layer,
    MultiLayerNet,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    predict,
    train,
)


def test_what_predict_ran_does_not_go_back():
    network = MultiLayerNet(4, [5], 3)
    loss = SoftmaxCrossEntropy()(network(X), T)
    predict(network, X)
    with pytest.raises(RuntimeError, match="remembers its latest call only"):
        loss.backward()


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
