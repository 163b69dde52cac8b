"""Controls: small explorables that a chapter shows with one line.

Each works on the static page without a kernel and in JupyterLab, and draws what `dlnotes`
computes. `view` holds what they share; every other module is one control, with the JavaScript of
the same name beside it.
"""

from dlnotes.widgets.convolution_explorer import ConvolutionExplorer, convolution_explorer
from dlnotes.widgets.gate_explorer import GateExplorer, gate_explorer
from dlnotes.widgets.signal_explorer import SignalExplorer, signal_explorer

__all__ = [
    "ConvolutionExplorer",
    "GateExplorer",
    "SignalExplorer",
    "convolution_explorer",
    "gate_explorer",
    "signal_explorer",
]
