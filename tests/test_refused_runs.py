"""The checkpoint of another run, or one that cannot be trusted, is refused, and nothing changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_runs import TEST, T, X, setup, weights

from dlnotes import (
    MSE,
    SGD,
    Adam,
    Affine,
    CosineAnnealing,
    Dropout,
    Momentum,
    MultiLayerNet,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    Tanh,
    save_network,
    train,
)
from dlnotes.archives import read_archive, write_archive


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("good") / "run.npz"
    train(*setup(), X, T, epochs=1, checkpoint=path)
    return path


def refused_whole(path, words):
    """Assert that resuming raises ValueError and changes nothing."""
    network, loss, optimizer = setup(seed=99)
    before, rng = weights(network), np.random.default_rng(5)
    state = rng.bit_generator.state
    with pytest.raises(ValueError, match=words):
        train(network, loss, optimizer, X, T, epochs=2, checkpoint=path, resume=True, rng=rng)
    for name, array in network.arrays().items():
        np.testing.assert_array_equal(array, before[name])
    assert (optimizer.steps, rng.bit_generator.state) == (0, state)


@pytest.mark.parametrize(
    ("words", "run", "changes"),
    [
        ("network was", setup(activation="tanh"), {}),
        ("network was .*16.* is .*9", (MultiLayerNet(2, [9], 2), *setup()[1:2]), {}),
        ("network was .*0.0.* is .*0.5", setup(dropout=0.5), {}),
        ("lr was 0.01, is 0.5", (*setup()[:2], {"lr": 0.5}), {}),
        ("test was None", setup(), {"test": TEST}),
        ("keep_best was False", setup(), {"keep_best": True, "test": TEST}),
        ("evaluate_every was 3, is 2", setup(), {"evaluate_every": 2}),
        ("data was", setup(), {"x_train": 2 * X}),
        ("optimizer was", setup(optimizer=Momentum), {}),
        ("loss was", (setup()[0], MSE()), {}),
        ("batch_size was 100, is 10", setup(), {"batch_size": 10}),
        ("by was epochs, is steps", setup(), {"steps": 4, "epochs": None}),
        ("max_norm was None, is 1", setup(), {"max_norm": 1}),
        ("data was", setup(), {"t_train": 1 - T}),
        ("lr was 0.01, is None", setup(), {"schedule": CosineAnnealing(0.1, 5)}),
        ("optimizer was .*0.9.* is .*0.8", (*setup()[:2], {"beta1": 0.8}), {}),
        ("data was", setup(), {"t_train": np.append(T[:-1], 1 - T[-1])}),
        ("data was", setup(), {"x_train": np.append(X[:-1], X[:1], axis=0)}),
        ("data was", setup(), {"x_train": X[:-1], "t_train": T[:-1], "evaluate_every": 3}),
    ],
)
def test_the_checkpoint_of_another_run_is_refused(words, run, changes, tmp_path):
    path = tmp_path / "run.npz"
    train(*setup(), X, T, epochs=1, checkpoint=path)
    if len(run) == 2:
        run = (*run, {})
    if isinstance(run[2], dict):
        run = (*run[:2], Adam(run[0].parameters(), **{"lr": 0.01} | run[2]))
    data = {"x_train": X, "t_train": T, "epochs": 2}
    with pytest.raises(ValueError, match=words):
        train(*run, **(data | changes), checkpoint=path, resume=True)


def test_a_saved_network_is_no_checkpoint(tmp_path):
    save_network(setup()[0], tmp_path / "n.npz")
    refused_whole(tmp_path / "n.npz", "expected a checkpoint file")


def test_a_run_shorter_than_what_is_done_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    train(*setup(), X, T, epochs=4, checkpoint=path)
    refused_whole(path, "has 12 steps behind it, got 6")


def test_another_schedule_is_noticed_by_its_learning_rates(tmp_path):
    path = tmp_path / "run.npz"
    options = {"checkpoint": path, "resume": True}
    train(*setup(), X, T, steps=4, schedule=lambda step: 0.1 / (1 + step), **options)
    with pytest.raises(ValueError, match="the schedule gave other learning rates"):
        train(*setup(), X, T, steps=8, schedule=lambda step: 0.2 / (1 + step), **options)
    run = setup()
    run[2].lr = 7.0  # a schedule sets it anew
    history = train(*run, X, T, steps=8, schedule=lambda step: 0.1 / (1 + step), **options)
    assert history.lr == [0.1 / (1 + step) for step in range(8)]


def test_a_schedule_that_another_machine_computes_in_its_own_last_digit_is_the_same(tmp_path):
    path, cosine = tmp_path / "run.npz", CosineAnnealing(0.1, 5)
    options = {"checkpoint": path, "resume": True}
    train(*setup(), X, T, steps=4, schedule=cosine, **options)
    there = [np.nextafter(cosine(step), 1) for step in range(5)]
    assert train(*setup(), X, T, steps=5, schedule=there.__getitem__, **options).lr[4] == there[4]


def test_a_network_with_a_layer_of_ones_own_is_told_from_others_too(tmp_path):
    class Own(ReLU):
        pass

    def run(ratio, activation):
        layers = Affine(2, 8, rng=0), Sequential(activation(), Own()), Dropout(ratio, rng=1)
        network = Sequential(*layers, Affine(8, 2, rng=2))
        return network, SoftmaxCrossEntropy(), SGD(network.parameters(), lr=0.1)

    options = {"checkpoint": tmp_path / "run.npz", "resume": True}
    train(*run(0.1, Tanh), X, T, steps=2, **options)
    for other in (run(0.9, Tanh), run(0.1, ReLU)):
        with pytest.raises(ValueError, match="network was"):
            train(*other, X, T, steps=4, **options)
    train(*run(0.1, Tanh), X, T, steps=4, **options)


@given(data=st.data())
def test_a_changed_or_cut_checkpoint_is_refused_and_nothing_changes(good, data, tmp_path_factory):
    content = bytearray(good.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[place] ^= data.draw(st.integers(1, 255))
    else:
        del content[place:]
    path = tmp_path_factory.mktemp("bad") / "run.npz"
    path.write_bytes(content)
    refused_whole(path, "damaged, truncated")


NONSENSE = [None, 3, "x", [], [1], {}, {"a": 1}, [{}], [{"bit_generator": "PCG64"}], [None, None]]
NONSENSE += [["a", 1], [4, "a"], [[], 0.1]]


@pytest.mark.parametrize("name", ["settings", "history", "optimizer", "best", "generators"])
@pytest.mark.parametrize("value", NONSENSE, ids=str)
def test_a_whole_checkpoint_that_tells_nonsense_is_refused(good, name, value, tmp_path):
    header, arrays = read_archive(good, "checkpoint")
    path = tmp_path / "run.npz"
    write_archive(path, "checkpoint", header | {name: value}, arrays)
    refused_whole(path, "another run|no checkpoint of this run")


@pytest.mark.parametrize("order", [[5, 10**9], [0.0, 1.0], ["a"], [[0, 1]], 7, [0, 0]])
def test_a_whole_checkpoint_without_an_order_of_the_examples_is_refused(good, order, tmp_path):
    header, arrays = read_archive(good, "checkpoint")
    path = tmp_path / "run.npz"
    write_archive(path, "checkpoint", header, arrays | {"order": np.array(order)})
    refused_whole(path, "no checkpoint of this run")


@pytest.mark.parametrize("name", ["order", "network.0.W", "optimizer.0.mean"])
def test_a_whole_checkpoint_without_one_of_its_arrays_is_refused(good, name, tmp_path):
    header, arrays = read_archive(good, "checkpoint")
    del arrays[name]
    path = tmp_path / "run.npz"
    write_archive(path, "checkpoint", header, arrays)
    refused_whole(path, name)
