"""Exercises that check themselves; a module for each chapter."""

from dlnotes.exercises import (
    chapter1_perceptron,  # noqa: F401 - registers its exercises
    chapter3_output_and_loss,  # noqa: F401
    chapter4_backprop,  # noqa: F401
)
from dlnotes.exercises.checker import check

__all__ = ["check"]
