"""The training loop: mini-batches, evaluation, and a run that can be stopped and taken up again.

Chapter 6 writes the loop by hand, a dozen lines; `train` is the same loop. What long runs need
besides hangs on it as small parts (see `dlnotes.options`), and what a run remembers is its `Run`
(see `dlnotes.runs`): all of that is in its checkpoint, so a run that was killed and resumed ends
with bit for bit the same history and weights as one that was not.
"""

from __future__ import annotations

from typing import Unpack

import numpy as np

from dlnotes.history import Data, History, check_data
from dlnotes.initializers import Rng, generator
from dlnotes.layer import Layer
from dlnotes.losses import Loss
from dlnotes.optimizers import Optimizer
from dlnotes.options import Options, parts_for
from dlnotes.runs import Run
from dlnotes.turns import my_turn


@np.errstate(over="ignore", under="ignore", invalid="ignore")  # a diverging run says so itself
def train(
    network: Layer,
    loss_func: Loss,
    optimizer: Optimizer,
    x_train: np.ndarray,
    t_train: np.ndarray,
    *,
    epochs: int | None = None,
    steps: int | None = None,
    batch_size: int = 100,
    rng: Rng = None,
    **options: Unpack[Options],
) -> History:
    """Train a network in place.

    Go through all examples for so many `epochs`, each time in a new random order, or take so many
    `steps`, each with a batch drawn from all. What else it takes is in `Options`: ``test``,
    ``evaluate_every``, ``schedule``, ``max_norm``, ``patience``, ``keep_best``, ``checkpoint``,
    ``checkpoint_every``, ``resume``, ``progress``. `rng` draws the batches (default: seed 0). All
    layers are put into training mode, and left in it.

    Raises
    ------
    DivergedError
        When a loss or weight is infinite or not a number: says at which step, and what to try.
        Whatever ends a run early, the stop button of a notebook too, carries ``error.history``
        (``sys.last_value.history`` there), and with `keep_best` the best weights are put back.
    TypeError, ValueError, FileNotFoundError, IsADirectoryError
        If something cannot be trained, settings contradict each other, or the checkpoint is
        damaged, of another run, or has no folder to lie in.

    Examples
    --------
    >>> from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy
    >>> x, t = np.eye(4, dtype=np.float32), np.array([0, 1, 1, 0])
    >>> network, loss_func = MultiLayerNet(4, [8], 2), SoftmaxCrossEntropy()
    >>> optimizer = SGD(network.parameters(), lr=0.5)
    >>> train(network, loss_func, optimizer, x, t, epochs=200, test=(x, t)).test_accuracy[-1]
    1.0
    """
    training = check_training(network, loss_func, optimizer, x_train, t_train)
    run = Run(network, loss_func, optimizer, generator(rng), training)
    run.plan(epochs, steps, batch_size)
    parts = parts_for(run, options)

    network.train()
    with run.kept():
        for x, t in run.batches():
            with my_turn:
                parts.before_step(run)
                optimizer.zero_grad()
                loss = loss_func(network(x), t)
                loss.backward()
                run.check_loss(loss, x, t)
                parts.before_update(run)
                optimizer.step()
                run.note(loss)
            parts.after_step(run)
    return run.history


def check_training(
    network: Layer, loss_func: Loss, optimizer: Optimizer, x: np.ndarray, t: np.ndarray
) -> Data:
    """Return the training data, or raise where something else came than `train` works with."""
    came, kinds = (network, loss_func, optimizer), (Layer, Loss, Optimizer)
    if not all(map(isinstance, came, kinds)):
        raise TypeError(
            "train expects a network, a loss such as SoftmaxCrossEntropy() and an optimizer, in "
            f"this order; got {', '.join(type(value).__name__ for value in came)}. "
            "Make an object of each."
        )
    if not {id(p) for p in network.parameters()} & {id(p) for p in optimizer.parameters}:
        raise ValueError(
            "train expects an optimizer of this network, got one of other parameters. Make it "
            "after the network: SGD(network.parameters(), lr=0.1)."
        )
    return check_data(x, t)
