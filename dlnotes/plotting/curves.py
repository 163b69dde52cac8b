"""Curves: an activation and its slope, the signals of a network, the path of an optimizer."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from dlnotes.plotting.style import ONE, ZERO


def plot_activation(
    h: Callable[[np.ndarray], np.ndarray],
    slope: Callable[[np.ndarray], np.ndarray],
    ax: Axes | None = None,
) -> Axes:
    """Draw a function (solid) and its slope (dashed) from -4 to 4; a jump leaves a gap.

    Parameters
    ----------
    h, slope
        The function and its derivative.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.
    """
    ax = plt.subplots()[1] if ax is None else ax
    a = np.linspace(-4, 4, 401)
    for function, colour, dashes in [(h, ZERO, "-"), (slope, ONE, "--")]:
        y = np.array(function(a))
        y[1:][np.abs(np.diff(y)) > 0.5] = np.nan
        ax.plot(a, y, dashes, color=colour, linewidth=2.5)
    ax.set(xlim=(-4, 4), ylim=(-1.3, 2.3), xlabel="a")
    ax.grid(alpha=0.3)
    return ax


def plot_path(f: Callable, path: np.ndarray, title: str, ax: Axes | None = None) -> Axes:
    """Draw the contour lines of a function on the plane and the path of an optimizer over them.

    Parameters
    ----------
    f
        Takes x and y, arrays of one shape, and gives the height.
    path
        Points (N, 2): the start is drawn as a circle, the end as a cross.
    title
        What stands above.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.
    """
    ax = plt.subplots()[1] if ax is None else ax
    x, y = np.meshgrid(np.linspace(-9, 9, 181), np.linspace(-6, 6, 121))
    levels = [0.05, 0.5, 1.5, 3, 5, 8, 12, 17]
    ax.contour(x, y, f(x, y), levels=levels, colors=ZERO, alpha=0.5, linewidths=0.8)
    ax.plot(*path.T, ".-", color=ONE, linewidth=1.2, markersize=4)
    ax.plot(*path[0], "o", color=ONE)
    ax.plot(*path[-1], "x", color=ONE, markersize=9, mew=2.5)
    ax.set(xlim=(-9, 9), ylim=(-4.5, 4.5), title=title)
    return ax


def plot_signals(signals: list[np.ndarray], limits: tuple[float, float]) -> None:
    """Draw a histogram of what each layer of a network gives, and above it a number.

    The number is how much a unit differs from example to example: the root of the variance over
    the examples, averaged over the units.

    Parameters
    ----------
    signals
        What each layer gives, first to last, shape (examples, units).
    limits
        The least and greatest number of the axis.
    """
    _, axes = plt.subplots(1, len(signals), figsize=(9, 2))
    for layer, (ax, signal) in enumerate(zip(axes, signals, strict=True), start=1):
        ax.hist(np.ravel(signal), bins=30, range=limits, color=ZERO)
        spread = np.sqrt(np.var(signal, axis=0).mean())
        ax.set(title=f"layer {layer}: {spread:.2g}", yticks=[], xlim=limits)
