"""The checkers of chapter 1 tell right answers from wrong ones."""

import pytest

from dlnotes.exercises import check
from dlnotes.gates import AND, OR, XOR


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("nor-weights", (-0.5, -0.5, -0.2), (-0.5, -0.5, 0)),
        ("half-adder", lambda a, b: (XOR(a, b), AND(a, b)), lambda a, b: (OR(a, b), AND(a, b))),
        ("xnor-sum", [">", "<=", "<=", ">"], ["<=", ">", ">", "<="]),
        ("majority", ([1, 1, 1], -1.5), ([1, 1, 1], -0.5)),
    ],
)
def test_right_passes_and_wrong_does_not(name, right, wrong):
    assert check(name, right)
    assert not check(name, wrong)


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("nor-weights", (-1, -1, 0.5), "A threshold is minus that"),
        ("nor-weights", (0, 0, 0), "For (0, 0) NOR is 1"),
        ("half-adder", lambda a, b: (AND(a, b), XOR(a, b)), "the sum bit comes first"),
        ("xnor-sum", ["<=", ">", ">", "<="], "the signs of XOR"),
        ("xnor-sum", [">=", "<=", "<=", ">"], "Use '>' or '<='"),
        ("majority", ([1, 1, 1], 1.5), "A bias is minus that"),
    ],
)
def test_the_likeliest_mistakes_are_recognized(name, wrong, said, capsys):
    assert not check(name, wrong)
    assert said in capsys.readouterr().out
