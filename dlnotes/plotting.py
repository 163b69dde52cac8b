"""Figures of the course: one style for all, and the drawings that more than one cell needs."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from dlnotes.activations import softmax
from dlnotes.evaluation import predict
from dlnotes.gates import INPUTS
from dlnotes.graph import Graph
from dlnotes.layers import Layer
from dlnotes.perceptron import Perceptron

# The colours of the controls: told apart by all common kinds of colour vision.
ZERO, ONE = "#0072b2", "#c04a00"
# Curves differ in colour and in dashes, so that nobody has to go by colour.
CURVES = cycler(
    color=[ZERO, ONE, "#00785a", "#9a4a86", "#806000", "#444444"],
    linestyle=["-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (2, 1))],
)


def use_style() -> None:
    """Set the look of all figures that follow: sharp, sized for a phone, on a light card."""
    plt.rcParams.update(
        {
            "figure.figsize": (4.5, 4.0),
            "figure.dpi": 110,
            "figure.constrained_layout.use": True,
            "figure.constrained_layout.h_pad": 0.08,
            "figure.constrained_layout.w_pad": 0.08,
            "axes.prop_cycle": CURVES,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.size": 11,
        }
    )


def plot_gate(
    unit: Perceptron | None,
    truth: tuple[int, ...],
    ax: Axes | None = None,
    at: np.ndarray = INPUTS,
) -> Axes:
    """Draw a truth table on the plane of inputs, with the line and half-plane of a perceptron.

    Parameters
    ----------
    unit
        The perceptron, or None for the points alone.
    truth
        The wanted answers in the order of `dlnotes.gates.INPUTS`: 0 is drawn as a circle, 1
        as a cross.
    ax
        Where to draw; a new figure if None.
    at
        Where the four points stand, shape (4, 2).

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.
    """
    ax = plt.subplots()[1] if ax is None else ax
    ax.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xlabel="x1", ylabel="x2")
    ax.set(xticks=[0, 1], yticks=[0, 1], aspect="equal")
    if unit is not None:
        side = np.linspace(-0.5, 1.5, 201)
        plane = np.stack(np.meshgrid(side, side), axis=-1)
        fires = unit(plane.reshape(-1, 2)).reshape(201, 201)
        ax.contourf(side, side, fires, levels=[0.5, 1.5], colors=[ONE], alpha=0.18)
        ax.plot(*unit.boundary().T, color="#222222")
    for point, answer in zip(at, truth, strict=True):
        shape, colour = ("x", ONE) if answer else ("o", ZERO)
        ax.plot(*point, shape, color=colour, markersize=11, mew=3, fillstyle="none")
    return ax


def show_digits(images: np.ndarray, titles: list[str], columns: int = 8) -> None:
    """Show images in a grid, dark ink on white.

    Parameters
    ----------
    images
        Shape (N, 784) or (N, 1, 28, 28).
    titles
        What to write above each of the N images.
    columns
        Images in a row.
    """
    rows = -(-len(images) // columns)
    _, axes = plt.subplots(rows, columns, figsize=(columns * 0.9, rows * 1.15), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images, titles, strict=False):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray_r")
        ax.set_title(title, fontsize=9)


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


def plot_graph(graph: Graph, ax: Axes | None = None) -> Axes:
    """Draw a computational graph: values above its edges, gradients below, as far as it has run.

    Parameters
    ----------
    graph
        Inputs are drawn in a column at the left, each operation right of what it needs.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.
    """
    ax = plt.subplots(figsize=(5.2, 0.7 * len(graph.inputs) + 0.4))[1] if ax is None else ax
    places: list[tuple[float, float]] = []
    for node in graph.nodes:
        sources = [places[source.index] for source in node.inputs]
        if sources:
            columns, heights = zip(*sources, strict=True)
            places.append((max(columns) + 1, sum(heights) / len(heights)))
            sign = node.label.replace("**2", "x²").replace("*", "×").replace("-", "−")
            circle = {"boxstyle": "circle", "facecolor": "white", "edgecolor": "#222222"}
            ax.text(*places[-1], sign, ha="center", va="center", bbox=circle, zorder=3)
        else:
            places.append((0, -sum(x == 0 for x, _ in places)))
            ax.text(-0.08, places[-1][1], node.label, ha="right", va="center")
    for edge in graph.trace()["edges"]:
        start = places[edge["from"]]
        end = (start[0] + 0.9, start[1]) if edge["to"] is None else places[edge["to"]]
        arrow = {"arrowstyle": "->", "color": ZERO, "shrinkA": 0, "shrinkB": 13}
        ax.annotate("", end, start, arrowprops=arrow, zorder=1)
        x, y = (0.55 * a + 0.45 * b for a, b in zip(start, end, strict=True))
        shown = {"fontsize": 10, "ha": "center", "bbox": {"color": "white", "pad": 0.5}}
        if edge["value"] is not None:
            ax.text(x, y + 0.04, f"{edge['value']:g}", va="bottom", color=ZERO, **shown)
        if edge["gradient"] is not None:
            back = f"← {edge['gradient']:g}"
            ax.text(x, y - 0.04, back, va="top", color=ONE, style="italic", **shown)
    columns, heights = zip(*places, strict=True)
    ax.set(xlim=(-0.9, max(columns) + 1), ylim=(min(heights) - 0.5, max(heights) + 0.5))
    ax.axis("off")
    return ax


def plot_boundary(network: Layer, x: np.ndarray, t: np.ndarray, ax: Axes | None = None) -> Axes:
    """Draw points of two classes, how a network with two outputs parts the plane, and how surely.

    Parameters
    ----------
    network
        Takes points (N, 2), gives scores (N, 2).
    x, t
        Points (N, 2) and classes (N,): 0 is drawn as a circle, 1 as a cross.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn into.
    """
    ax = plt.subplots()[1] if ax is None else ax
    side = np.linspace(-1.8, 1.8, 121)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    sure = softmax(predict(network, plane))[:, 1].reshape(121, 121)
    shades = LinearSegmentedColormap.from_list("classes", [ZERO, "white", ONE])
    ax.imshow(sure, cmap=shades, vmin=0, vmax=1, alpha=0.45, origin="lower", extent=[-1.8, 1.8] * 2)
    if sure.min() < 0.5 < sure.max():
        ax.contour(side, side, sure, levels=[0.5], colors="#222222")
    for answer, shape, colour in ((0, "o", ZERO), (1, "x", ONE)):
        ax.plot(*x[t == answer].T, shape, color=colour, markersize=3.5, fillstyle="none")
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], aspect="equal")
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
    x, y = np.meshgrid(np.linspace(-9, 9, 181), np.linspace(-4.5, 4.5, 91))
    levels = [0.05, 0.5, 1.5, 3, 5, 8, 12, 17]
    ax.contour(x, y, f(x, y), levels=levels, colors=ZERO, alpha=0.5, linewidths=0.8)
    ax.plot(*path.T, ".-", color=ONE, linewidth=1.2, markersize=4)
    ax.plot(*path[0], "o", color=ONE)
    ax.plot(*path[-1], "x", color=ONE, markersize=9, mew=2.5)
    ax.set(xlim=(-9, 9), ylim=(-4.5, 4.5), title=title)
    return ax


def plot_maps(maps: list[np.ndarray], titles: list[str], columns: int = 8) -> None:
    """Show arrays as squares of colour: orange above 0, blue below, white at 0.

    The number farthest from 0 has the full colour, in each array its own.

    Parameters
    ----------
    maps
        Filters or feature maps, each of shape (H, W).
    titles
        What to write above each of them.
    columns
        Maps in a row.
    """
    rows = -(-len(maps) // columns)
    size = min(2.2, 9 / columns)
    _, axes = plt.subplots(rows, columns, figsize=(columns * size, rows * size), squeeze=False)
    colours = LinearSegmentedColormap.from_list("signed", [ZERO, "white", ONE])
    for ax, values, title in zip(axes.flat, maps, titles, strict=True):
        largest = np.abs(values).max()
        ax.imshow(values, cmap=colours, vmin=-largest, vmax=largest)
        ax.set(title=title, xticks=[], yticks=[])


def plot_signals(signals: list[np.ndarray], limits: tuple[float, float]) -> None:
    """Draw a histogram of what each layer of a network gives.

    Parameters
    ----------
    signals
        The numbers of each layer, first to last, in arrays of any shape.
    limits
        The least and greatest number of the axis.
    """
    _, axes = plt.subplots(1, len(signals), figsize=(9, 2))
    for layer, (ax, signal) in enumerate(zip(axes, signals, strict=True), start=1):
        ax.hist(np.ravel(signal), bins=30, range=limits, color=ZERO)
        ax.set(title=f"layer {layer}", yticks=[], xlim=limits)
