"""Helpers against overfitting and against signals that drift: what makes training go well.

`Dropout` silences random units at every step, so that none can rely on a particular other.
`BatchNorm` gives every unit mean 0 and spread 1 over the batch, then lets the network choose its
own. `l2_penalty` is what weight decay (an option of every optimizer) quietly adds to the loss.
Chapter 7 builds them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dlnotes.checks import check_floats, check_input, check_range, check_sizes, tiny_is_zero
from dlnotes.initializers import generator
from dlnotes.layer import Layer
from dlnotes.tensor import Parameter, check_parameters


class Dropout(Layer):
    r"""In training, set each number to 0 with probability `ratio`, and scale up the rest.

    .. math:: y = x \odot m / (1 - r), \quad m_i \in \{0, 1\},\; P(m_i = 0) = r

    Parameters
    ----------
    ratio : float
        Share r to drop, 0 to less than 1.
    rng : numpy.random.Generator or int
        Draws the masks.

    Raises
    ------
    ValueError
        If `ratio` is not from 0 to less than 1.
    TypeError
        When called, if the input is integers, which cannot be scaled.

    Notes
    -----
    The scaling keeps the expected signal the same, so that evaluation, where nothing is dropped,
    needs no change ("inverted" dropout).

    References
    ----------
    Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting.

    Examples
    --------
    >>> layer = Dropout(0.5, rng=0)
    >>> layer.forward(np.ones(6))
    array([2., 2., 2., 0., 0., 0.])
    >>> layer.eval().forward(np.ones(6))
    array([1., 1., 1., 1., 1., 1.])
    """

    def __init__(self, ratio: float, rng: np.random.Generator | int):
        if not (isinstance(ratio, (int, float, np.number)) and 0 <= ratio < 1):
            raise ValueError(
                f"Dropout: ratio is the share to drop, 0 to less than 1; got {ratio!r}. "
                "Give 0.5 to drop half."
            )
        self.ratio, self.rng = float(ratio), generator(rng)

    def forward(self, x):
        check_floats("Dropout", x)
        if not self.training:
            self.saved = x.dtype.type(1)
            return x
        keep = self.rng.random(x.shape, dtype=np.float32) >= self.ratio
        self.saved = keep * x.dtype.type(1 / (1 - self.ratio))
        return x * self.saved

    def backward(self, dout):
        return dout * self.recall()


class BatchNorm(Layer):
    r"""Normalize each unit over the batch, then scale by `gamma` and shift by `beta`.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \quad y = \gamma \hat x + \beta

    Parameters
    ----------
    size : int
        Units D of an input (N, D), or channels C of an input (N, C, H, W), where mean and
        variance are taken over N, H and W.
    momentum : float
        How much of the running statistics stays at each training step.
    epsilon : float
        Keeps the division finite where a unit never varies.
    dtype : float32 or float64
        Of the parameters, and therefore of the input.

    Raises
    ------
    TypeError
        When called, if the input is of another precision.
    ValueError
        If a setting is out of its range; when called, if the input has another shape.

    Notes
    -----
    Evaluation uses running averages of mean and variance, so that an example's output does not
    depend on its neighbours. A single number for each unit, a batch of one example of shape
    (1, D), has no spread: in training it is normalized by the running averages too, and leaves
    them as they are.

    References
    ----------
    Ioffe and Szegedy (2015), Batch normalization.

    Examples
    --------
    >>> layer = BatchNorm(1, dtype=np.float64)
    >>> layer.forward(np.array([[1.0], [3.0]])).round(3)
    array([[-1.],
           [ 1.]])
    """

    def __init__(
        self,
        size: int,
        momentum: float = 0.9,
        epsilon: float = 1e-5,
        dtype: type = np.float32,
    ):
        check_sizes("BatchNorm", size=size)
        check_range("BatchNorm", momentum=(momentum, 0, 1), epsilon=(epsilon, 1e-12, np.inf))
        self.size, self.momentum, self.epsilon = size, float(momentum), float(epsilon)
        self.dtype = np.dtype(dtype)
        self.gamma = Parameter(np.ones(size, dtype))
        self.beta = Parameter(np.zeros(size, dtype))
        self.running_mean: np.ndarray = np.zeros(size, dtype)
        self.running_variance: np.ndarray = np.ones(size, dtype)

    def forward(self, x):
        image = (self.size, None, None) if x.ndim == 4 else (self.size,)
        check_input("BatchNorm", x, image, self.dtype)
        axes = (0, 2, 3) if x.ndim == 4 else (0,)
        shape = (-1, 1, 1) if x.ndim == 4 else (-1,)  # lines the units up with axis 1 of x

        measuring = self.training and x.size > self.size  # a single number has no spread
        if measuring:
            mean, variance = x.mean(axis=axes), x.var(axis=axes)
            self.running_mean += (1 - self.momentum) * (mean - self.running_mean)
            self.running_variance += (1 - self.momentum) * (variance - self.running_variance)
        else:
            mean, variance = self.running_mean, self.running_variance
        scale = 1 / np.sqrt(variance + self.epsilon)
        normalized = (x - mean.reshape(shape)) * scale.reshape(shape)
        self.saved = normalized, scale, axes, shape, measuring
        return self.gamma.data.reshape(shape) * normalized + self.beta.data.reshape(shape)

    def backward(self, dout):
        normalized, scale, axes, shape, measured = self.recall()  # (N, D), (D,), ...
        # Forward was y = gamma * normalized + beta, the same gamma and beta for all N rows.
        dgamma, dbeta = (dout * normalized).sum(axis=axes), dout.sum(axis=axes)  # (N, D) -> (D,)
        self.gamma.grad += dgamma
        self.beta.grad += dbeta
        # Forward was normalized = (x - mean) * scale: with a fixed mean and scale that is all.
        slope = (self.gamma.data * scale).reshape(shape)  # (D,), or (C, 1, 1) for images
        if not measured:
            return slope * dout
        # But they were those of the batch. Shifting or stretching a unit's whole batch changes
        # nothing after normalization: what dout has in those two directions does not go back.
        count = dout.size // self.size  # N numbers of each unit
        return slope * (
            dout - (dbeta / count).reshape(shape) - normalized * (dgamma / count).reshape(shape)
        )

    def arrays(self) -> dict[str, np.ndarray]:
        running = {"running_mean": self.running_mean, "running_variance": self.running_variance}
        return super().arrays() | running


@tiny_is_zero
def l2_penalty(parameters: Iterable[Parameter], strength: float) -> float:
    r"""Return :math:`\frac{\lambda}{2} \sum w^2`, the price of large weights.

    Its gradient is :math:`\lambda w`, what ``weight_decay=strength`` adds in an optimizer.

    Examples
    --------
    >>> l2_penalty([Parameter(np.array([1.0, 2.0]))], strength=0.1)
    0.25
    """
    parameters = check_parameters("l2_penalty", parameters)
    check_range("l2_penalty", strength=(strength, 0, np.inf))
    return 0.5 * strength * sum(float(np.vdot(p.data, p.data)) for p in parameters)
