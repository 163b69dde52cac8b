r"""A loss is one number that says how badly a network fits; learning means making it smaller.

Outputs `y` or scores `z` come as (N, K): N examples, K numbers each; a single example may come as
(K,). Targets `t` are class numbers, integers of shape (N,), or rows of shape (N, K), one-hot for
classes. Every loss is the mean over the N examples. Chapter 3 defines them, chapter 4 derives
their gradients.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import tiny_is_zero, told_keywords
from dlnotes.printing import as_written
from dlnotes.targets import matched
from dlnotes.tensor import Tensor


class Loss:
    """What all losses share: checking the input, and being called as ``loss(y, t)``.

    A subclass gives `sum_and_slope`; the mean over the batch is taken here.

    Examples
    --------
    >>> loss_func = MSE()
    >>> loss_func(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])).item()
    2.0
    """

    of_classes = False  # whether the rows of t have to be probabilities
    saved: tuple[np.ndarray, int] | None = None  # what forward keeps for backward

    @told_keywords
    def __init__(self) -> None:
        pass

    def __call__(self, y: np.ndarray, t: np.ndarray) -> Tensor:
        """Return the loss; its ``backward()``, once, sends the gradient to what gave `y`."""
        loss = self.forward(np.asarray(y) if isinstance(y, Tensor) else y, t)
        saved = self.saved  # by this call: others may come before going back

        def send_back(dout: np.ndarray) -> None:
            nonlocal saved
            if not isinstance(y, Tensor):
                raise RuntimeError(
                    f"{type(self).__name__}: backward needs to know where y came from, and y is a "
                    "plain array. Compute it by calling a network: y = network(x)."
                )
            if saved is None:
                raise RuntimeError(
                    f"{type(self).__name__}: this loss went back already, and a second time would "
                    "double every slope. Compute it anew: loss_func(network(x), t)."
                )
            self.saved = saved
            y.hand_on(self.backward(dout))
            saved = None

        return Tensor(loss, send_back)

    @tiny_is_zero
    def forward(self, y: np.ndarray, t: np.ndarray) -> np.floating:
        """Return the mean loss over the batch."""
        y, t = matched(type(self).__name__, y, t, self.of_classes)
        examples = y.size // y.shape[-1]
        total, slope = self.sum_and_slope(y, t)
        self.saved = slope, examples
        return total / examples

    def backward(self, dout: float | np.ndarray = 1.0) -> np.ndarray:
        """Return the gradient of the loss with respect to `y`, times `dout`."""
        if self.saved is None:
            raise RuntimeError(f"{type(self).__name__}.backward goes after forward. Call it first.")
        if getattr(dout, "shape", ()) != ():
            raise ValueError(
                f"{type(self).__name__}.backward expects one number, the slope of what comes after "
                f"the loss; got shape {np.shape(dout)}. Leave it out for 1."
            )
        slope, examples = self.saved
        return slope * (float(dout) / examples)

    def __repr__(self) -> str:
        return as_written(self)

    def sum_and_slope(self, y: np.ndarray, t: np.ndarray) -> tuple[np.floating, np.ndarray]:
        """Return the sum of the examples' losses and its gradient with respect to `y`."""
        raise NotImplementedError


class MSE(Loss):
    r"""Squared error: :math:`E = \frac{1}{2N} \sum_n \sum_k (y_{nk} - t_{nk})^2`.

    Its gradient is :math:`\partial E / \partial y = (y - t) / N`; the ½ is there to cancel the 2.

    Notes
    -----
    The mean is over examples, not over the K outputs, so a batch of one gives the ½Σ of one
    example.

    Examples
    --------
    >>> y = np.array([[0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]])
    >>> round(MSE()(y, np.array([2])).item(), 4), round(MSE()(y, np.array([7])).item(), 4)
    (0.0975, 0.5975)
    """

    def sum_and_slope(self, y, t):
        difference = y - t
        return 0.5 * np.vdot(difference, difference), difference


class CrossEntropy(Loss):
    r"""Cross-entropy of probabilities: :math:`E = -\frac{1}{N} \sum_n \sum_k t_{nk} \log y_{nk}`.

    Notes
    -----
    A probability that has underflowed to 0 counts as the smallest normal number, so a confident
    wrong answer costs much (87 in float32, 708 in float64) but stays finite. For training prefer
    `SoftmaxCrossEntropy`, which never takes the logarithm of a rounded number.

    Examples
    --------
    >>> y = np.array([[0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]])
    >>> round(CrossEntropy()(y, np.array([2])).item(), 4)
    0.5108
    >>> round(CrossEntropy()(y, np.array([3])).item(), 1)  # y said: impossible
    708.4
    """

    of_classes = True

    def sum_and_slope(self, y, t):
        if y.min() < 0 or y.max() > 1.001:  # of a run that diverged, NaN goes on into the loss
            raise ValueError(
                "CrossEntropy expects probabilities from 0 to 1, got outputs from "
                f"{y.min():g} to {y.max():g}. For scores take SoftmaxCrossEntropy."
            )
        y = np.maximum(y, np.finfo(y.dtype).tiny)
        return -np.vdot(t, np.log(y)), -t / y


class SoftmaxCrossEntropy(Loss):
    r"""Softmax and cross-entropy in one, on the scores z of a network's last layer.

    .. math:: E = -\frac{1}{N} \sum_{n,k} t_{nk} \log \mathrm{softmax}(z_n)_k

    .. math:: E = \frac{1}{N} \sum_{n,k} t_{nk} \Bigl(\log \sum_j e^{z_{nj}} - z_{nk}\Bigr)

    The gradient is :math:`(\mathrm{softmax}(z) - t) / N`: what came out minus what should have.

    Notes
    -----
    The right-hand side has no logarithm of a probability that may be 0, so the loss is finite as
    long as the differences between scores are. The rows of `t` must each sum to 1, as one-hot rows
    do.

    Examples
    --------
    >>> scores = np.zeros((1, 10))  # a uniform guess over ten classes
    >>> round(SoftmaxCrossEntropy()(scores, np.array([3])).item(), 4)
    2.3026
    """

    of_classes = True

    def sum_and_slope(self, z, t):
        z, t = z.T.copy(), t.T  # (N, K) -> (K, N): a few long rows are faster than many short
        z -= np.maximum.reduce(z)  # changes nothing, but exp cannot overflow
        e = np.exp(z)
        total = np.add.reduce(e)  # over the classes: (K, N) -> (N,)
        z -= np.log(total)  # now the logarithm of each probability
        loss = -np.vdot(t, z)
        if loss != loss:  # NaN, from a score of -inf: a class that is ruled out, and costs nothing
            loss = -np.sum(t[t > 0] * z[t > 0])
        e /= total
        e -= t
        return loss, e.T


def squared_error(y: np.ndarray, t: np.ndarray) -> float:
    """Return the loss of `MSE` as a plain number.

    Parameters
    ----------
    y : (N, K) or (K,) ndarray
        Outputs.
    t : ndarray
        Class numbers, (N,) or a single one, or rows of the outputs' shape.

    Returns
    -------
    float
        The mean over the N examples.

    Examples
    --------
    >>> squared_error(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    2.0
    """
    return float(MSE().forward(y, t))


def cross_entropy(y: np.ndarray, t: np.ndarray) -> float:
    """Return the loss of `CrossEntropy` as a plain number.

    Parameters and result are those of `squared_error`, with probabilities for outputs.

    Examples
    --------
    >>> cross_entropy(np.array([0.25, 0.75]), np.array([1.0, 0.0]))
    1.3862943611198906
    """
    return float(CrossEntropy().forward(y, t))


def softmax_cross_entropy(z: np.ndarray, t: np.ndarray) -> float:
    """Return the loss of `SoftmaxCrossEntropy` as a plain number.

    Parameters and result are those of `squared_error`, with scores for outputs.

    Examples
    --------
    >>> softmax_cross_entropy(np.array([0.0, 0.0]), np.array([1.0, 0.0]))
    0.6931471805599453
    """
    return float(SoftmaxCrossEntropy().forward(z, t))
