"""A program that uses the public names of dlnotes; a type checker reads it, nobody runs it."""

from collections.abc import Callable

import numpy as np

from dlnotes import (
    MSE,
    SGD,
    Adam,
    Affine,
    BatchNorm,
    Conv2D,
    CosineAnnealing,
    DivergedError,
    Dropout,
    Flatten,
    Graph,
    History,
    Layer,
    Loss,
    MaxPool2D,
    Momentum,
    MultiLayerNet,
    Optimizer,
    Parameter,
    Perceptron,
    ReLU,
    Sequential,
    SimpleConvNet,
    SoftmaxCrossEntropy,
    Tensor,
    accuracy,
    check_gradients,
    clip_gradients,
    l2_penalty,
    load_mnist,
    load_network,
    make_moons,
    numerical_gradient,
    one_hot,
    predict,
    save_network,
    sigmoid,
    softmax,
    train,
)
from dlnotes.datasets import read_idx


def the_program_of_the_course() -> float:
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=True)
    network = MultiLayerNet(input_size=784, hidden_size_list=[100] * 6, output_size=10)
    optimizer: Optimizer = SGD(network.parameters(), lr=0.01)
    loss_func: Loss = MSE()
    best = float("inf")
    for _ in range(201):
        rows = np.random.default_rng(0).choice(len(x_train), 100)
        optimizer.zero_grad()
        out: Tensor = network(x_train[rows])
        loss: Tensor = loss_func(out, t_train[rows])
        loss.backward()
        optimizer.step()
        if best > loss.item():
            best = loss.item()
            save_network(network)
    network.zero_grad()
    share: float = accuracy(predict(network.eval(), x_test), t_test)
    return share


def a_run_with_everything(rng: np.random.Generator) -> History:
    x, t = make_moons(100, noise=0.1, rng=rng)
    network = Sequential(Affine(2, 8, rng=rng), BatchNorm(8), ReLU(), Dropout(0.5, rng), Flatten())
    schedule: Callable[[int], float] = CosineAnnealing(lr=0.1, total_steps=300)
    try:
        return train(
            network,
            SoftmaxCrossEntropy(),
            Momentum(network.parameters(), lr=0.1, weight_decay=1e-4),
            x,
            t,
            epochs=3,
            batch_size=10,
            rng=7,
            test=(x, t),
            evaluate_every=5,
            schedule=schedule,
            max_norm=1.0,
            patience=3,
            keep_best=True,
            checkpoint="run.npz",
            checkpoint_every=10,
            resume=True,
            progress=True,
        )
    except DivergedError as error:
        return error.history


class Double(Layer):
    """A layer of one's own."""

    def __init__(self) -> None:
        self.scale = Parameter(np.ones(1))

    def forward(self, x: np.ndarray) -> np.ndarray:
        y: np.ndarray = 2 * x * self.scale.data
        return y

    def backward(self, dout: np.ndarray) -> np.ndarray:
        dx: np.ndarray = 2 * dout * self.scale.data
        return dx


def the_rest(x: np.ndarray) -> list[float]:
    errors: dict[str, float] = check_gradients(Double(), x)
    slope: np.ndarray = numerical_gradient(lambda a: float(np.sum(a)), x)
    network: Layer = load_network("network.npz")
    images = Sequential(Conv2D(1, 3, 3, rng=0), MaxPool2D(2), SimpleConvNet())
    norm: float = clip_gradients(images.parameters(), 1.0) + l2_penalty(network.parameters(), 0.1)
    unit = Perceptron([0.5, 0.5], -0.7)
    graph = Graph()
    total = graph.input("price", 100) * 2
    graph.forward()
    optimizer = Adam(network.parameters())
    optimizer.lr = 0.1
    rows = one_hot(np.array([0, 1]), classes=2)
    numbers = [softmax(slope).sum(), sigmoid(x).sum(), read_idx("t10k-labels").sum(), rows.sum()]
    return [*errors.values(), *map(float, numbers), norm, unit.b, float(len(total.inputs))]
