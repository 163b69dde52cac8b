"""At every public entrance: what are no numbers is refused in words, what are is taken.

Text, objects, None, masked arrays and arguments in the wrong order once gave numbers without a
word, or an error in Python's own words.
"""

import numpy as np
import pytest

import dlnotes
from dlnotes import (
    AND,
    MSE,
    SGD,
    AdaGrad,
    Adam,
    Affine,
    BatchNorm,
    Conv2D,
    CosineAnnealing,
    CrossEntropy,
    Dropout,
    LeakyReLU,
    Momentum,
    MultiLayerNet,
    Parameter,
    Perceptron,
    ReLU,
    SoftmaxCrossEntropy,
    Tensor,
    accuracy,
    clip_gradients,
    l2_penalty,
    load_mnist,
    load_network,
    numerical_gradient,
    one_hot,
    predict,
    save_network,
    train,
)
from dlnotes.fitting import fit_relu_sum, relu_sum

NUMBERS = np.array([[0.0, 1.0], [1.0, 0.0]])  # outputs, probabilities, classes, whatever
LABELS = np.array([1, 0])


class Series:
    """Stands for the columns of a data frame: an object that NumPy can read."""

    def __init__(self, values):
        self.values = np.asarray(values)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)

    def __len__(self):
        return len(self.values)


ENTRANCES = {
    **{
        name: getattr(dlnotes, name)
        for name in ("sigmoid", "tanh", "relu", "leaky_relu", "softmax", "identity", "step")
    },
    **{
        f"{name}_derivative": getattr(dlnotes, f"{name}_derivative")
        for name in ("sigmoid", "tanh", "relu", "leaky_relu", "identity", "step")
    },
    "MSE: y": lambda a: MSE()(a, LABELS),
    "MSE: t": lambda a: MSE()(NUMBERS, a),
    "CrossEntropy: y": lambda a: CrossEntropy()(a, LABELS),
    "CrossEntropy: t": lambda a: CrossEntropy()(NUMBERS, a),
    "SoftmaxCrossEntropy: y": lambda a: SoftmaxCrossEntropy()(a, LABELS),
    "SoftmaxCrossEntropy: t": lambda a: SoftmaxCrossEntropy()(NUMBERS, a),
    "accuracy: y": lambda a: accuracy(a, LABELS),
    "accuracy: t": lambda a: accuracy(NUMBERS, a),
    "predict": lambda a: predict(MultiLayerNet(2, [3], 2, dtype=np.float64), a),
    "Parameter": Parameter,
    "Parameter.data": lambda a: setattr(Parameter(np.zeros((2, 2))), "data", a),
    "Tensor.backward": lambda a: Tensor(NUMBERS, lambda dout: None).backward(a),
    "Perceptron": lambda a: Perceptron([0.5, 0.5], 0.1)(a),
    "Perceptron.learn": lambda a: Perceptron([0, 0], 0).learn(a, LABELS),
    "AND": lambda a: AND(a, a),
    "relu_sum": lambda a: relu_sum(np.ones(3), np.ones(2), a, 0.0),
}
every_entrance = pytest.mark.parametrize("call", ENTRANCES.values(), ids=ENTRANCES)


@every_entrance
@pytest.mark.parametrize(
    ("change", "came"),
    [
        (lambda a: np.ma.array(a, mask=[[0, 1], [0, 0]]), "masked array"),
        (lambda a: a.astype(str), "text"),
        (lambda a: a.astype(object), "objects"),
        (lambda a: a.astype(complex), "complex128"),
        (lambda a: [[1.0, 2.0], [3.0]], "list"),
        (lambda a: None, "NoneType"),
    ],
    ids=["masked", "text", "objects", "complex", "ragged", "none"],
)
def test_what_are_no_numbers_is_refused_in_words(call, change, came):
    value = change(NUMBERS)
    with pytest.raises((TypeError, ValueError)) as error:
        call(value)
    text = str(error.value)
    assert came in text or "got none" in text
    assert "expects" in text


@every_entrance
@pytest.mark.parametrize(
    "kind", [np.ndarray.tolist, Series, lambda a: a], ids=["list", "frame", ""]
)
def test_what_are_numbers_is_taken(call, kind):
    call(kind(NUMBERS))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: predict(NUMBERS, MultiLayerNet(2, [], 2)), r"predict\(network, x\)"),
        (lambda: accuracy(LABELS, NUMBERS), "y of shape"),
        (lambda: SoftmaxCrossEntropy()(LABELS, NUMBERS), "expects outputs in float32"),
        (lambda: numerical_gradient(NUMBERS, np.sum), r"numerical_gradient\(f, x\)"),
        (lambda: save_network("n.npz", MultiLayerNet(2, [], 2)), r"save_network\(network, "),
        (lambda: save_network(MultiLayerNet(2, [], 2), 3), "A path is text"),
        (lambda: load_network(MultiLayerNet(2, [], 2)), "A path is text"),
        (lambda: load_network("nowhere.npz"), "There is no file nowhere.npz"),
        (lambda: load_mnist("folder"), r"load_mnist\(folder="),
        (lambda: SGD(0.1, MultiLayerNet(2, [], 2).parameters()), "expects parameters, got float"),
        (lambda: SGD(MultiLayerNet(2, [], 2), lr=0.1), r"Pass network\.parameters\(\)"),
        (lambda: SGD(MultiLayerNet(2, [], 2).parameters(), lr="0.1"), "lr is a number"),
        (lambda: Affine(2, 3, "he"), "rng is a numpy.random.Generator or a seed"),
        (lambda: Affine(2, 3, rng=-1), "rng is a numpy.random.Generator or a seed"),
        (lambda: Dropout("half", rng=0), "0 to less than 1"),
        (lambda: BatchNorm(2, momentum="much"), "momentum is a number"),
        (lambda: LeakyReLU("steep"), "slope is a number"),
        (lambda: clip_gradients([Parameter(np.zeros(2))], "1"), "max_norm is a positive length"),
        (lambda: l2_penalty([Parameter(np.zeros(2))], "1"), "strength is a number"),
        (lambda: CosineAnnealing(0.1, 10, warmup_steps="2"), "warmup_steps is a number"),
        (lambda: one_hot(2, np.array([0, 1])), "classes is a whole number"),
        (lambda: one_hot(np.array([[0, 1]]), 2), r"shape \(N,\), got \(1, 2\)"),
        (lambda: fit_relu_sum([0.0], ["a"], [0.0]), "expects numbers for t, got text"),
        (lambda: train(*[None] * 5, epochs=1), "in this order; got NoneType"),
    ],
)
def test_arguments_that_were_swapped_or_are_of_another_kind_are_told_apart(call, words):
    with pytest.raises((TypeError, ValueError, FileNotFoundError), match=words):
        call()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda p: SGD(p, lr=0.1, momentum=0.9),
            "SGD has no argument momentum.* Momentum, Nesterov",
        ),
        (lambda p: SGD(p, lr=0.1, beta1=0.9), "Adam, AdamW have it"),
        (lambda p: Momentum(p, lr=0.1, decay_rate=0.9), "RMSProp has it"),
        (lambda p: AdaGrad(p, lr=0.1, epsilon=1e-8), "Adam, AdamW have it"),
        (lambda p: Adam(p, betas=(0.9, 0.999)), "it takes parameters, lr, beta1, beta2"),
        (lambda p: ReLU(inplace=True), "ReLU has no argument inplace; it takes none"),
        (lambda p: Affine(2, 3, rng=0, padding=1), "Conv2D, SimpleConvNet have it"),
        (lambda p: Conv2D(1, 2, kernel_size=3, rng=0), "it takes channels, filters, filter_size"),
        (lambda p: MultiLayerNet(2, [3], 2, hidden=3), "it takes input_size, hidden_size_list"),
        (lambda p: MSE(reduction="sum"), "MSE has no argument reduction; it takes none"),
    ],
)
def test_a_keyword_that_does_not_exist_is_told_who_has_it(make, words):
    with pytest.raises(TypeError, match=words):
        make([Parameter(np.zeros(2))])


def test_an_option_of_training_that_does_not_exist_is_told_which_do():
    network = MultiLayerNet(2, [], 2)
    run = network, SoftmaxCrossEntropy(), SGD(network.parameters(), lr=0.1), NUMBERS, LABELS
    with pytest.raises(TypeError, match=r"train has no argument n_epochs; .* keep_best"):
        train(*run, epochs=1, n_epochs=3)
