"""Exercises of chapter 1: gates by hand."""

from itertools import product

from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.gates import GATES, INPUTS
from dlnotes.perceptron import Perceptron


@exercise("nor-weights", "Start from OR and flip every sign.")
def check_nor_weights(answer):
    """Take three numbers (w1, w2, theta)."""
    w1, w2, theta = answer
    unit = Perceptron.from_threshold([w1, w2], theta)
    for (x1, x2), wanted in zip(INPUTS.tolist(), GATES["NOR"], strict=True):
        if unit([x1, x2]) != wanted:
            raise NotYet(f"For ({x1}, {x2}) NOR is {wanted}, but your unit gives {1 - wanted}.")


@exercise("half-adder", "One bit of the sum is a gate of this chapter, the other needs two layers.")
def check_half_adder(answer):
    """Take a function of (x1, x2) that returns (sum bit, carry bit)."""
    for x1, x2 in INPUTS.tolist():
        wanted = ((x1 + x2) % 2, (x1 + x2) // 2)
        got = tuple(int(bit) for bit in answer(x1, x2))
        if got != wanted:
            raise NotYet(
                f"{x1} + {x2} is {x1 + x2}, so (sum, carry) is {wanted}, but you return {got}."
            )


@exercise("xnor-sum", "Add the two inequalities that must be above 0, then the other two.")
def check_xnor_sum(answer):
    """Take the four right-hand sides as strings, ">" or "<=", for (0,0), (1,0), (0,1), (1,1)."""
    wanted = [">", "<=", "<=", ">"]
    for (x1, x2), sign, right in zip(INPUTS.tolist(), answer, wanted, strict=True):
        if sign not in (">", "<="):
            raise NotYet(f"Use '>' or '<='; for ({x1}, {x2}) you have {sign!r}.")
        if sign != right:
            raise NotYet(f"XNOR of ({x1}, {x2}) is {int(x1 == x2)}: is the sum above 0 or not?")


@exercise("majority", "Give all three inputs the same weight; two of them must get over the edge.")
def check_majority(answer):
    """Take (weights, b) of one perceptron with three inputs."""
    w, b = answer
    unit = Perceptron(w, b)
    for x in product((0, 1), repeat=3):
        wanted = int(sum(x) >= 2)
        if unit(x) != wanted:
            raise NotYet(f"For {x} the majority is {wanted}, but your unit gives {1 - wanted}.")
