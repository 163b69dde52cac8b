"""A sum of ReLUs: its fit is the best there is, and it is a network."""

import numpy as np
import pytest

from dlnotes.datasets import CURVES
from dlnotes.fitting import as_network, even_kinks, fit_relu_sum, relu_sum

X = np.linspace(-1, 1, 61)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("units", [1, 2, 5, 30])
def test_no_small_change_of_a_height_makes_the_fit_better(name, units):
    t, p = CURVES[name](X), even_kinks(units)
    v, c = fit_relu_sum(X, t, p)

    def error(v, c):
        return np.mean((relu_sum(X, p, v, c) - t) ** 2)

    best = error(v, c)
    assert error(v, c + 1e-3) > best and error(v, c - 1e-3) > best
    for k in range(units):
        for step in (1e-2, -1e-2):
            moved = v + step * (np.arange(units) == k)
            assert error(moved, c) > best


def test_a_curve_that_is_such_a_sum_is_found_again():
    rng = np.random.default_rng(1)
    p, v, c = even_kinks(7), rng.normal(size=7), 0.3
    found, constant = fit_relu_sum(X, relu_sum(X, p, v, c), p)
    assert found == pytest.approx(v) and constant == pytest.approx(c)


def test_it_is_the_network_with_these_weights():
    rng = np.random.default_rng(2)
    p, v, c = rng.uniform(-1, 1, 9), rng.normal(size=9), rng.normal()
    network = as_network(p, v, c)
    assert network.hidden_size_list == [9]
    y = np.asarray(network(X[:, np.newaxis])).ravel()
    assert y == pytest.approx(relu_sum(X, p, v, c))


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match=r"Flatten them"):
        fit_relu_sum(X[:, np.newaxis], X, even_kinks(3))
    with pytest.raises(ValueError, match="units"):
        even_kinks(0)
