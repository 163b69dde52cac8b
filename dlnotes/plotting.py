"""Figures of the course: one style for all, and the drawings that more than one cell needs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from dlnotes.perceptron import INPUTS, Perceptron

# The colours of the controls: told apart by all common kinds of colour vision.
ZERO, ONE = "#0072b2", "#c04a00"


def use_style() -> None:
    """Set the look of all figures that follow: sharp, sized for a phone, on a light card."""
    plt.rcParams.update(
        {
            "figure.figsize": (4.5, 4.0),
            "figure.dpi": 110,
            "figure.constrained_layout.use": True,
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
        The wanted answers in the order of `dlnotes.perceptron.INPUTS`: 0 is drawn as a circle, 1
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
