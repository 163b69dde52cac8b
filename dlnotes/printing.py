"""How layers, networks and optimizers print themselves: as one writes them, with their sizes."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import numpy as np


def as_written(thing: Any) -> str:
    """Return the call that makes a thing: what has to be given, and what is not as usual.

    Examples
    --------
    >>> from dlnotes import Affine, LeakyReLU
    >>> as_written(Affine(784, 50, rng=0)), as_written(LeakyReLU(0.1))
    ('Affine(784, 50)', 'LeakyReLU(slope=0.1)')
    """
    words = []
    for name, parameter in inspect.signature(type(thing)).parameters.items():
        value = getattr(thing, name, None)
        if name in ("rng", "parameters") or not hasattr(thing, name):
            continue
        value = value.name if isinstance(value, np.dtype) else value
        if parameter.default is parameter.empty and name != "lr":
            words.append(f"{value!r}")
        elif name == "lr" or value != getattr(parameter.default, "__name__", parameter.default):
            words.append(f"{name}={value!r}")
    return f"{type(thing).__name__}({', '.join(words)})"


def as_table(title: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows under a title, each column as wide as its widest, the last to the right.

    Examples
    --------
    >>> print(as_table("two", [("0", "Affine(2, 3)", "9"), ("10", "ReLU()", "")]))
    two
       0  Affine(2, 3)  9
      10  ReLU()
    """
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [title]
    for first, *middle, last in rows:
        cells = [cell.ljust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
        line = "  ".join([first.rjust(widths[0]), *cells, last.rjust(widths[-1])])
        lines.append(f"  {line}".rstrip())
    return "\n".join(lines)


def count(parameters: Iterable[Any]) -> str:
    """Return how many numbers some parameters have, with commas."""
    return f"{sum(parameter.data.size for parameter in parameters):,}"
