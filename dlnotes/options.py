"""What hangs on the training loop when it is asked for, each a part of its own.

A part may do something when a run begins, before a step, between the slopes and the update, after
a step, and when the run ends, however it does. `train` calls them in the order of `parts_for`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any, TypedDict

from dlnotes.archives import as_path, check_path
from dlnotes.checks import check_range, check_sizes
from dlnotes.history import Data, check_data
from dlnotes.optimizers import clip_gradients
from dlnotes.runs import Run, architecture, fingerprint


class Options(TypedDict, total=False):
    """What `train` takes besides."""

    #: (x_test, t_test): evaluated in evaluation mode; the training accuracy is that of as many
    #: training examples.
    test: Data | None
    #: Steps between evaluations. Default: as many as an epoch has. The last step always counts.
    evaluate_every: int | None
    #: Learning rate by step, from 0. Default: `optimizer.lr` as it is.
    schedule: Callable[[int], float] | None
    #: Clip gradients to this length.
    max_norm: float | None
    #: Stop early when `test_loss` has not improved for so many evaluations.
    patience: int | None
    #: At the end, put back the weights of the evaluation with the lowest `test_loss`.
    keep_best: bool
    #: A file to which the state of the run goes at each evaluation and at the end.
    checkpoint: str | os.PathLike | None
    #: Steps between checkpoints. Default: `evaluate_every`.
    checkpoint_every: int | None
    #: Go on from the checkpoint, if the file exists. `epochs` or `steps` may have grown since.
    resume: bool
    #: Show a progress bar (needs tqdm).
    progress: bool


class Part:
    """Something that happens in a run besides the loop; does nothing unless it says so."""

    def before_step(self, run: Run) -> None:
        """Before the slopes are cleared."""

    def before_update(self, run: Run) -> None:
        """When every parameter has its slope."""

    def after_step(self, run: Run) -> None:
        """When the parameters have changed."""


class Parts(Part):
    """Several parts, one after the other."""

    def __init__(self, parts: list[Part]):
        self.parts = parts

    def before_step(self, run):
        for part in self.parts:
            part.before_step(run)

    def before_update(self, run):
        for part in self.parts:
            part.before_update(run)

    def after_step(self, run):
        for part in self.parts:
            part.after_step(run)


class FollowSchedule(Part):
    """Sets the learning rate of each step."""

    def __init__(self, schedule: Callable[[int], float]):
        if not callable(schedule):
            raise TypeError(
                f"train: schedule gives the learning rate of each step, got {schedule!r}. "
                "Give a function of the step, such as Constant(0.1)."
            )
        self.schedule = schedule

    def before_step(self, run):
        lr = self.schedule(run.step)
        check_range(f"train, schedule at step {run.step}", lr=(lr, 0, math.inf))
        run.optimizer.lr = float(lr)


class ClipGradients(Part):
    """Shortens a gradient that is too long."""

    def __init__(self, max_norm: float):
        self.max_norm = max_norm

    def before_update(self, run):
        clip_gradients(run.optimizer.parameters, self.max_norm)


class Evaluate(Part):
    """Tries the network on test data, remembers the best weights, and may lose patience."""

    def __init__(self, test: Data, every: int, keep_best: bool, patience: int | None):
        self.test, self.every = test, every
        self.keep_best, self.patience = keep_best, math.inf if patience is None else patience

    def after_step(self, run):
        if run.step % self.every == 0 or run.finished:
            run.evaluate(self.test, self.keep_best)
        self.lose_patience(run)

    def lose_patience(self, run: Run) -> None:
        """End the run if there was no better evaluation for too long."""
        if run.evaluations_since_best >= self.patience:
            run.total = run.step


class SaveCheckpoints(Part):
    """Writes the state of the run to a file, now and then and at the end."""

    def __init__(self, path: str | os.PathLike, every: int, settings: dict[str, Any]):
        self.path, self.every, self.settings = check_path(path), every, settings

    def after_step(self, run):
        if run.finished or run.step % self.every == 0:
            run.check_weights()
            run.save(self.path, self.settings)


class CheckWeightsAtTheEnd(Part):
    """Sees to it that no run ends with weights that are no numbers."""

    def after_step(self, run):
        if run.finished:
            run.check_weights()


class ShowProgress(Part):
    """Draws a bar."""

    def __init__(self, run: Run):
        try:
            from tqdm.auto import tqdm  # only here: dlnotes itself needs NumPy alone
        except ImportError as error:
            raise ImportError(
                "train: progress=True draws its bar with tqdm, which is not installed. "
                "Install it (pip install tqdm) or leave progress out."
            ) from error
        self.bar = tqdm(initial=run.step, total=run.total, unit="step")
        run.at_the_end.append(self.bar.close)

    def after_step(self, run):
        self.bar.update()


def parts_for(run: Run, options: Options) -> Parts:
    """Check the options, take up an earlier run if asked to, and return the parts."""
    unknown = sorted(set(options) - set(Options.__annotations__))
    if unknown:
        raise TypeError(
            f"train has no argument {', '.join(unknown)}; besides epochs, steps, batch_size and "
            f"rng it takes {', '.join(Options.__annotations__)}."
        )
    counts = {
        "evaluate_every": options.get("evaluate_every"),
        "checkpoint_every": options.get("checkpoint_every"),
        "patience": options.get("patience"),
    }
    check_sizes("train", **{name: count for name, count in counts.items() if count is not None})
    test, path, schedule = options.get("test"), options.get("checkpoint"), options.get("schedule")
    keep_best, patience = options.get("keep_best", False), options.get("patience")
    max_norm = options.get("max_norm")
    if not (test is None or (isinstance(test, (tuple, list)) and len(test) == 2)):
        raise TypeError(f"train: test is a pair (x, t), got {type(test).__name__}. Give both.")
    if test is None and (keep_best or patience is not None):
        raise ValueError("train: keep_best and patience judge by the test loss. Give test=(x, t).")
    if options.get("resume") and path is None:
        raise ValueError("train: resume goes on from a checkpoint. Give checkpoint=path.")

    every = options.get("evaluate_every") or run.epoch_steps
    parts: list[Part] = []
    if schedule is not None:
        parts.append(FollowSchedule(schedule))
    if max_norm is not None:
        parts.append(ClipGradients(max_norm))
    if test is not None:
        test = check_data(*test)
        parts.append(Evaluate(test, every, keep_best, patience))
    parts.append(CheckWeightsAtTheEnd())
    if path is not None:
        settings = settings_of(run, every, options, test)
        parts.append(SaveCheckpoints(path, options.get("checkpoint_every") or every, settings))
        if options.get("resume") and as_path(path).exists():
            run.load(as_path(path), settings, schedule)
            for part in parts:
                if isinstance(part, Evaluate):
                    part.lose_patience(run)
    if options.get("progress"):
        parts.append(ShowProgress(run))
    return Parts(parts)


def settings_of(run: Run, every: int, options: Options, test: Data | None) -> dict[str, Any]:
    """Return what has to be the same when a run is resumed."""
    return {
        "network": architecture(run.network),
        "loss": type(run.loss_func).__name__,
        "optimizer": [type(run.optimizer).__name__, run.optimizer.settings()],
        "lr": run.optimizer.lr if options.get("schedule") is None else None,
        "by": "epochs" if run.by_epochs else "steps",
        "batch_size": run.batch_size,
        "evaluate_every": every,
        "max_norm": options.get("max_norm"),
        "keep_best": options.get("keep_best", False),
        "data": fingerprint(*run.training),
        "test": test and fingerprint(*test),
    }
