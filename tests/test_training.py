"""Training runs: what they do, when they stop, and what they refuse."""

import sys

import numpy as np
import pytest
from small_runs import TEST, T, X, assert_equal_runs, setup, weights

from dlnotes import (
    MSE,
    SGD,
    Adam,
    CosineAnnealing,
    Layer,
    MultiLayerNet,
    Sequential,
    SoftmaxCrossEntropy,
    accuracy,
    predict,
    train,
)


def test_by_epochs_every_example_is_seen_once_in_a_new_order(monkeypatch):
    seen = []

    class Spy(Layer):
        def forward(self, x):
            if self.training:
                seen.append(x.copy())
            return x

        def backward(self, dout):
            return dout

    network, loss, _ = setup()
    network = Sequential(Spy(), *network.layers)
    optimizer = SGD(network.parameters(), lr=0.01)
    history = train(network, loss, optimizer, X, T, epochs=2, batch_size=100, test=TEST)
    assert [len(batch) for batch in seen] == [100, 100, 30, 100, 100, 30]
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert (first != second).any()
    for epoch in (first, second):
        np.testing.assert_array_equal(np.sort(epoch, axis=0), np.sort(X, axis=0))
    assert len(history.loss) == len(history.lr) == 6
    assert history.step == [3, 6]


def test_by_steps_so_many_batches_are_drawn():
    history = train(*setup(), X, T, steps=7, batch_size=10, test=TEST, evaluate_every=3)
    assert len(history.loss) == 7
    assert history.step == [3, 6, 7]
    assert len(history.test_loss) == len(history.test_accuracy) == len(history.train_accuracy) == 3


def test_training_learns_and_repeats_with_its_seed():
    runs = [setup(), setup(), setup()]
    histories = [
        train(*run, X, T, epochs=40, test=TEST, rng=seed)
        for run, seed in zip(runs, (None, 0, 1), strict=True)
    ]
    assert histories[0].test_accuracy[-1] > 0.9
    assert histories[0] == histories[1]
    assert_equal_runs(runs[0][0], runs[1][0])
    assert histories[0].loss != histories[2].loss


def test_a_regression_has_a_loss_but_no_accuracy():
    x = np.linspace(-1, 1, 50, dtype=np.float32).reshape(-1, 1)
    network = MultiLayerNet(1, [20], 1, activation="tanh")
    optimizer = Adam(network.parameters(), lr=0.01)
    history = train(network, MSE(), optimizer, x, x**2, epochs=200, batch_size=25, test=(x, x**2))
    assert history.test_loss[-1] < 0.05 * history.test_loss[0]
    assert history.test_accuracy == history.train_accuracy == []


def test_a_schedule_sets_the_learning_rate_of_each_step():
    schedule = CosineAnnealing(0.1, total_steps=6, warmup_steps=2)
    history = train(*setup(), X, T, epochs=2, batch_size=100, schedule=schedule)
    assert history.lr == [schedule(step) for step in range(6)]


def test_clipping_limits_each_step():
    network, loss, optimizer = setup(optimizer=SGD)
    before = weights(network)
    train(network, loss, optimizer, X, T, steps=1, max_norm=0.001)
    moved = [array - before[name] for name, array in network.arrays().items()]
    length = np.sqrt(sum((part**2).sum() for part in moved))
    assert length == pytest.approx(0.01 * 0.001, rel=1e-2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "either epochs or steps"),
        ({"epochs": 1, "steps": 1}, "either epochs or steps"),
        ({"epochs": 0}, "epochs is a whole number"),
        ({"steps": 1.5}, "steps is a whole number"),
        ({"epochs": 1, "batch_size": 0}, "batch_size is a whole number"),
        ({"epochs": 1, "keep_best": True}, "Give test="),
        ({"epochs": 1, "patience": 1}, "Give test="),
        ({"epochs": 1, "resume": True}, "Give checkpoint="),
        ({"epochs": 1, "evaluate_every": 0}, "evaluate_every is a whole number"),
        ({"epochs": 1, "checkpoint_every": 1.5}, "checkpoint_every is a whole number"),
        ({"epochs": 1, "patience": 0}, "patience is a whole number"),
    ],
)
def test_settings_that_make_no_sense_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        train(*setup(), X, T, **options)


def test_examples_and_targets_belong_together():
    for x, t in [(X, T[:-1]), (X[:0], T[:0])]:
        with pytest.raises(ValueError, match="a target for each example"):
            train(*setup(), x, t, epochs=1)


def test_a_progress_bar_appears_when_asked_for(capsys):
    train(*setup(), X, T, steps=3)
    assert capsys.readouterr().err == ""
    train(*setup(), X, T, steps=3, progress=True)
    assert "3/3" in capsys.readouterr().err


def test_a_missing_progress_bar_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match="pip install tqdm"):
        train(*setup(), X, T, steps=3, progress=True)


def test_the_history_holds_the_loss_before_each_step_and_the_accuracy_after_it():
    network, loss, optimizer = setup(optimizer=SGD)
    before = loss.forward(network.forward(X), T)
    history = train(network, loss, optimizer, X, T, epochs=1, batch_size=len(X), test=TEST)
    assert history.loss == [pytest.approx(before, rel=1e-6)]  # all examples, in another order
    assert history.train_accuracy == [accuracy(predict(network, X[:80]), T[:80])]
    assert history.test_loss == [loss.forward(predict(network, TEST[0]), TEST[1])]


def test_by_steps_batches_come_from_all_examples_in_training_mode():
    seen, modes = [], []

    class Spy(Layer):
        def forward(self, x):
            seen.append(x.copy())
            modes.append(self.training)
            return x

        def backward(self, dout):
            return dout

    network, loss, optimizer = setup()
    network = Sequential(Spy(), *network.layers).eval()
    train(network, loss, optimizer, X, T, steps=40, batch_size=20)
    assert all(modes)
    assert len(np.unique(np.concatenate(seen), axis=0)) > 0.9 * len(X)


def test_some_parameters_of_a_network_can_be_trained_and_what_another_returned_can_be_data():
    network, loss, _ = setup()
    features = MultiLayerNet(2, [], 2)(X)
    optimizer = SGD(network.layers[-1].parameters(), lr=0.1)
    before = weights(network)
    train(network, loss, optimizer, features, T, epochs=1, test=[X, T])
    changed = {name for name, array in network.arrays().items() if (array != before[name]).any()}
    assert changed == {"2.W", "2.b"}


def test_evaluations_leave_a_composite_layer_of_ones_own_in_training():
    modes = []

    class Spy(Layer):
        def forward(self, x):
            modes.append(self.training)
            return x

        def backward(self, dout):
            return dout

    class Composite(Layer):
        def __init__(self, *layers):
            self.inner, self.layers = Sequential(*layers), [3, 4]  # sizes, not layers

        def forward(self, x):
            return self.inner.forward(x)

        def backward(self, dout):
            return self.inner.backward(dout)

        def train(self):
            self.inner.train()
            return super().train()

        def eval(self):
            self.inner.eval()
            return super().eval()

    network, loss, _ = setup()
    network = Sequential(Composite(Spy()), *network.layers)
    optimizer = SGD(network.parameters(), lr=0.1)
    train(network, loss, optimizer, X, T, epochs=2, batch_size=len(X), test=TEST)
    assert modes == [True, False, False] * 2


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"optimizer": setup()[2]}, ValueError, "an optimizer of this network"),
        ({"optimizer": None}, TypeError, "an optimizer, in this order; got .* NoneType"),
        ({"network": X}, TypeError, "a network, .* got ndarray"),
        ({"test": (X, T[:-1])}, ValueError, "a target for each example"),
        ({"test": (X, T.tolist())}, TypeError, "expects arrays, got list"),
        ({"schedule": 0.1}, TypeError, "schedule gives the learning rate of each step, got 0.1"),
        ({"loss_func": SoftmaxCrossEntropy}, TypeError, "a loss such as"),
        ({"network": SoftmaxCrossEntropy()}, TypeError, "in this order"),
        ({"x_train": X.tolist()}, TypeError, "expects arrays, got list"),
        ({"t_train": T.tolist()}, TypeError, "expects arrays, got list"),
        ({"test": X}, TypeError, r"a pair \(x, t\), got ndarray"),
        ({"checkpoint": "nowhere/run.npz"}, FileNotFoundError, "nowhere is none"),
        ({"checkpoint": "."}, IsADirectoryError, "is a folder"),
        ({"schedule": lambda step: -1}, ValueError, "schedule at step 0: lr is a number from 0"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_the_first_step(change, error, words):
    network, loss_func, optimizer = setup()
    run = {"network": network, "loss_func": loss_func, "optimizer": optimizer}
    with pytest.raises(error, match=words):
        train(**(run | {"x_train": X, "t_train": T, "epochs": 1} | change))
    assert optimizer.steps == 0


@pytest.mark.parametrize("place", ["x_train", "t_train", "test"])
def test_masked_arrays_are_refused(place):
    masked = {
        "x_train": np.ma.array(X, mask=X > 1),
        "t_train": np.ma.array(T, mask=T > 0),
        "test": (np.ma.array(X, mask=X > 1), T),
    }
    run = dict(zip(("network", "loss_func", "optimizer"), setup(), strict=True))
    with pytest.raises(TypeError, match="masked array, whose mask would be lost"):
        train(**(run | {"x_train": X, "t_train": T, "epochs": 1, place: masked[place]}))
