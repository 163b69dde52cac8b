"""Checkers say what is right and what is not yet, and never stop the notebook."""

import numpy as np
import pytest

from dlnotes.exercises import check, hint
from dlnotes.exercises.checker import _EXERCISES, exercise, listeners


@pytest.fixture(autouse=True)
def as_at_the_start():
    """Let every exercise be untried."""
    yield
    for task in _EXERCISES.values():
        task.misses = task.shown = 0


def test_a_right_answer_is_praised(capsys):
    assert check("nor-weights", (-1, -1, -0.5)) is True
    assert capsys.readouterr().out == "✓ nor-weights: right.\n"


def test_a_wrong_answer_is_told_where_it_is_wrong(capsys):
    assert check("nor-weights", (1, 1, 0.5)) is False
    assert "For (0, 0) NOR is 1, but your unit gives 0." in capsys.readouterr().out


def test_an_answer_of_several_parts_may_be_given_without_parentheses():
    assert check("nor-weights", -1, -1, -0.5)


def test_an_answer_that_raises_is_not_yet_right_and_its_line_is_named(capsys):
    def half_adder(x1, x2):
        return x1 / 0, x2

    line = half_adder.__code__.co_firstlineno + 1
    assert check("half-adder", half_adder) is False
    said = capsys.readouterr().out
    assert f"Your code stopped in line {line} with ZeroDivisionError: division by zero" in said


def test_an_unknown_exercise_names_those_that_there_are():
    for ask in (hint, check):
        with pytest.raises(ValueError, match=r"no exercise 'nor'.*nor-weights"):
            ask("nor")


def test_two_exercises_cannot_share_a_name():
    with pytest.raises(ValueError, match="two called 'nor-weights'"):
        exercise("nor-weights", ("a", "b", "c"))


@pytest.mark.parametrize("hints", ["one", ("a", "b"), ("a", "b", "c", "d")])
def test_an_exercise_has_three_hints(hints):
    with pytest.raises(ValueError, match="Give three"):
        exercise("of-one's-own", hints)


def test_listeners_hear_of_each_check():
    heard = []
    listeners.append(lambda name, right: heard.append((name, right)))
    try:
        check("nor-weights", (-1, -1, -0.5))
        check("nor-weights", None)
        check("nor-weights")
    finally:
        listeners.pop()
    assert heard == [("nor-weights", True), ("nor-weights", False)]


# --- hints --------------------------------------------------------------------------------------


def test_each_miss_opens_the_next_hint_and_the_solution_comes_last(capsys):
    nudge, method, decisive = _EXERCISES["nor-weights"].hints

    def said(*answer):
        check("nor-weights", *answer)
        return capsys.readouterr().out

    assert said() == "Try it first. Each time that it is not right yet opens a hint.\n"
    wrong = (1, 1, 0.5)
    assert said(wrong).endswith('  A nudge, if you like: check("nor-weights")\n')
    assert said() == f"A nudge: {nudge}\n"
    assert said() == (f"A nudge: {nudge}\nEach time that it is not right yet opens another.\n")
    assert said(wrong).endswith('  A method, if you like: check("nor-weights")\n')
    assert said() == f"A method: {method}\n"
    assert said(wrong).endswith('  The decisive line, if you like: check("nor-weights")\n')
    assert said() == f"The decisive line: {decisive}\n"
    assert said(wrong).endswith("  A solution stands folded below the exercise.\n")
    assert "A solution stands folded" in said()


def test_who_did_not_ask_gets_the_hints_one_by_one_all_the_same(capsys):
    for _ in range(5):
        check("nor-weights", (1, 1, 0.5))
    capsys.readouterr()
    for text in _EXERCISES["nor-weights"].hints:
        hint("nor-weights")
        assert text in capsys.readouterr().out


@pytest.mark.parametrize("name", _EXERCISES)
def test_hints_are_three_different_sentences(name):
    hints = _EXERCISES[name].hints
    assert len(set(hints)) == 3 and all(len(text) > 20 and text[-1] in ".?" for text in hints)


# --- answers that have not the form of one --------------------------------------------------------


class Empty:
    """A class without any method."""


class Silent:
    """A class whose methods forget their `return`."""

    def __init__(self, *_):
        pass

    def forward(self, *_):
        pass

    def backward(self, dout):
        pass


class Unready(Silent):
    """A class whose methods take too few inputs."""

    def forward(self):
        pass


class Wordy(Silent):
    """A class whose methods give back words."""

    def forward(self, *_):
        return "seven"

    backward = forward


STRANGE = {
    "None": None,
    "dots": ...,
    "a word": "seven",
    "a number": 3,
    "not a number": float("nan"),
    "a complex number": 1j,
    "True": True,
    "no number at all": (),
    "one of them": (1,),
    "too many": [1, 2, 3, 4, 5, 6, 7, 8],
    "Nones": (None, None, None),
    "words": ["a", "b", "c"],
    "ragged": [[1, 2], [3]],
    "a dictionary": {},
    "half a dictionary": {10: None, 1000: (1,)},
    "an array": np.zeros((2, 2)),
    "a class": Empty,
    "an object": Empty(),
    "forgetful class": Silent,
    "forgetful object": Silent(),
    "wordy class": Wordy,
    "wordy object": Wordy(),
    "unready class": Unready,
    "unready object": Unready(),
    "forgetful function": lambda *_: None,
    "function of nothing": lambda: 1,
    "function that gives a word": lambda *_: "seven",
    "function that gives too much": lambda *_: (1, 2, 3, 4, 5),
    "function of other things": lambda *_: {},
    "a generator": (n for n in range(3)),
    "a module": np,
}


@pytest.mark.parametrize("name", _EXERCISES)
@pytest.mark.parametrize("strange", STRANGE)
def test_no_strange_answer_stops_the_checker_itself_or_passes(name, strange, capsys):
    assert check(name, STRANGE[strange]) is False
    said = capsys.readouterr().out
    assert "the checker cannot go on" not in said, said


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("nor-weights", None, "Give three numbers (w1, w2, theta), not None. A function without"),
        ("nor-weights", (1, 1), "Give three numbers (w1, w2, theta); now there are 2."),
        ("nor-weights", (1, "1", 1), "Give a number for w2, not the text '1'."),
        ("half-adder", lambda x1, x2: None, "function gives back None. Is a `return` missing?"),
        ("half-adder", lambda x1, x2: 1, "gives back something else. Give two numbers (sum bit,"),
        ("half-adder", lambda x1: (1, 1), "Your function is called with (x1, x2)"),
        ("half-adder", (0, 1), "Hand over the function itself, without calling it."),
        ("exp-node", Silent(), "Write its name alone, without parentheses."),
        ("exp-node", Empty, "Empty has no method `forward`."),
        ("exp-node", Silent, "`forward` gives back None. Is a `return` missing?"),
        ("exp-node", Unready, "`forward` is called with (u)"),
        ("exp-node", Wordy, "`forward` gives back something else. Give a number or an array"),
        ("global-average", Silent, "Make one of it: Silent(…)."),
        ("parameters", lambda: 1, "not the function <lambda>. Call it."),
        ("batch-size", {10: (1, 2)}, "Give a dictionary with the keys 10, 1000, not a dictionary"),
        ("beat-98", lambda x: x, "Give a trained network, not the function"),
    ],
)
def test_what_is_wrong_with_the_form_of_an_answer_is_said(name, answer, said, capsys):
    assert not check(name, answer)
    assert said in capsys.readouterr().out
