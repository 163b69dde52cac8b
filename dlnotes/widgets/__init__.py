"""Controls: small explorables that a chapter shows with one line.

Each works on the static page without a kernel and in JupyterLab, and draws what `dlnotes`
computes. `view` holds what they share; every other module is one control, with the JavaScript of
the same name beside it.
"""

from dlnotes.widgets.digit_pad import DigitPad, digit_pad
from dlnotes.widgets.gate_explorer import GateExplorer, gate_explorer
from dlnotes.widgets.learning_rate_explorer import LearningRateExplorer, learning_rate_explorer

__all__ = [
    "DigitPad",
    "GateExplorer",
    "LearningRateExplorer",
    "digit_pad",
    "gate_explorer",
    "learning_rate_explorer",
]
