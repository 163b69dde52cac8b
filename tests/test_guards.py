"""What is looked after around every layer, ours and anybody's: each case is a kind of mistake."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_layers import T, X, every_layer, numbers

from dlnotes import (
    Affine,
    MultiLayerNet,
    Sequential,
    SoftmaxCrossEntropy,
)


@every_layer
@pytest.mark.parametrize("way", ["backward", "backward_parameters"])
@given(data=st.data())
def test_backward_wants_a_slope_for_each_output_in_its_precision(make, shape, way, data):
    layer = make()
    y = layer.forward(numbers(shape))
    other = data.draw(
        st.sampled_from([(), (1,), y.shape[1:], (1, *y.shape[1:]), (*y.shape, 1), y.shape[::-1]])
    )
    if other != y.shape:
        with pytest.raises(ValueError, match=r"backward expects dout of the output's shape"):
            getattr(layer, way)(np.ones(other, np.float32))
    with pytest.raises(TypeError, match=r"backward expects dout in float32, got float64"):
        getattr(layer, way)(np.ones(y.shape))


@every_layer
def test_backward_of_a_layer_inside_a_network_is_looked_after_as_well(make, shape):
    layer = make()
    network = Sequential(layer)
    y = network.forward(numbers(shape))
    with pytest.raises(ValueError, match=f"{type(layer).__name__}.backward expects"):
        layer.backward(np.ones((7, 7), np.float32))
    assert layer.backward(np.ones_like(y)).shape == shape


@every_layer
def test_backward_goes_after_forward(make, shape):
    with pytest.raises(RuntimeError, match="backward goes after forward"):
        make().backward(np.ones(shape, np.float32))


@every_layer
def test_what_forward_returned_cannot_be_changed(make, shape):
    x = numbers(shape)
    y = make().forward(x)
    if y is not x:  # an output that is the input stays as writeable as that was
        with pytest.raises(ValueError, match="read-only"):
            y[:] = 100
    x[:] = 1  # what somebody else made is theirs


@every_layer
@pytest.mark.parametrize("size", [1, 500])
def test_an_input_that_was_changed_before_backward_is_noticed(make, shape, size):
    layer, x = make(), numbers((size * shape[0], *shape[1:]))
    y = layer.forward(x)
    x *= 2
    with pytest.raises(RuntimeError, match=r"changed in place .* forward\(x\.copy\(\)\)"):
        layer.backward(np.ones(y.shape, y.dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("change", ["one number", "two rows swapped", "two columns swapped"])
@given(data=st.data())
def test_a_change_of_a_few_numbers_among_many_is_noticed(change, dtype, data):
    layer, x = Affine(784, 5, rng=0, dtype=dtype), numbers((100, 784)).astype(dtype)
    y = layer.forward(x)
    i, j = data.draw(st.integers(0, 99)), data.draw(st.integers(0, 783))
    k = data.draw(st.integers(0, 99).filter(lambda k: k != i))
    if change == "one number":
        x[i, j] += 0.01
    elif change == "two rows swapped":
        x[[i, k]] = x[[k, i]]
    else:
        x[:, [i, k]] = x[:, [k, i]]
    with pytest.raises(RuntimeError, match="changed in place"):
        layer.backward(np.ones_like(y))


def test_an_input_that_is_a_view_is_noticed_as_well_and_one_that_stayed_goes_back():
    layer, x = Affine(784, 5, rng=0), numbers((200, 784))
    view = x[::2]
    view.setflags(write=False)
    y = layer.forward(view)
    assert layer.backward(np.ones_like(y)).shape == view.shape
    x[100] = 0
    with pytest.raises(RuntimeError, match="changed in place"):
        layer.backward(np.ones_like(y))


def test_a_batch_that_was_changed_before_the_loss_goes_back_is_noticed():
    network, x = MultiLayerNet(4, [5], 3), X.copy()
    loss = SoftmaxCrossEntropy()(network(x), T)
    x[:] = x[::-1].copy()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@every_layer
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: np.ma.array(x, mask=x > 0), "got a masked array, whose mask would be lost"),
        (lambda x: x.astype(str), "got text"),
        (lambda x: x.astype(object), "got ndarray of objects"),
        (lambda x: None, "got NoneType"),
        (lambda x: [[1.0], [1.0, 2.0]], "got list"),
        (lambda x: x + 1j, "got complex64"),
    ],
    ids=["masked", "text", "objects", "none", "ragged", "complex"],
)
def test_what_are_no_numbers_is_refused_at_both_ends(make, shape, change, words):
    layer, x = make(), numbers(shape)
    with pytest.raises(TypeError, match=f"{type(layer).__name__} expects numbers for x, {words}"):
        layer.forward(change(x))
    with pytest.raises(TypeError, match=words):
        layer(change(x))
    y = layer.forward(x)
    with pytest.raises(TypeError, match=f"backward expects numbers for dout, {words}"):
        layer.backward(change(np.array(y)))


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_lists_and_matrices_are_taken_as_the_arrays_that_they_are():
    layer, x = Affine(2, 3, rng=0, dtype=np.float64), [[1.0, 2.0], [3.0, 4.0]]
    expected = layer.forward(np.array(x))
    for given_as in (x, tuple(x), np.asmatrix(x)):
        y = layer.forward(given_as)
        assert type(y) is np.ndarray
        np.testing.assert_array_equal(y, expected)
        assert layer.backward(np.ones((2, 3)).tolist()).shape == (2, 2)
