"""Networks drawn: circles for numbers, an arrow for each weight, shapes below."""

from __future__ import annotations

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from dlnotes.layer import Layer
from dlnotes.perceptron import Perceptron
from dlnotes.plotting.columns import Column, arrows_in, columns_of
from dlnotes.plotting.style import ONE, ZERO

GREY, INK = "#777777", "#222222"
Places = list[tuple[float, float]]  # where the circles of a column stand
MOST_CIRCLES, MOST_NUMBERS = 8, 16  # above these a column has dots, and no weights are written


def plot_network(
    network: Layer | Perceptron | list[list[Perceptron]],
    names: list[list[str]] | None = None,
    x: np.ndarray | None = None,
    backward: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a network: its units as circles, its weights as arrows, the shapes of what flows.

    A positive weight is a solid arrow, a negative one dashed; the thicker, the larger. In a small
    network weights and biases are written as numbers. Of many units a few are drawn with dots
    between; images are squares. The network itself is left as it is: a copy runs.

    Parameters
    ----------
    network
        A perceptron; layers of perceptrons, a list each; or layers, such as a `Sequential`.
    names
        What to write into the circles, a list for each column; the inputs are the first column.
    x
        An example to send through, shape (1, ...), where the network does not say what it takes.
    backward
        Draw the way back as well: gradients, of the same shapes, from right to left.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.

    Raises
    ------
    TypeError, ValueError
        If `network` is none of the three, or its units do not fit on each other, or what goes into
        it cannot be told.

    Examples
    --------
    >>> from dlnotes import MultiLayerNet, Perceptron
    >>> nand, or_, and_ = (Perceptron([w, w], b) for w, b in [(-0.5, 0.7), (1, -0.5), (0.5, -0.7)])
    >>> ax = plot_network([[nand, or_], [and_]])
    >>> ax = plot_network(MultiLayerNet(784, [50, 100], 10))
    >>> plt.close("all")
    """
    columns = columns_of(network, x)
    shapes = isinstance(network, Layer)
    written = arrows_in(columns) <= MOST_NUMBERS and all(column.units for column in columns)
    step = 2.6 if written else 2.1
    places = [_places(column, step * i) for i, column in enumerate(columns)]
    low, high = (end(y for column in places for _, y in column) for end in (min, max))
    below, above = 0.65 + 0.75 * shapes * (1 + backward), 1.35 if shapes else 0.55
    ax = _canvas(ax, step * (len(columns) - 1), low - below, high + above)
    _draw_columns(ax, columns, places, names, written)
    if shapes:
        _name_layers(ax, columns, places, high + 0.85)
        _draw_flow(ax, columns, step, low - 0.85, ZERO, int(backward))
    if backward:
        _draw_flow(ax, columns, step, low - 1.6, ONE, -1)
    return ax


def _canvas(ax: Axes | None, right: float, low: float, high: float) -> Axes:
    """Return axes, in a figure no wider than a page if there are none, with these limits."""
    if ax is None:
        width, height = 0.85 * (right + 1.6), 0.85 * (high - low)
        ax = plt.subplots(figsize=(min(9, width), min(9, width) / width * height))[1]
    ax.set(xlim=(-0.8, right + 0.8), ylim=(low, high), aspect="equal")
    ax.axis("off")
    return ax


def _draw_columns(
    ax: Axes, columns: list[Column], places: list[Places], names: list[list[str]] | None, written
) -> None:
    for right, (a, b) in zip(columns[1:], pairwise(places), strict=True):
        _draw_arrows(ax, right.weights, a, b, written)
    for i, (column, place) in enumerate(zip(columns, places, strict=True)):
        texts = names[i] if names else _names(i, len(columns), column, len(place))
        if column.units:
            _draw_units(ax, column, place, texts, written)
        else:
            _draw_images(ax, column, place[0], columns)


def _places(column: Column, x: float) -> Places:
    """Return where the circles of a column stand; images stand in one place."""
    many = column.units is not None and column.units > MOST_CIRCLES
    count = 5 if many else (column.units or 1)
    heights = ((count - 1) / 2 - np.arange(count)) * (0.8 if many else 1)
    return [(x, y) for k, y in enumerate(heights) if not (many and k == 3)]


def _names(i: int, columns: int, column: Column, shown: int) -> list[str]:
    letter = "x" if i == 0 else "y" if i == columns - 1 else ""
    if not letter or not column.units:
        return [""] * shown
    if column.units == 1:
        return [letter]
    return [f"{letter}{k}" for k in [*range(1, shown), column.units]]


def _draw_arrows(ax: Axes, weights: np.ndarray | None, left: Places, right: Places, written: bool):
    drawn = weights is not None and (len(left), len(right)) == weights.shape
    strengths = weights if weights is not None and drawn else np.zeros((len(left), len(right)))
    largest = max(np.abs(strengths).max(), 1e-12)
    for i, start in enumerate(left):
        for j, end in enumerate(right):
            w = strengths[i, j]
            style = {"color": GREY, "linewidth": 0.6, "linestyle": "-"}
            if w:
                style = {"color": ONE if w > 0 else ZERO, "linestyle": "-" if w > 0 else "--"}
                style["linewidth"] = 0.6 + 1.6 * abs(w) / largest
            arrow = {"arrowstyle": "->", "shrinkA": 15, "shrinkB": 15, **style}
            ax.annotate("", end, start, arrowprops=arrow, zorder=1)
            if written and drawn:
                x, y = (0.74 * a + 0.26 * b for a, b in zip(start, end, strict=True))
                box = {"color": "white", "pad": 0.6}
                ax.text(x, y, _number(w), fontsize=9, ha="center", va="center", bbox=box)


def _number(value: float) -> str:
    return f"{value + 0.0:.2g}".replace("-", "−")  # + 0.0: zero has no sign here


def _draw_units(ax: Axes, column: Column, places: list, names: list[str], written: bool):
    for k, ((x, y), name) in enumerate(zip(places, names, strict=True)):
        ax.add_patch(Circle((x, y), 0.3, facecolor="white", edgecolor=INK, zorder=2))
        ax.text(x, y, name, ha="center", va="center", fontsize=9, zorder=3)
        if written and column.biases is not None:
            bias = f"b = {_number(column.biases[k])}"
            ax.text(x, y - 0.36, bias, ha="center", va="top", fontsize=8.5, zorder=3)
    if len(places) < (column.units or 0):
        ax.text(places[0][0], places[-1][1] + 0.8, "⋮", ha="center", va="center", fontsize=16)


def _draw_images(ax: Axes, column: Column, place: tuple[float, float], columns: list[Column]):
    widest = max(other.shape[-1] for other in columns if not other.units)
    side = 0.4 + 0.8 * column.shape[-1] / widest
    for k in reversed(range(min(3, column.shape[0]))):
        corner = (place[0] - side / 2 + 0.09 * k, place[1] - side / 2 + 0.09 * k)
        ax.add_patch(Rectangle(corner, side, side, facecolor="white", edgecolor=INK, zorder=2))


def _name_layers(ax: Axes, columns: list[Column], places: list[Places], y: float) -> None:
    for column, (a, b) in zip(columns[1:], pairwise(places), strict=True):
        lines = [*column.layers]
        if column.weights is not None:
            lines.insert(1, str(column.weights.shape))
        ax.text((a[0][0] + b[0][0]) / 2, y, "\n".join(lines), ha="center", va="center", fontsize=9)


def _draw_flow(ax: Axes, columns: list[Column], step: float, y: float, colour: str, way: int):
    """Write the shapes in a row, with arrows between them to the right (1) or left (-1)."""
    for i, column in enumerate(columns):
        shape = f"(N, {', '.join(map(str, column.shape))})"
        ax.text(step * i, y, shape, ha="center", va="center", color=colour, fontsize=9)
    for i in range(1, len(columns)) if way else ():
        ends = [(step * (i - 0.65), y), (step * (i - 0.35), y)][::way]
        arrow = {"arrowstyle": "->", "color": colour, "linestyle": "-" if way > 0 else "--"}
        ax.annotate("", ends[1], ends[0], arrowprops=arrow)
