"""Arrays shown as pictures: digits, filters and feature maps."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from dlnotes.plotting.style import ONE, ZERO


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
