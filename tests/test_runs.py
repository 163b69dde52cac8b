"""A run that was stopped, at whatever moment, goes on as if nothing had happened."""

import contextlib
import json
import random
import subprocess
import sys

import numpy as np
import pytest
from small_runs import TEST, T, X, assert_equal_runs, setup, weights

from dlnotes import (
    SGD,
    Adam,
    CosineAnnealing,
    Momentum,
    train,
)
from dlnotes.archives import read_archive
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


def test_a_checkpoint_is_written_as_often_as_asked(tmp_path, monkeypatch):
    saved = []
    monkeypatch.setattr(Run, "save", lambda run, *_: saved.append(len(run.history.loss)))
    options = {"steps": 10, "evaluate_every": 5, "checkpoint": tmp_path / "run.npz"}
    train(*setup(), X, T, checkpoint_every=4, **options)
    assert saved == [4, 8, 10]
    train(*setup(), X, T, **options)
    assert saved[3:] == [5, 10]


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
    assert "40/40" in capsys.readouterr().err  # and not 0/40


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
