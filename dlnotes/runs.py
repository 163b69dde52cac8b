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
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import numpy as np

from dlnotes.checkpoints import describe, fill, read_archive, to_json, write_archive
from dlnotes.evaluation import accuracy, are_classes, predict
from dlnotes.layers import Layer, inner_layers
from dlnotes.losses import Loss
from dlnotes.optimizers import Optimizer

Data = tuple[np.ndarray, np.ndarray]


@dataclass
class History:
    """What happened in a run, as lists.

    Attributes
    ----------
    loss, lr : list of float
        Mini-batch loss and learning rate of each step.
    step : list of int
        Steps done at each evaluation; the lists below have one number for each.
    train_accuracy, test_accuracy : list of float
        Share of right answers, 0 to 1; empty for regression.
    test_loss : list of float
        Loss on the test data.
    """

    loss: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    step: list[int] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)
    test_loss: list[float] = field(default_factory=list)


class DivergedError(RuntimeError):
    """The loss or a weight is no longer a number; `history` holds what happened until then."""

    def __init__(self, message: str, history: History):
        super().__init__(message)
        self.history = history


def architecture(network: Layer) -> dict | list:
    """Return what tells a network from others: all of it, or class names where it is not ours."""
    try:
        return describe(network)
    except TypeError:
        return [type(network).__name__, *map(architecture, inner_layers(network))]


def fingerprint(x: np.ndarray, t: np.ndarray) -> list:
    """Return what tells data from others: shape, dtype and checksums."""
    sums = [zlib.crc32(np.ascontiguousarray(array)) for array in (x, t)]
    return [list(x.shape), str(x.dtype), *sums]


class Run:
    """The state of a run: all that a checkpoint has to hold."""

    def __init__(
        self, network: Layer, optimizer: Optimizer, rng: np.random.Generator, epoch_steps: int
    ):
        self.network, self.optimizer, self.rng = network, optimizer, rng
        self.epoch_steps = epoch_steps
        self.history = History()
        self.order = np.empty(0, np.int64)  # in which this epoch takes the examples
        self.best: dict[str, np.ndarray] = {}
        self.best_loss, self.evaluations_since_best = math.inf, 0

    def next_of_epoch(self, place: int, batch_size: int, size: int) -> np.ndarray:
        """Return the examples to take at that place of an epoch."""
        if place == 0:
            self.order = self.rng.permutation(size)
        return self.order[place * batch_size : (place + 1) * batch_size]

    def is_patient(self, patience: int | None) -> bool:
        """Tell whether to go on in hope of a better evaluation."""
        return patience is None or self.evaluations_since_best < patience

    def evaluate(self, loss_func: Loss, training: Data, test: Data, keep_best: bool) -> None:
        """Append an evaluation to the history, and remember the best."""
        history, (x, t) = self.history, test
        y = predict(self.network, x)
        history.step.append(len(history.loss))
        history.test_loss.append(float(loss_func.forward(y, t)))
        if are_classes(t):
            x_some, t_some = training[0][: len(x)], training[1][: len(x)]
            history.test_accuracy.append(accuracy(y, t))
            history.train_accuracy.append(accuracy(predict(self.network, x_some), t_some))
        self.evaluations_since_best += 1
        if history.test_loss[-1] < self.best_loss:
            self.best_loss, self.evaluations_since_best = history.test_loss[-1], 0
            if keep_best:
                self.best = {name: array.copy() for name, array in self.network.arrays().items()}

    def check_weights(self) -> None:
        """Raise if a weight is infinite or not a number."""
        if not all(np.isfinite(array).all() for array in self.network.arrays().values()):
            raise self.diverged("weights are not finite")

    def diverged(self, what: str, *data: np.ndarray) -> DivergedError:
        """Put back the best weights, if any, and return the error that says what happened."""
        if self.best:
            fill(self.network.arrays(), self.best, "train")
        step, lr = len(self.history.loss), self.optimizer.lr
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
        total: int,
    ) -> None:
        """Put back what `save` wrote, after checking that it is of this run of `total` steps."""
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
            numbers = {k: [float(v) for v in header["history"][k]] for k in vars(History())}
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
        if done > total:
            raise ValueError(
                f"train: {path} has {done} steps behind it, got {total} to take in all. "
                "Give at least as many, or start anew with another file."
            )
        if schedule and [float(schedule(step)) for step in range(done)] != history.lr:
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
