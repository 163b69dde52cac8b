"""Exercises that check themselves; a module for each chapter."""

from dlnotes.exercises import (
    chapter1_perceptron,  # noqa: F401 - registers its exercises
    chapter5_sgd,  # noqa: F401
)
from dlnotes.exercises.checker import check

__all__ = ["check"]
