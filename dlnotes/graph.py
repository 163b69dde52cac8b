"""Computational graphs: a calculation drawn as nodes, run forwards and then backwards.

Forward, each node passes its value on to the nodes that use it. Backward, each receives how much
the end result changes with its value, and passes on how much it changes with each of its inputs.
Chapter 4 builds this with apples and oranges before it does the same with whole layers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from dlnotes.operations import (
    Add,
    Divide,
    Exp,
    Log,
    Multiply,
    Operation,
    Power,
    Subtract,
    finite_number,
    run,
)


def _between(kind: type[Operation]) -> tuple[Callable, Callable]:
    """Make the two methods behind an operator: ``node * other`` and ``number * node``."""

    def forth(self: Node, other: Node | float) -> Node:
        return self.graph.apply(kind(), self, other)

    def back(self: Node, other: float) -> Node:
        return self.graph.apply(kind(), other, self)

    return forth, back


class Node:
    """A place in a graph: an input, a constant, or an operation on earlier nodes.

    Write ``+ - * /`` between nodes or numbers, ``-`` before a node, ``**`` with a number, and
    `exp()` or `log()` behind a node: each adds the next node to the same graph. `value` is None
    until forward has come by, `gradient` and `sent` (the share of it that each of `inputs` got)
    until backward has.
    """

    def __init__(self, graph: Graph, kind: str, label: str):
        self.graph, self.kind, self.label, self.index = graph, kind, label, len(graph.nodes)
        self.operation: Operation | None = None
        self.inputs: tuple[Node, ...] = ()
        self.value: float | None = None
        self.gradient: float | None = None
        self.sent: tuple[float, ...] | None = None
        graph.nodes.append(self)

    __add__, __radd__ = _between(Add)
    __sub__, __rsub__ = _between(Subtract)
    __mul__, __rmul__ = _between(Multiply)
    __truediv__, __rtruediv__ = _between(Divide)

    def __neg__(self) -> Node:
        return self * -1

    def __pow__(self, n: float) -> Node:
        return self.graph.apply(Power(n), self)

    def exp(self) -> Node:
        """Add the node e**self."""
        return self.graph.apply(Exp(), self)

    def log(self) -> Node:
        """Add the node log(self)."""
        return self.graph.apply(Log(), self)


class Graph:
    """A list of nodes in the order they were written; backward is the same list reversed.

    Every node stands behind the nodes it needs, so one walk through the list computes everything.
    The last node is the result.

    References
    ----------
    D. Rumelhart, G. Hinton and R. Williams, "Learning representations by back-propagating errors",
    Nature 323 (1986). K. Saito, Deep Learning from Scratch, O'Reilly Japan (2016): the apples.

    Examples
    --------
    >>> graph = Graph()
    >>> price, count = graph.input("price", 100), graph.input("count", 2)
    >>> total = price * count * graph.input("tax", 1.1)
    >>> round(graph.forward(), 6)
    220.0
    >>> {name: round(gradient, 6) for name, gradient in graph.backward().items()}
    {'price': 2.2, 'count': 110.0, 'tax': 200.0}
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.inputs: dict[str, Node] = {}

    def input(self, name: str, value: float) -> Node:
        """Add an input under a name of its own."""
        if name in self.inputs:
            raise ValueError(f"Graph: names of inputs must differ, got {name!r} twice. Rename one.")
        value = finite_number(name, value)
        self.inputs[name] = Node(self, "input", name)
        self.inputs[name].value = value
        return self.inputs[name]

    def apply(self, operation: Operation, *operands: Node | float) -> Node:
        """Add an operation on nodes of this graph; a plain number becomes a constant."""
        inputs = []
        for operand in operands:
            if not isinstance(operand, Node):
                value = finite_number(operation.symbol, operand)
                operand = Node(self, "constant", f"{operand:g}")
                operand.value = value
            if operand.graph is not self:
                raise ValueError(
                    f"Graph: both sides of {operation.symbol} must be in one graph, got two. "
                    "Make all inputs with the same Graph."
                )
            inputs.append(operand)
        node = Node(self, "operation", operation.symbol)
        node.operation, node.inputs = operation, tuple(inputs)
        return node

    def set(self, name: str, value: float) -> None:
        """Change an input; what was computed from the old value is forgotten."""
        if name not in self.inputs:
            raise ValueError(
                f"Graph: the name must be one of {', '.join(self.inputs)}, got {name!r}."
            )
        self.inputs[name].value = finite_number(name, value)
        self._forget()

    def _forget(self) -> None:
        for node in self.nodes:
            node.gradient = node.sent = None
            if node.operation:
                node.value = None

    def forward_steps(self) -> Iterator[Node]:
        """Compute one operation at a time, yielding the node that was just computed."""
        self._forget()
        for node in self.nodes:
            if node.operation:
                values = [source.value for source in node.inputs]
                node.value = run(node.operation.forward, *values)
                yield node

    def forward(self) -> float:
        """Compute every node and return the value of the last."""
        if not self.nodes:
            raise RuntimeError("Graph: forward needs nodes, got none. Add an input first.")
        for _ in self.forward_steps():
            pass
        return known(self.nodes[-1].value)

    def backward_steps(self) -> Iterator[Node]:
        """Send gradients back through one operation at a time, yielding the node that sent them.

        A node that was used twice receives twice, and what it receives adds up.
        """
        if not self.nodes or any(node.value is None for node in self.nodes):
            raise RuntimeError("Graph: backward needs every value, got None. Call forward first.")
        for node in self.nodes:
            node.gradient, node.sent = 0.0, None
        self.nodes[-1].gradient = 1.0  # the result changes one for one with itself
        for node in reversed(self.nodes):
            if node.operation:
                node.sent = run(node.operation.backward, node.gradient)
                for source, gradient in zip(node.inputs, node.sent or (), strict=True):
                    source.gradient = known(source.gradient) + gradient
                yield node

    def backward(self) -> dict[str, float]:
        """Return the gradient of the result for each input, by name; needs forward first."""
        for _ in self.backward_steps():
            pass
        return {name: known(node.gradient) for name, node in self.inputs.items()}

    def trace(self) -> dict[str, list]:
        """Describe the graph as it stands in plain lists, texts and numbers, ready for JSON.

        Returns
        -------
        dict
            ``nodes``: kind ("input", "constant", "operation"), label, value, gradient of each.
            ``edges``: from and to (places in ``nodes``), value that flows forward, gradient that
            flows back. A node used twice has two edges, whose gradients add up to its own. The last
            edge leaves the result: its ``to`` is None.
            ``forward`` and ``backward``: places of the operations in the order in which they run.
            Numbers not computed yet are None; during backward, the gradient of a node is the sum
            of what has arrived so far.
        """
        edges = [
            (source, node.index, node.sent[place] if node.sent else None)
            for node in self.nodes
            for place, source in enumerate(node.inputs)
        ] + [(node, None, node.gradient) for node in self.nodes[-1:]]
        order = [node.index for node in self.nodes if node.operation]
        return {
            "nodes": [
                {"kind": n.kind, "label": n.label, "value": n.value, "gradient": n.gradient}
                for n in self.nodes
            ],
            "edges": [
                {"from": source.index, "to": to, "value": source.value, "gradient": gradient}
                for source, to, gradient in edges
            ],
            "forward": order,
            "backward": order[::-1],
        }


def known(number: float | None) -> float:
    """Return a value or gradient that forward or backward has computed by now."""
    if number is None:
        raise RuntimeError("Graph: this needs every value, got None. Call forward first.")
    return number


def numerical_gradients(graph: Graph, h: float = 1e-4) -> dict[str, float]:
    """Measure what `Graph.backward` computes: (f(x + h) - f(x - h)) / 2h for each input x.

    It takes two forward runs an input, done on a copy: the graph is left as it is.

    Examples
    --------
    >>> graph = Graph()
    >>> x = graph.input("x", 3)
    >>> y = x**2
    >>> round(numerical_gradients(graph)["x"], 6)
    6.0
    """
    if not h > 0:
        raise ValueError(f"numerical_gradients: h must be above 0, got {h}. Try h=1e-4.")
    gradients = {}
    for name, node in graph.inputs.items():
        trial = copy.deepcopy(graph)
        value = known(node.value)
        trial.set(name, value + h)
        above = trial.forward()
        trial.set(name, value - h)
        gradients[name] = (above - trial.forward()) / (2 * h)
    return gradients
