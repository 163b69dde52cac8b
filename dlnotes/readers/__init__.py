"""Networks that were trained for long to read other people's digits, and the program that did it.

Chapters 7 and 8 have seconds to train; these had minutes. ``python -m
dlnotes.readers.train`` trains them anew, line by line what the chapters build, and says how well
they read. Their files hold the weights as float16, with a digest.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dlnotes.archives import read_archive, write_archive
from dlnotes.checkpoints import build, fill
from dlnotes.layer import Layer

FOLDER = Path(__file__).parent
READERS = ("dense", "convolutional")

__all__ = ["READERS", "load_reader", "save_reader"]


def load_reader(name: str) -> Layer:
    """Load one of the trained networks.

    Parameters
    ----------
    name : {"dense", "convolutional"}
        784-128-64-10, which takes rows (N, 784); or two convolutions and two affine layers, which
        take images (N, 1, 28, 28).

    Returns
    -------
    Layer
        In evaluation mode.

    Raises
    ------
    ValueError
        If there is no such network, or its file is damaged.

    Examples
    --------
    >>> network = load_reader("dense")
    >>> network(np.zeros((1, 784), dtype=np.float32)).shape
    (1, 10)
    """
    if name not in READERS:
        raise ValueError(f"load_reader: name is one of {', '.join(READERS)}; got {name!r}.")
    path = FOLDER / f"{name}.npz"
    header, arrays = read_archive(path, "reader")
    network = build(header.get("architecture"), path).eval()
    fill(network.arrays(), {k: array.astype(np.float32) for k, array in arrays.items()}, path)
    return network


def save_reader(network: Layer, architecture: dict, name: str) -> None:
    """Write a network where `load_reader` finds it, its weights as float16."""
    halves = {key: array.astype(np.float16) for key, array in network.arrays().items()}
    write_archive(FOLDER / f"{name}.npz", "reader", {"architecture": architecture}, halves)
