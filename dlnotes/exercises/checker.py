"""Exercises that check themselves: ``check("nor-weights", answer)`` says right, or not yet and why.

An exercise is a function that looks at an answer and raises `NotYet` with what it found. The
chapters' exercises are in the modules beside this one; importing the package registers them. Each
has three hints, which `hint` gives one after the other: each miss opens the next.
"""

import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from dlnotes.exercises.answers import Form, NotYet, anything

__all__ = ["NotYet", "check", "exercise", "hint", "hints", "listeners"]

SOLUTION = "A solution stands folded below the exercise."
STEPS = ("A nudge", "A method", "The decisive line")
# Code that the reader has not written: this package, and what Python and pip have installed.
OURS = (
    str(Path(__file__).parent.parent),
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<frozen",
)

#: Functions of (name, right) that are called after each check.
listeners: list[Callable[[str, bool], None]] = []


@dataclass
class _Exercise:
    checker: Callable[[Any], None]
    hints: tuple[str, str, str]
    takes: Form
    misses: int = 0
    shown: int = 0  # of the hints


_EXERCISES: dict[str, _Exercise] = {}


def exercise(
    name: str,
    hints: tuple[str, str, str],
    takes: Form = anything("an answer"),  # noqa: B008
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register the decorated function as the checker of an exercise.

    Parameters
    ----------
    name
        What the reader types, such as ``"nor-weights"``.
    hints
        A nudge, a method and the decisive line; none before the last gives the answer away.
    takes
        The form of an answer, one of those in `dlnotes.exercises.answers`.
    """
    if name in _EXERCISES:
        raise ValueError(f"exercise: there are two called {name!r}. Rename one of them.")
    if isinstance(hints, str) or len(hints) != len(STEPS):
        raise ValueError(f"exercise: {name!r} has hints {hints!r}. Give three, in a tuple.")

    def register(checker: Callable[[Any], None]) -> Callable[[Any], None]:
        _EXERCISES[name] = _Exercise(checker, hints, takes)
        return checker

    return register


def _find(who: str, name: str) -> _Exercise:
    if name not in _EXERCISES:
        raise ValueError(
            f"{who}: there is no exercise {name!r}. The exercises are: {', '.join(_EXERCISES)}."
        )
    return _EXERCISES[name]


def check(name: str, *answer: Any) -> bool | None:
    """Check an answer, print what is right or not yet right, and return whether it is right.

    Without an answer, print the next hint: ``check("nor-weights")``.

    Parameters
    ----------
    name
        The exercise.
    answer
        A number, an array or a function, as the exercise asks; several count as a tuple.

    Returns
    -------
    bool or None
        True if the answer is right; None if there was none.

    Raises
    ------
    ValueError
        If there is no exercise of this name.

    Notes
    -----
    A mistake in the answer's own code counts as *not yet*: its message is shown, and the notebook
    goes on. Each miss opens one more `hint`.

    Examples
    --------
    >>> check("nor-weights", (-1, -1, -0.5))
    ✓ nor-weights: right.
    True
    """
    task = _find("check", name)
    if not answer:
        hint(name)
        return None
    reason = _miss(task, answer[0] if len(answer) == 1 else answer)
    task.misses += bool(reason)
    print(f"✗ {name}: not yet. {reason}\n{_offer(name, task)}" if reason else f"✓ {name}: right.")
    for listener in listeners:
        listener(name, not reason)
    return not reason


def _miss(task: _Exercise, answer: Any) -> str:
    """Return what is not right yet; nothing when all is."""
    try:
        task.checker(task.takes(answer))
    except NotYet as reason:
        return str(reason)
    except Exception as error:
        line = _reader_line(error.__traceback__)
        if line:
            return f"Your code stopped in line {line} with {type(error).__name__}: {error}"
        # The checker itself met something that no form foresaw.
        return f"With what you give the checker cannot go on. {type(error).__name__}: {error}"
    return ""


def _reader_line(traceback: TracebackType | None) -> int:
    """Return the last line of the reader's own code in a traceback; 0 if none is in it."""
    line = 0
    while traceback:
        if not traceback.tb_frame.f_code.co_filename.startswith(OURS):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _offer(name: str, task: _Exercise) -> str:
    if task.shown == len(STEPS):
        return f"  {SOLUTION}"
    return f'  {STEPS[task.shown]}, if you like: check("{name}")'


def hints(name: str) -> dict[str, str]:
    """Return all hints for an exercise, under what they are: "A nudge", and so on."""
    return dict(zip(STEPS, _find("hints", name).hints, strict=True))


def hint(name: str) -> None:
    """Print the next hint for an exercise: a nudge, then a method, then the decisive line.

    There is none before the first `check`, and each miss opens one more.

    Parameters
    ----------
    name
        The exercise.

    Raises
    ------
    ValueError
        If there is no exercise of this name.
    """
    task = _find("hint", name)
    if not task.misses:
        print("Try it first. Each time that it is not right yet opens a hint.")
        return
    again = task.shown == min(task.misses, len(STEPS))
    task.shown += not again
    print(f"{STEPS[task.shown - 1]}: {task.hints[task.shown - 1]}")
    if again:
        last = task.shown == len(STEPS)
        print(SOLUTION if last else "Each time that it is not right yet opens another.")
