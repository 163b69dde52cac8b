"""The checkers of chapter 5 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes import SGD, Adam, Nesterov
from dlnotes.exercises import check


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("largest-eta", lambda c: 2 / c, lambda c: 1 / c),
        ("largest-eta", lambda c: 2 / c, lambda c: 2.1 / c),
        ("momentum-by-hand", [0.8, 0.46, 0.062], [0.8, 0.64, 0.512]),
        ("momentum-by-hand", [0.8, 0.46, 0.062], [0.8, 0.46]),
        ("half-the-noise", 100, 50),
    ],
)
def test_right_passes_and_wrong_does_not(name, right, wrong):
    assert check(name, right)
    assert not check(name, wrong)


class Ahead(Nesterov):
    """Somebody's own class, for the test's sake."""


class Plain(SGD):
    """As slow as its parent."""


def test_a_faster_optimizer_wins_the_race_and_a_slower_one_is_told_by_how_much(capsys):
    assert check("beat-adam", lambda parameters: Ahead(parameters, lr=0.1))
    assert not check("beat-adam", lambda parameters: Plain(parameters, lr=0.1))
    assert "Adam comes to a loss of 0.0" in capsys.readouterr().out


def test_what_comes_with_dlnotes_does_not_count_as_ones_own(capsys):
    assert not check("beat-adam", lambda parameters: Adam(parameters, lr=0.02))
    assert "Adam is from dlnotes" in capsys.readouterr().out


def test_an_answer_that_diverges_does_not_win():
    with np.errstate(all="ignore"):
        assert not check("beat-adam", lambda parameters: Plain(parameters, lr=1e9))
