"""``python -m dlnotes.readers.train``: train the networks of this folder anew, all or one by name.

The loop is that of chapter 6, with the changed images of chapter 7. It takes about three minutes of
one quiet core for the dense network and five for the convolutional one.
"""

import sys

import numpy as np

from dlnotes.activation_layers import ReLU
from dlnotes.augmentation import augment
from dlnotes.checkpoints import describe
from dlnotes.convolution import Conv2D
from dlnotes.datasets import load_mnist, load_pen_digits
from dlnotes.evaluation import accuracy, predict
from dlnotes.layer import Layer
from dlnotes.layers import Affine, Flatten
from dlnotes.losses import SoftmaxCrossEntropy
from dlnotes.networks import MultiLayerNet
from dlnotes.optimizers import Momentum
from dlnotes.pooling import MaxPool2D
from dlnotes.readers import READERS, load_reader, save_reader
from dlnotes.schedules import CosineAnnealing
from dlnotes.sequential import Sequential


def dense(rng: np.random.Generator) -> Layer:
    """Return the network of chapter 6, untrained."""
    return MultiLayerNet(784, [128, 64], 10, rng=rng)


def convolutional(rng: np.random.Generator) -> Layer:
    """Return the network of chapter 8 with more filters in its second layer, untrained."""
    return Sequential(
        *(Conv2D(1, 16, 5, rng), MaxPool2D(2), ReLU()),
        *(Conv2D(16, 32, 5, rng), MaxPool2D(2), ReLU()),
        *(Flatten(), Affine(512, 64, rng), ReLU()),
        Affine(64, 10, rng),
    )


# name -> the untrained network, the shape of an image, epochs, and the largest learning rate
RECIPES = {
    "dense": (dense, (784,), 90, 0.1),
    "convolutional": (convolutional, (1, 28, 28), 25, 0.05),
}


def train_reader(name: str) -> Layer:
    """Train one of the networks and return it."""
    make, shape, epochs, lr = RECIPES[name]
    (x, t), _ = load_mnist()
    rng = np.random.default_rng(7)
    network, loss_func = make(rng), SoftmaxCrossEntropy()
    optimizer = Momentum(network.parameters(), lr=lr, weight_decay=1e-5)
    schedule = CosineAnnealing(lr=lr, total_steps=600 * epochs, warmup_steps=300)
    for epoch in range(epochs):
        for rows in rng.permutation(60_000).reshape(600, 100):
            optimizer.lr = schedule(optimizer.steps)
            optimizer.zero_grad()
            batch = augment(x[rows], rng).reshape(-1, *shape)
            loss_func(network(batch), t[rows]).backward()
            optimizer.step()
        print(f"{name}: epoch {epoch + 1} of {epochs}", flush=True)
    return network


def report(name: str) -> None:
    """Print what a trained network of this folder reads."""
    (_, (x, t)), (x_pen, t_pen) = load_mnist(), load_pen_digits()
    network, shape = load_reader(name), RECIPES[name][1]
    for what, images, labels in [("MNIST's test images", x, t), ("pen digits", x_pen, t_pen)]:
        right = accuracy(predict(network, images.reshape(-1, *shape)), labels)
        print(f"{name}: {right:.2%} of the {what}")


if __name__ == "__main__":
    for chosen in sys.argv[1:] or READERS:
        trained = train_reader(chosen)
        save_reader(trained, describe(trained), chosen)
        report(chosen)
