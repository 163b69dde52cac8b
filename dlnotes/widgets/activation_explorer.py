"""Activation explorer (chapter 2): one unit h(w·x + b), its curve and its slope."""

import functools
from collections.abc import Callable

import ipywidgets
import numpy as np
import traitlets

from dlnotes import activations
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_slider,
)

FUNCTIONS = ["step", "sigmoid", "tanh", "relu", "leaky_relu", "identity"]
LABELS = ["step", "sigmoid", "tanh", "ReLU", "leaky ReLU", "identity"]


class ActivationExplorer(View):
    """The output h(a) of a unit with a = w·x + b, and the slope h'(a), for x from -4 to 4.

    Attributes
    ----------
    activation
        Which function: an index into `functions`.
    w, b
        Input scale and bias.
    leak
        Slope of the leaky ReLU below 0.
    x
        Where the dots stand and the values are read.
    """

    _esm = joined("activation_explorer.js")
    _css = joined("activation_explorer.css")
    beside = True
    activation = traitlets.Int(1, min=0, max=len(FUNCTIONS) - 1).tag(sync=True)
    w = FiniteFloat(1.0).tag(sync=True)
    b = FiniteFloat(0.0).tag(sync=True)
    leak = FiniteFloat(0.1).tag(sync=True)
    x = FiniteFloat(1.0).tag(sync=True)
    functions = traitlets.List(FUNCTIONS).tag(sync=True)
    # Whether the slider of the leak is seen; JavaScript sets it, so that it works without a kernel.
    leak_display = traitlets.Unicode("none").tag(sync=True)
    link_name = traitlets.Unicode("activation").tag(sync=True)

    def _function(self, ending: str) -> Callable[[np.ndarray], np.ndarray]:
        name = self.functions[self.activation]
        function = getattr(activations, name + ending)
        return functools.partial(function, slope=self.leak) if name == "leaky_relu" else function

    def h(self, x: np.ndarray) -> np.ndarray:
        """Return what the unit answers to the inputs x."""
        return self._function("")(self.w * np.asarray(x) + self.b)

    def slope(self, x: np.ndarray) -> np.ndarray:
        """Return h'(a), the slope of the activation at a = w·x + b."""
        return self._function("_derivative")(self.w * np.asarray(x) + self.b)


def activation_explorer() -> Control:
    """Return the control: a menu of functions, and sliders for w, b, the leak and x.

    Examples
    --------
    >>> view = activation_explorer().view
    >>> view.h([0.0]), view.slope([0.0])  # a sigmoid at the start
    (array([0.5]), array([0.25]))
    """
    view = ActivationExplorer()
    function = linked_choice(view, "activation", "h", LABELS)
    leak = linked_slider(view, "leak", "leak α", min=0.0, max=0.5, step=0.01)
    leak.layout.display = view.leak_display
    ipywidgets.jslink((view, "leak_display"), (leak.layout, "display"))
    w, b, x = (
        linked_slider(view, name, name, min=-limit, max=limit, step=0.05)
        for name, limit in [("w", 4.0), ("b", 4.0), ("x", 4.0)]
    )
    return Control(view, function, w, b, leak, x)
