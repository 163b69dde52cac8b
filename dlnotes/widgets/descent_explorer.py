"""Descent explorer (chapter 5): the path of an optimizer down a long, narrow valley."""

import ipywidgets
import numpy as np
import traitlets

from dlnotes.adaptive import AdaGrad, Adam, RMSProp
from dlnotes.optimizers import SGD, Momentum
from dlnotes.tensor import Parameter
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_log_slider,
    linked_slider,
)

OPTIMIZERS = {each.__name__: each for each in (SGD, Momentum, AdaGrad, RMSProp, Adam)}
START = (-7.0, 2.0)
MAX_STEPS = 100


class DescentExplorer(View):
    """The contour lines of f(x, y) = x²/20 + y², and the path of an optimizer from (-7, 2).

    The valley can be turned, and the start with it: what an optimizer owes to the axes is seen.

    Attributes
    ----------
    optimizer
        An index into `optimizer_names`.
    lr
        Learning rate η, 0.0001 to 100.
    momentum
        μ, for the optimizer Momentum only.
    steps
        How many steps are drawn.
    angle
        By how many degrees the valley and the start are turned, 0 to 45.
    """

    _esm = joined("descent_explorer.js")
    _css = joined("descent_explorer.css")
    optimizer = traitlets.Int(0, min=0, max=len(OPTIMIZERS) - 1).tag(sync=True)
    lr = FiniteFloat(10**-0.05, min=1e-4, max=100.0).tag(sync=True)
    momentum = FiniteFloat(0.9, min=0.0, max=0.999).tag(sync=True)
    steps = traitlets.Int(30, min=0, max=MAX_STEPS).tag(sync=True)
    angle = FiniteFloat(0.0, min=0.0, max=45.0).tag(sync=True)
    optimizer_names = traitlets.List(list(OPTIMIZERS)).tag(sync=True)
    start = traitlets.List(list(START), read_only=True).tag(sync=True)
    # Whether the slider is seen; JavaScript sets it, so that it works without a kernel.
    momentum_display = traitlets.Unicode("none").tag(sync=True)
    link_name = traitlets.Unicode("descent").tag(sync=True)

    @property
    def path(self) -> np.ndarray:
        """The points of the path, the start first, shape (steps + 1, 2)."""
        cos, sin = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        turn = np.array([[cos, -sin], [sin, cos]])
        curvatures = turn @ np.diag([1 / 10, 2]) @ turn.T  # slopes are this times the point
        point = Parameter(turn @ START)
        name = self.optimizer_names[self.optimizer]
        settings = {"momentum": self.momentum} if name == "Momentum" else {}
        optimizer = OPTIMIZERS[name]([point], lr=self.lr, **settings)
        path = [point.data.copy()]
        for _ in range(self.steps):
            point.grad = curvatures @ point.data
            optimizer.step()
            path.append(point.data.copy())
        return np.array(path)


def descent_explorer() -> Control:
    """Return the control: the optimizer, its learning rate, the steps, the angle of the valley.

    Examples
    --------
    >>> control = descent_explorer()
    >>> control.view.lr, control.view.steps = 0.5, 1
    >>> control.view.path
    array([[-7.  ,  2.  ],
           [-6.65,  0.  ]])
    """
    view = DescentExplorer()
    momentum = linked_slider(view, "momentum", "μ", min=0.0, max=0.99, step=0.01)
    momentum.layout.display = view.momentum_display
    ipywidgets.jslink((view, "momentum_display"), (momentum.layout, "display"))
    return Control(
        view,
        linked_choice(view, "optimizer", "optimizer", view.optimizer_names),
        linked_log_slider(view, "lr", "η", min=-3, max=1, step=0.01),
        momentum,
        linked_slider(view, "steps", "steps", min=0, max=MAX_STEPS, step=1),
        linked_slider(view, "angle", "turn °", min=0.0, max=45.0, step=5.0),
    )
