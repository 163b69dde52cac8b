"""What goes into a run of training, and what comes out: data, and what happened step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dlnotes.checks import as_array

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


def check_data(x: np.ndarray, t: np.ndarray) -> Data:
    """Return examples and their targets as plain arrays, or raise where they are none."""
    for array in (x, t):
        if not isinstance(array, np.ndarray):
            raise TypeError(
                f"train expects arrays, got {type(array).__name__}. Convert it: "
                "np.array(x, dtype=np.float32) for examples, np.array(t) for labels."
            )
    x, t = as_array("train", "x", x), as_array("train", "t", t)
    if x.shape[:1] != t.shape[:1] or len(np.atleast_1d(x)) == 0 or x.ndim == 0:
        raise ValueError(
            "train expects a target for each example, at least one; got "
            f"{x.shape} examples, {t.shape} targets. Pass arrays of one length."
        )
    return x, t
