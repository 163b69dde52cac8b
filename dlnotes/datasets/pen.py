"""Digits that people drew with a pen: 2,000 of them, to try a network on, never to train with.

MNIST's test images come from the same offices and schools as its training images, though from
other hands. These come from elsewhere: 203 sessions at 17 institutes, in which people wrote on
tablets that kept the path of the pen. They stand for readers of this course. Chapter 7 measures
with them, and so does the digit pad.

What is scaled is the path, not its ink: `ink` makes of it an image as those of MNIST are made, with
a pen of one width, whether a digit was drawn large or small.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "pen-digits.json.gz"
# SHA-256 of the decompressed bytes.
DIGEST = "9a0f5459a821da14c534d7fa650862fb9db6c1e9e7bb36ff82c4e0a418bbc97a"
PEN = 2.4  # pixels: with it, a digit holds as much ink as one of MNIST
CELLS = 4  # in a pixel's width; ink is laid in cells
SIDE = 28 * CELLS
BOX = 20  # pixels that the longer side of a digit measures, ink included
PIECE = 4  # cells
DOT = 0.03  # a drawing smaller than this is a dot, and is not swelled

Strokes = Sequence[np.ndarray]


def load_pen_digits(pen: float = PEN) -> tuple[np.ndarray, np.ndarray]:
    """Load the 2,000 pen digits as images of 28 x 28 pixels, made as those of MNIST are.

    Parameters
    ----------
    pen : float
        Width of the pen that inks the paths, in pixels, 0.5 to 8.

    Returns
    -------
    x, t
        Images (2000, 784) as float32 from 0 (paper) to 1 (ink), and their digits (2000,) as int64.

    Raises
    ------
    FileNotFoundError
        If the file is missing.
    ValueError
        If the file does not hold the bytes that came with the package, or the pen cannot be.

    Notes
    -----
    They are for testing. A network that trains with them has nothing left that stands for people
    it has never met. A few are cut wrongly or mislabelled, as the world is.

    References
    ----------
    I. Guyon, L. Schomaker, R. Plamondon, M. Liberman and S. Janet, "UNIPEN project of on-line data
    exchange and recognizer benchmarks", ICPR (1994). International Unipen Foundation, UNIPEN
    train_r01_v07, category 1a, doi 10.5281/zenodo.1195803, CC BY 4.0.

    Examples
    --------
    >>> x, t = load_pen_digits()
    >>> x.shape, np.bincount(t).tolist()
    ((2000, 784), [200, 200, 200, 200, 200, 200, 200, 200, 200, 200])
    """
    _, t = load_pen_strokes()  # which refuses a damaged file, also when the ink is there already
    return _inked(pen) / np.float32(255), t


def load_pen_strokes() -> tuple[list[list[np.ndarray]], np.ndarray]:
    """Load the same digits as they were written: the paths of the pen.

    Returns
    -------
    drawings, t
        A list of strokes for each digit, a stroke (P, 2): its points, x to the right and y down,
        the longer side of each digit 1. And the digits, (2000,) int64.

    Raises
    ------
    FileNotFoundError, ValueError
        As `load_pen_digits`.
    """
    try:
        raw = gzip.decompress(FILE.read_bytes())
        found = hashlib.sha256(raw).hexdigest()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"load_pen_digits: needs the file {FILE}, which is missing. "
            "It comes with dlnotes: install the package again, or fetch the file with git checkout."
        ) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        found = f"a file that does not decompress ({error})"
    if found != DIGEST:
        raise ValueError(
            f"load_pen_digits: {FILE} must hold the bytes with SHA-256 {DIGEST}, found {found}. "
            "Replace it by the file that comes with dlnotes."
        )
    digits = json.loads(raw)
    drawings = [[np.array(stroke) / 200 for stroke in each["strokes"]] for each in digits]
    return drawings, np.array([each["digit"] for each in digits])


@lru_cache(maxsize=4)  # to ink all takes a second, and chapters ask for the same pen again
def _inked(pen: float) -> np.ndarray:
    """Return the images of all digits, (2000, 784) uint8."""
    return np.stack([ink(strokes, pen) for strokes in load_pen_strokes()[0]])


def ink(strokes: Strokes, pen: float = PEN) -> np.ndarray:
    """Return the image that a network sees of a drawing, as MNIST's images are made.

    The path is scaled so that its longer side measures 20 pixels, ink included; inked with a round
    pen; and moved so that its centre of mass lies where MNIST has it, in the middle of pixel 14 of
    28, counted from 0.

    Parameters
    ----------
    strokes : list of (P, 2) arrays
        Points of each stroke, x to the right and y down, in sides of the paper.
    pen : float
        Width of the pen in pixels of the image, 0.5 to 8.

    Returns
    -------
    (784,) ndarray of uint8
        0 for paper to 255 for ink; all 0 where there is no stroke.

    Raises
    ------
    ValueError
        If a stroke is no list of points, or the pen cannot be.

    Examples
    --------
    >>> image = ink([np.array([[0.5, 0.2], [0.5, 0.8]])]).reshape(28, 28)  # a 1
    >>> image[:, 14].nonzero()[0][[0, -1]].tolist()
    [4, 24]
    """
    if not 0.5 <= pen <= 8:
        raise ValueError(
            f"ink: a pen is 0.5 to 8 pixels wide, got {pen}. MNIST's measures about {PEN}."
        )
    paths = [np.asarray(stroke, float) for stroke in strokes if len(stroke)]
    if not all(p.ndim == 2 and p.shape[1] == 2 and np.isfinite(p).all() for p in paths):
        raise ValueError(
            "ink expects strokes as lists of points (x, y); got shapes "
            f"{[path.shape for path in paths]}. Pass a list with one (P, 2) array a stroke."
        )
    if not paths:
        return np.zeros(784, np.uint8)
    points = np.concatenate(paths)
    least, most = points.min(axis=0), points.max(axis=0)
    scale = (BOX - pen) * CELLS / max(*(most - least), DOT)
    paths = [SIDE / 2 + scale * (path - (least + most) / 2) for path in paths]
    starts = np.concatenate([path[[0, *range(len(path) - 1)]] for path in paths])  # a dot: twice
    cells = _lay(starts, np.concatenate(paths), pen * CELLS / 2)

    rows, columns = cells.sum(axis=1), cells.sum(axis=0)
    means = np.array([each @ np.arange(SIDE) for each in (rows, columns)]) / rows.sum()
    room = (SIDE - scale * (most - least)[::-1] - pen * CELLS) // 2  # ink stays in the image
    moves = np.clip(np.floor(14.5 * CELLS - means), -room, room).astype(int)
    pixels = np.roll(cells, moves, axis=(0, 1)).reshape(28, CELLS, 28, CELLS).mean(axis=(1, 3))
    return np.floor(255 * pixels + 0.5).astype(np.uint8).ravel()


def _lay(starts: np.ndarray, ends: np.ndarray, radius: float) -> np.ndarray:
    """Return the cells, inked along straight lines with a round pen whose edge is soft."""
    # Lines are cut in pieces of at most PIECE cells, so that one size of window holds any of them.
    count = np.maximum(1, np.ceil(np.linalg.norm(ends - starts, axis=1) / PIECE)).astype(int)
    step = np.repeat((ends - starts) / count[:, np.newaxis], count, axis=0)
    piece = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    starts = np.repeat(starts, count, axis=0) + piece[:, np.newaxis] * step

    reach = radius + 1
    corner = np.floor(np.minimum(starts, starts + step) - reach)  # (S, 2)
    window = np.arange(np.ceil(2 * reach + PIECE) + 1)
    x, y = (corner[:, :, np.newaxis] + window + 0.5 - starts[:, :, np.newaxis]).transpose(1, 0, 2)
    x, y = x[:, np.newaxis, :], y[:, :, np.newaxis]  # from the start of a piece to each cell
    dx, dy = step.T[:, :, np.newaxis, np.newaxis]
    along = np.clip((x * dx + y * dy) / np.maximum(dx**2 + dy**2, 1e-12), 0, 1)
    cover = radius + 0.5 - np.hypot(x - along * dx, y - along * dy)

    cells = np.zeros(SIDE * SIDE)
    column, row = corner.astype(int).T[:, :, np.newaxis] + np.arange(len(window))
    place = SIDE * row[:, :, np.newaxis] + column[:, np.newaxis, :]
    np.maximum.at(cells, place.ravel(), np.clip(cover, 0, 1).ravel())
    return cells.reshape(SIDE, SIDE)
