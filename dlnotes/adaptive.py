r"""Optimizers that give every parameter a stride of its own.

A slope says how steep, not how far. These divide it by its usual size, so that parameters with
small slopes move as far as those with large ones. Chapter 5 races them against SGD and momentum.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import check_range
from dlnotes.optimizers import Optimizer


class AdaGrad(Optimizer):
    r"""Smaller steps where slopes were large: :math:`h \leftarrow h + g^2`.

    .. math:: \theta \leftarrow \theta - \eta\, g / (\sqrt h + \epsilon)

    References
    ----------
    Duchi et al. (2011), Adaptive subgradient methods for online learning and stochastic
    optimization.

    Examples
    --------
    >>> from dlnotes import Parameter
    >>> w = Parameter(np.array([1.0, 1.0]))
    >>> w.grad += [5.0, 0.05]
    >>> AdaGrad([w], lr=0.1).step()  # the first step is lr, whatever the slope
    >>> w.data.round(6)
    array([0.9, 0.9])
    """

    remembers = ("squares",)
    epsilon = 1e-8

    def update(self, data, grad, scratch, squares):
        squares += np.multiply(grad, grad, out=scratch)
        self.scaled_step(data, grad, scratch, squares)

    def scaled_step(self, data, grad, scratch, squares) -> None:
        """Step by lr * grad / (sqrt(squares) + epsilon)."""
        np.sqrt(squares, out=scratch)
        scratch += self.epsilon
        np.divide(grad, scratch, out=scratch)
        scratch *= self.lr
        data -= scratch


class RMSProp(AdaGrad):
    r"""AdaGrad that forgets: :math:`h \leftarrow \rho h + (1 - \rho) g^2`.

    Parameters
    ----------
    parameters, lr, weight_decay
        As for every `Optimizer`.
    decay_rate : float
        Share :math:`\rho` of the past that stays at each step, 0 to less than 1.

    References
    ----------
    Tieleman and Hinton (2012), lecture 6.5 of Neural networks for machine learning.

    Examples
    --------
    >>> from dlnotes import Parameter
    >>> w = Parameter(np.array([1.0]))
    >>> w.grad += 4.0
    >>> RMSProp([w], lr=0.1, decay_rate=0.75).step()  # 0.1 * 4 / sqrt(0.25 * 16) = 0.2
    >>> w.data.round(6)
    array([0.8])
    """

    def __init__(
        self, parameters, lr: float = 0.001, decay_rate: float = 0.99, weight_decay: float = 0.0
    ):
        super().__init__(parameters, lr, weight_decay)
        check_range(type(self).__name__, decay_rate=(decay_rate, 0, 1))
        self.decay_rate = float(decay_rate)

    def update(self, data, grad, scratch, squares):
        np.multiply(grad, grad, out=scratch)
        scratch *= 1 - self.decay_rate
        squares *= self.decay_rate
        squares += scratch
        self.scaled_step(data, grad, scratch, squares)


class Adam(Optimizer):
    r"""Momentum over a running size of the slope, both corrected for having started at zero.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
              v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
              \theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}
              {\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    with t = 1, 2, ... the number of the step.

    Parameters
    ----------
    parameters, lr, weight_decay
        As for every `Optimizer`.
    beta1, beta2 : float
        Shares of the two memories that stay at each step, 0 to less than 1.
    epsilon : float
        Keeps the division finite where a slope is always 0.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization.

    Examples
    --------
    >>> from dlnotes import Parameter
    >>> w = Parameter(np.array([1.0, 1.0]))
    >>> w.grad += [5.0, 0.05]
    >>> Adam([w], lr=0.1).step()  # the first step is lr, whatever the slope
    >>> w.data.round(6)
    array([0.9, 0.9])
    """

    remembers = ("mean", "square")

    def __init__(
        self,
        parameters,
        lr: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ):
        super().__init__(parameters, lr, weight_decay)
        check_range(
            type(self).__name__, beta1=(beta1, 0, 1), beta2=(beta2, 0, 1), epsilon=(epsilon, 0, 1)
        )
        self.beta1, self.beta2, self.epsilon = float(beta1), float(beta2), float(epsilon)

    def update(self, data, grad, scratch, mean, square):
        mean *= self.beta1
        mean += np.multiply(grad, 1 - self.beta1, out=scratch)
        square *= self.beta2
        np.multiply(grad, grad, out=scratch)
        scratch *= 1 - self.beta2
        square += scratch

        # lr / c1 * mean / (sqrt(square / c2) + epsilon), with c1 and c2 the corrections
        np.sqrt(square, out=scratch)
        scratch *= (1 - self.beta2**self.steps) ** -0.5
        scratch += self.epsilon
        np.divide(mean, scratch, out=scratch)
        scratch *= self.lr / (1 - self.beta1**self.steps)
        data -= scratch


class AdamW(Adam):
    r"""Adam whose weight decay shrinks the parameters themselves, by :math:`\eta\lambda\theta`.

    In `Adam` the decay goes into the slope and is then divided by its size, so that the weights
    with the largest slopes decay least.

    Parameters
    ----------
    parameters, lr, beta1, beta2, epsilon
        As for `Adam`.
    weight_decay : float
        Strength :math:`\lambda`: each step takes the share :math:`\eta\lambda` of every parameter.

    References
    ----------
    Loshchilov and Hutter (2019), Decoupled weight decay regularization.

    Examples
    --------
    >>> from dlnotes import Parameter
    >>> w = Parameter(np.array([1.0]))
    >>> AdamW([w], lr=0.1, weight_decay=0.5).step()  # no slope: 1 - 0.1 * 0.5
    >>> w.data
    array([0.95])
    """

    def __init__(
        self,
        parameters,
        lr: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ):
        super().__init__(parameters, lr, beta1, beta2, epsilon, weight_decay)

    def decay(self, data, grad):
        """Shrink the parameters; return the slope of the loss as it is."""
        data *= 1 - self.lr * self.weight_decay
        return grad
