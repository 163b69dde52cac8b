"""Figures of the course: one style for all, and the drawings that more than one cell needs."""

from dlnotes.plotting.curves import plot_activation, plot_path, plot_signals
from dlnotes.plotting.graphs import plot_graph
from dlnotes.plotting.images import plot_maps, show_digits
from dlnotes.plotting.networks import plot_network
from dlnotes.plotting.planes import plot_boundary, plot_gate
from dlnotes.plotting.style import CURVES, ONE, ZERO, use_style

__all__ = [
    "CURVES",
    "ONE",
    "ZERO",
    "plot_activation",
    "plot_boundary",
    "plot_gate",
    "plot_graph",
    "plot_maps",
    "plot_network",
    "plot_path",
    "plot_signals",
    "show_digits",
    "use_style",
]
