"""Forms of an answer: what an exercise takes, and what is said when something else comes.

A form is a function that `check` calls before the exercise's own checker: it returns the answer, or
raises `NotYet` in words that say what to give. What the reader wrote as a function or a class comes
back with a guard around it, so that a forgotten ``return`` is told as such. No checker has to look
at any of this again.
"""

import copy
import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import numpy as np

Form = Callable[[Any], Any]
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")


class NotYet(Exception):
    """What is not right yet about an answer, in words for the reader."""


def describe(answer: Any) -> str:
    """Say in a word or two what an answer is."""
    if answer is None or isinstance(answer, bool | np.bool_):
        return str(answer)
    if answer is ...:
        return "three dots"
    if isinstance(answer, str):
        return f"the text {answer!r}" if len(answer) < 20 else "a text"
    if isinstance(answer, int | float | complex | np.number):
        return f"the number {answer}"
    if inspect.isclass(answer):
        return f"the class {answer.__name__}"
    if inspect.isroutine(answer) or isinstance(answer, np.ufunc):
        return f"the function {answer.__name__}"
    if isinstance(answer, np.ndarray):
        return f"an array of shape {answer.shape}"
    if isinstance(answer, dict):
        return f"a dictionary with the keys {', '.join(map(repr, answer))}"
    if isinstance(answer, list | tuple):
        return f"a {type(answer).__name__} of {len(answer)}"
    return f"an object of the class {type(answer).__name__}"


def _refusal(wanted: str, answer: Any, advice: str = "") -> NotYet:
    if answer is None:
        advice = "A function without `return` gives None."
    return NotYet(f"Give {wanted}, not {describe(answer)}. {advice}".rstrip())


def anything(wanted: str, *attributes: str) -> Form:
    """Take whatever is not None, has these attributes, and is no class."""

    def read(answer: Any) -> Any:
        if inspect.isclass(answer):
            raise _refusal(wanted, answer, f"Make one of it: {answer.__name__}(…).")
        if answer is None or answer is ... or not all(hasattr(answer, a) for a in attributes):
            raise _refusal(wanted, answer)
        return answer

    return read


def a_number(wanted: str = "a number", finite: bool = True) -> Form:
    """Take one number; `finite` refuses infinity and NaN."""

    def read(answer: Any) -> Any:
        if inspect.isfunction(answer):
            raise _refusal(wanted, answer, "Call it.")
        number = None if isinstance(answer, list | tuple) else np.asarray(answer)
        if number is None or number.size != 1 or number.dtype.kind not in "biuf":
            raise _refusal(wanted, answer)
        if finite and not np.isfinite(number):
            raise _refusal(f"{wanted} that is finite", answer)
        return number.item()

    return read


def some_numbers(wanted: str = "numbers") -> Form:
    """Take a number, or numbers in an array or a list of any shape."""

    def read(answer: Any) -> Any:
        try:
            numeric = np.asarray(answer).dtype.kind in "biuf"
        except ValueError:  # rows of different lengths
            numeric = False
        if not numeric or np.size(answer) == 0:
            raise _refusal(wanted, answer)
        return answer

    return read


def parts(forms: dict[str, Form], what: str = "part") -> Form:
    """Take several things, each of the form that stands beside its name, as a tuple."""
    wanted = f"{COUNTS[len(forms)]} {what}s ({', '.join(forms)})"

    def read(answer: Any) -> tuple:
        if isinstance(answer, str | dict) or not isinstance(answer, Iterable):
            raise _refusal(wanted, answer)
        answer = np.atleast_1d(answer) if isinstance(answer, np.ndarray) else list(answer)
        if len(answer) != len(forms):
            raise NotYet(f"Give {wanted}; now there are {len(answer)}.")
        return tuple(form(part) for form, part in zip(forms.values(), answer, strict=True))

    return read


def numbers(*names: str) -> Form:
    """Take as many numbers as there are names."""
    return parts({name: a_number(f"a number for {name}") for name in names}, "number")


def a_dict(forms: dict[Any, Form]) -> Form:
    """Take a dictionary that has, among others, these keys, and for each a value of its form."""
    wanted = f"a dictionary with the keys {', '.join(map(repr, forms))}"

    def read(answer: Any) -> dict:
        if not isinstance(answer, dict) or not forms.keys() <= answer.keys():
            raise _refusal(wanted, answer)
        return answer | {key: form(answer[key]) for key, form in forms.items()}

    return read


def a_network(*shape: int) -> Form:
    """Take a network of dlnotes' kind: it reads images of this shape and gives ten scores each."""
    wanted = "a trained network"

    def read(answer: Any) -> Any:
        anything(wanted, "__call__", "parameters", "eval")(answer)
        images = np.zeros((2, *shape), dtype=np.float32)
        try:
            scores = np.shape(answer(images))
        except Exception as error:
            raise NotYet(
                f"Give {wanted} that reads images of shape {images.shape}. Yours stops with "
                f"{type(error).__name__}: {error}"
            ) from None
        if scores != (2, 10):
            raise NotYet(f"For two images (2, 10) scores are wanted; your network gives {scores}.")
        return answer

    return read


def a_function(*parameters: str, returns: Form | None = some_numbers()) -> Form:  # noqa: B008
    """Take a function of these parameters; `returns` is the form of its result, None: not read."""
    shown = f"({', '.join(parameters)})"
    wanted = f"a function of {shown}"

    def read(answer: Any) -> Callable:
        if inspect.isclass(answer) or not callable(answer):
            raise _refusal(wanted, answer, "Hand over the function itself, without calling it.")
        _refuse_signature(answer, parameters, f"Your function is called with {shown}")
        return _guard(answer, "Your function", returns)

    return read


def a_class(init: tuple[str, ...] = (), **methods: tuple[str, ...]) -> Form:
    """Take a class that is made from `init` and has these methods: name and parameters of each."""

    def read(answer: Any) -> type:
        if not inspect.isclass(answer):
            raise _refusal("a class", answer, "Write its name alone, without parentheses.")
        _refuse_signature(answer, init, f"{answer.__name__} is made with ({', '.join(init)})")
        return _guard_methods(answer, methods)

    return read


def an_object(**methods: tuple[str, ...]) -> Form:
    """Take an object that has these methods: name and parameters of each."""

    def read(answer: Any) -> Any:
        anything("an object")(answer)
        cls = _guard_methods(type(answer), methods)
        guarded = copy.copy(answer)
        guarded.__class__ = cls
        return guarded

    return read


def _refuse_signature(function, arguments, call):
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError as error:
        raise NotYet(f"{call}, and that does not fit: {error}.") from None
    except ValueError:  # some of NumPy's own functions do not tell
        pass


def _guard(function, who, returns):
    """Return a function that says when what it gives back is nothing, or not of the form."""

    @wraps(function, updated=())
    def guarded(*args, **kwargs):
        given = function(*args, **kwargs)
        if returns is None:
            return given
        if given is None:
            raise NotYet(f"{who} gives back None. Is a `return` missing?")
        try:
            return returns(given)
        except NotYet as reason:
            raise NotYet(f"{who} gives back something else. {reason}") from None

    return guarded


def _guard_methods(cls, methods):
    guarded = {}
    for name, parameters in methods.items():
        method = getattr(cls, name, None)
        if not callable(method):
            raise NotYet(f"{cls.__name__} has no method `{name}`.")
        call = f"`{name}` is called with ({', '.join(parameters)})"
        _refuse_signature(method, ("self", *parameters), call)
        guarded[name] = _guard(method, f"`{name}`", some_numbers("a number or an array"))
    return type(cls)(cls.__name__, (cls,), guarded)
