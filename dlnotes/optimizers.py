r"""An optimizer turns slopes into steps.

All start from the same idea, :math:`\theta \leftarrow \theta - \eta\, g`: walk down the slope
:math:`g = \partial E / \partial \theta` with stride :math:`\eta`, the learning rate `lr`. The
others add a memory: of the direction (momentum), of the size of past slopes (AdaGrad, RMSProp, in
`dlnotes.adaptive`), or of both (Adam). Chapter 5 races them. Each `update` sees all parameters as
one long vector.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from dlnotes.checks import check_range, tiny_is_zero, told_keywords
from dlnotes.memory import pack, settle
from dlnotes.printing import as_written, count
from dlnotes.tensor import Parameter, check_parameters


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

    def __init_subclass__(cls) -> None:
        if "__init__" in vars(cls):
            cls.__init__ = told_keywords(cls.__init__)  # type: ignore[method-assign]

    @told_keywords
    def __init__(self, parameters: Iterable[Parameter], lr: float, weight_decay: float = 0.0):
        who = type(self).__name__
        parameters = check_parameters(who, parameters)
        if len({id(parameter) for parameter in parameters}) != max(1, len(parameters)):
            raise ValueError(
                f"{who} expects at least one parameter, and each once; got {len(parameters)}. "
                "Pass network.parameters()."
            )
        check_range(who, lr=(lr, 0, np.inf), weight_decay=(weight_decay, 0, np.inf))
        self.parameters = parameters
        self.lr, self.weight_decay = float(lr), float(weight_decay)
        self.steps = 0
        self._pack()

    def _pack(self) -> None:
        """Lay the parameters side by side, with room beside them for what is remembered."""
        self.stretches = pack(self.parameters)
        self.memory = [
            {name: np.zeros_like(stretch.data) for name in self.remembers}
            for stretch in self.stretches
        ]
        scratch = [np.empty_like(stretch.data) for stretch in self.stretches]
        self._work = list(zip(self.stretches, self.memory, scratch, strict=True))

    def __setstate__(self, state: dict) -> None:
        vars(self).update(state)
        self._pack()  # the parameters of a copy are copies, in another place
        for name in self.remembers:
            old = np.concatenate([kept[name] for kept in state["memory"]])
            for kept in self.memory:
                kept[name][:], old = old[: kept[name].size], old[kept[name].size :]

    def zero_grad(self) -> None:
        """Forget the slopes of the last batch: `backward` adds to what it finds."""
        for parameter in self.parameters:
            parameter.zero_grad()

    @tiny_is_zero
    def step(self) -> None:
        """Change every parameter by its slope."""
        self.steps += 1
        settle(self.parameters)
        for (data, grad), memory, scratch in self._work:
            if self.weight_decay:
                grad = self.decay(data, grad)
            self.update(data, grad, scratch, **memory)

    def decay(self, data: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """Return the slope of the loss plus that of the L2 penalty."""
        return grad + self.weight_decay * data

    def update(self, *arrays: Any, **memory: Any) -> None:
        """Change `data` in place; it comes with `grad`, `scratch` and what the optimizer remembers.

        All are vectors of the same length. `scratch` is room to work in; `grad` stays as it is.
        """
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{as_written(self)} of {count(self.parameters)} parameters"

    def settings(self) -> dict[str, float]:
        """Return the numbers, other than the learning rate, that decide what a step does."""
        return {k: v for k, v in vars(self).items() if isinstance(v, float) and k != "lr"}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return, by name, the very arrays (not copies) that the optimizer remembers."""
        return {f"{i}.{k}": a for i, kept in enumerate(self.memory) for k, a in kept.items()}


class SGD(Optimizer):
    r"""Stochastic gradient descent: :math:`\theta \leftarrow \theta - \eta\, g`.

    Examples
    --------
    >>> w = Parameter(np.array([1.0]))
    >>> w.grad += 0.5
    >>> optimizer = SGD([w], lr=0.1)
    >>> optimizer.step()
    >>> w.data, optimizer
    (array([0.95]), SGD(lr=0.1) of 1 parameters)
    """

    def update(self, data, grad, scratch):
        data -= np.multiply(grad, self.lr, out=scratch)


class Momentum(Optimizer):
    r"""A heavy ball.

    .. math:: v \leftarrow \mu v - \eta\, g, \quad \theta \leftarrow \theta + v

    Parameters
    ----------
    parameters, lr, weight_decay
        As for every `Optimizer`.
    momentum : float
        Share :math:`\mu` of the velocity that stays at each step, 0 to less than 1.

    Examples
    --------
    >>> w = Parameter(np.array([1.0]))
    >>> optimizer = Momentum([w], lr=0.1, momentum=0.5)
    >>> w.grad += 1.0
    >>> optimizer.step(), optimizer.step()  # steps of 0.1, then 0.05 + 0.1
    (None, None)
    >>> w.data
    array([0.75])
    """

    remembers = ("velocity",)

    def __init__(self, parameters, lr: float, momentum: float = 0.9, weight_decay: float = 0.0):
        super().__init__(parameters, lr, weight_decay)
        check_range(type(self).__name__, momentum=(momentum, 0, 1))
        self.momentum = float(momentum)

    def update(self, data, grad, scratch, velocity):
        velocity *= self.momentum
        velocity -= np.multiply(grad, self.lr, out=scratch)
        data += velocity


class Nesterov(Momentum):
    r"""Momentum that looks ahead: :math:`\theta \leftarrow \theta + \mu v - \eta\, g`.

    The velocity, :math:`v \leftarrow \mu v - \eta\, g`, is that of `Momentum`, but the step uses
    where it will have carried the ball next.

    References
    ----------
    Sutskever et al. (2013), On the importance of initialization and momentum in deep learning.

    Examples
    --------
    >>> w = Parameter(np.array([1.0]))
    >>> w.grad += 1.0
    >>> Nesterov([w], lr=0.1, momentum=0.5).step()  # a step of 0.1 + 0.5 * 0.1
    >>> w.data
    array([0.85])
    """

    def update(self, data, grad, scratch, velocity):
        np.multiply(grad, self.lr, out=scratch)
        velocity *= self.momentum
        velocity -= scratch
        data -= scratch
        data += np.multiply(velocity, self.momentum, out=scratch)


@tiny_is_zero
def clip_gradients(parameters: Iterable[Parameter], max_norm: float) -> float:
    r"""Shorten the whole gradient to length `max_norm` if it is longer; keep its direction.

    Returns
    -------
    float
        The length :math:`\sqrt{\sum g^2}` over all parameters before clipping.

    Raises
    ------
    TypeError
        If something else than parameters came.
    ValueError
        If `max_norm` is not above 0.

    References
    ----------
    Pascanu et al. (2013), On the difficulty of training recurrent neural networks.

    Examples
    --------
    >>> w = Parameter(np.zeros(2))
    >>> w.grad = [3.0, 4.0]
    >>> clip_gradients([w], max_norm=1.0)
    5.0
    >>> w.grad
    array([0.6, 0.8])
    """
    if not (isinstance(max_norm, (int, float, np.number)) and max_norm > 0):
        raise ValueError(
            f"clip_gradients: max_norm is a positive length, got {max_norm!r}. Usual is 1.0."
        )
    parameters = check_parameters("clip_gradients", parameters)
    settle(parameters)
    stretches = pack(parameters)
    square = sum(float(np.vdot(each.grad, each.grad)) for each in stretches)
    if not np.isfinite(square):  # large float32 numbers have squares that overflow
        square = sum(float(np.square(each.grad, dtype=np.float64).sum()) for each in stretches)
    norm = float(np.sqrt(square))
    if norm > max_norm:
        for stretch in stretches:
            stretch.grad[:] *= max_norm / norm
    return norm
