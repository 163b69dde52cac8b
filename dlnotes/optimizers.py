r"""An optimizer turns slopes into steps.

All start from the same idea, :math:`\theta \leftarrow \theta - \eta\, g`: walk down the slope
:math:`g = \partial E / \partial \theta` with stride :math:`\eta`, the learning rate `lr`. The
others add a memory: of the direction (momentum), of the size of past slopes (AdaGrad, RMSProp), or
of both (Adam). Chapter 5 races them. Each `update` below sees all parameters as one long vector.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dlnotes.tensor import Parameter, pack


class Optimizer:
    """What all optimizers share.

    A subclass names what it remembers for each parameter in `remembers`, and gives `update`.

    Parameters
    ----------
    parameters : iterable of Parameter
        What to train: ``network.parameters()``.
    lr : float
        Learning rate; may be changed at any time.
    weight_decay : float
        Strength λ of the L2 penalty: adds λ times each parameter to its slope.

    Raises
    ------
    TypeError
        If something else than parameters came.
    ValueError
        If there are none, one comes twice, or a setting is out of its range.
    """

    remembers: tuple[str, ...] = ()

    def __init__(self, parameters: Iterable[Parameter], lr: float, weight_decay: float = 0.0):
        who = type(self).__name__
        parameters = list(parameters) if isinstance(parameters, Iterable) else [parameters]
        if not all(isinstance(parameter, Parameter) for parameter in parameters):
            raise TypeError(
                f"{who} expects parameters, got {type(parameters[0]).__name__}. "
                "Pass network.parameters()."
            )
        if len({id(parameter) for parameter in parameters}) != max(1, len(parameters)):
            raise ValueError(
                f"{who} expects at least one parameter, and each once; got {len(parameters)}. "
                "Pass network.parameters()."
            )
        check_range(who, lr=(lr, 0, np.inf), weight_decay=(weight_decay, 0, np.inf))
        self.parameters = parameters
        self.lr, self.weight_decay = float(lr), float(weight_decay)
        self.steps = 0
        self.runs = pack(parameters)
        self.memory = [
            {name: np.zeros_like(run.data) for name in self.remembers} for run in self.runs
        ]
        self._scratch = [np.empty_like(run.data) for run in self.runs]

    def zero_grad(self) -> None:
        """Forget the slopes of the last batch: `backward` adds to what it finds."""
        for run in self.runs:
            run.grad.fill(0)

    def step(self) -> None:
        """Change every parameter by its slope."""
        self.steps += 1
        for run, memory, scratch in zip(self.runs, self.memory, self._scratch, strict=True):
            grad = run.grad
            if self.weight_decay:
                grad = self.decay(run.data, grad)
            self.update(run.data, grad, scratch, **memory)

    def decay(self, data: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """Return the slope of the loss plus that of the L2 penalty."""
        return grad + self.weight_decay * data

    def update(self, data: np.ndarray, grad: np.ndarray, scratch: np.ndarray, **memory) -> None:
        """Change `data` in place. `scratch` is room to work in; `grad` stays as it is."""
        raise NotImplementedError

    def arrays(self) -> dict[str, np.ndarray]:
        """Return, by name, the very arrays (not copies) that the optimizer remembers."""
        return {f"{i}.{k}": a for i, kept in enumerate(self.memory) for k, a in kept.items()}


def check_range(who: str, **settings: tuple[float, float, float]) -> None:
    """Raise unless each setting (value, low, high) is a number with low <= value < high.

    Examples
    --------
    >>> check_range("SGD", lr=(-1, 0, np.inf))
    Traceback (most recent call last):
    ...
    ValueError: SGD: lr is a number from 0 to less than inf, got -1.
    """
    for name, (value, low, high) in settings.items():
        if not isinstance(value, (int, float, np.number)) or not low <= value < high:
            raise ValueError(
                f"{who}: {name} is a number from {low} to less than {high}, got {value!r}."
            )


class SGD(Optimizer):
    r"""Stochastic gradient descent: :math:`\theta \leftarrow \theta - \eta\, g`.

    Examples
    --------
    >>> w = Parameter(np.array([1.0]))
    >>> w.grad += 0.5
    >>> SGD([w], lr=0.1).step()
    >>> w.data
    array([0.95])
    """

    def update(self, data, grad, scratch):  # noqa: D102
        data -= np.multiply(grad, self.lr, out=scratch)
