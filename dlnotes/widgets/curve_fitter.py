"""Curve fitter (chapter 2): a sum of ReLUs follows a curve, the closer the more units it has."""

import functools

import numpy as np
import traitlets

from dlnotes.datasets import CURVES, make_curve
from dlnotes.fitting import as_network, even_kinks, fit_relu_sum
from dlnotes.networks import MultiLayerNet
from dlnotes.widgets.view import Control, View, joined, linked_choice, linked_slider

MOST_UNITS = 30
POINTS = 61


def data(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of a curve that the network is fitted to: x and t, shape (61,)."""
    x, t = make_curve(name, POINTS, noise=0, rng=np.random.default_rng(0))
    return x.ravel(), t.ravel()


@functools.cache
def _all_fits() -> bytes:
    """Fit each number of units to each curve; return v_1 ... v_n, c of all fits in a row."""
    numbers = []
    for name in CURVES:
        x, t = data(name)
        for units in range(1, MOST_UNITS + 1):
            v, c = fit_relu_sum(x, t, even_kinks(units))
            numbers += [*v, c]
    return np.array(numbers, dtype="<f8").tobytes()


class CurveFitter(View):
    """The points of a curve, the sum of ReLUs fitted to them, and its error.

    Attributes
    ----------
    curve
        Which curve: an index into `curve_names`.
    units
        Number of hidden units.
    fits
        The weights of all fits, as `dlnotes.fitting` finds them: float64, little-endian; for each
        curve and each number of units n, the n slopes v and then the height c.
    targets
        The heights of the points, curve by curve: float64, little-endian.
    """

    _esm = joined("curve_fitter.js")
    _css = joined("curve_fitter.css")
    beside = True
    curve = traitlets.Int(0, min=0, max=len(CURVES) - 1).tag(sync=True)
    units = traitlets.Int(4, min=1, max=MOST_UNITS).tag(sync=True)
    curve_names = traitlets.List(list(CURVES)).tag(sync=True)
    most_units = traitlets.Int(MOST_UNITS).tag(sync=True)
    fits = traitlets.Bytes().tag(sync=True)
    targets = traitlets.Bytes().tag(sync=True)
    link_name = traitlets.Unicode("fit").tag(sync=True)

    @traitlets.default("fits")
    def _fit(self) -> bytes:
        return _all_fits()

    @traitlets.default("targets")
    def _collect_targets(self) -> bytes:
        return np.array([data(name)[1] for name in CURVES], dtype="<f8").tobytes()

    @property
    def network(self) -> MultiLayerNet:
        """The network 1-n-1 that is drawn."""
        n = self.units
        numbers = np.frombuffer(self.fits, "<f8").reshape(len(CURVES), -1)[self.curve]
        start = (n - 1) * (n + 2) // 2  # the fits with fewer units have 2 + 3 + ... + n numbers
        *v, c = numbers[start : start + n + 1]
        return as_network(even_kinks(n), np.array(v), c)


def curve_fitter() -> Control:
    """Return the control: a menu of curves and a slider for the number of hidden units.

    Examples
    --------
    >>> view = curve_fitter().view
    >>> view.curve, view.units = view.curve_names.index("tent"), 2
    >>> view.network.forward(np.array([[-1.0], [0.0], [1.0]])).round(6).ravel()
    array([-1.,  1., -1.])
    """
    view = CurveFitter()
    curve = linked_choice(view, "curve", "curve", view.curve_names)
    units = linked_slider(view, "units", "units", min=1, max=MOST_UNITS, step=1)
    return Control(view, curve, units)
