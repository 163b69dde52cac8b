"""Drawings that are no digits: letters, shapes and small pictures, written down by hand.

A network that reads digits has no class for them. With them chapter 7 asks which number tells best
that a network should rather say nothing.
"""

from __future__ import annotations

import numpy as np

from dlnotes.augmentation import random_matrices
from dlnotes.initializers import Rng, generator

# A stroke is a row of points, each two digits: x to the right, y down, from 0 to 9.
DOODLES = {
    "A": "09 40 89/25 65",
    "E": "80 10 19 89/15 65",
    "F": "80 10 19/14 64",
    "H": "10 19/80 89/14 84",
    "K": "10 19/80 15 89",
    "M": "09 10 45 80 99",
    "N": "19 10 89 80",
    "P": "19 10 60 82 83 65 15",
    "R": "19 10 60 82 83 65 15 89",
    "T": "00 90/40 49",
    "W": "00 29 53 79 90",
    "X": "00 99/90 09",
    "Y": "00 54/90 54 59",
    "ampersand": "98 32 20 50 52 06 18 38 95",
    "arrow": "05 95 62/95 68",
    "asterisk": "40 49/02 87/82 07",
    "bolt": "60 25 55 29",
    "cup": "12 18 28 68 78 72 12/73 94 95 76",
    "envelope": "02 92 98 08 02 46 92",
    "eye": "05 32 62 95 68 38 05/44 54 55 45 44",
    "face": "30 60 93 96 69 39 06 03 30/33 34/63 64/26 37 57 66",
    "fence": "10 19/40 49/70 79/02 92/06 96",
    "fish": "05 22 62 95 68 28 05/95 99/95 91",
    "flower": "44 42 51 62 54 73 83 84 55 76 75 66 54 45 34 23 33 44/54 59",
    "hash": "30 19/80 69/02 92/06 96",
    "heart": "49 05 02 20 43 70 92 95 49",
    "house": "09 04 40 84 89 09/39 36 56 59",
    "infinity": "45 23 05 27 45 73 95 77 45",
    "kite": "40 74 49 14 40/40 49/14 74",
    "ladder": "20 29/70 79/22 72/25 75/28 78",
    "moon": "50 22 06 39 79 55 43 50",
    "plus": "40 49/05 95",
    "scribble": "05 20 29 41 48 62 68 81 88 94",
    "smoke": "09 27 36 24 43 62 51 70 92",
    "spiral": "55 45 44 54 66 57 37 25 33 61 74 88 49 17",
    "square": "00 90 99 09 00",
    "star": "40 79 13 93 09 40",
    "steps": "09 07 27 25 45 43 63 61 91",
    "sun": "34 53 64 66 55 36 34/40 42/90 72/95 75/09 27/00 22/49 47",
    "table": "12 82/22 29/72 79",
    "target": "40 80 95 79 29 05 20 40/43 63 65 56 36 34 43",
    "tick": "05 39 90",
    "tree": "40 05 25 07 87 65 85 40/47 49",
    "triangle": "40 99 09 40",
    "umbrella": "05 22 50 82 95 05/55 58 39 28",
    "wave": "05 13 22 34 56 67 75 83 94",
    "window": "00 90 99 09 00/40 49/05 95",
    "zigzag": "00 39 40 79 90",
}


def make_doodles(n: int, rng: Rng = None) -> list[list[np.ndarray]]:
    """Draw so many things that are no digits, each turned, sheared and stretched at random.

    Parameters
    ----------
    n : int
        How many.
    rng : numpy.random.Generator or int, optional
        Chooses and changes them. Default: seed 0.

    Returns
    -------
    list of list of (P, 2) arrays
        The strokes of each, in sides of the paper; `dlnotes.datasets.ink` makes images of them.

    Examples
    --------
    >>> [strokes] = make_doodles(1, rng=0)
    >>> strokes[0].shape[1]
    2
    """
    rng = generator(rng)
    chosen = [DOODLES[name].split("/") for name in rng.choice(list(DOODLES), n)]
    return [
        [np.array([[*map(int, xy)] for xy in stroke.split()]) / 9 @ matrix.T for stroke in each]
        for each, matrix in zip(chosen, random_matrices(n, rng), strict=True)
    ]
