"""A schedule gives the learning rate of each step: large at first to get near, small to settle.

Each is called with the number of the step, from 0. `train` takes one as ``schedule=``. Chapter 5
draws them, chapter 7 uses cosine annealing on MNIST.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dlnotes.checks import check_range, check_sizes


@dataclass(frozen=True)
class Constant:
    """The same learning rate always.

    Examples
    --------
    >>> Constant(0.1)(1000)
    0.1
    """

    lr: float

    def __post_init__(self):
        check_range("Constant", lr=(self.lr, 0, math.inf))

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        return self.lr


@dataclass(frozen=True)
class StepDecay:
    """Multiply by `factor` after every `every` steps.

    Examples
    --------
    >>> schedule = StepDecay(lr=0.8, every=100, factor=0.5)
    >>> [schedule(step) for step in (0, 99, 100, 200)]
    [0.8, 0.8, 0.4, 0.2]
    """

    lr: float
    every: int
    factor: float = 0.1

    def __post_init__(self):
        check_range("StepDecay", lr=(self.lr, 0, math.inf), factor=(self.factor, 0, math.inf))
        check_sizes("StepDecay", every=self.every)

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        return self.lr * self.factor ** (step // self.every)


@dataclass(frozen=True)
class CosineAnnealing:
    r"""Rise in a straight line for `warmup_steps`, then fall along half a cosine to `minimum`.

    .. math:: \eta = \eta_{min} + \tfrac12 (\eta_{max} - \eta_{min})
              \Bigl(1 + \cos \frac{\pi (s - w)}{S - w}\Bigr)

    with s the step, w `warmup_steps` and S `total_steps`; from step S on it stays at `minimum`.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts.

    Examples
    --------
    >>> schedule = CosineAnnealing(lr=1.0, total_steps=100)
    >>> [round(schedule(step), 3) for step in (0, 50, 100, 999)]
    [1.0, 0.5, 0.0, 0.0]
    >>> schedule = CosineAnnealing(lr=1.0, total_steps=100, warmup_steps=4)
    >>> [schedule(step) for step in range(5)]
    [0.25, 0.5, 0.75, 1.0, 1.0]
    """

    lr: float
    total_steps: int
    warmup_steps: int = 0
    minimum: float = 0.0

    def __post_init__(self):
        check_range(
            "CosineAnnealing", lr=(self.lr, 0, math.inf), minimum=(self.minimum, 0, math.inf)
        )
        check_sizes("CosineAnnealing", total_steps=self.total_steps)
        check_range("CosineAnnealing", warmup_steps=(self.warmup_steps, 0, math.inf))
        if not 0 <= self.warmup_steps < self.total_steps:
            raise ValueError(
                "CosineAnnealing: warmup_steps is from 0 to less than total_steps; got "
                f"warmup_steps={self.warmup_steps}, total_steps={self.total_steps}. "
                "Give a tenth of total_steps, or 0 for no warm-up."
            )

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step."""
        if step < self.warmup_steps:
            return self.lr * (step + 1) / self.warmup_steps
        done = (step - self.warmup_steps) / (self.total_steps - self.warmup_steps)
        fall = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
        return self.minimum + (self.lr - self.minimum) * fall
