"""XOR composer (chapter 1): two units move the four inputs, and a third cuts them apart."""

import ipywidgets
import numpy as np
import traitlets

from dlnotes.gates import GATES, WEIGHTS
from dlnotes.perceptron import Perceptron
from dlnotes.widgets.view import Control, FiniteFloat, View, joined, linked_slider


def _start(gate: str) -> list[FiniteFloat]:
    w1, w2, theta = WEIGHTS[gate]
    return [FiniteFloat(value).tag(sync=True) for value in (w1, w2, -theta)]


class XorComposer(View):
    """The plane of the inputs and the plane of the hidden units, side by side.

    Attributes
    ----------
    s1_w1, s1_w2, s1_b
        Weights and bias of the first hidden unit, which looks at the inputs; NAND at the start.
    s2_w1, s2_w2, s2_b
        Those of the second hidden unit; OR at the start.
    y_w1, y_w2, y_b
        Those of the unit that looks at s1 and s2; AND at the start.
    """

    _esm = joined("xor_composer.js")
    _css = joined("xor_composer.css")
    s1_w1, s1_w2, s1_b = _start("NAND")
    s2_w1, s2_w2, s2_b = _start("OR")
    y_w1, y_w2, y_b = _start("AND")
    gate_names = traitlets.List(list(GATES)).tag(sync=True)
    truth_tables = traitlets.List([list(table) for table in GATES.values()]).tag(sync=True)
    link_name = traitlets.Unicode("xor").tag(sync=True)

    @property
    def units(self) -> list[Perceptron]:
        """The three perceptrons: s1, s2 and y."""
        return [
            Perceptron(
                [getattr(self, f"{unit}_w1"), getattr(self, f"{unit}_w2")],
                getattr(self, f"{unit}_b"),
            )
            for unit in ("s1", "s2", "y")
        ]

    def hidden(self, x: np.ndarray) -> np.ndarray:
        """Return where the first layer moves the inputs `x`, both of shape (N, 2)."""
        s1, s2, _ = self.units
        return np.stack([s1(x), s2(x)], axis=1)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return what the network of both layers answers to inputs of shape (N, 2)."""
        return np.asarray(self.units[2](self.hidden(x)))


def xor_composer() -> Control:
    """Return the control: two weights and a bias for each of the three units.

    Examples
    --------
    >>> from dlnotes.gates import INPUTS
    >>> view = xor_composer().view
    >>> view.hidden(INPUTS).tolist()
    [[1, 0], [1, 1], [1, 1], [0, 1]]
    >>> view(INPUTS)
    array([0, 1, 1, 0])
    """
    view = XorComposer()
    headings = {
        "s1": "s1, from x1 and x2",
        "s2": "s2, from x1 and x2",
        "y": "y, from s1 and s2",
    }
    groups = []
    for unit, heading in headings.items():
        sliders = [
            linked_slider(view, f"{unit}_{name}", f"{unit} {name}", min=-2.0, max=2.0, step=0.1)
            for name in ("w1", "w2", "b")
        ]
        groups.append(ipywidgets.VBox([ipywidgets.Label(heading), *sliders]))
    return Control(view, *groups)
