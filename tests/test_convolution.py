"""Convolution and pooling against direct loops, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import (
    SGD,
    AveragePool2D,
    Conv2D,
    MaxPool2D,
    SimpleConvNet,
    SoftmaxCrossEntropy,
    load_mnist,
    train,
)
from dlnotes.convolution import output_size


def windows(x, k, stride):
    """Yield (i, j, patch) for each position, the direct way."""
    for i in range((x.shape[2] - k) // stride + 1):
        for j in range((x.shape[3] - k) // stride + 1):
            yield i, j, x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]


sizes = st.fixed_dictionaries(
    {
        "n": st.integers(1, 3),
        "c": st.integers(1, 3),
        "h": st.integers(3, 8),
        "w": st.integers(3, 8),
        "k": st.integers(1, 3),
        "stride": st.integers(1, 4),
        "padding": st.integers(0, 2),
        "dtype": st.sampled_from([np.float32, np.float64]),
    }
)


def images(s, seed=0):
    x = np.random.default_rng(seed).standard_normal((s["n"], s["c"], s["h"], s["w"]))
    return x.astype(s["dtype"])


@given(s=sizes, filters=st.integers(1, 4))
def test_convolution_agrees_with_a_direct_loop_both_ways(s, filters):
    layer = Conv2D(
        s["c"], filters, s["k"], 1, stride=s["stride"], padding=s["padding"], dtype=s["dtype"]
    )
    layer.b.data = np.arange(filters)
    x, p = images(s), s["padding"]
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (p, p), (p, p)))
    a = layer.forward(x)
    expected = np.empty(a.shape)
    dout = np.random.default_rng(2).standard_normal(a.shape).astype(s["dtype"])
    dx, dW = np.zeros(padded.shape), np.zeros(layer.W.data.shape)
    views = zip(windows(padded, s["k"], s["stride"]), windows(dx, s["k"], s["stride"]), strict=True)
    for (i, j, patch), (_, _, dpatch) in views:
        for f in range(filters):
            expected[:, f, i, j] = (patch * layer.W.data[f]).sum(axis=(1, 2, 3)) + f
            d = dout[:, f, i, j].reshape(-1, 1, 1, 1)
            dW[f] += (d * patch).sum(axis=0)
            dpatch += d * layer.W.data[f]
    tolerance = {"rtol": 1e-4, "atol": 1e-4} if s["dtype"] == np.float32 else {"atol": 1e-10}
    np.testing.assert_allclose(a, expected, **tolerance)
    got = layer.backward(dout)
    rows, columns = slice(p, p + s["h"]), slice(p, p + s["w"])
    np.testing.assert_allclose(got, dx[:, :, rows, columns], **tolerance)
    np.testing.assert_allclose(layer.W.grad, dW, **tolerance)
    np.testing.assert_allclose(layer.b.grad, dout.sum(axis=(0, 2, 3)), **tolerance)
    assert a.dtype == got.dtype == s["dtype"]


@pytest.mark.parametrize(("layer", "reduce"), [(MaxPool2D, np.max), (AveragePool2D, np.mean)])
@given(s=sizes)
def test_pooling_agrees_with_a_direct_loop(layer, reduce, s):
    x = images(s)
    y = layer(s["k"], s["stride"]).forward(x)
    for i, j, patch in windows(x, s["k"], s["stride"]):
        np.testing.assert_allclose(y[:, :, i, j], reduce(patch, axis=(2, 3)), rtol=1e-5, atol=1e-6)
    assert y.dtype == s["dtype"]


def test_of_equal_numbers_in_a_window_the_first_gets_the_gradient():
    layer = MaxPool2D(2)
    layer.forward(np.array([[[[0.0, 5.0], [5.0, 5.0]]]]))
    dx = layer.backward(np.array([[[[3.0]]]]))
    assert dx.tolist() == [[[[0, 3], [0, 0]]]]


def test_a_large_window_keeps_its_places_apart():
    x = np.zeros((1, 1, 20, 20))
    x[0, 0, 19, 19] = 1.0  # pixel 399 of the window
    layer = MaxPool2D(20)
    assert layer.forward(x).item() == 1
    assert layer.backward(np.ones((1, 1, 1, 1)))[0, 0, 19, 19] == 1


def test_rows_and_columns_that_fill_no_window_are_left_out():
    layer = MaxPool2D(2)
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    assert layer.forward(x).tolist() == [[[[6, 8], [16, 18]]]]
    dx = layer.backward(np.ones((1, 1, 2, 2)))
    assert not dx[:, :, 4].any()
    assert dx.sum() == 4


@pytest.mark.parametrize("make", [lambda: Conv2D(2, 3, 3, 0), lambda: MaxPool2D(2)])
def test_how_images_lie_in_memory_changes_nothing(make):
    x = np.random.default_rng(0).standard_normal((4, 2, 6, 6)).astype(np.float32)
    other = np.ascontiguousarray(x.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
    one, two = make(), make()
    y = one.forward(x)
    np.testing.assert_array_equal(y, two.forward(other))
    dout = np.random.default_rng(1).standard_normal(y.shape).astype(np.float32)
    rows_first = np.ascontiguousarray(dout)
    batch_last = np.ascontiguousarray(dout.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
    np.testing.assert_array_equal(one.backward(rows_first), two.backward(batch_last))


def test_the_next_batch_is_written_over_the_last_and_computes_as_in_a_new_layer():
    rng = np.random.default_rng(0)
    used = Conv2D(1, 2, 3, rng=0, dtype=np.float64)
    batches = [(4, 6), (4, 6), (3, 6), (12, 4), (4, 6)]  # the third and fourth have 48 places each
    for n, size in batches:
        x, new = rng.normal(size=(n, 1, size, size)), Conv2D(1, 2, 3, rng=0, dtype=np.float64)
        a, expected = used.forward(x), new.forward(x)
        np.testing.assert_array_equal(a, expected)
        used.W.zero_grad()
        np.testing.assert_array_equal(used.backward(a), new.backward(expected))
        np.testing.assert_array_equal(used.W.grad, new.W.grad)
    memory, _ = used.saved
    used.forward(x)
    assert np.shares_memory(memory, used.saved[0])


def test_a_pass_that_was_broken_off_leaves_nothing_to_go_back_with(monkeypatch):
    layer, images = Conv2D(1, 2, 3, rng=0), np.ones((4, 1, 6, 6), np.float32)
    y = layer(images)

    def interrupted(padded, size, stride):
        yield padded[:, :, :4, :4]
        raise KeyboardInterrupt

    monkeypatch.setattr("dlnotes.convolution.shifted_views", interrupted)
    with pytest.raises(KeyboardInterrupt):
        layer(images * 2)
    with pytest.raises(RuntimeError, match="goes after forward"):
        y.backward(np.ones_like(y))


def test_output_size_of_the_book():
    assert output_size(28, 5) == 24
    assert output_size(7, 3, stride=2) == 3
    assert output_size(7, 3, stride=2, padding=1) == 4


@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        (np.ones((2, 784), np.float32), ValueError, r"shape \(N, 1, any, any\), got \(2, 784\)"),
        (np.ones((2, 3, 28, 28), np.float32), ValueError, r"got \(2, 3, 28, 28\)"),
        (np.ones((1, 28, 28), np.float32), ValueError, r"4-dimensional, examples first"),
        (np.ones((0, 1, 28, 28), np.float32), ValueError, "at least one example"),
        (np.ones((2, 1, 28, 28), np.uint8), TypeError, "normalize=True"),
        (np.ones((2, 1, 28, 28)), TypeError, r"dtype=np\.float64"),
        (np.ones((2, 1, 2, 28), np.float32), ValueError, "a window has to fit"),
    ],
)
def test_images_that_do_not_fit_are_refused_with_a_hint(x, error, words):
    with pytest.raises(error, match=words):
        SimpleConvNet()(x)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Conv2D(0, 1, 3, 0),
        lambda: Conv2D(1, 1, 3, 0, stride=0),
        lambda: Conv2D(1, 1, 3, 0, padding=-1),
        lambda: MaxPool2D(0),
        lambda: AveragePool2D(2, stride=-1),
        lambda: MaxPool2D(2, stride=0),
        lambda: Conv2D(1, 1, 3, 0, padding=1.0),
    ],
)
def test_sizes_are_whole_and_positive(make):
    with pytest.raises(ValueError, match="whole number"):
        make()


def test_pooling_wants_images():
    with pytest.raises(ValueError, match=r"MaxPool2D expects input of shape \(N, any, any, any\)"):
        MaxPool2D(2)(np.ones((2, 4)))


@pytest.mark.parametrize("pool", [MaxPool2D, AveragePool2D])
def test_pooling_wants_fractions_since_small_integers_wrap_around(pool):
    with pytest.raises(TypeError, match="expects float32 or float64, got uint8"):
        pool(2)(np.full((1, 1, 2, 2), 200, np.uint8))


def test_a_small_convolutional_network_learns_digits():
    (x, t), (x_test, t_test) = load_mnist(flatten=False)
    network = SimpleConvNet(filters=8)
    optimizer = SGD(network.parameters(), lr=0.1)
    history = train(
        network, SoftmaxCrossEntropy(), optimizer, x, t, steps=100, batch_size=50,
        test=(x_test[:1000], t_test[:1000]),
    )  # fmt: skip
    assert history.test_accuracy[-1] > 0.75
