"""The checkers of chapter 2 tell right answers from wrong ones."""

import re

import numpy as np
import pytest

from dlnotes.activations import relu, sigmoid
from dlnotes.exercises import check
from dlnotes.fitting import even_kinks


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("absolute-value", lambda x: relu(x) + relu(-x), lambda x: relu(x) - relu(-x)),
        ("sigmoid-slope", lambda y: y * (1 - y), lambda y: y * (1 + y)),
        (
            "relu-from-leaky",
            lambda x, leaky, slope: (leaky(x) + slope * leaky(-x)) / (1 - slope**2),
            lambda x, leaky, slope: leaky(x) + slope * leaky(-x),
        ),
        ("parameters", 45_360, 45_200),
        ("kinks", [-0.95, -0.71, -0.39, -0.14, 0.43, 0.71], even_kinks(6)),
    ],
)
def test_right_passes_and_wrong_does_not(name, right, wrong):
    assert check(name, right)
    assert not check(name, wrong)


def test_forgetting_the_biases_is_told(capsys):
    assert not check("parameters", 45_200)
    assert "The biases are missing" in capsys.readouterr().out


@pytest.mark.parametrize("kinks", [[], np.linspace(-1, 1, 7), [np.nan]])
def test_kinks_that_are_none_too_many_or_no_numbers_are_not_yet_right(kinks, capsys):
    assert not check("kinks", kinks)
    assert "one to six finite numbers" in capsys.readouterr().out


def biased_relu(x, leaky, leak):
    return (leaky(x) + leak * leaky(-x)) / (1 - leak)


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("absolute-value", np.abs, "Use relu, and no absolute"),
        ("absolute-value", lambda x: abs(x), "Use relu, and no abs"),
        ("absolute-value", lambda x: np.where(x > 0, x, -x), "Use relu, and no where"),
        ("sigmoid-slope", lambda y: sigmoid(y) * (1 - sigmoid(y)), "y is the output already"),
        ("relu-from-leaky", lambda x, leaky, leak: np.maximum(x, 0), "Something else than leaky"),
        ("relu-from-leaky", biased_relu, "is 0.5, but you return 0.505"),
        (
            "relu-from-leaky",
            lambda x, leaky, leak: leaky(x) + leak * leaky(-x),
            "is 0.5, but you return 0.49995",
        ),
        ("parameters", 46_144, "inputs have no biases"),
        ("parameters", 944, "These are the units"),
    ],
)
def test_the_likeliest_mistakes_are_recognized(name, wrong, said, capsys):
    assert not check(name, wrong)
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("slip", [1e-8, 1e-5, 0.01])
def test_no_message_says_that_a_number_is_not_itself(slip, capsys):
    def nearly(x, leaky, leak):
        return (leaky(x) + leak * leaky(-x)) / (1 - leak**2) * (1 + slip)

    assert not check("relu-from-leaky", nearly)
    right, yours = re.search(r"is (\S+), but you return (\S+)\.", capsys.readouterr().out).groups()
    assert right != yours
