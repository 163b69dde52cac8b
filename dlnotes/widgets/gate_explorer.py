"""Gate explorer (chapter 1): two weights and a threshold draw a line; half a plane is a gate."""

import ipywidgets
import traitlets

from dlnotes.gates import GATES
from dlnotes.perceptron import Perceptron
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_slider,
)


class GateExplorer(View):
    """The plane of inputs, the boundary of one perceptron and its truth table.

    Attributes
    ----------
    w1, w2
        Weights.
    theta, bias
        The threshold and the bias. Each is minus the other, whichever is set.
    target
        Which gate the truth table is compared with: an index into `gate_names`.
    form
        0 writes the neuron with its threshold, 1 with its bias.
    """

    _esm = joined("gate_explorer.js")
    _css = joined("gate_explorer.css")
    beside = True
    w1 = FiniteFloat(0.5).tag(sync=True)
    w2 = FiniteFloat(0.5).tag(sync=True)
    theta = FiniteFloat(0.7).tag(sync=True)
    bias = FiniteFloat(-0.7).tag(sync=True)
    target = traitlets.Int(0, min=0, max=len(GATES) - 1).tag(sync=True)
    form = traitlets.Int(0, min=0, max=1).tag(sync=True)
    gate_names = traitlets.List(list(GATES)).tag(sync=True)
    truth_tables = traitlets.List([list(table) for table in GATES.values()]).tag(sync=True)
    # Which of the two sliders is seen; JavaScript sets them, so that it works without a kernel.
    theta_display = traitlets.Unicode("flex").tag(sync=True)
    bias_display = traitlets.Unicode("none").tag(sync=True)
    link_name = traitlets.Unicode("gate").tag(sync=True)

    @traitlets.observe("theta", "bias")
    def _keep_bias_opposite(self, change):
        setattr(self, "bias" if change.name == "theta" else "theta", -change.new)

    @property
    def perceptron(self) -> Perceptron:
        """The neuron that is drawn."""
        return Perceptron.from_threshold([self.w1, self.w2], self.theta)


def gate_explorer() -> Control:
    """Return the control: sliders for w1, w2 and θ (or b), and a menu for the gate to aim at.

    Examples
    --------
    >>> from dlnotes.gates import INPUTS
    >>> control = gate_explorer()
    >>> control.view.w1, control.view.w2, control.view.theta = 1.0, 1.0, 0.5
    >>> control.view.perceptron(INPUTS)
    array([0, 1, 1, 1])
    """
    view = GateExplorer()
    gate = linked_choice(view, "target", "gate", view.gate_names)
    form = linked_choice(
        view, "form", "form", ["with threshold θ", "with bias b"], ipywidgets.RadioButtons
    )
    for choice in (gate, form):
        choice.style.description_width = "3rem"  # as wide as the sliders' labels
    w1, w2, theta, bias = (
        linked_slider(view, trait, name, min=-2.0, max=2.0, step=0.05)
        for trait, name in [("w1", "w1"), ("w2", "w2"), ("theta", "θ"), ("bias", "b")]
    )
    for slider, trait in [(theta, "theta_display"), (bias, "bias_display")]:
        slider.layout.display = getattr(view, trait)
        ipywidgets.jslink((view, trait), (slider.layout, "display"))
    return Control(view, gate, w1, w2, theta, bias, form)
