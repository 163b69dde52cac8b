"""Activation functions: values, slopes, extremes, precision."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dlnotes import activations as a

PAIRS = [
    (a.step, a.step_derivative),
    (a.identity, a.identity_derivative),
    (a.sigmoid, a.sigmoid_derivative),
    (a.tanh, a.tanh_derivative),
    (a.relu, a.relu_derivative),
    (a.leaky_relu, a.leaky_relu_derivative),
]
NAMES = [function.__name__ for function, _ in PAIRS]
anything = st.sampled_from([np.float32, np.float64]).flatmap(
    lambda dtype: arrays(
        dtype,
        array_shapes(min_dims=0, max_dims=3),
        elements=st.floats(-(2.0**100), 2.0**100, width=np.dtype(dtype).itemsize * 8),
    )
)


@pytest.mark.parametrize(("function", "derivative"), PAIRS, ids=NAMES)
def test_a_derivative_is_the_slope_of_its_function(function, derivative):
    x = np.linspace(-4, 4, 40)  # no point within h of the kink at 0
    h = 1e-6
    slope = (function(x + h) - function(x - h)) / (2 * h)
    np.testing.assert_allclose(derivative(x), slope, atol=1e-8)


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
@given(x=anything)
def test_shape_and_precision_stay_and_nothing_overflows(pair, x):
    for function in pair:
        y = function(x)
        assert np.shape(y) == x.shape
        assert y.dtype == x.dtype
        assert np.isfinite(y).all()


@given(z=anything.filter(lambda z: z.ndim > 0 and z.size))
def test_softmax_gives_probabilities_in_order_along_any_axis(z):
    for axis in range(z.ndim):
        y = a.softmax(z, axis=axis)
        assert y.shape == z.shape
        assert y.dtype == z.dtype
        np.testing.assert_allclose(y.sum(axis=axis), 1, rtol=1e-5)
        assert (
            np.take_along_axis(y, z.argmax(axis=axis, keepdims=True), axis)
            == y.max(axis=axis, keepdims=True)
        ).all()


def test_softmax_of_the_book():
    y = a.softmax(np.array([0.3, 2.9, 4.0]))
    np.testing.assert_allclose(y, [0.01821127, 0.24519181, 0.73659691], atol=5e-9)


@given(shift=st.floats(-1e3, 1e3))
def test_softmax_does_not_see_a_shift(shift):
    z = np.array([0.3, 2.9, 4.0])
    np.testing.assert_allclose(a.softmax(z + shift), a.softmax(z), rtol=1e-9)


def test_sigmoid_is_exact_far_out_on_the_left():
    assert a.sigmoid(-700.0) == pytest.approx(np.exp(-700), rel=1e-12)
    assert a.sigmoid_derivative(-700.0) == pytest.approx(np.exp(-700), rel=1e-12)


def test_integers_and_lists_become_float64():
    for function, _ in PAIRS:
        assert function([-1, 0, 1]).dtype == np.float64


def test_relu_is_made_of_two_leaky_relus():
    x = np.linspace(-2, 2, 9)
    half = a.leaky_relu(x, 0.5)
    np.testing.assert_allclose(half + (half - x), a.relu(x), atol=1e-15)
