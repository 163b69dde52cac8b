"""What the tests of the boundary trainer share: the same training, done by dlnotes."""

import contextlib
import io
import re

import numpy as np

from dlnotes import SGD, SoftmaxCrossEntropy

GRID = 64  # the network is asked at so many points a side


def as_javascript(view):
    """Return the traits as the page hands them to `settingsOf`, binary ones as lists."""
    binary = {name: np.frombuffer(getattr(view, name)) for name in ("clean", "noisy", "normals")}
    binary["classes"] = np.frombuffer(view.classes, np.uint8)
    plain = ["dataset", "noise", "layers", "units", "activation", "lr", "penalty", "batch"]
    plain += ["dataset_names", "activation_names", "penalties", "batches", "points", "seed"]
    return {name: getattr(view, name) for name in plain} | {
        name: array.tolist() for name, array in binary.items()
    }


def losses_of(view, steps):
    """Train with dlnotes as the control trains; return the losses, the network and the data."""
    x, t = view.examples
    network, loss_func = view.network, SoftmaxCrossEntropy()
    lr, weight_decay = float(f"{view.lr:.3g}"), view.penalties[view.penalty]
    optimizer = SGD(network.parameters(), lr, weight_decay=weight_decay)
    batch, losses = view.batches[view.batch], []
    for i in range(steps):
        rows = slice(i * batch % len(x), i * batch % len(x) + batch)
        optimizer.zero_grad()
        loss = loss_func(network(x[rows]), t[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, network, (x, t)


def run_python(source):
    said, names = io.StringIO(), {}
    with contextlib.redirect_stdout(said):
        exec(source, names)
    loss, right = re.fullmatch(r"loss ([\d.]+), ([\d.]+)% right\n", said.getvalue()).groups()
    return names["losses"], float(loss), float(right)
