"""Controls: small explorables that a chapter shows with one line.

Each works on the static page without a kernel and in JupyterLab, and draws what `dlnotes`
computes. `view` holds what they share; every other module is one control, with the JavaScript of
the same name beside it.
"""

from importlib import import_module

try:
    import_module("dlnotes.widgets.view")
except ImportError as error:
    raise ImportError(
        "dlnotes.widgets draws with ipywidgets and anywidget, and one of them is not installed. "
        'Install what the course needs: pip install "dlnotes[course]".'
    ) from error

from dlnotes.widgets.activation_explorer import ActivationExplorer, activation_explorer
from dlnotes.widgets.boundary_trainer import BoundaryTrainer, boundary_trainer
from dlnotes.widgets.convolution_explorer import ConvolutionExplorer, convolution_explorer
from dlnotes.widgets.curve_fitter import CurveFitter, curve_fitter
from dlnotes.widgets.descent_explorer import DescentExplorer, descent_explorer
from dlnotes.widgets.digit_pad import DigitPad, digit_pad
from dlnotes.widgets.gate_explorer import GateExplorer, gate_explorer
from dlnotes.widgets.graph_stepper import GraphStepper, graph_stepper
from dlnotes.widgets.learning_rate_explorer import LearningRateExplorer, learning_rate_explorer
from dlnotes.widgets.signal_explorer import SignalExplorer, signal_explorer
from dlnotes.widgets.softmax_explorer import SoftmaxExplorer, softmax_explorer
from dlnotes.widgets.xor_composer import XorComposer, xor_composer

__all__ = [
    "ActivationExplorer",
    "BoundaryTrainer",
    "ConvolutionExplorer",
    "CurveFitter",
    "DescentExplorer",
    "DigitPad",
    "GateExplorer",
    "GraphStepper",
    "LearningRateExplorer",
    "SignalExplorer",
    "SoftmaxExplorer",
    "XorComposer",
    "activation_explorer",
    "boundary_trainer",
    "convolution_explorer",
    "curve_fitter",
    "descent_explorer",
    "digit_pad",
    "gate_explorer",
    "graph_stepper",
    "learning_rate_explorer",
    "signal_explorer",
    "softmax_explorer",
    "xor_composer",
]
