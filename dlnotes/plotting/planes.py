"""Planes cut in two: the half that a unit or a network answers 1 in."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from dlnotes.activations import softmax
from dlnotes.evaluation import predict
from dlnotes.gates import INPUTS
from dlnotes.layer import Layer
from dlnotes.perceptron import Perceptron
from dlnotes.plotting.style import ONE, ZERO


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
        fires = np.asarray(unit(plane.reshape(-1, 2))).reshape(201, 201)
        ax.contourf(side, side, fires, levels=[0.5, 1.5], colors=[ONE], alpha=0.18)
        ax.plot(*unit.boundary().T, color="#222222")
    for point, answer in zip(at, truth, strict=True):
        shape, colour = ("x", ONE) if answer else ("o", ZERO)
        ax.plot(*point, shape, color=colour, markersize=11, mew=3, fillstyle="none")
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
    extent = (-1.8, 1.8, -1.8, 1.8)
    ax.imshow(sure, cmap=shades, vmin=0, vmax=1, alpha=0.45, origin="lower", extent=extent)
    if sure.min() < 0.5 < sure.max():
        ax.contour(side, side, sure, levels=[0.5], colors="#222222")
    for answer, shape, colour in ((0, "o", ZERO), (1, "x", ONE)):
        ax.plot(*x[t == answer].T, shape, color=colour, markersize=3.5, fillstyle="none")
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], aspect="equal")
    return ax
