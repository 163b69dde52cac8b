"""Calculations drawn as graphs: circles for operations, numbers on the edges."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from dlnotes.graph import Graph
from dlnotes.plotting.style import ONE, ZERO


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
            sign = node.label.replace("**2", "( )²").replace("*", "×").replace("-", "−")
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
        box = {"color": "white", "pad": 0.5}
        shown: dict[str, Any] = {"fontsize": 10, "ha": "center", "bbox": box}
        if edge["value"] is not None:
            ax.text(x, y + 0.04, f"{edge['value']:g}", va="bottom", color=ZERO, **shown)
        if edge["gradient"] is not None:
            back = f"← {edge['gradient']:g}"
            ax.text(x, y - 0.04, back, va="top", color=ONE, style="italic", **shown)
    columns, heights = zip(*places, strict=True)
    ax.set(xlim=(-0.9, max(columns) + 1), ylim=(min(heights) - 0.5, max(heights) + 0.5))
    ax.axis("off")
    return ax
