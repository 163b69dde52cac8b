"""The kinds of nodes that a computational graph is made of: what each computes, and its slopes.

Forward, an operation takes the values on its inputs and returns one value. Backward, it takes one
number, how much the end result changes with its output, and returns how much it changes with each
input. For that it needs nothing but its own slope and the values it kept. Chapter 4 builds
`Add` and `Multiply` by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any


class Operation:
    """One kind of node: `forward` computes its value, `backward` the gradient of each input.

    `backward` takes the gradient of the output and returns a tuple, one gradient an input.
    """

    symbol = ""
    kept: tuple[float, ...] | None = None
    forward: Callable[..., float]
    backward: Callable[..., tuple[float, ...]]

    def recall(self) -> tuple[float, ...]:
        """Return what `forward` kept for `backward`."""
        if self.kept is None:
            raise RuntimeError(
                f"{type(self).__name__}: backward needs what forward keeps, got none. "
                "Call forward first."
            )
        return self.kept


class Add(Operation):
    """z = x + y; both slopes are 1, so the gradient passes on unchanged.

    Examples
    --------
    >>> add = Add()
    >>> add.forward(200, 450), add.backward(1.1)
    (650, (1.1, 1.1))
    """

    symbol = "+"

    def forward(self, x: float, y: float) -> float:
        """Return x + y."""
        return x + y

    def backward(self, dout: float) -> tuple[float, float]:
        """Return dout for x and dout for y."""
        return dout, dout


class Subtract(Operation):
    """z = x - y; the slopes are 1 and -1.

    Examples
    --------
    >>> subtract = Subtract()
    >>> subtract.forward(5, 2), subtract.backward(1.5)
    (3, (1.5, -1.5))
    """

    symbol = "-"

    def forward(self, x: float, y: float) -> float:
        """Return x - y."""
        return x - y

    def backward(self, dout: float) -> tuple[float, float]:
        """Return dout for x and -dout for y."""
        return dout, -dout


class Multiply(Operation):
    """z = x * y; the slope of each is the other, so the two values swap places.

    Examples
    --------
    >>> multiply = Multiply()
    >>> multiply.forward(100, 2), multiply.backward(1.1)
    (200, (2.2, 110.00000000000001))
    """

    symbol = "*"

    def forward(self, x: float, y: float) -> float:
        """Return x * y and keep both."""
        self.kept = x, y
        return x * y

    def backward(self, dout: float) -> tuple[float, float]:
        """Return dout * y for x and dout * x for y."""
        x, y = self.recall()
        return dout * y, dout * x


class Divide(Operation):
    """z = x / y; the slopes are 1 / y and -x / y**2.

    Examples
    --------
    >>> divide = Divide()
    >>> divide.forward(6, 2), divide.backward(1)
    (3.0, (0.5, -1.5))
    """

    symbol = "/"

    def forward(self, x: float, y: float) -> float:
        """Return x / y and keep both."""
        if y == 0:
            raise ValueError(f"Divide: y must not be 0, got {x} / {y}. Change the divisor.")
        self.kept = x, y
        return x / y

    def backward(self, dout: float) -> tuple[float, float]:
        """Return dout / y for x and -dout * x / y**2 for y."""
        x, y = self.recall()
        return dout / y, -dout * x / y / y


class Power(Operation):
    """z = x**n for a fixed number n; the slope is n * x**(n - 1).

    Examples
    --------
    >>> square = Power(2)
    >>> square.forward(3), square.backward(1)
    (9.0, (6.0,))
    """

    def __init__(self, n: float):
        self.n = finite_number("Power", n)
        self.symbol = f"**{self.n:g}"

    def forward(self, x: float) -> float:
        """Return x**n and keep x."""
        if (x < 0 and self.n != int(self.n)) or (x == 0 and self.n < 0):
            raise ValueError(f"Power: x**n must be a real number, got {x}**{self.n}. Try x > 0.")
        self.kept = (x,)
        return x**self.n

    def backward(self, dout: float) -> tuple[float]:
        """Return dout * n * x**(n - 1)."""
        (x,) = self.recall()
        if x == 0 and 0 < self.n < 1:
            raise ValueError(f"Power: the slope must be finite, got {x}**{self.n}. Try x above 0.")
        return (dout * self.n * x ** (self.n - 1) if self.n else 0.0,)


class Exp(Operation):
    """z = e**x; the slope is z itself.

    Examples
    --------
    >>> exp = Exp()
    >>> exp.forward(0), exp.backward(5)
    (1.0, (5.0,))
    """

    symbol = "exp"

    def forward(self, x: float) -> float:
        """Return e**x and keep it."""
        z = math.exp(x)
        self.kept = (z,)
        return z

    def backward(self, dout: float) -> tuple[float]:
        """Return dout * e**x."""
        (z,) = self.recall()
        return (dout * z,)


class Log(Operation):
    """z = log x, the natural logarithm; the slope is 1 / x.

    Examples
    --------
    >>> log = Log()
    >>> log.forward(1), log.backward(5)
    (0.0, (5.0,))
    """

    symbol = "log"

    def forward(self, x: float) -> float:
        """Return log x and keep x."""
        if x <= 0:
            raise ValueError(f"Log: x must be above 0, got {x}. Change the input.")
        self.kept = (x,)
        return math.log(x)

    def backward(self, dout: float) -> tuple[float]:
        """Return dout / x."""
        (x,) = self.recall()
        return (dout / x,)


def finite_number(who: str, value: float) -> float:
    """Return a finite number as float."""
    if not isinstance(value, Real):
        raise TypeError(f"Graph: {who} needs a number, got {type(value).__name__}. Try 2 or 0.5.")
    if not math.isfinite(value):
        raise ValueError(f"Graph: {who} needs a finite number, got {value}. Try 2 or 0.5.")
    return float(value)


def run(method: Callable, *numbers: float | None) -> Any:
    """Run forward or backward of an operation; refuse a result too large for a float."""
    try:
        result = method(*numbers)
    except OverflowError:
        result = math.inf
    if not all(map(math.isfinite, result if isinstance(result, tuple) else (result,))):
        raise ValueError(
            f"Graph: results must stay below 1.8e308, got more from {method.__qualname__} "
            f"of {', '.join(map(str, numbers))}. Use smaller inputs."
        )
    return result
