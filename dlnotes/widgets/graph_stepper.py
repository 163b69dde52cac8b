"""Graph stepper (chapter 4): apples and oranges, forward and backward one node at a time."""

from itertools import islice

import traitlets

from dlnotes.graph import Graph
from dlnotes.widgets.view import Control, FiniteFloat, View, joined, linked_slider


def shopping(apple: float, apples: float, orange: float, oranges: float, tax: float) -> Graph:
    """Return the graph of what fruit costs: prices times counts, added up, times the tax.

    Examples
    --------
    >>> graph = shopping(apple=100, apples=2, orange=150, oranges=3, tax=1.1)
    >>> round(graph.forward(), 6)
    715.0
    """
    graph = Graph()
    a, n = graph.input("apple price", apple), graph.input("apple count", apples)
    o, m = graph.input("orange price", orange), graph.input("orange count", oranges)
    factor = graph.input("tax factor", tax)
    (a * n + o * m) * factor
    return graph


SHOPPING = shopping(100, 2, 150, 3, 1.1).trace()
STEPS = len(SHOPPING["forward"] + SHOPPING["backward"])


class GraphStepper(View):
    """The graph with a value and a gradient on each edge, as far as the steps have come.

    Attributes
    ----------
    apple, apples, orange, oranges, tax
        Prices, counts, and the factor of the tax (1.1 is 10 %).
    step
        How many operations have run: first all forward, then all backward.
    structure
        The graph as `Graph.trace` describes it, before any step.
    node_names
        What each node's value is, in the order of the nodes.
    """

    _esm = joined("graph_stepper.js")
    _css = joined("graph_stepper.css")
    beside = True
    apple = FiniteFloat(100.0, min=0.0, max=1e4).tag(sync=True)
    apples = traitlets.Int(2, min=0, max=1000).tag(sync=True)
    orange = FiniteFloat(150.0, min=0.0, max=1e4).tag(sync=True)
    oranges = traitlets.Int(3, min=0, max=1000).tag(sync=True)
    tax = FiniteFloat(1.1, min=0.0, max=10.0).tag(sync=True)
    step = traitlets.Int(0, min=0, max=STEPS).tag(sync=True)
    structure = traitlets.Dict(SHOPPING).tag(sync=True)
    node_names = traitlets.List(
        [node["label"] for node in SHOPPING["nodes"] if node["kind"] == "input"]
        + ["apples", "oranges", "before tax", "total"]
    ).tag(sync=True)
    link_name = traitlets.Unicode("graph").tag(sync=True)

    @property
    def graph(self) -> Graph:
        """The graph that is drawn, run as far as `step`."""
        graph = shopping(self.apple, self.apples, self.orange, self.oranges, self.tax)
        forward = len(SHOPPING["forward"])
        for _ in islice(graph.forward_steps(), self.step):
            pass
        if self.step > forward:
            for _ in islice(graph.backward_steps(), self.step - forward):
                pass
        return graph


def graph_stepper() -> Control:
    """Return the control: sliders for prices, counts and tax, and a step that goes both ways.

    Examples
    --------
    >>> control = graph_stepper()
    >>> control.view.step = 8
    >>> round(control.view.graph.inputs["tax factor"].gradient, 6)
    650.0
    """
    view = GraphStepper()
    sliders = [
        linked_slider(view, trait, name, min=0, max=most, step=step)
        for trait, name, most, step in [
            ("step", "step", STEPS, 1),
            ("apple", "apple price", 300.0, 10.0),
            ("apples", "apple count", 10, 1),
            ("orange", "orange price", 300.0, 10.0),
            ("oranges", "orange count", 10, 1),
        ]
    ]
    tax = linked_slider(view, "tax", "tax factor", min=1.0, max=1.3, step=0.01)
    for slider in [*sliders, tax]:
        slider.style.description_width = "6rem"
    return Control(view, *sliders, tax)
