"""Exercises of chapter 1: gates by hand."""

from itertools import product

import numpy as np

from dlnotes.exercises.answers import a_function, a_number, anything, numbers, parts
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.gates import GATES, INPUTS
from dlnotes.perceptron import Perceptron


@exercise(
    "nor-weights",
    hints=(
        "NOR is the opposite of a gate that you already have.",
        "Which rows have to get over the threshold, and which not? Write the four "
        "inequalities down, and turn round those of OR.",
        "A unit with all its signs flipped, the threshold's too, answers the opposite. Flip OR's.",
    ),
    takes=numbers("w1", "w2", "theta"),
)
def check_nor_weights(answer):
    """Take three numbers (w1, w2, theta)."""
    w1, w2, theta = answer
    unit = Perceptron.from_threshold([w1, w2], theta)
    as_bias, as_told = (np.asarray(each(INPUTS)) for each in (Perceptron([w1, w2], theta), unit))
    if tuple(as_bias) == GATES["NOR"] != tuple(as_told):
        raise NotYet("With the third number as a bias it would be NOR. A threshold is minus that.")
    for (x1, x2), wanted in zip(INPUTS.tolist(), GATES["NOR"], strict=True):
        if unit([x1, x2]) != wanted:
            raise NotYet(f"For ({x1}, {x2}) NOR is {wanted}, but your unit gives {1 - wanted}.")


@exercise(
    "half-adder",
    hints=(
        "Write the four rows down: what is the sum bit for each, and what the carry?",
        "Each column of that table is a gate of this chapter. Which two?",
        "The sum bit is 1 when exactly one input is 1, the carry when both are. Call those "
        "two gates.",
    ),
    takes=a_function("x1", "x2", returns=numbers("sum bit", "carry bit")),
)
def check_half_adder(answer):
    """Take a function of (x1, x2) that returns (sum bit, carry bit)."""
    for x1, x2 in INPUTS.tolist():
        wanted = ((x1 + x2) % 2, (x1 + x2) // 2)
        got = tuple(int(bit) for bit in answer(x1, x2))
        if got == wanted[::-1] != wanted:
            raise NotYet(f"For {x1} + {x2} you return {got}: the sum bit comes first.")
        if got != wanted:
            raise NotYet(
                f"{x1} + {x2} is {x1 + x2}, so (sum, carry) is {wanted}, but you return {got}."
            )


@exercise(
    "xnor-sum",
    hints=(
        "What has XNOR to answer in each of the four rows?",
        "Where it answers 1 the sum must be above 0; where it answers 0, at most 0.",
        "XNOR answers 1 for (0, 0) and for (1, 1). So two of the four signs are the same, and "
        "the other two as well.",
    ),
    takes=parts(
        dict.fromkeys(["(0, 0)", "(1, 0)", "(0, 1)", "(1, 1)"], anything("a sign")), "sign"
    ),
)
def check_xnor_sum(answer):
    """Take the four right-hand sides as strings, ">" or "<=", for (0,0), (1,0), (0,1), (1,1)."""
    wanted = [">", "<=", "<=", ">"]
    if list(answer) == ["<=", ">", ">", "<="]:
        raise NotYet("These are the signs of XOR. XNOR answers 1 where both inputs are equal.")
    for (x1, x2), sign, right in zip(INPUTS.tolist(), answer, wanted, strict=True):
        if sign not in (">", "<="):
            raise NotYet(f"Use '>' or '<='; for ({x1}, {x2}) you have {sign!r}.")
        if sign != right:
            raise NotYet(f"XNOR of ({x1}, {x2}) is {int(x1 == x2)}: is the sum above 0 or not?")


@exercise(
    "majority",
    hints=(
        "No input counts for more than another. What does that say of the weights?",
        "Give all three the same weight. Then only the number of ones matters: 0, 1, 2 or 3.",
        "With weights 1, a sum of 1 has to stay at or below 0 after the bias, and a sum of 2 "
        "to get above it.",
    ),
    takes=parts({"weights": numbers("w1", "w2", "w3"), "b": a_number("a number for b")}),
)
def check_majority(answer):
    """Take (weights, b) of one perceptron with three inputs."""
    w, b = answer
    unit = Perceptron(w, b)
    corners = list(product((0, 1), repeat=3))
    majority = [int(sum(x) >= 2) for x in corners]
    if np.array_equal(Perceptron.from_threshold(w, b)(corners), majority):
        raise NotYet("With the last number as a threshold it would be right. A bias is minus that.")
    for x, wanted in zip(corners, majority, strict=True):
        if unit(x) != wanted:
            raise NotYet(f"For {x} the majority is {wanted}, but your unit gives {1 - wanted}.")
