"""A run that was stopped, at whatever moment, goes on as if nothing had happened."""

import contextlib
import json
import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_runs import TEST, T, X, assert_equal_runs, setup, weights

from dlnotes import (
    MSE,
    SGD,
    Adam,
    Affine,
    CosineAnnealing,
    DivergedError,
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
from dlnotes.checkpoints import read_archive, write_archive
from dlnotes.runs import Run

RUNS = {
    "epochs": {"epochs": 6, "batch_size": 50},
    "steps": {"steps": 40, "evaluate_every": 7},
    "everything": {
        "epochs": 6,
        "batch_size": 50,
        "max_norm": 0.5,
        "keep_best": True,
        "patience": 2,
        "schedule": CosineAnnealing(0.05, total_steps=30, warmup_steps=3),
        "checkpoint_every": 4,
    },
}


class Stop(Exception):
    """Ends a run between two steps."""


def stop_at(optimizer, count):
    step = optimizer.step

    def stopping_step():
        if optimizer.steps == count:
            raise Stop
        step()

    optimizer.step = stopping_step


@pytest.mark.parametrize("options", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam])
@pytest.mark.parametrize("count", [8, 13, 22])
def test_a_run_resumed_after_any_step_ends_like_one_in_one_go(options, optimizer, count, tmp_path):
    extras = {"dropout": 0.3, "batch_norm": True, "optimizer": optimizer}
    options = options | {"test": TEST, "checkpoint": tmp_path / "run.npz"}
    whole = setup(**extras)
    expected = train(*whole, X, T, rng=5, **options)

    stopped = setup(**extras)
    stop_at(stopped[2], count)
    with pytest.raises(Stop):
        train(*stopped, X, T, rng=5, **options)
    fresh = setup(seed=99, **extras)  # other weights, masks and batches, if not resumed
    assert train(*fresh, X, T, rng=77, resume=True, **options) == expected
    assert_equal_runs(fresh[0], whole[0])


def test_resuming_a_finished_run_changes_nothing(tmp_path):
    options = RUNS["everything"] | {"test": TEST, "checkpoint": tmp_path / "run.npz"}
    run = setup()
    expected, before = train(*run, X, T, **options), weights(run[0])
    again = setup(seed=99)
    assert train(*again, X, T, resume=True, **options) == expected
    for name, array in again[0].arrays().items():
        np.testing.assert_array_equal(array, before[name])


def test_a_finished_run_can_be_made_longer(tmp_path):
    whole, path = setup(), tmp_path / "run.npz"
    expected = train(*whole, X, T, epochs=5, test=TEST)
    train(*setup(), X, T, epochs=2, test=TEST, checkpoint=path)
    longer = setup(seed=99)
    assert train(*longer, X, T, epochs=5, test=TEST, checkpoint=path, resume=True) == expected
    assert_equal_runs(longer[0], whole[0])


def test_without_a_checkpoint_to_resume_from_a_run_starts_at_the_beginning(tmp_path):
    expected = train(*setup(), X, T, epochs=2)
    path = tmp_path / "run.npz"
    assert train(*setup(), X, T, epochs=2, checkpoint=path, resume=True) == expected


def test_a_generator_other_than_numpys_default_is_resumed_too(tmp_path):
    path = tmp_path / "run.npz"

    def rng(seed):
        return np.random.Generator(np.random.MT19937(seed))

    expected = train(*setup(), X, T, epochs=4, rng=rng(1))
    train(*setup(), X, T, epochs=2, rng=rng(1), checkpoint=path)
    assert train(*setup(), X, T, epochs=4, rng=rng(2), checkpoint=path, resume=True) == expected


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


def test_a_damaged_checkpoint_or_a_saved_network_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    train(*setup(), X, T, epochs=1, checkpoint=path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="damaged, truncated"):
        train(*setup(), X, T, epochs=1, checkpoint=path, resume=True)
    save_network(setup()[0], path)
    with pytest.raises(ValueError, match="expected a checkpoint file"):
        train(*setup(), X, T, epochs=1, checkpoint=path, resume=True)


def test_a_checkpoint_is_written_as_often_as_asked(tmp_path, monkeypatch):
    saved = []
    monkeypatch.setattr(Run, "save", lambda run, *_: saved.append(len(run.history.loss)))
    options = {"steps": 10, "evaluate_every": 5, "checkpoint": tmp_path / "run.npz"}
    train(*setup(), X, T, checkpoint_every=4, **options)
    assert saved == [4, 8, 10]
    train(*setup(), X, T, **options)
    assert saved[3:] == [5, 10]


def test_a_run_shorter_than_what_is_done_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    train(*setup(), X, T, epochs=4, checkpoint=path)
    network, loss, optimizer = setup(seed=99)
    before = weights(network)
    with pytest.raises(ValueError, match="has 12 steps behind it, got 6"):
        train(network, loss, optimizer, X, T, epochs=2, checkpoint=path, resume=True)
    for name, array in network.arrays().items():
        np.testing.assert_array_equal(array, before[name])


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


def test_a_checkpoint_never_holds_weights_that_are_no_numbers(tmp_path):
    path = tmp_path / "run.npz"
    options = {"steps": 8, "checkpoint": path, "checkpoint_every": 1}
    with pytest.raises(DivergedError, match="weights are not finite at step 4"):
        schedule = lambda step: 1e200 if step == 3 else 0.1  # noqa: E731
        train(*setup(optimizer=SGD), X, T, schedule=schedule, **options)
    header, arrays = read_archive(path, "checkpoint")
    assert len(header["history"]["loss"]) == 3
    assert np.isfinite(arrays["network.0.W"]).all()


def test_a_run_that_stops_early_writes_its_checkpoint(tmp_path):
    path = tmp_path / "run.npz"
    options = {"epochs": 500, "test": TEST, "patience": 1, "checkpoint_every": 10_000}
    history = train(*setup(), X, T, checkpoint=path, **options)
    assert len(history.loss) < 1500
    assert read_archive(path, "checkpoint")[0]["history"]["loss"] == history.loss


def test_numbers_of_numpy_go_into_a_checkpoint_and_the_learning_rate_comes_back(tmp_path):
    network, loss, optimizer = setup()
    options = {"batch_size": np.int64(50), "max_norm": np.float32(0.5), "steps": np.int64(4)}
    options |= {"schedule": lambda step: np.float32(0.5) / (1 + step)}
    train(network, loss, optimizer, X, T, checkpoint=tmp_path / "run.npz", **options)
    resumed = setup()
    train(*resumed, X, T, checkpoint=tmp_path / "run.npz", resume=True, **options)
    assert resumed[2].lr == optimizer.lr == 0.125


def test_the_progress_bar_of_a_resumed_run_starts_where_it_stopped(tmp_path, capsys):
    path = tmp_path / "run.npz"
    train(*setup(), X, T, steps=40, checkpoint=path)
    train(*setup(), X, T, steps=40, evaluate_every=3, checkpoint=path, resume=True, progress=True)
    assert "100%" in capsys.readouterr().err


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


PROGRAM = """
import json, sys
import numpy as np
from dlnotes import Adam, MultiLayerNet, SoftmaxCrossEntropy, make_moons, train

class Telling(SoftmaxCrossEntropy):
    def backward(self, dout=1.0):
        print("step", flush=True)
        sys.stdin.readline()  # one line for each step that it may take
        return super().backward(dout)

x, t = make_moons(300, noise=0.2, rng=np.random.default_rng(0))
x = x.astype(np.float32)
network = MultiLayerNet(2, [30, 30], 2, dropout=0.2, batch_norm=True, rng=1)
optimizer = Adam(network.parameters(), lr=0.01)
history = train(
    network, Telling(), optimizer, x, t, epochs=12, batch_size=16, test=(x, t), evaluate_every=5,
    checkpoint=sys.argv[1], checkpoint_every=2, resume=True, keep_best=True, rng=2,
)
weights = {name: array.tobytes().hex() for name, array in network.arrays().items()}
print(json.dumps([vars(history), weights]), flush=True)
"""


def test_a_run_killed_at_arbitrary_moments_ends_like_one_that_was_not(tmp_path):
    def start(path):
        command = [sys.executable, "-c", PROGRAM, str(path)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen(command, **pipes, text=True)

    with start(tmp_path / "whole.npz") as whole:
        expected = whole.communicate("\n" * 12 * 19)[0].splitlines()[-1]

    moments, kills = random.Random(3), 0
    while True:
        with start(tmp_path / "killed.npz") as run:
            steps = moments.randint(1, 70)
            run.stdin.write("\n" * (steps + 4))
            run.stdin.flush()
            lines = [run.stdout.readline() for _ in range(steps)]
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(timeout=moments.uniform(0, 0.01))  # into a step, a save, an evaluation
            if run.poll() is None:
                run.kill()
                kills += 1
                continue
            result = "".join([*lines, run.stdout.read()]).splitlines()[-1]
            break
    assert kills >= 3
    assert result == expected
    assert len(json.loads(result)[0]["loss"]) == 12 * 19
