"""Points in the plane and curves: as many as asked for, by their formulas, from a seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import datasets
from dlnotes.datasets import CURVES, TOY_SETS, make_curve

toy_sets = pytest.mark.parametrize("make", TOY_SETS.values(), ids=TOY_SETS)


@toy_sets
@given(n=st.integers(2, 60), noise=st.floats(0, 1), seed=st.integers(0, 2**32 - 1))
def test_a_toy_set_has_n_points_in_two_equal_classes(make, n, noise, seed):
    x, t = make(n, noise, np.random.default_rng(seed))
    assert x.shape == (n, 2)
    assert x.dtype == np.float64
    assert np.isfinite(x).all()
    assert t.dtype == np.int64
    assert np.bincount(t).tolist() == [n - n // 2, n // 2]


@toy_sets
def test_a_seed_gives_the_same_set_again_and_another_seed_another(make):
    x, t = make(40, 0.1, np.random.default_rng(3))
    x_again, t_again = make(40, 0.1, np.random.default_rng(3))
    x_other, _ = make(40, 0.1, np.random.default_rng(4))
    np.testing.assert_array_equal(x, x_again)
    np.testing.assert_array_equal(t, t_again)
    assert not np.array_equal(x, x_other)


@toy_sets
def test_a_toy_set_is_shuffled_and_stays_in_view(make):
    x, t = make(200, 0.0, np.random.default_rng(0))
    assert not np.array_equal(t, np.sort(t))
    assert not np.array_equal(t, np.arange(200) % 2)
    assert np.abs(x).max() <= 1.5


@toy_sets
def test_noise_spreads_the_points_by_its_standard_deviation(make):
    clean, _ = make(4000, 0.0, np.random.default_rng(0))
    noisy, _ = make(4000, 0.3, np.random.default_rng(0))  # the same draws, so the same points
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.05)


def test_xor_points_lie_in_squares_of_equal_number():
    x, t = datasets.make_xor(200, 0.0, np.random.default_rng(0))
    np.testing.assert_array_equal(t, x[:, 0] * x[:, 1] < 0)
    assert np.abs(x).min() >= 0.1
    squares, counts = np.unique(x > 0, axis=0, return_counts=True)
    assert len(squares) == 4
    np.testing.assert_array_equal(counts, 50)


def test_circles_moons_and_spiral_follow_their_formulas():
    rng = np.random.default_rng(0)
    x, t = datasets.make_circles(200, 0.0, rng)
    np.testing.assert_allclose(np.hypot(*x.T), np.where(t == 1, 0.5, 1))
    x, t = datasets.make_moons(200, 0.0, rng)
    upper = np.where(t == 1, -1, 1)[:, None] * x + [0.5, 0.25]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    assert (upper[:, 1] >= 0).all()
    x, t = datasets.make_spiral(200, 0.0, rng)
    radius = np.hypot(*x.T)
    arm = np.where(t == 1, -1, 1) * radius
    np.testing.assert_allclose(x[:, 0], arm * np.cos(3 * np.pi * radius), atol=1e-12)
    np.testing.assert_allclose(x[:, 1], arm * np.sin(3 * np.pi * radius), atol=1e-12)


@pytest.mark.parametrize("name", CURVES)
@given(n=st.integers(2, 100), seed=st.integers(0, 2**32 - 1))
def test_a_curve_runs_from_minus_1_to_1_in_order(name, n, seed):
    x, t = make_curve(name, n, 0.0, np.random.default_rng(seed))
    assert x.shape == t.shape == (n, 1)
    assert x.dtype == t.dtype == np.float64
    assert (x[0, 0], x[-1, 0]) == (-1, 1)
    assert (np.diff(x[:, 0]) > 0).all()
    assert np.abs(t).max() <= 1
    np.testing.assert_array_equal(t, CURVES[name](x))


def test_noise_on_a_curve_moves_its_heights_alone():
    x, t = make_curve("sine", 4000, 0.2, np.random.default_rng(0))
    assert (t - np.sin(np.pi * x)).std() == pytest.approx(0.2, rel=0.05)
    np.testing.assert_allclose(np.diff(x[:, 0]), 2 / 3999)


def test_an_unknown_curve_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="sine, step, bump, tent, wave, got 'line'"):
        make_curve("line", 10, 0.0, np.random.default_rng(0))


makers = pytest.mark.parametrize(
    "make",
    [*TOY_SETS.values(), lambda *arguments: make_curve("sine", *arguments)],
    ids=[*TOY_SETS, "curve"],
)


@makers
@pytest.mark.parametrize("n", [1, 0, -5])
def test_too_few_points_are_refused(make, n):
    with pytest.raises(ValueError, match="n must be at least 2"):
        make(n, 0.1, np.random.default_rng(0))


@makers
@pytest.mark.parametrize("n", [10.0, "10", None])
def test_a_number_of_points_that_is_no_integer_is_refused(make, n):
    with pytest.raises(TypeError, match="n must be an integer"):
        make(n, 0.1, np.random.default_rng(0))


@makers
@pytest.mark.parametrize("noise", [-0.1, np.nan, np.inf])
def test_impossible_noise_is_refused(make, noise):
    with pytest.raises(ValueError, match="noise must be 0 or more"):
        make(10, noise, np.random.default_rng(0))


@makers
@pytest.mark.parametrize("rng", [0, None, np.random.RandomState(0), np.random])
def test_anything_but_a_generator_is_refused(make, rng):
    with pytest.raises(TypeError, match=r"np\.random\.default_rng"):
        make(10, 0.1, rng)
