"""Layers: shapes, precision, order of calls, batches of one and of none, large values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import (
    Affine,
    BatchNorm,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

SIZE = 4
LAYERS = {
    "Affine": lambda dtype: Affine(SIZE, 3, rng=0, dtype=dtype),
    "ReLU": lambda dtype: ReLU(),
    "LeakyReLU": lambda dtype: LeakyReLU(),
    "Sigmoid": lambda dtype: Sigmoid(),
    "Tanh": lambda dtype: Tanh(),
    "Identity": lambda dtype: Identity(),
    "Softmax": lambda dtype: Softmax(),
    "Flatten": lambda dtype: Flatten(),
    "Dropout": lambda dtype: Dropout(0.5, rng=0),
    "BatchNorm": lambda dtype: BatchNorm(SIZE, dtype=dtype),
}
every_layer = pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)


@every_layer
@given(
    rows=st.integers(1, 6),
    dtype=st.sampled_from([np.float32, np.float64]),
    scale=st.sampled_from([0.0, 1e-20, 1.0, 1e6, 1e15]),
    training=st.booleans(),
)
def test_shape_and_precision_stay_and_nothing_overflows(make, rows, dtype, scale, training):
    layer = make(dtype)
    layer.training = training
    x = (scale * np.random.default_rng(rows).standard_normal((rows, SIZE))).astype(dtype)
    y = layer.forward(x)
    dx = layer.backward(np.ones_like(y))
    assert (y.dtype, dx.dtype) == (dtype, dtype)
    assert len(y) == rows
    assert dx.shape == x.shape
    assert np.isfinite(y).all()
    assert np.isfinite(dx).all()
    for parameter in layer.parameters():
        assert parameter.grad.dtype == dtype


@every_layer
def test_in_evaluation_a_batch_gives_what_its_examples_give_one_by_one(make):
    layer = make(np.float64).eval()
    x = np.random.default_rng(0).standard_normal((5, SIZE))
    one_by_one = np.concatenate([layer.forward(row[np.newaxis]) for row in x])
    np.testing.assert_allclose(layer.forward(x), one_by_one, atol=1e-14)


@pytest.mark.parametrize("name", [n for n in LAYERS if n != "Identity"])  # it keeps nothing
def test_backward_before_forward_is_refused(name):
    with pytest.raises(RuntimeError, match="backward goes after forward"):
        LAYERS[name](np.float32).backward(np.ones((2, SIZE), np.float32))


@pytest.mark.parametrize("name", ["Affine", "BatchNorm"])
@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        (np.ones((2, SIZE)), TypeError, r"works in float32 .* dtype=np\.float64"),
        (np.ones((2, SIZE), int), TypeError, r"got int64 input\. Convert it"),
        (np.ones((2, SIZE), np.uint8), TypeError, "normalize=True"),
        (np.ones((0, SIZE), np.float32), ValueError, "at least one example"),
        (np.ones(SIZE, np.float32), ValueError, r"x\[np\.newaxis\]"),
        (np.ones((2, 9), np.float32), ValueError, r"shape \(N, 4\), got \(2, 9\)"),
        (np.ones((3, 2, 2), np.float32), ValueError, r"x\.reshape\(len\(x\), -1\)"),
        (np.ones((), np.float32), ValueError, r"got \(\)"),
    ],
)
def test_input_that_does_not_fit_is_refused_with_a_hint(name, x, error, words):
    with pytest.raises(error, match=words):
        LAYERS[name](np.float32)(x)


def test_an_empty_batch_of_images_is_told_from_one_that_is_not_flat():
    with pytest.raises(ValueError, match=r"shape \(N, 784\), got \(0, 28, 28\)"):
        Affine(784, 10, rng=0)(np.ones((0, 28, 28), np.float32))


def test_flatten_wants_at_least_one_example():
    with pytest.raises(ValueError, match="at least one example"):
        Flatten()(np.ones((0, 1, 28, 28), np.float32))


@pytest.mark.parametrize("sizes", [(0, 3), (3, -1), (2.5, 3), ("a", 3)])
def test_sizes_are_whole_and_positive(sizes):
    with pytest.raises(ValueError, match="whole number of at least 1"):
        Affine(*sizes, rng=0)


def test_affine_of_the_book():
    layer = Affine(2, 3, rng=0, dtype=np.float64)
    layer.W.data, layer.b.data = [[1, 3, 5], [2, 4, 6]], [0.1, 0.2, 0.3]
    np.testing.assert_allclose(layer.forward(np.array([[1.0, 0.5]])), [[2.1, 5.2, 8.3]])


def test_both_precisions_start_from_the_same_weights():
    narrow, wide = Affine(5, 4, rng=3), Affine(5, 4, rng=3, dtype=np.float64)
    np.testing.assert_array_equal(narrow.W.data, wide.W.data.astype(np.float32))
