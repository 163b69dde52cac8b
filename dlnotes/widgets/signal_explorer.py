"""Signal explorer (chapter 7): what is left of a signal after each layer of a deep network."""

from functools import cache

import numpy as np
import traitlets

from dlnotes.activation_layers import ACTIVATIONS
from dlnotes.layers import Affine
from dlnotes.regularization import BatchNorm
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_log_slider,
    linked_slider,
)

UNITS, EXAMPLES, LAYERS, BINS = 100, 200, 10, 20
EXPONENTS = np.round(np.arange(-2, 0.01, 0.05), 2)  # of ten: standard deviations 0.01 to 1
# Where each activation's histogram begins and ends; what lies beyond counts in the bin at the end.
RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, 5.0)}


def send_signal(activation: str, std: float, normalized: bool = False) -> list[np.ndarray]:
    """Send random examples through ten layers of random weights; return what each layer gives.

    Parameters
    ----------
    activation
        A key of `RANGES`.
    std
        Standard deviation of the weights. Xavier is 0.1 here, He is 0.141: each layer has 100
        units.
    normalized
        Whether batch normalization stands between each weighted sum and its activation.

    Returns
    -------
    list of (200, 100) ndarray
        One for each layer.

    Examples
    --------
    >>> signals = send_signal("tanh", std=0.1)
    >>> len(signals), signals[0].shape
    (10, (200, 100))
    """
    rng = np.random.default_rng(7)  # the same examples each time: only the setting differs
    x = rng.standard_normal((EXAMPLES, UNITS), dtype=np.float32)
    signals = []
    for _ in range(LAYERS):
        x = Affine(UNITS, UNITS, rng, initializer=std).forward(x)
        if normalized:
            x = BatchNorm(UNITS).forward(x)
        x = ACTIVATIONS[activation]().forward(x)
        signals.append(x)
    return signals


def histogram(signal: np.ndarray, activation: str) -> np.ndarray:
    """Return how many numbers of a signal fall into each of 20 bins of the activation's range.

    Examples
    --------
    >>> histogram(np.array([0.0, 0.3, 99.0]), "relu")
    array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    """
    least, most = RANGES[activation]
    return np.histogram(np.clip(signal, least, most), bins=BINS, range=(least, most))[0]


def spread(signal: np.ndarray) -> float:
    """Return how much a unit of a layer differs from example to example.

    It is the root of the variance over the examples, averaged over the units: 0 when each unit
    says the same to all examples, however different the units are.

    Examples
    --------
    >>> spread(np.array([[0.0, 5.0], [2.0, 5.0]]))  # one unit says 0 and 2, the other always 5
    0.7071067811865476
    """
    return float(np.sqrt(signal.var(axis=0, dtype=np.float64).mean()))


@cache  # one takes two seconds, and each control has the same
def signal_tables() -> tuple[bytes, bytes]:
    """Return the histograms and the spreads of every setting of the control.

    Returns
    -------
    heights : bytes
        uint8 of shape (activations, 2, exponents, layers, bins): the bars, the tallest of each
        histogram as 255. The second axis: without and with batch normalization.
    spreads : bytes
        float32 of shape (activations, 2, exponents, layers): see `spread`.
    """
    shape = (len(RANGES), 2, len(EXPONENTS), LAYERS)
    heights, spreads = np.empty((*shape, BINS), np.uint8), np.empty(shape, "<f4")
    for a, activation in enumerate(RANGES):
        for normalized in (0, 1):
            for e, exponent in enumerate(EXPONENTS):
                signals = send_signal(activation, float(10**exponent), bool(normalized))
                for layer, signal in enumerate(signals):
                    counts = histogram(signal, activation)
                    heights[a, normalized, e, layer] = np.round(255 * counts / counts.max())
                    spreads[a, normalized, e, layer] = spread(signal)
    return heights.tobytes(), spreads.tobytes()


class SignalExplorer(View):
    """Histograms of what each layer gives, from tables that dlnotes computed.

    Attributes
    ----------
    activation
        An index into `activation_names`.
    std
        Standard deviation of the initial weights, 0.01 to 1; the nearest in the tables is shown.
    depth
        How many layers.
    normalized
        1 puts batch normalization before each activation.
    heights, spreads
        See `signal_tables`.
    """

    _esm = joined("signal_explorer.js")
    _css = joined("signal_explorer.css")
    activation = traitlets.Int(1, min=0, max=len(RANGES) - 1).tag(sync=True)
    std = FiniteFloat(1.0).tag(sync=True)
    depth = traitlets.Int(5, min=1, max=LAYERS).tag(sync=True)
    normalized = traitlets.Int(0, min=0, max=1).tag(sync=True)
    activation_names = traitlets.List(list(RANGES)).tag(sync=True)
    ranges = traitlets.List([list(limits) for limits in RANGES.values()]).tag(sync=True)
    layout_of_tables = traitlets.Dict(
        {"layers": LAYERS, "bins": BINS, "exponents": EXPONENTS.tolist()}
    ).tag(sync=True)
    heights = traitlets.Bytes().tag(sync=True)
    spreads = traitlets.Bytes().tag(sync=True)
    link_name = traitlets.Unicode("signal").tag(sync=True)

    @traitlets.validate("std")
    def _is_in_the_tables(self, proposal):
        if not 0.01 <= proposal.value <= 1:
            raise traitlets.TraitError(
                f"SignalExplorer.std: expects 0.01 to 1, got {proposal.value}. "
                "Outside of that nothing was computed."
            )
        return proposal.value


def signal_explorer() -> Control:
    """Return the control: the weights' spread, the activation, the depth, batch normalization.

    Buttons in the view set the spread to 0.01, Xavier, He and 1.

    Examples
    --------
    >>> view = signal_explorer().view
    >>> view.std, view.depth = 0.1, 10
    """
    heights, spreads = signal_tables()
    view = SignalExplorer(heights=heights, spreads=spreads)
    activation = linked_choice(view, "activation", "activation", view.activation_names)
    std = linked_log_slider(view, "std", "std", min=-2, max=0, step=0.05)
    std.readout_format = ".3g"
    depth = linked_slider(view, "depth", "layers", min=1, max=LAYERS, step=1)
    normalized = linked_choice(view, "normalized", "batch norm", ["without", "with"])
    return Control(view, activation, std, depth, normalized)
