"""Data to learn from: the MNIST digits, toy sets in the plane, and curves to fit.

The curves serve chapter 2, the toy sets chapter 5, MNIST chapters 3 and 6 to 8. Nothing is
downloaded; random sets are drawn from the generator that is handed in.
"""

from dlnotes.datasets.idx import read_idx
from dlnotes.datasets.mnist import load_mnist
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
    "load_mnist",
    "make_circles",
    "make_curve",
    "make_moons",
    "make_spiral",
    "make_xor",
    "read_idx",
]
