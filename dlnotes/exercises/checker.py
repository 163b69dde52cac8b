"""Exercises that check themselves: ``check("nor-weights", answer)`` says right, or not yet and why.

An exercise is a function that looks at an answer and raises `NotYet` with what it found. The
chapters' exercises are in the modules beside this one; importing the package registers them.
"""

from collections.abc import Callable
from typing import Any

# Called with the name of an exercise and whether the answer was right, after each check.
listeners: list[Callable[[str, bool], None]] = []
_EXERCISES: dict[str, tuple[Callable[[Any], None], str]] = {}


class NotYet(Exception):
    """What is not right yet about an answer, in words for the reader."""


def exercise(name: str, hint: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register the decorated function as the checker of an exercise.

    Parameters
    ----------
    name
        What the reader types, such as ``"nor-weights"``.
    hint
        One or two sentences that help without giving the answer away.
    """

    def register(checker: Callable[[Any], None]) -> Callable[[Any], None]:
        if name in _EXERCISES:
            raise ValueError(f"exercise: there are two called {name!r}. Rename one of them.")
        _EXERCISES[name] = (checker, hint)
        return checker

    return register


def check(name: str, answer: Any) -> bool:
    """Check an answer, print what is right or not yet right, and return whether it is right.

    Parameters
    ----------
    name
        The exercise.
    answer
        A number, an array or a function, as the exercise asks.

    Returns
    -------
    bool
        True if the answer is right.

    Raises
    ------
    ValueError
        If there is no exercise of this name.

    Notes
    -----
    A mistake in the answer's own code counts as *not yet*: its message is shown, and the notebook
    goes on.

    Examples
    --------
    >>> check("nor-weights", (-1, -1, -0.5))
    ✓ nor-weights: right.
    True
    """
    if name not in _EXERCISES:
        raise ValueError(
            f"check: there is no exercise {name!r}. The exercises are: {', '.join(_EXERCISES)}."
        )
    checker, hint = _EXERCISES[name]
    right = False
    try:
        checker(answer)
    except NotYet as reason:
        print(f"✗ {name}: not yet. {reason}\n  Hint: {hint}")
    except Exception as error:
        print(f"✗ {name}: not yet. Your code stopped with {type(error).__name__}: {error}")
    else:
        print(f"✓ {name}: right.")
        right = True
    for listener in listeners:
        listener(name, right)
    return right
