"""The training loop: mini-batches, evaluation, and a run that can be stopped and taken up again.

Chapter 6 writes the loop by hand, a dozen lines; `train` is the same loop with what long runs need.
Everything that decides how a run goes on is in its checkpoint (see `dlnotes.runs`), so a run that
was killed and resumed ends with bit for bit the same history and weights as one that was not.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from dlnotes.checkpoints import check_path, fill
from dlnotes.checks import check_range, check_sizes
from dlnotes.initializers import Rng, generator
from dlnotes.layers import Layer
from dlnotes.losses import Loss
from dlnotes.optimizers import Optimizer, clip_gradients
from dlnotes.runs import Data, History, Run, architecture, fingerprint


@np.errstate(over="ignore", invalid="ignore")  # a diverging run says so itself
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
    test: Data | None = None,
    evaluate_every: int | None = None,
    schedule: Callable[[int], float] | None = None,
    max_norm: float | None = None,
    patience: int | None = None,
    keep_best: bool = False,
    checkpoint: str | os.PathLike | None = None,
    checkpoint_every: int | None = None,
    resume: bool = False,
    rng: Rng = None,
    progress: bool = False,
) -> History:
    """Train a network in place.

    Parameters
    ----------
    network, loss_func, optimizer
        The optimizer holds the network's parameters.
    x_train, t_train : ndarray
        Examples and targets, in the form that the network and the loss take.
    epochs : int
        Go through all examples so many times, each time in a new random order; the last batch of
        an epoch may be smaller. Or give `steps`.
    steps : int
        Take so many mini-batches, each drawn at random from all examples. Or give `epochs`.
    batch_size : int
        Examples in a mini-batch.
    test : (x_test, t_test), optional
        Evaluated in evaluation mode; the training accuracy is that of as many training examples.
    evaluate_every : int, optional
        Steps between evaluations. Default: as many as an epoch has. The last step always counts.
    schedule : callable, optional
        Learning rate by step, from 0. Default: `optimizer.lr` as it is.
    max_norm : float, optional
        Clip gradients to this length.
    patience : int, optional
        Stop early when `test_loss` has not improved for so many evaluations.
    keep_best : bool
        At the end, put back the weights of the evaluation with the lowest `test_loss`.
    checkpoint : path-like, optional
        A file to which the state of the run goes at each evaluation and at the end.
    checkpoint_every : int, optional
        Steps between checkpoints. Default: `evaluate_every`.
    resume : bool
        Go on from the checkpoint, if the file exists. `epochs` or `steps` may have grown since.
    rng : numpy.random.Generator or int, optional
        Draws the mini-batches. Default: seed 0.
    progress : bool
        Show a progress bar (needs tqdm).

    Returns
    -------
    History

    Raises
    ------
    DivergedError
        When a loss or weight is infinite or not a number: says at which step, and what to try.
        With `keep_best` the network has its best weights.
    TypeError, ValueError
        If something else than networks, losses or arrays came, settings contradict each other, the
        optimizer is of another network, or the checkpoint is damaged or of another run.
    FileNotFoundError, IsADirectoryError
        If the checkpoint's folder does not exist, or `checkpoint` is one.

    Notes
    -----
    All layers are put into training mode, and left in it. For outputs in evaluation mode use
    `dlnotes.evaluation.predict`, or call ``network.eval()``.

    Examples
    --------
    >>> from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy
    >>> x = np.eye(4, dtype=np.float32)
    >>> t = np.array([0, 1, 1, 0])
    >>> network = MultiLayerNet(4, [8], 2)
    >>> optimizer = SGD(network.parameters(), lr=0.5)
    >>> history = train(
    ...     network, SoftmaxCrossEntropy(), optimizer, x, t, epochs=100, batch_size=2, test=(x, t)
    ... )
    >>> len(history.loss), history.test_accuracy[-1]
    (200, 1.0)
    """
    if (epochs is None) == (steps is None):
        raise ValueError("train expects either epochs or steps, got both or none. Give one.")
    counts = {
        "batch_size": batch_size,
        "epochs": epochs,
        "steps": steps,
        "evaluate_every": evaluate_every,
        "checkpoint_every": checkpoint_every,
        "patience": patience,
    }
    check_sizes("train", **{name: count for name, count in counts.items() if count is not None})
    _check_kinds(network, loss_func, optimizer, (x_train, t_train), test)
    for x, t in ((x_train, t_train), test or (x_train, t_train)):
        if len(x) != len(t) or len(x) == 0:
            raise ValueError(
                "train expects a target for each example, at least one; got "
                f"{len(x)} examples, {len(t)} targets. Pass arrays of one length."
            )
    x_train = np.asarray(x_train)  # what another network returned is a plain array from here on
    if test is None and (keep_best or patience is not None):
        raise ValueError("train: keep_best and patience judge by the test loss. Give test=(x, t).")
    if not (schedule is None or callable(schedule)):
        raise TypeError(
            f"train: schedule gives the learning rate of each step, got {schedule!r}. "
            "Give a function of the step, such as Constant(0.1)."
        )
    if resume and checkpoint is None:
        raise ValueError("train: resume goes on from a checkpoint. Give checkpoint=path.")
    if checkpoint is not None:
        check_path(checkpoint)

    epoch_steps = math.ceil(len(x_train) / batch_size)
    total = epochs * epoch_steps if steps is None else steps
    evaluate_every = evaluate_every or epoch_steps
    checkpoint_every = checkpoint_every or evaluate_every
    run = Run(network, optimizer, generator(rng), epoch_steps)
    settings = {  # what has to be the same when a run is resumed
        "network": architecture(network),
        "loss": type(loss_func).__name__,
        "optimizer": [type(optimizer).__name__, optimizer.settings()],
        "lr": optimizer.lr if schedule is None else None,
        "by": "steps" if epochs is None else "epochs",
        "batch_size": batch_size,
        "evaluate_every": evaluate_every,
        "max_norm": max_norm,
        "keep_best": keep_best,
        "data": checkpoint and fingerprint(x_train, t_train),
        "test": checkpoint and test and fingerprint(*test),
    }
    if resume and Path(checkpoint).exists():
        run.load(checkpoint, settings, schedule, total)

    history = run.history
    network.train()
    for step in _bar(range(len(history.loss), total), progress):
        if not run.is_patient(patience):
            break
        if epochs is None:
            batch = run.rng.integers(len(x_train), size=batch_size)
        else:
            batch = run.next_of_epoch(step % epoch_steps, batch_size, len(x_train))
        if schedule is not None:
            lr = schedule(step)
            check_range(f"train, schedule at step {step}", lr=(lr, 0, math.inf))
            optimizer.lr = float(lr)

        optimizer.zero_grad()
        loss = loss_func(network(x_train[batch]), t_train[batch])
        loss.backward()
        if not math.isfinite(loss):
            raise run.diverged(f"loss is {loss.item()}", x_train[batch], t_train[batch])
        if max_norm is not None:
            clip_gradients(optimizer.parameters, max_norm)
        optimizer.step()
        history.loss.append(loss.item())
        history.lr.append(optimizer.lr)

        done = step + 1
        if test is not None and (done % evaluate_every == 0 or done == total):
            run.evaluate(loss_func, (x_train, t_train), test, keep_best)
            if not math.isfinite(history.test_loss[-1]):
                raise run.diverged(f"test loss is {history.test_loss[-1]}", *test)
        last = done == total or not run.is_patient(patience)
        saving = checkpoint is not None and (last or done % checkpoint_every == 0)
        if last or saving:
            run.check_weights()
        if saving:
            run.save(checkpoint, settings)
    if keep_best:
        fill(network.arrays(), run.best, "train")
    return history


def _check_kinds(network, loss_func, optimizer, training: Data, test: Data | None) -> None:
    """Raise where something else came than `train` works with."""
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
    if not (test is None or (isinstance(test, (tuple, list)) and len(test) == 2)):
        raise TypeError(f"train: test is a pair (x, t), got {type(test).__name__}. Give both.")
    for array in (*training, *(test or ())):
        if not isinstance(array, np.ndarray):
            raise TypeError(
                f"train expects arrays, got {type(array).__name__}. Convert it: "
                "np.array(x, dtype=np.float32) for examples, np.array(t) for labels."
            )


def _bar(steps: range, progress: bool) -> Iterable[int]:
    if not progress:
        return steps
    try:
        from tqdm.auto import tqdm  # only here: dlnotes itself needs NumPy alone
    except ImportError as error:
        raise ImportError(
            "train: progress=True draws its bar with tqdm, which is not installed. "
            "Install it (pip install tqdm) or leave progress out."
        ) from error
    return tqdm(steps, initial=steps.start, total=steps.stop, unit="step")
