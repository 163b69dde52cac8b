"""Data to learn from: the MNIST digits, toy sets in the plane, and curves to fit.

The curves serve chapter 2, the toy sets chapter 5, MNIST chapters 3 and 6 to 8. Digits from other
people's pens, and drawings that are no digits, are there to test with. Nothing is downloaded;
random sets are drawn from the generator that is handed in.
"""

from dlnotes.datasets.doodles import make_doodles
from dlnotes.datasets.idx import read_idx
from dlnotes.datasets.mnist import load_mnist
from dlnotes.datasets.pen import ink, load_pen_digits, load_pen_strokes
from dlnotes.datasets.toys import (
    CURVES,
    TOY_SETS,
    make_circles,
    make_curve,
    make_moons,
    make_spiral,
    make_xor,
)

__all__ = [
    "CURVES",
    "TOY_SETS",
    "ink",
    "load_mnist",
    "load_pen_digits",
    "load_pen_strokes",
    "make_circles",
    "make_curve",
    "make_doodles",
    "make_moons",
    "make_spiral",
    "make_xor",
    "read_idx",
]
