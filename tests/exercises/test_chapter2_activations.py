"""The checkers of chapter 2 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes.activations import relu
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
