"""What a training run has to remember: what happened so far, and all that decides how it goes on.

Weights, the optimizer's memory, the state of every random generator, the order of the examples in
this epoch, the best weights so far: with all of these in one file, a run can be killed at any
moment and taken up again as if nothing had happened. `dlnotes.training` uses it, chapter 6 shows
it.
"""

from __future__ import annotations

import copy
import json
import math
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np

from dlnotes.archives import read_archive, to_json, write_archive
from dlnotes.checkpoints import describe, fill
from dlnotes.checks import check_sizes
from dlnotes.evaluation import accuracy, predict
from dlnotes.history import Data, DivergedError, History
from dlnotes.layer import Layer
from dlnotes.losses import Loss
from dlnotes.optimizers import Optimizer
from dlnotes.targets import are_classes
from dlnotes.tensor import Tensor


def architecture(network: Layer) -> dict | list:
    """Return what tells a network from others: all of it, or class names where it is not ours."""
    try:
        return describe(network)
    except TypeError:
        return [type(network).__name__, *map(architecture, network.layers_inside())]


def fingerprint(x: np.ndarray, t: np.ndarray) -> list:
    """Return what tells data from others: shape, dtype and checksums."""
    sums = [zlib.crc32(np.ascontiguousarray(array).data) for array in (x, t)]
    return [list(x.shape), str(x.dtype), *sums]


class Run:
    """The state of a run: all that a checkpoint has to hold."""

    def __init__(
        self,
        network: Layer,
        loss_func: Loss,
        optimizer: Optimizer,
        rng: np.random.Generator,
        training: Data,
    ):
        self.network, self.loss_func, self.optimizer = network, loss_func, optimizer
        self.rng, self.training = rng, training
        self.history = History()
        self.order = np.empty(0, np.int64)  # in which this epoch takes the examples
        self.best: dict[str, np.ndarray] = {}
        self.best_loss, self.evaluations_since_best = math.inf, 0
        self.at_the_end: list[Callable[[], None]] = []

    def plan(self, epochs: int | None, steps: int | None, batch_size: int) -> None:
        """Decide how many steps there will be in all."""
        either = {"epochs": epochs, "steps": steps}
        given = {unit: count for unit, count in either.items() if count is not None}
        if len(given) != 1:
            raise ValueError("train expects either epochs or steps, got both or none. Give one.")
        check_sizes("train", batch_size=batch_size, **given)
        [(unit, count)] = given.items()
        self.by_epochs, self.batch_size = unit == "epochs", batch_size
        self.epoch_steps = math.ceil(len(self.training[0]) / batch_size)
        self.total = count * self.epoch_steps if self.by_epochs else count

    @property
    def step(self) -> int:
        """How many steps are done."""
        return len(self.history.loss)

    @property
    def finished(self) -> bool:
        """Whether the last step is done."""
        return self.step >= self.total

    def batches(self) -> Iterator[Data]:
        """Yield mini-batches until the run is finished."""
        x, t = self.training
        while not self.finished:
            if self.by_epochs:
                place = self.step % self.epoch_steps
                if place == 0:
                    self.order = self.rng.permutation(len(x))
                rows = self.order[place * self.batch_size : (place + 1) * self.batch_size]
            else:
                rows = self.rng.integers(len(x), size=self.batch_size)
            batch = x[rows]
            batch.setflags(write=False)  # nobody else has it, so a network need not copy it
            yield batch, t[rows]

    def check_loss(self, loss: Tensor, x: np.ndarray, t: np.ndarray) -> None:
        """Raise if the loss of a batch is infinite or not a number."""
        if not math.isfinite(loss):
            raise self.diverged(f"loss is {loss.item()}", x, t)

    def note(self, loss: Tensor) -> None:
        """Write a step into the history."""
        self.history.loss.append(loss.item())
        self.history.lr.append(self.optimizer.lr)

    def evaluate(self, test: Data, keep_best: bool) -> None:
        """Append an evaluation to the history, and remember the best."""
        history, (x, t) = self.history, test
        y = predict(self.network, x)
        history.step.append(self.step)
        history.test_loss.append(float(self.loss_func.forward(y, t)))
        if are_classes(t):
            x_some, t_some = (array[: len(x)] for array in self.training)
            history.test_accuracy.append(accuracy(y, t))
            history.train_accuracy.append(accuracy(predict(self.network, x_some), t_some))
        if not math.isfinite(history.test_loss[-1]):
            raise self.diverged(f"test loss is {history.test_loss[-1]}", *test)
        self.evaluations_since_best += 1
        if history.test_loss[-1] < self.best_loss:
            self.best_loss, self.evaluations_since_best = history.test_loss[-1], 0
            if keep_best:
                self.best = {name: array.copy() for name, array in self.network.arrays().items()}

    @contextmanager
    def kept(self) -> Iterator[None]:
        """However a run ends, put back the best weights, and give an error the history."""
        try:
            yield
        except BaseException as error:  # the stop button, too
            error.history = self.history  # type: ignore[attr-defined]
            if isinstance(error, KeyboardInterrupt):
                kept = "; the best weights are back" if self.best else ""
                error.add_note(
                    f"train: stopped after {self.step} steps, which error.history tells of{kept}."
                )
            raise
        finally:
            if self.best:
                fill(self.network.arrays(), self.best, "train")
            for close in self.at_the_end:
                close()

    def check_weights(self) -> None:
        """Raise if a weight is infinite or not a number."""
        if not all(np.isfinite(array).all() for array in self.network.arrays().values()):
            raise self.diverged("weights are not finite")

    def diverged(self, what: str, *data: np.ndarray) -> DivergedError:
        """Return the error that says what happened, and what to try."""
        step, lr = self.step, self.optimizer.lr
        hint = "Try a learning rate ten times smaller, max_norm=1.0, or inputs scaled to about 1."
        if not all(np.isfinite(array).all() for array in data):
            hint = "The data hold NaN or infinity: find them with np.isfinite, and clean them."
        return DivergedError(
            f"train: the run diverged, the {what} at step {step} (epoch "
            f"{step // self.epoch_steps}) with lr={lr:g}. {hint}",
            self.history,
        )

    def generators(self) -> list[np.random.Generator]:
        """Return every random generator that the run draws from."""
        return [self.rng, *self.network.generators()]

    def places(self) -> dict[str, np.ndarray]:
        """Return, by name, the arrays that training changes."""
        network = {f"network.{k}": array for k, array in self.network.arrays().items()}
        return network | {f"optimizer.{k}": array for k, array in self.optimizer.arrays().items()}

    def save(self, path: str | os.PathLike, settings: dict) -> None:
        """Write the state, all or nothing."""
        header = {
            "settings": settings,
            "history": asdict(self.history),
            "optimizer": [self.optimizer.steps, self.optimizer.lr],
            "best": [self.best_loss, self.evaluations_since_best],
            "generators": [rng.bit_generator.state for rng in self.generators()],
        }
        best = {f"best.{k}": array for k, array in self.best.items()}
        write_archive(path, "checkpoint", header, self.places() | best | {"order": self.order})

    def load(
        self,
        path: str | os.PathLike,
        settings: dict,
        schedule: Callable[[int], float] | None,
    ) -> None:
        """Put back what `save` wrote, after checking that it is of this run."""
        header, arrays = read_archive(path, "checkpoint")
        told = header.get("settings")
        for name, now in json.loads(to_json(settings)).items():
            then = told.get(name) if isinstance(told, dict) else None
            if then != now:
                raise ValueError(
                    f"train: {path} is the checkpoint of another run: {name} was {then}, is {now}. "
                    "Resume with the same settings, or start anew with another file."
                )
        try:  # all of it, before anything of the run changes
            order = arrays.pop("order")
            plain = order.dtype == np.int64 and order.shape == (order.size,)
            if not (plain and (np.sort(order) == np.arange(order.size)).all()):
                raise ValueError(f"{order} is no order of examples")
            best = {k[5:]: arrays.pop(k) for k in list(arrays) if k.startswith("best.")}
            numbers: dict[str, Any] = {
                k: [float(v) for v in header["history"][k]] for k in vars(History())
            }
            history = History(**numbers | {"step": [int(step) for step in numbers["step"]]})
            steps, lr = int(header["optimizer"][0]), float(header["optimizer"][1])
            best_loss, since_best = float(header["best"][0]), int(header["best"][1])
            generators = list(zip(self.generators(), header["generators"], strict=True))
            for rng, state in generators:
                copy.deepcopy(rng).bit_generator.state = state
        except Exception as error:
            raise ValueError(
                f"train: {path} is no checkpoint of this run ({type(error).__name__}: {error}). "
                "Start anew with another file."
            ) from error
        done = len(history.loss)
        if done > self.total:
            raise ValueError(
                f"train: {path} has {done} steps behind it, got {self.total} to take in all. "
                "Give at least as many, or start anew with another file."
            )
        # Another machine's cosine may differ in its last digit.
        if schedule and not np.allclose(history.lr, [*map(schedule, range(done))], 1e-9, 1e-12):
            raise ValueError(
                f"train: {path} is the checkpoint of another run: the schedule gave other learning "
                "rates. Resume with the same one, or start anew with another file."
            )
        if best:
            fill({name: array.copy() for name, array in self.network.arrays().items()}, best, path)
        fill(self.places(), arrays, path)
        self.order, self.best, self.history = order, best, history
        self.optimizer.steps, self.optimizer.lr = steps, lr
        self.best_loss, self.evaluations_since_best = best_loss, since_best
        for rng, state in generators:
            rng.bit_generator.state = state
