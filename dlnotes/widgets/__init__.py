"""Controls: small explorables that a chapter shows with one line.

Each works on the static page without a kernel and in JupyterLab, and draws what `dlnotes`
computes. `view` holds what they share; every other module is one control, with the JavaScript of
the same name beside it.
"""

from dlnotes.widgets.boundary_trainer import BoundaryTrainer, boundary_trainer
from dlnotes.widgets.descent_explorer import DescentExplorer, descent_explorer
from dlnotes.widgets.gate_explorer import GateExplorer, gate_explorer

__all__ = [
    "BoundaryTrainer",
    "DescentExplorer",
    "GateExplorer",
    "boundary_trainer",
    "descent_explorer",
    "gate_explorer",
]
