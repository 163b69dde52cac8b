"""Softmax explorer (chapter 3): three scores become probabilities, two losses and their slopes."""

import numpy as np
import traitlets

from dlnotes.activation_layers import Softmax
from dlnotes.losses import MSE, SoftmaxCrossEntropy
from dlnotes.widgets.view import (
    Control,
    FiniteFloat,
    View,
    joined,
    linked_choice,
    linked_log_slider,
    linked_slider,
)


class SoftmaxExplorer(View):
    """Bars of softmax(z / temperature) and of the gradients of cross-entropy and squared error.

    Attributes
    ----------
    z0, z1, z2
        Scores of the three classes.
    temperature
        What the scores are divided by, above 0: below 1 sharpens, above 1 evens out.
    target
        The true class, 0 to 2.
    """

    _esm = joined("softmax_explorer.js")
    _css = joined("softmax_explorer.css")
    beside = True
    z0 = FiniteFloat(0.3, min=-100.0, max=100.0).tag(sync=True)
    z1 = FiniteFloat(2.9, min=-100.0, max=100.0).tag(sync=True)
    z2 = FiniteFloat(4.0, min=-100.0, max=100.0).tag(sync=True)
    temperature = FiniteFloat(1.0, min=0.01, max=100.0).tag(sync=True)
    target = traitlets.Int(2, min=0, max=2).tag(sync=True)
    link_name = traitlets.Unicode("softmax").tag(sync=True)

    def losses(self) -> dict[str, float | np.ndarray]:
        """Compute what is drawn: y, both losses, and their gradients with respect to the scores."""
        scores = np.array([[self.z0, self.z1, self.z2]]) / self.temperature
        t = np.array([self.target])
        layer, mse, entropy = Softmax(), MSE(), SoftmaxCrossEntropy()
        y = layer.forward(scores)
        return {
            "y": y[0],
            "crossEntropy": float(entropy.forward(scores, t)),
            "squaredError": float(mse.forward(y, t)),
            "crossEntropyGradient": entropy.backward()[0] / self.temperature,
            "squaredErrorGradient": layer.backward(mse.backward())[0] / self.temperature,
        }


def softmax_explorer() -> Control:
    """Return the control: three scores, the temperature, and the true class.

    Examples
    --------
    >>> softmax_explorer().view.losses()["y"]
    array([0.01821127, 0.24519181, 0.73659691])
    """
    view = SoftmaxExplorer()
    scores = [linked_slider(view, z, z, min=-10.0, max=10.0, step=0.1) for z in ("z0", "z1", "z2")]
    heat = linked_log_slider(view, "temperature", "temperature", min=-1.0, max=1.0, step=0.05)
    target = linked_choice(view, "target", "true class", ["class 0", "class 1", "class 2"])
    for slider in [*scores, heat]:
        slider.style.description_width = "6rem"
    target.style.description_width = "6rem"
    return Control(view, *scores, heat, target)
