"""The checkers of chapter 5 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes import SGD, Adam, Momentum, Optimizer
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


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("largest-eta", lambda c: 1 / c, "lands at the bottom"),
        ("largest-eta", lambda c: 3 / c, "x keeps growing"),
        ("momentum-by-hand", [0.8, 0.64, 0.512], "without momentum"),
        ("momentum-by-hand", [-0.2, -0.34, -0.398], "-0.2 is the velocity"),
        ("momentum-by-hand", [0.8, 0.46, 0.12], "Step 3"),
        ("half-the-noise", -25, "whole number"),
        ("half-the-noise", 50, "0.71"),
    ],
)
def test_the_likeliest_mistakes_are_answered(name, answer, said, capsys):
    assert not check(name, answer)
    assert said in capsys.readouterr().out


class LookAhead(Optimizer):
    """Adam with the mean of one step later, and squares that fade faster."""

    remembers = ("m", "q")

    def update(self, data, grad, scratch, m, q):
        m[...] = 0.9 * m + 0.1 * grad
        q[...] = 0.99 * q + 0.01 * grad**2
        ahead = 0.9 * m / (1 - 0.9 ** (self.steps + 1)) + 0.1 * grad / (1 - 0.9**self.steps)
        data -= self.lr * ahead / (np.sqrt(q / (1 - 0.99**self.steps)) + 1e-8)


class Heavy(Momentum):
    """The chapter's own Momentum."""


class Plain(SGD):
    """As slow as its parent."""


def test_a_faster_optimizer_wins_the_race_and_a_slower_one_is_told_by_how_much(capsys):
    assert check("beat-adam", lambda parameters: LookAhead(parameters, lr=0.05))
    assert not check("beat-adam", lambda parameters: Plain(parameters, lr=0.1))
    assert "Adam comes to a loss of 0.0" in capsys.readouterr().out


def test_what_comes_with_dlnotes_does_not_count_as_ones_own(capsys):
    assert not check("beat-adam", lambda parameters: Adam(parameters, lr=0.02))
    assert "Adam is from dlnotes" in capsys.readouterr().out


def test_what_the_chapter_gives_does_not_beat_adam_at_its_best():
    assert not check("beat-adam", lambda parameters: Heavy(parameters, lr=0.1))


def test_an_answer_that_diverges_does_not_win_and_is_told_so_without_warnings(capsys):
    assert not check("beat-adam", lambda parameters: Plain(parameters, lr=1e9))
    assert "runs away" in capsys.readouterr().out
