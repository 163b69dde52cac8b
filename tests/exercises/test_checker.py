"""Checkers say what is right and what is not yet, and never stop the notebook."""

import pytest

from dlnotes.exercises import check
from dlnotes.exercises.checker import exercise


def test_a_right_answer_is_praised(capsys):
    assert check("nor-weights", (-1, -1, -0.5)) is True
    assert capsys.readouterr().out == "✓ nor-weights: right.\n"


def test_a_wrong_answer_is_told_where_it_is_wrong_and_gets_a_hint(capsys):
    assert check("nor-weights", (1, 1, 0.5)) is False
    said = capsys.readouterr().out
    assert "For (0, 0) NOR is 1, but your unit gives 0." in said
    assert "Hint: Start from OR" in said


def test_an_answer_that_raises_is_not_yet_right_and_its_message_is_shown(capsys):
    assert check("half-adder", lambda x1, x2: x1 / 0) is False
    assert "ZeroDivisionError: division by zero" in capsys.readouterr().out


def test_an_unknown_exercise_names_those_that_there_are():
    with pytest.raises(ValueError, match=r"no exercise 'nor'.*nor-weights"):
        check("nor", 1)


def test_two_exercises_cannot_share_a_name():
    with pytest.raises(ValueError, match="two called 'nor-weights'"):
        exercise("nor-weights", "a hint")(lambda answer: None)
