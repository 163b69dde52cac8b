"""Learning-rate explorer (chapter 6): one network trained at 21 learning rates from 0.001 to 100.

The curves are computed by `dlnotes.train` when the control is made, and travel with the page. In
a live kernel a button trains once more, with the slider's rate and a new seed.
"""

from collections.abc import Callable

import ipywidgets
import numpy as np
import traitlets

from dlnotes.history import Data, DivergedError
from dlnotes.losses import SoftmaxCrossEntropy
from dlnotes.networks import MultiLayerNet
from dlnotes.optimizers import SGD
from dlnotes.training import train
from dlnotes.widgets.view import Control, FiniteFloat, View, joined, linked_log_slider

RATES = tuple(float(f"{10.0**power:.6g}") for power in np.arange(-3, 2.01, 0.25))
PARTS = 10  # a run is evaluated so many times
BUCKETS = 6  # and the loss is averaged over so many stretches between two evaluations


def learning_curves(
    lr: float,
    training: Data,
    test: Data,
    *,
    steps: int = 600,
    seed: int = 0,
    advance: Callable[[int], None] = lambda done: None,
) -> tuple[np.ndarray, np.ndarray]:
    """Train a network with one hidden layer of 50 units by SGD, and return how it went.

    Parameters
    ----------
    lr
        Learning rate.
    training, test : (x, t)
        Images and labels from 0 to 9.
    steps
        Mini-batches of 100 images; a multiple of 60.
    seed
        Of the initial weights and of the mini-batches.
    advance
        Called with the steps done, ten times.

    Returns
    -------
    losses : (60,) ndarray of float32
        Mean loss of each 60th of the run.
    accuracies : (10,) ndarray of float32
        Share of the test images read after each tenth of the run. From where a run diverged on,
        both hold NaN.
    """
    if steps < 1 or steps % (PARTS * BUCKETS):
        raise ValueError(
            f"learning_curves: steps is a multiple of {PARTS * BUCKETS}, got {steps}. Try 600."
        )
    losses = np.full((PARTS, BUCKETS), np.nan, np.float32)
    accuracies = np.full(PARTS, np.nan, np.float32)
    network = MultiLayerNet(training[0].shape[1], [50], 10, rng=np.random.default_rng(seed))
    optimizer, loss_func = SGD(network.parameters(), lr), SoftmaxCrossEntropy()
    rng, every = np.random.default_rng(seed), steps // PARTS
    for part in range(PARTS):
        try:
            history = train(
                network, loss_func, optimizer, *training, steps=every, test=test, rng=rng
            )
        except DivergedError:
            break
        losses[part] = np.reshape(history.loss, (BUCKETS, -1)).mean(axis=1)
        accuracies[part] = history.test_accuracy[-1]
        advance((part + 1) * every)
    return losses.ravel(), accuracies


class LearningRateExplorer(View):
    """Loss and accuracy over the steps of a run, for one of many learning rates.

    Parameters
    ----------
    training, test : (x, t)
        Images and labels from 0 to 9.

    Attributes
    ----------
    lr
        The learning rate; the curves of the nearest of `rates` are drawn thick.
    rates, steps
        What the table was computed for.
    images
        How many test images the accuracies count.
    losses, accuracies
        The table: `learning_curves` of each rate, float32.
    runs
        What the reader trained: dictionaries of `lr`, `losses` and `accuracies`.
    """

    _esm = joined("learning_rate_explorer.js")
    _css = joined("learning_rate_explorer.css")
    lr = FiniteFloat(0.1).tag(sync=True)
    rates = traitlets.List(traitlets.Float(), list(RATES)).tag(sync=True)
    steps = traitlets.Int(600).tag(sync=True)
    images = traitlets.Int().tag(sync=True)
    losses = traitlets.Bytes().tag(sync=True)
    accuracies = traitlets.Bytes().tag(sync=True)
    runs: traitlets.List = traitlets.List().tag(sync=True)
    train_display = traitlets.Unicode("none").tag(sync=True)  # "flex" where a kernel answers
    link_name = traitlets.Unicode("rate").tag(sync=True)

    def __init__(self, training: Data, test: Data, **traits):
        super().__init__(**traits)
        self.training, self.test, self.images = training, test, len(test[1])
        curves = [learning_curves(lr, training, test, steps=self.steps) for lr in self.rates]
        losses, accuracies = zip(*curves, strict=True)
        self.losses = np.concatenate(losses).tobytes()
        self.accuracies = np.concatenate(accuracies).tobytes()
        self.on_msg(self._answer)

    @traitlets.validate("lr")
    def _check_lr(self, proposal):
        if proposal.value <= 0:
            raise traitlets.TraitError(
                f"LearningRateExplorer.lr: expects a number above 0, got {proposal.value}."
            )
        return proposal.value

    def _answer(self, _, content, buffers):
        self.train_display = "flex"  # somebody asked, and here is a kernel

    def train(self, advance: Callable[[int], None] = lambda done: None) -> None:
        """Train with the slider's learning rate and a new seed, and add the curves to `runs`."""
        losses, accuracies = learning_curves(
            self.lr, self.training, self.test,
            steps=self.steps, seed=len(self.runs) + 1, advance=advance,
        )  # fmt: skip
        run = {
            "lr": self.lr,
            "losses": losses[np.isfinite(losses)].tolist(),
            "accuracies": accuracies[np.isfinite(accuracies)].tolist(),
        }
        self.runs = [*self.runs, run]


def learning_rate_explorer(training: Data, test: Data, *, steps: int = 600) -> Control:
    """Return the control: a slider for η, and in a live kernel a button that trains.

    Parameters
    ----------
    training, test : (x, t)
        Images and labels from 0 to 9. Few test images do: they are read 210 times.
    steps
        Mini-batches in each run, a multiple of 60.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> data = rng.random((200, 4), dtype=np.float32), rng.integers(10, size=200)
    >>> control = learning_rate_explorer(data, data, steps=60)
    >>> control.view.lr = 1.0
    >>> control.view.train()
    >>> [run["lr"] for run in control.view.runs]
    [1.0]
    """
    view = LearningRateExplorer(training, test, steps=steps)
    lr = linked_log_slider(view, "lr", "η", min=-3, max=2, step=0.25)
    button = ipywidgets.Button(description="Train with this η")
    progress = ipywidgets.IntProgress(0, max=steps, description="steps", tooltip="")
    row = ipywidgets.HBox([button, progress])
    row.layout.flex_flow = "row wrap"
    row.layout.display = view.train_display
    ipywidgets.jslink((view, "train_display"), (row.layout, "display"))

    def on_click(_):
        button.disabled = True
        try:
            view.train(lambda done: setattr(progress, "value", done))
        finally:
            button.disabled = False

    button.on_click(on_click)
    return Control(view, lr, row)
