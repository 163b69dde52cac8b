"""The checkers of chapter 4 tell right answers from wrong ones."""

import numpy as np
import pytest

from dlnotes import Parameter, Softmax, graph
from dlnotes.exercises import check
from dlnotes.layers import Layer


class KeepsInput(graph.Exp):
    """A node that sends back x where it should send back e**x."""

    def backward(self, dout):
        return (dout * np.log(self.recall()[0]),)


class OneGradient(graph.Divide):
    """A node that forgets the divisor."""

    def backward(self, dout):
        return super().backward(dout)[0]


class Scale(Layer):
    """A right layer: y = x * w + b."""

    def __init__(self, w, b):
        self.w, self.b = Parameter(w), Parameter(b)

    def forward(self, x):
        self.x = x
        return x * self.w.data + self.b.data

    def backward(self, dout):
        self.w.grad += (dout * self.x).sum(axis=0)
        self.b.grad += dout.sum(axis=0)
        return dout * self.w.data


class MeanScale(Scale):
    """Takes the mean over the batch where the sum belongs."""

    def backward(self, dout):
        self.w.grad += (dout * self.x).sum(axis=0)
        self.b.grad += dout.mean(axis=0)
        return dout * self.w.data


class OverwritingScale(Scale):
    """Puts its gradients in place of the old ones."""

    def backward(self, dout):
        self.w.grad = (dout * self.x).sum(axis=0)
        self.b.grad = dout.sum(axis=0)
        return dout * self.w.data


class TwoGradients(graph.Exp):
    """A node that sends back one gradient too many."""

    def backward(self, dout):
        return super().backward(dout)[0], 0.0


class PassingSoftmax(Softmax):
    """Takes softmax for an activation that works number by number."""

    def backward(self, dout):
        y = self.recall()
        return dout * y * (1 - y)


class OverflowingSoftmax(Softmax):
    """Right where the scores are small."""

    def forward(self, x):
        with np.errstate(over="ignore", invalid="ignore"):
            self.saved = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
        return self.saved


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("exp-node", graph.Exp, KeepsInput, "should send 1 to u, but yours sends 0"),
        ("exp-node", graph.Exp, graph.Log, "math domain|x must be above 0"),
        ("divide-node", graph.Divide, OneGradient, "gives 1 gradient, but forward takes 2 inputs"),
        ("divide-node", graph.Divide, graph.Multiply, "should give 2, but yours gives 18"),
        ("exp-node", graph.Exp, TwoGradients, "gives 2 gradients, but forward takes 1 input."),
        ("wrong-layer", Scale, MeanScale, "gradient of b"),
        ("wrong-layer", Scale, OverwritingScale, "added to grad with +="),
        (
            "mean-backward",
            lambda dout, x: np.tile(dout / len(x), (len(x), 1)),
            lambda dout, x: np.tile(dout, (len(x), 1)),
            "a share of its move only",
        ),
        (
            "mean-backward",
            lambda dout, x: x * 0 + dout / len(x),
            lambda dout, x: x * 0,
            "For 1 rows",
        ),
        ("mean-backward", lambda dout, x: x * 0 + dout / len(x), lambda dout, x: dout, "shape"),
        ("softmax-layer", Softmax, PassingSoftmax, "The others are missing"),
        ("softmax-layer", Softmax, OverflowingSoftmax, "1000 overflows"),
    ],
)
def test_right_passes_and_wrong_is_told_why(name, right, wrong, said, capsys):
    assert check(name, right)
    capsys.readouterr()
    assert not check(name, wrong)
    out = capsys.readouterr().out
    assert any(words in out for words in said.split("|")), out
