"""Boundary trainer (chapter 5): a network learns to part two classes, step by step, in the page."""

import numpy as np
import traitlets

from dlnotes.activation_layers import ACTIVATIONS
from dlnotes.datasets import TOY_SETS
from dlnotes.networks import MultiLayerNet
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_log_slider,
    linked_slider,
)

POINTS = 300
SEED = 5
MAX_LAYERS, MAX_UNITS, MAX_NOISE = 4, 16, 0.15
PACES = ["one step a frame", "as fast as it can"]


class BoundaryTrainer(View):
    """Two classes on the plane, and the boundary of a network that is being trained on them.

    The network has two outputs, one a class, and the loss is softmax cross-entropy: what
    `dlnotes.SoftmaxCrossEntropy` computes. It trains in JavaScript, in float64, and its losses are
    those of `dlnotes`.

    Attributes
    ----------
    dataset, activation, penalty, batch, pace
        Indices into `dataset_names`, `activation_names`, `penalties`, `batches` and `PACES`.
    noise
        Standard deviation of the noise on the points, at most 0.2.
    layers, units
        Number of hidden layers, and units in each.
    lr
        Learning rate. Like the noise it is used to three digits, as the page shows it.
    clean, noisy
        The points of every set with noise 0 and with noise 1, as float64. The noise is added, so
        all others lie on the straight line between the two.
    classes
        Their classes, a byte each.
    normals
        The standard normal numbers that first weights are made of, as float64.
    """

    _esm = joined("boundary_trainer.js")
    _css = joined("boundary_trainer.css")
    dataset = traitlets.Int(0, min=0, max=len(TOY_SETS) - 1).tag(sync=True)
    noise = FiniteFloat(0.05, min=0.0, max=0.2).tag(sync=True)
    layers = traitlets.Int(2, min=0, max=MAX_LAYERS).tag(sync=True)
    units = traitlets.Int(8, min=1, max=MAX_UNITS).tag(sync=True)
    activation = traitlets.Int(0, min=0, max=len(ACTIVATIONS) - 1).tag(sync=True)
    lr = FiniteFloat(0.1, min=1e-4, max=100.0).tag(sync=True)
    penalty = traitlets.Int(0, min=0, max=4).tag(sync=True)
    batch = traitlets.Int(1, min=0, max=2).tag(sync=True)
    pace = traitlets.Int(0, min=0, max=len(PACES) - 1).tag(sync=True)
    dataset_names = traitlets.List(list(TOY_SETS)).tag(sync=True)
    activation_names = traitlets.List(list(ACTIVATIONS)).tag(sync=True)
    penalties = traitlets.List([0.0, 0.0001, 0.001, 0.01, 0.1]).tag(sync=True)
    batches = traitlets.List([10, 30, POINTS]).tag(sync=True)
    points = traitlets.Int(POINTS, read_only=True).tag(sync=True)
    seed = traitlets.Int(SEED, read_only=True).tag(sync=True)
    clean = traitlets.Bytes().tag(sync=True)
    noisy = traitlets.Bytes().tag(sync=True)
    classes = traitlets.Bytes().tag(sync=True)
    normals = traitlets.Bytes().tag(sync=True)
    link_name = traitlets.Unicode("trainer").tag(sync=True)

    def __init__(self, **traits):
        sets = [
            [
                make(POINTS, noise=noise, rng=np.random.default_rng(SEED))
                for make in TOY_SETS.values()
            ]
            for noise in (0, 1)
        ]
        clean, noisy = (np.array([x for x, _ in one], "<f8").tobytes() for one in sets)
        classes = np.array([t for _, t in sets[0]], np.uint8).tobytes()
        largest = 2 * MAX_UNITS + (MAX_LAYERS - 1) * MAX_UNITS**2 + 2 * MAX_UNITS
        normals = np.random.default_rng(SEED).standard_normal(largest).astype("<f8").tobytes()
        super().__init__(clean=clean, noisy=noisy, classes=classes, normals=normals, **traits)

    @property
    def examples(self) -> tuple[np.ndarray, np.ndarray]:
        """The points and classes that are drawn, from `dlnotes.datasets`."""
        make = TOY_SETS[self.dataset_names[self.dataset]]
        return make(POINTS, noise=float(f"{self.noise:.3g}"), rng=np.random.default_rng(SEED))

    @property
    def network(self) -> MultiLayerNet:
        """The network that training starts from."""
        return MultiLayerNet(
            2,
            [self.units] * self.layers,
            2,
            activation=self.activation_names[self.activation],
            rng=SEED,
            dtype=np.float64,
        )


def boundary_trainer() -> Control:
    """Return the control: the data, the network and how it learns.

    Examples
    --------
    >>> control = boundary_trainer()
    >>> control.view.units = 16
    >>> x, t = control.view.examples
    >>> x.shape, control.view.network(x).shape
    ((300, 2), (300, 2))
    """
    view = BoundaryTrainer()
    batches = [*map(str, view.batches[:-1]), f"all {POINTS}"]
    control = Control(
        view,
        linked_choice(view, "dataset", "data", view.dataset_names),
        linked_slider(view, "noise", "noise", min=0.0, max=MAX_NOISE, step=0.01),
        linked_slider(view, "layers", "hidden layers", min=0, max=MAX_LAYERS, step=1),
        linked_slider(view, "units", "units in each", min=1, max=MAX_UNITS, step=1),
        linked_choice(view, "activation", "activation", view.activation_names),
        linked_log_slider(view, "lr", "η", min=-3, max=2, step=0.1),
        linked_choice(view, "penalty", "L2 penalty", [f"{value:g}" for value in view.penalties]),
        linked_choice(view, "batch", "batch", batches),
        linked_choice(view, "pace", "pace", PACES),
    )
    for each in control.inputs:
        each.style.description_width = "6rem"
    return control
