import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes.graph import Graph, numerical_gradients
from dlnotes.operations import Divide, Exp, Multiply, Power

positive = st.floats(0.2, 5)
BINARY = [operator.add, operator.sub, operator.mul, operator.truediv]
UNARY = {
    "square": lambda x: x**2,
    "root": lambda x: x**0.5,
    "reciprocal": lambda x: x**-1,
    "zeroth power": lambda x: x**0,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
}


@pytest.mark.parametrize("write", BINARY)
@given(x=positive, y=positive)
def test_every_operation_on_two_values_agrees_with_finite_differences(write, x, y):
    graph = Graph()
    write(graph.input("x", -x), graph.input("y", y))
    graph.forward()
    assert graph.backward() == pytest.approx(numerical_gradients(graph), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("write", UNARY.values(), ids=UNARY)
@given(x=positive)
def test_every_operation_on_one_value_agrees_with_finite_differences(write, x):
    graph = Graph()
    3 * write(graph.input("x", x))  # an upstream gradient other than 1
    graph.forward()
    assert graph.backward() == pytest.approx(numerical_gradients(graph), rel=1e-5, abs=1e-7)


def test_the_nodes_of_the_chapter_work_without_a_graph():
    by_count, by_tax = Multiply(), Multiply()
    assert by_tax.forward(by_count.forward(100, 2), 1.1) == pytest.approx(220)
    d_sum, d_tax = by_tax.backward(1)
    assert (*by_count.backward(d_sum), d_tax) == pytest.approx((2.2, 110, 200))


@pytest.mark.parametrize("operation", [Multiply(), Divide(), Power(2), Exp()])
def test_an_operation_without_forward_values_refuses_backward(operation):
    with pytest.raises(RuntimeError, match="Call forward first"):
        operation.backward(1.0)


@pytest.mark.parametrize(
    "write, value, message",
    [
        (lambda x: 1 / x, 0, "Divide: y must not be 0"),
        (lambda x: x.log(), 0, "Log: x must be above 0"),
        (lambda x: x.log(), -1, "Log: x must be above 0"),
        (lambda x: x**0.5, -1, "Power: .* a real number"),
        (lambda x: x**-1, 0, "Power: .* a real number"),
        (lambda x: x.exp(), 1000, r"results must stay below 1\.8e308, got more from Exp\.forward"),
        (lambda x: x**2, 1e200, r"got more from Power\.forward of 1e\+200"),
        (lambda x: x * x, 1e200, r"got more from Multiply\.forward"),
    ],
)
def test_forward_says_which_operation_cannot_be_done(write, value, message):
    graph = Graph()
    write(graph.input("x", value))
    with pytest.raises(ValueError, match=message):
        graph.forward()
    with pytest.raises(RuntimeError, match="Call forward first"):
        graph.backward()


@pytest.mark.parametrize(
    "write, value, message",
    [
        (lambda x: x**0.5, 0, "slope must be finite"),
        (lambda x: x**-1, 1e-200, r"got more from Power\.backward"),
        (lambda x: 1 / x, 1e-200, r"got more from Divide\.backward"),
    ],
)
def test_backward_says_where_a_slope_is_too_steep(write, value, message):
    graph = Graph()
    write(graph.input("x", value))
    assert math.isfinite(graph.forward())
    with pytest.raises(ValueError, match=message):
        graph.backward()


def test_powers_at_zero_have_their_right_slopes():
    for n, slope in [(0, 0), (1, 1), (2, 0), (1.5, 0)]:
        graph = Graph()
        graph.input("x", 0) ** n
        graph.forward()
        assert graph.backward() == {"x": slope}
