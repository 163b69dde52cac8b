"""Controls: small explorables that a chapter shows with one line.

Each works on the static page without a kernel and in JupyterLab, and draws what `dlnotes`
computes. `view` holds what they share; every other module is one control, with the JavaScript of
the same name beside it.
"""

from dlnotes.widgets.activation_explorer import ActivationExplorer, activation_explorer
from dlnotes.widgets.curve_fitter import CurveFitter, curve_fitter
from dlnotes.widgets.gate_explorer import GateExplorer, gate_explorer
from dlnotes.widgets.graph_stepper import GraphStepper, graph_stepper
from dlnotes.widgets.softmax_explorer import SoftmaxExplorer, softmax_explorer
from dlnotes.widgets.xor_composer import XorComposer, xor_composer

__all__ = [
    "ActivationExplorer",
    "CurveFitter",
    "GateExplorer",
    "GraphStepper",
    "SoftmaxExplorer",
    "XorComposer",
    "activation_explorer",
    "curve_fitter",
    "gate_explorer",
    "graph_stepper",
    "softmax_explorer",
    "xor_composer",
]
