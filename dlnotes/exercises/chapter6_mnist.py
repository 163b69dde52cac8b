"""Exercises of chapter 6: counting, timing, hunting and training."""

from typing import Any

import numpy as np

from dlnotes.datasets import load_mnist
from dlnotes.evaluation import accuracy, predict
from dlnotes.exercises.answers import a_dict, a_function, a_network, a_number, numbers
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.losses import SoftmaxCrossEntropy
from dlnotes.networks import MultiLayerNet
from dlnotes.optimizers import SGD


@exercise(
    "mnist-parameters",
    hints=(
        "There are three layers. Count each by itself.",
        "A layer has a weight for each pair of an input and a unit, and a bias for each unit.",
        "784 * 128 weights and 128 biases in the first; the second goes from 128 to 64, the third "
        "from 64 to 10.",
    ),
    takes=a_number(),
)
def check_parameters(answer):
    """Take the number of parameters of 784-128-64-10."""
    weights, biases = 784 * 128 + 128 * 64 + 64 * 10, 128 + 64 + 10
    if answer == weights:
        raise NotYet("Those are the weights. Each unit that is not an input has a bias, too.")
    if answer == weights + biases + 784:
        raise NotYet("An input is a number that comes in. It has no bias.")
    if answer == 39_760:
        raise NotYet("So many has 784-50-10. Here there are two hidden layers, of 128 and of 64.")
    if answer != weights + biases:
        raise NotYet(f"784-128-64-10 does not have {answer} parameters.")


@exercise(
    "batch-size",
    hints=(
        "Both runs get the same time, not the same number of steps.",
        "Start a clock, step while two seconds have not passed, and count. Then measure the "
        "accuracy on the test images.",
        "Make one function of the batch size that builds a new network, loops while the clock "
        "is below its end, and returns (steps, accuracy). Call it for 10 and for 1000.",
    ),
    takes=a_dict({10: numbers("steps", "accuracy"), 1000: numbers("steps", "accuracy")}),
)
def check_batch_size(answer):
    """Take {10: (steps, accuracy), 1000: (steps, accuracy)}, measured after equal time."""
    (steps_10, accuracy_10), (steps_1000, accuracy_1000) = answer[10], answer[1000]
    if max(accuracy_10, accuracy_1000) > 1:
        raise NotYet("An accuracy is a share, from 0 to 1. Behind the steps comes 0.95, not 95.")
    if not all(0.5 < value <= 1 for value in (accuracy_10, accuracy_1000)):
        raise NotYet("Both networks read more than half of the digits. Train for two seconds each.")
    if not steps_10 > 3 * steps_1000 > 0:
        raise NotYet(
            f"{steps_10} steps of 10 images and {steps_1000} of 1000 in the same time? A step with "
            "1000 images costs many times as much."
        )
    if 10 * steps_10 > 1000 * steps_1000:
        raise NotYet("Per image the large batch is cheaper. Measure on a quiet machine.")
    if accuracy_10 < accuracy_1000:
        raise NotYet("After equal time the small batch is ahead. Keep η at 0.1 for both.")


@exercise(
    "bug-hunt",
    hints=(
        "Read it line by line, and say aloud what happens to which hundred images.",
        "Ask four things. From how many examples is chosen? Do images and labels belong "
        "together? Where do old slopes go? Does the step know the slopes of this batch?",
        "Choose the rows once, out of all len(x). Then, in this order: wipe the slopes, "
        "forward and loss, backward, step.",
    ),
    takes=a_function("network", "optimizer", "loss_func", "x", "t", "steps", "rng", returns=None),
)
def check_bug_hunt(answer):
    """Take a function of (network, optimizer, loss_func, x, t, steps, rng) that trains."""
    events: list[tuple[str, Any]] = []

    class WatchedNet(MultiLayerNet):
        def __call__(self, x):
            events.append(("forward", np.asarray(x)[:, 0].astype(int)))
            return super().__call__(x)

    class WatchedLoss(SoftmaxCrossEntropy):
        def __call__(self, y, t):
            events.append(("loss", np.asarray(t)))
            return super().__call__(y, t)

        def backward(self, dout=1.0):
            events.append(("backward", None))
            return super().backward(dout)

    class WatchedSGD(SGD):
        def zero_grad(self):
            events.append(("zero_grad", None))
            super().zero_grad()

        def step(self):
            events.append(("step", None))
            super().step()

    rng = np.random.default_rng(0)
    x = np.arange(1000, dtype=np.float32)[:, np.newaxis]  # each example carries its own number
    t = rng.integers(3, size=1000)
    network = WatchedNet(1, [4], 3)
    answer(network, WatchedSGD(network.parameters(), lr=1e-6), WatchedLoss(), x, t, 30, rng)

    turns: list[list[tuple[str, Any]]] = [[]]
    for event in events:
        turns[-1].append(event)
        if event[0] == "step":
            turns.append([])
    if len(turns) - 1 != 30:
        raise NotYet(f"Asked for 30 steps, the optimizer took {len(turns) - 1}.")
    drawn = [row for i, turn in enumerate(turns[:-1]) for row in _check_turn(turn, t, first=i == 0)]
    seen, expected = len(set(drawn)), 1000 * (1 - 0.999 ** len(drawn))
    if seen < 0.8 * expected:
        raise NotYet(
            f"{len(drawn)} images were drawn in 30 batches, and only {seen} of the 1000 examples "
            "are among them. From where do you draw?"
        )


def _check_turn(turn: list[tuple[str, Any]], t: np.ndarray, first: bool) -> list[int]:
    """Say what is wrong in what happened up to one step; return the examples that it drew."""
    names = [name for name, _ in turn]
    if "backward" not in names:
        raise NotYet("The optimizer steps before this batch has gone backward.")
    if not {"forward", "loss"} <= set(names):
        raise NotYet("This batch has not gone through the network and the loss.")
    # A new network has no slopes; later ones may be wiped out before a step or after the last.
    if not first and "zero_grad" not in names[: names.index("backward")]:
        raise NotYet("The slopes of the batch before are still there when this one adds its.")
    if "zero_grad" in names[names.index("backward") :]:
        raise NotYet("The slopes are wiped out before the optimizer has used them.")
    rows, targets = (dict(turn)[name] for name in ("forward", "loss"))
    if len(rows) != len(targets) or (t[rows] != targets).any():
        raise NotYet("The labels are not those of the images of the same batch.")
    return rows.tolist()


@exercise(
    "beat-98",
    hints=(
        "50 hidden units are few. What happens with more?",
        "Take a wider layer, Momentum, and a learning rate that falls to 0 at the end.",
        "MultiLayerNet(784, [256], 10), Momentum with lr=0.2, CosineAnnealing over all steps, "
        "five epochs: then tune.",
    ),
    takes=a_network(784),
)
def check_beat_98(answer):
    """Take a trained network that reads images of shape (N, 784)."""
    _, (x, t) = load_mnist()
    reached = accuracy(predict(answer, x), t)
    if reached <= 0.98:
        raise NotYet(f"It reads {reached:.2%} of the test images.")
