"""A network is drawn as it is, and is left as it was."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Circle

from dlnotes import Affine, MultiLayerNet, ReLU, Sequential, SimpleConvNet
from dlnotes.convolution import Conv2D
from dlnotes.gates import WEIGHTS
from dlnotes.perceptron import Perceptron
from dlnotes.plotting import plot_network


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text().replace("−", "-") for text in ax.texts if text.get_text()]


def circles(ax):
    return sum(isinstance(patch, Circle) for patch in ax.patches)


def gate(name):
    w1, w2, theta = WEIGHTS[name]
    return Perceptron.from_threshold([w1, w2], theta)


def test_a_unit_shows_its_weights_and_bias():
    ax = plot_network(Perceptron([0.25, -3], 1.5))
    assert circles(ax) == 3
    assert sorted(texts(ax)) == sorted(["x1", "x2", "y", "0.25", "-3", "b = 1.5"])


def test_two_layers_of_gates_show_every_weight_and_the_names_that_were_given():
    layers = [[gate("NAND"), gate("OR")], [gate("AND")]]
    ax = plot_network(layers, names=[["x1", "x2"], ["s1", "s2"], ["y"]])
    shown = texts(ax)
    assert circles(ax) == 5
    assert {"s1", "s2"} <= set(shown)
    assert [shown.count(w) for w in ("-0.5", "1", "0.5")] == [2, 2, 2]
    assert {"b = 0.7", "b = -0.5", "b = -0.7"} <= set(shown)


def test_a_negative_weight_is_dashed_so_that_nobody_has_to_go_by_colour():
    ax = plot_network(Perceptron([0.5, -0.5], 0))
    arrows = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert [arrow.get_linestyle() for arrow in arrows] == ["-", "--"]


def test_many_units_become_a_few_and_the_shapes_are_written():
    ax = plot_network(MultiLayerNet(784, [50, 100], 10))
    shown = texts(ax)
    assert circles(ax) == 16 and shown.count("⋮") == 4
    assert {"(N, 784)", "(N, 50)", "(N, 100)", "(N, 10)", "x784", "y10"} <= set(shown)
    assert {"Affine\n(784, 50)\nReLU", "Affine\n(100, 10)"} <= set(shown)


def test_the_way_back_has_the_shapes_of_the_way_forward():
    shown = texts(plot_network(MultiLayerNet(3, [4], 2), backward=True))
    assert [shown.count(f"(N, {size})") for size in (3, 4, 2)] == [2, 2, 2]


def test_images_are_squares_with_their_shapes():
    shown = texts(plot_network(SimpleConvNet()))
    assert {"(N, 1, 28, 28)", "(N, 30, 24, 24)", "(N, 30, 12, 12)", "(N, 4320)"} <= set(shown)
    assert "Conv2D\n(30, 1, 5, 5)" in shown


def test_drawing_does_not_touch_the_network():
    network = MultiLayerNet(2, [3], 2, batch_norm=True)
    loss = network(np.ones((4, 2), dtype=np.float32))
    before = {name: array.copy() for name, array in network.arrays().items()}
    plot_network(network)
    for name, array in network.arrays().items():
        assert np.array_equal(array, before[name]), name
    loss.backward(np.ones((4, 2), dtype=np.float32))  # it still remembers its batch


@pytest.mark.parametrize("wrong", [None, [], [[]], "784-50-10", [Perceptron([1], 0)]])
def test_what_is_no_network_is_refused_with_what_to_give(wrong):
    with pytest.raises(TypeError, match="plot_network expects a Perceptron"):
        plot_network(wrong)


def test_units_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="all of the 1 numbers"):
        plot_network([[gate("AND")], [gate("OR")]])


def test_a_network_that_does_not_say_what_it_takes_is_drawn_with_an_example():
    layers = [Conv2D(1, 2, 3, 0), ReLU()]
    with pytest.raises(ValueError, match="Give an example"):
        plot_network(Sequential(*layers))
    shown = texts(plot_network(Sequential(*layers), x=np.zeros((1, 1, 8, 8), np.float32)))
    assert "(N, 2, 6, 6)" in shown
    plot_network(Sequential(Affine(3, 2, 0)))
