import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes.gates import GATES, INPUTS, WEIGHTS
from dlnotes.perceptron import Perceptron, separable_functions

finite = st.floats(-1e6, 1e6)


def test_the_weights_are_those_of_the_course():
    assert WEIGHTS["AND"] == (0.5, 0.5, 0.7)
    assert WEIGHTS["NAND"] == (-0.5, -0.5, -0.7)
    assert WEIGHTS["OR"] == (1, 1, 0.5)
    for name, (w1, w2, theta) in WEIGHTS.items():
        unit = Perceptron.from_threshold([w1, w2], theta)
        np.testing.assert_array_equal(unit(INPUTS), GATES[name])


def test_a_threshold_of_point_eight_is_an_and_gate_too():
    unit = Perceptron.from_threshold([0.5, 0.5], 0.8)
    np.testing.assert_array_equal(unit(INPUTS), GATES["AND"])
    assert unit.b == -0.8
    assert unit.theta == 0.8


def test_rounding_decides_on_the_boundary_as_documented():
    assert Perceptron.from_threshold([0.1, 0.2], 0.3)([1, 1]) == 1  # 0.1 + 0.2 > 0.3 in float64
    assert Perceptron.from_threshold([0.25, 0.5], 0.75)([1, 1]) == 0  # exact: on the line


@given(finite, finite, finite, finite)
def test_the_sum_runs_from_left_to_right_in_float64(w1, w2, x1, x2):
    # On the very edge any other order or a fused product would round to another answer.
    edge = -(x1 * w1 + x2 * w2)
    for b, expected in [(edge, 0), (math.nextafter(edge, math.inf), 1)]:
        unit = Perceptron([w1, w2], b)
        assert unit([x1, x2]) == expected
        np.testing.assert_array_equal(unit([[x1, x2]] * 5), [expected] * 5)


@given(finite, finite, finite)
def test_a_bias_answers_as_its_threshold_does(w1, w2, theta):
    unit = Perceptron.from_threshold([w1, w2], theta)
    assert unit.theta == theta
    assert [unit(x) for x in INPUTS] == [int(x[0] * w1 + x[1] * w2 > theta) for x in INPUTS]


def test_any_number_of_inputs_works_as_in_a_majority_gate():
    inputs = np.array(list(product((0, 1), repeat=3)))
    majority = Perceptron([1, 1, 1], -1.5)
    np.testing.assert_array_equal(majority(inputs), inputs.sum(axis=1) >= 2)


def test_a_unit_keeps_its_own_copy_of_the_weights():
    w = np.array([1.0, 1.0])
    unit = Perceptron(w, -0.5)
    unit.learn(INPUTS, GATES["AND"])
    np.testing.assert_array_equal(w, [1, 1])


@pytest.mark.parametrize("w, b", [([], 0), ([[1, 2]], 0), (3, 0), ([np.nan, 1], 0), ([1], np.inf)])
def test_bad_weights_are_refused(w, b):
    with pytest.raises(ValueError, match="Perceptron expects"):
        Perceptron(w, b)


@pytest.mark.parametrize("x", [1, [1], [1, 2, 3], [[1, 2, 3]], np.zeros((2, 2, 2)), [0, np.nan]])
def test_bad_inputs_are_refused(x):
    with pytest.raises(ValueError, match="Perceptron expects"):
        Perceptron([1, 1], 0)(x)


@pytest.mark.parametrize("name", ["AND", "NAND", "OR", "NOR"])
@pytest.mark.parametrize("lr", [0.01, 0.1, 1.0])
def test_the_learning_rule_finds_every_separable_gate(name, lr):
    unit = Perceptron([0, 0], 0)
    epochs = unit.learn(INPUTS, GATES[name], lr=lr)
    assert epochs is not None
    np.testing.assert_array_equal(unit(INPUTS), GATES[name])
    assert unit.learn(INPUTS, GATES[name], lr=lr) == 1  # nothing left to correct


def test_the_learning_rule_follows_a_run_done_by_hand():
    unit = Perceptron([0, 0], 0)
    assert unit.learn(INPUTS, GATES["OR"], lr=1, max_epochs=1) is None
    # (1, 0) is wrong: w = (1, 0), b = 1. Then (0, 1) and (1, 1) fire rightly.
    np.testing.assert_array_equal(unit.w, [1, 0])
    assert unit.b == 1


def test_the_learning_rule_never_settles_on_xor():
    assert Perceptron([0, 0], 0).learn(INPUTS, GATES["XOR"], max_epochs=500) is None


@given(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), st.floats(-1, 1), st.integers(0, 2**32 - 1))
def test_the_learning_rule_settles_on_points_that_a_line_separates(w, b, seed):
    x = np.random.default_rng(seed).uniform(-1, 1, size=(10, 2))
    a = x @ w + b
    far = np.abs(a) > 0.2  # a clear gap bounds the number of corrections
    if not far.any():
        x, a, far = np.zeros((1, 2)), np.ones(1), np.array([True])
    t = (a[far] > 0).astype(int)
    unit = Perceptron([0, 0], 0)
    assert unit.learn(x[far], t, max_epochs=1000) is not None
    np.testing.assert_array_equal(unit(x[far]), t)


@pytest.mark.parametrize(
    "x, t, options",
    [
        (INPUTS, [0, 1], {}),
        (INPUTS, [[0], [0], [0], [1]], {}),
        (np.zeros((0, 2)), [], {}),
        ([1, 0], [1], {}),
        (INPUTS, [-1, -1, -1, 1], {}),
        (INPUTS, [0, 0, 0, np.nan], {}),
        (INPUTS, [0, 0, 0, 1], {"lr": 0}),
        (INPUTS, [0, 0, 0, 1], {"lr": np.nan}),
        (INPUTS, [0, 0, 0, 1], {"max_epochs": 0}),
        (INPUTS, [0, 0, 0, 1], {"max_epochs": 2.5}),
        ([[1, 1], [0, np.nan]], [1, 0], {}),
        (np.zeros((4, 3)), [0, 0, 0, 1], {}),
    ],
)
def test_the_learning_rule_refuses_what_it_cannot_learn_from(x, t, options):
    unit = Perceptron([0, 0], 0)
    with pytest.raises(ValueError, match="Perceptron"):
        unit.learn(x, t, **options)
    assert (*unit.w, unit.b) == (0, 0, 0)


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-2, 2))
def test_both_ends_of_the_boundary_lie_on_the_line(w1, w2, b):
    unit = Perceptron([w1, w2], b)
    length = np.hypot(w1, w2)
    if length < 1e-3:
        return
    ends = unit.boundary(reach=3)
    assert ends.shape == (2, 2)
    np.testing.assert_allclose(ends @ unit.w + b, 0, atol=1e-12)
    np.testing.assert_allclose(np.hypot(*(ends[1] - ends[0])), 6, rtol=1e-6)


def test_a_unit_without_a_line_says_so():
    for unit in (Perceptron([0, 0], 1), Perceptron([1, 1, 1], 1)):
        with pytest.raises(ValueError, match="there is no line"):
            unit.boundary()


def test_fourteen_of_the_sixteen_functions_are_separable():
    found = separable_functions()
    assert len(found) == 14
    missing = set(product((0, 1), repeat=4)) - set(found)
    assert missing == {GATES["XOR"], tuple(1 - t for t in GATES["XOR"])}
    for table, (w1, w2, theta) in found.items():
        assert tuple(Perceptron.from_threshold([w1, w2], theta)(INPUTS)) == table
