"""Predictions and accuracy."""

import numpy as np
import pytest

from dlnotes import Dropout, MultiLayerNet, accuracy, one_hot, predict
from dlnotes.targets import are_classes


@pytest.mark.parametrize("training", [True, False])
def test_predict_evaluates_in_pieces_and_puts_the_mode_back(training):
    network = MultiLayerNet(3, [8], 2, dropout=0.5, batch_norm=True, dtype=np.float64)
    network.train() if training else network.eval()
    x = np.random.default_rng(0).standard_normal((25, 3))
    y = predict(network, x, batch_size=10)
    assert network.training == training
    assert all(p.training == training for p in network.layers if isinstance(p, Dropout))
    np.testing.assert_allclose(y, network.eval()(x), atol=1e-14)


def test_predict_puts_the_mode_back_after_an_error_and_refuses_an_empty_set():
    network = MultiLayerNet(3, [8], 2)
    with pytest.raises(ValueError, match="at least one example"):
        predict(network, np.ones((0, 3), np.float32))
    assert network.training


def test_accuracy_counts_labels_and_one_hot_rows_alike():
    y = np.array([[0.1, 0.9], [0.8, 0.2], [0.6, 0.4]])
    t = np.array([1, 0, 1])
    assert accuracy(y, t) == accuracy(y, one_hot(t, 2)) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("y", "t"),
    [
        (np.ones((3, 2)), np.zeros(2, int)),
        (np.ones((0, 2)), np.zeros(0, int)),
        (np.ones(3), np.ones(3)),
        (np.ones((3, 2)), np.zeros((3, 1), int)),
        (np.ones((3, 2)), np.eye(3)),
    ],
)
def test_accuracy_wants_a_label_for_each_row(y, t):
    with pytest.raises(ValueError, match="of the same examples"):
        accuracy(y, t)


def test_a_row_that_is_no_number_is_never_right():
    y = np.array([[np.nan, np.nan], [1.0, 0.0]])
    assert accuracy(y, np.array([0, 0])) == 0.5


def test_predict_leaves_a_frozen_layer_frozen():
    network = MultiLayerNet(3, [4], 2, batch_norm=True)
    frozen = network.layers[1].eval()
    predict(network, np.ones((2, 3), np.float32))
    assert [layer.training for layer in network.layers] == [True, False, True, True]
    assert frozen is network.layers[1]


@pytest.mark.parametrize("t", [[[1.0, -3.0]], [[1.0], [1.0]], [[0.5, 0.5]], [[1.0, 1.0]], [0.5]])
def test_targets_that_are_no_classes_have_no_accuracy(t):
    assert not are_classes(np.array(t))


def test_predict_wants_batches_of_at_least_one():
    with pytest.raises(ValueError, match="batch_size is a whole number"):
        predict(MultiLayerNet(3, [], 2), np.ones((2, 3), np.float32), batch_size=0)


@pytest.mark.parametrize(
    ("t", "error", "words"),
    [
        (np.array(["0", "1", "1"]), TypeError, "got text"),
        (np.array([0, 1, None]), TypeError, "of objects"),
        (np.array([0, 1, 2]), ValueError, "run from 0 to 1, got 0 to 2"),
        (np.array([0, -1, 1]), ValueError, "run from 0 to 1, got -1 to 1"),
        (np.array([0.0, 1.0, 0.5]), TypeError, "labels are integers, got float64"),
        (np.array([True, False, True]), TypeError, "labels are integers, got bool"),
        (np.ma.array([0, 1, 1], mask=[0, 1, 0]), TypeError, "masked array"),
        (np.array([[0.5, 0.5], [1, 0], [1, 0]]), ValueError, "targets that are classes"),
        (np.array([[1, 1], [1, 0], [1, 0]]), ValueError, "targets that are classes"),
        (np.array([[-1.0, 3.0], [1, 0], [1, 0]]), ValueError, "targets that are classes"),
        (np.array([[np.nan, 1.0], [1, 0], [1, 0]]), ValueError, "targets that are classes"),
    ],
)
def test_accuracy_refuses_targets_that_are_no_classes(t, error, words):
    with pytest.raises(error, match=words):
        accuracy(np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]), t)


@pytest.mark.parametrize("t", [[0, 1, 1], [[0], [1], [1]], [[0.0], [1.0], [1.0]]])
def test_a_single_output_has_no_largest_and_so_no_accuracy(t):
    with pytest.raises(ValueError, match="one output for each class"):
        accuracy(np.array([[0.9], [0.2], [0.1]]), np.array(t))


def test_accuracy_takes_lists_and_rows_of_any_kind_of_one():
    y = [[0.1, 0.9], [0.8, 0.2], [0.6, 0.4]]
    for rows in ([[0, 1], [1, 0], [0, 1]], [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]):
        assert accuracy(y, rows) == pytest.approx(2 / 3)
    assert accuracy(y, np.array([[0, 1], [1, 0], [0, 1]], bool)) == pytest.approx(2 / 3)
    assert accuracy(y, [1, 0, 1]) == pytest.approx(2 / 3)
