"""Exercises that check themselves; a module for each chapter."""

from dlnotes.exercises import (  # noqa: F401 - each registers its exercises
    chapter1_perceptron,
    chapter2_activations,
    chapter3_output_and_loss,
    chapter4_backprop,
    chapter5_sgd,
    chapter6_mnist,
    chapter7_training_well,
    chapter8_convolution,
)
from dlnotes.exercises.checker import check, hint, listeners

__all__ = ["check", "hint", "listeners"]
