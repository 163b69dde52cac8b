"""One training step, by dlnotes, by PyTorch, in a straight line, and as its bare matrix products.

Run as ``python -m benchmarks.steps WHO SIZES BATCH``, this is a worker: for each line on its input,
a number of steps, it takes them and prints the seconds of wall clock and of processor time. Every
contender is a process of its own, so that their thread pools do not fight, and they take turns.
"""

import json
import sys
import time
from itertools import pairwise

import numpy as np


def batch_of(sizes, batch):
    rng = np.random.default_rng(0)
    shape = (1, 28, 28) if sizes == "cnn" else (sizes[0],)
    x = rng.random((batch, *shape), dtype=np.float32)
    return x, rng.integers(10, size=batch)


def dlnotes_step(sizes, batch):
    from dlnotes import SGD, MultiLayerNet, SimpleConvNet, SoftmaxCrossEntropy

    x, t = batch_of(sizes, batch)
    network = SimpleConvNet() if sizes == "cnn" else MultiLayerNet(sizes[0], sizes[1:-1], sizes[-1])
    optimizer, loss_func = SGD(network.parameters(), lr=0.01), SoftmaxCrossEntropy()

    def step():
        optimizer.zero_grad()
        loss = loss_func(network(x), t)
        loss.backward()
        optimizer.step()

    return step


def pytorch_step(sizes, batch):
    import torch
    from torch import nn

    x, t = (torch.from_numpy(array) for array in batch_of(sizes, batch))
    if sizes == "cnn":  # the layers of SimpleConvNet, in its order
        head = [nn.Conv2d(1, 30, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten()]
        sizes = [4320, 100, 10]
    else:
        head = []
    affine = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    body = [layer for linear in affine for layer in (linear, nn.ReLU())][:-1]
    network = nn.Sequential(*head, *body)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    loss_func = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss = loss_func(network(x), t)
        loss.backward()
        optimizer.step()

    return step


def straight_step(sizes, batch):
    """The NumPy operations of the step and nothing else: no layers, checks or choices."""
    from dlnotes import MultiLayerNet
    from dlnotes.memory import pack

    x, t = batch_of(sizes, batch)
    parameters = MultiLayerNet(sizes[0], sizes[1:-1], sizes[-1]).parameters()
    [everything] = pack(parameters)
    W, b = [[p.data for p in parameters[start::2]] for start in (0, 1)]
    dW, db = [[p.grad for p in parameters[start::2]] for start in (0, 1)]
    classes, scratch = np.arange(sizes[-1])[:, np.newaxis], np.empty_like(everything.data)

    def step():
        a, passed = [x], []
        for i in range(len(W)):
            z = a[i] @ W[i]
            z += b[i]
            if i < len(W) - 1:
                passed.append(z > 0)
                a.append(np.maximum(z, 0))
        one_hot = (classes == t).astype(np.float32)
        z = z.T.copy()
        z -= z.max(axis=0)
        e = np.exp(z)
        total = e.sum(axis=0)
        np.vdot(one_hot, np.log(total) - z) / batch
        d = (e / total - one_hot).T / batch
        for i in reversed(range(len(W))):
            np.matmul(a[i].T, d, out=dW[i])
            np.add.reduce(d, out=db[i])
            if i > 0:
                d = (d @ W[i].T) * passed[i - 1]
        data = everything.data
        data -= np.multiply(everything.grad, 0.01, out=scratch)

    return step


def products_step(sizes, batch):
    """Only the products that the step cannot do without: a @ W, a.T @ d, and d @ W.T but once."""
    rng = np.random.default_rng(0)
    a = [rng.random((batch, size), dtype=np.float32) for size in sizes]
    W = [rng.random(shape, dtype=np.float32) for shape in pairwise(sizes)]

    def step():
        for x, w in zip(a, W, strict=False):
            x @ w
        for i in reversed(range(len(W))):
            a[i].T @ a[i + 1]
            if i > 0:
                a[i + 1] @ W[i].T

    return step


WHO = {
    "dlnotes": dlnotes_step,
    "pytorch": pytorch_step,
    "straight": straight_step,
    "products": products_step,
}


def main(who, sizes, batch):
    step = WHO[who](json.loads(sizes), int(batch))
    print("ready", flush=True)
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            step()
        print(time.perf_counter() - wall, time.process_time() - processor, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
