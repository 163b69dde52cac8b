"""Training runs: what they do, when they stop, and that a killed one goes on as if nothing was."""

import contextlib
import json
import random
import subprocess
import sys

import numpy as np
import pytest

from dlnotes import (
    MSE,
    SGD,
    Adam,
    CosineAnnealing,
    DivergedError,
    Layer,
    Momentum,
    MultiLayerNet,
    Sequential,
    SoftmaxCrossEntropy,
    make_moons,
    save_network,
    train,
)

X, T = make_moons(230, noise=0.2, rng=np.random.default_rng(0))
X = X.astype(np.float32)
TEST = (X[:80], T[:80])


def setup(seed=0, optimizer=Adam, **options):
    network = MultiLayerNet(2, [16], 2, rng=seed, **options)
    return network, SoftmaxCrossEntropy(), optimizer(network.parameters(), lr=0.01)


def weights(network):
    return {name: array.copy() for name, array in network.arrays().items()}


def assert_equal_runs(one, other):
    for name, array in one.arrays().items():
        np.testing.assert_array_equal(array, other.arrays()[name], err_msg=name)


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


class Scripted(SoftmaxCrossEntropy):
    """A loss whose evaluations come out as told; training goes its usual way."""

    def __init__(self, *told):
        self.told = list(told)

    def forward(self, y, t):
        value = super().forward(y, t)
        return value if len(t) != len(TEST[1]) else self.told.pop(0)


def test_early_stopping_waits_as_long_as_its_patience():
    network, _, optimizer = setup()
    loss = Scripted(0.9, 0.5, 0.7, 0.6, 0.4, 0.3)
    history = train(network, loss, optimizer, X, T, epochs=6, batch_size=100, test=TEST, patience=2)
    assert history.test_loss == [0.9, 0.5, 0.7, 0.6]
    assert len(history.loss) == 4 * 3


def test_keep_best_puts_the_best_weights_back():
    best, _, optimizer = setup()
    train(best, SoftmaxCrossEntropy(), optimizer, X, T, epochs=2, batch_size=100)
    network, _, optimizer = setup()
    loss = Scripted(0.9, 0.5, 0.7, 0.6)
    train(network, loss, optimizer, X, T, epochs=4, batch_size=100, test=TEST, keep_best=True)
    assert_equal_runs(network, best)


def test_a_diverged_run_says_when_and_what_to_try():
    network = MultiLayerNet(2, [8], 1)
    optimizer = SGD(network.parameters(), lr=1e6)
    with pytest.raises(DivergedError, match=r"at step \d+ \(epoch \d+\) with lr=1e\+06\. Try") as e:
        train(network, MSE(), optimizer, X, X[:, :1], epochs=20, batch_size=100)
    assert 0 < len(e.value.history.loss) < 60
    assert np.isfinite(e.value.history.loss).all()


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
        ("optimizer was", setup(optimizer=Momentum), {}),
        ("loss was", (setup()[0], MSE()), {}),
        ("batch_size was 100, is 10", setup(), {"batch_size": 10}),
        ("by was epochs, is steps", setup(), {"steps": 4, "epochs": None}),
        ("max_norm was None, is 1", setup(), {"max_norm": 1}),
        ("data was", setup(), {"t_train": 1 - T}),
        ("schedule was None", setup(), {"schedule": CosineAnnealing(0.1, 5)}),
    ],
)
def test_the_checkpoint_of_another_run_is_refused(words, run, changes, tmp_path):
    path = tmp_path / "run.npz"
    train(*setup(), X, T, epochs=1, checkpoint=path)
    if len(run) == 2:
        run = (*run, Adam(run[0].parameters(), lr=0.01))
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
