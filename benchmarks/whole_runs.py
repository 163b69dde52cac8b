"""Whole training runs on MNIST, written as a reader would write them.

``python -m benchmarks.whole_runs NAME`` runs one and prints as JSON: seconds of wall clock and of
processor time, test accuracy, and peak memory above that of loading the data, in MB. Loading is not
part of the seconds; evaluation during and after training is.
"""

import json
import resource
import sys
import time

import numpy as np

from dlnotes import (
    SGD,
    Affine,
    BatchNorm,
    Conv2D,
    CosineAnnealing,
    Flatten,
    MaxPool2D,
    Momentum,
    MultiLayerNet,
    ReLU,
    Sequential,
    SimpleConvNet,
    SoftmaxCrossEntropy,
    accuracy,
    load_mnist,
    predict,
    train,
)


def textbook(train_set, test_set):
    """784-50-10, batch 100, learning rate 0.1, 10,000 steps."""
    network = MultiLayerNet(784, [50], 10)
    optimizer = SGD(network.parameters(), lr=0.1)
    history = train(
        network, SoftmaxCrossEntropy(), optimizer, *train_set, steps=10_000, test=test_set
    )
    return history.test_accuracy[-1]


def better_mlp(train_set, test_set):
    """784-256-256-10, momentum, cosine annealing, 10 epochs."""
    network = MultiLayerNet(784, [256, 256], 10)
    optimizer = Momentum(network.parameters(), lr=0.1)
    schedule = CosineAnnealing(lr=0.1, total_steps=6000, warmup_steps=200)
    history = train(
        network, SoftmaxCrossEntropy(), optimizer, *train_set, epochs=10, test=test_set,
        schedule=schedule,
    )  # fmt: skip
    return history.test_accuracy[-1]


def cnn(train_set, test_set):
    """SimpleConvNet, momentum, cosine annealing, 5 epochs."""
    (x, t), (x_test, t_test) = train_set, test_set
    network = SimpleConvNet()
    optimizer = Momentum(network.parameters(), lr=0.05)
    schedule = CosineAnnealing(lr=0.05, total_steps=3000, warmup_steps=200)
    history = train(
        network, SoftmaxCrossEntropy(), optimizer, x.reshape(-1, 1, 28, 28), t, epochs=5,
        test=(x_test.reshape(-1, 1, 28, 28), t_test), schedule=schedule,
    )  # fmt: skip
    return history.test_accuracy[-1]


def quick_mlp(train_set, test_set):
    """784-50-10, momentum, cosine annealing, 5 epochs: 97 % as soon as can be."""
    return quick(MultiLayerNet(784, [50], 10), 0.1, train_set, test_set)


def quick_cnn(train_set, test_set):
    """SimpleConvNet with 12 filters, 4 epochs: 99 % as soon as can be."""
    (x, t), (x_test, t_test) = train_set, test_set
    images, test_images = (each.reshape(-1, 1, 28, 28) for each in (x, x_test))
    return quick(SimpleConvNet(filters=12), 0.1, (images, t), (test_images, t_test), 4)


def quick(network, lr, train_set, test_set, epochs=5):
    """Train with one look at the test data, at the end."""
    optimizer = Momentum(network.parameters(), lr=lr)
    schedule = CosineAnnealing(lr=lr, total_steps=600 * epochs, warmup_steps=100)
    train(network, SoftmaxCrossEntropy(), optimizer, *train_set, epochs=epochs, schedule=schedule)
    x_test, t_test = test_set
    return accuracy(predict(network, x_test), t_test)


def best_cnn(train_set, test_set, epochs=10):
    """Two convolutions with batch normalization, images shifted by up to 2 pixels, 10 epochs."""
    (x, t), (x_test, t_test) = train_set, test_set
    rng = np.random.default_rng(0)
    network = Sequential(
        Conv2D(1, 16, 5, rng), MaxPool2D(2), BatchNorm(16), ReLU(),
        Conv2D(16, 32, 5, rng), MaxPool2D(2), BatchNorm(32), ReLU(),
        Flatten(), Affine(32 * 4 * 4, 10, rng),
    )  # fmt: skip
    loss_func, optimizer = SoftmaxCrossEntropy(), Momentum(network.parameters(), lr=0.1)
    schedule = CosineAnnealing(lr=0.1, total_steps=600 * epochs, warmup_steps=200)
    paper = np.zeros((len(x), 1, 32, 32), np.float32)
    paper[:, :, 2:30, 2:30] = x.reshape(-1, 1, 28, 28)
    for step in range(600 * epochs):
        if step % 600 == 0:
            order = rng.permutation(len(x)).reshape(-1, 100)
        rows, (i, j) = order[step % 600], rng.integers(5, size=2)  # a shift for the whole batch
        optimizer.lr = schedule(step)
        optimizer.zero_grad()
        loss_func(network(paper[rows, :, i : i + 28, j : j + 28]), t[rows]).backward()
        optimizer.step()
    return accuracy(predict(network, x_test.reshape(-1, 1, 28, 28)), t_test)


def runs():
    """Return all runs by their names, each with those of other libraries behind it."""
    from benchmarks import elsewhere  # not at the top: the page's Python takes this file alone

    found = (
        textbook, elsewhere.textbook_pytorch, elsewhere.textbook_sklearn, better_mlp, cnn,
        quick_mlp, elsewhere.quick_mlp_pytorch, elsewhere.quick_mlp_sklearn,
        quick_cnn, elsewhere.quick_cnn_pytorch, best_cnn, elsewhere.best_cnn_pytorch,
    )  # fmt: skip
    return {run.__name__: run for run in found}


def main(name):
    data = load_mnist()
    before = peak_memory()
    wall, processor = time.perf_counter(), time.process_time()
    accuracy = runs()[name](*data)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(json.dumps([wall, processor, accuracy, peak_memory() - before]))


def peak_memory():
    """Return the most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1])
