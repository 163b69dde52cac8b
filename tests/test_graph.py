import json
import math
import operator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlnotes.graph import Graph, numerical_gradients

positive = st.floats(0.2, 5)
BINARY = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}


def apples():
    graph = Graph()
    price, count = graph.input("price", 100), graph.input("count", 2)
    price * count * graph.input("tax", 1.1)
    return graph


def apples_and_oranges():
    graph = Graph()
    apple, apples = graph.input("apple", 100), graph.input("apples", 2)
    orange, oranges = graph.input("orange", 150), graph.input("oranges", 3)
    (apple * apples + orange * oranges) * graph.input("tax", 1.1)
    return graph


def edges(graph):
    return [
        (edge["from"], edge["to"], edge["value"], edge["gradient"])
        for edge in graph.trace()["edges"]
    ]


def test_two_apples_with_tax_cost_220():
    graph = apples()
    assert graph.forward() == pytest.approx(220)
    assert graph.backward() == pytest.approx({"price": 2.2, "count": 110, "tax": 200})


def test_apples_and_oranges_cost_715():
    graph = apples_and_oranges()
    assert graph.forward() == pytest.approx(715)
    assert graph.backward() == pytest.approx(
        {"apples": 110, "apple": 2.2, "orange": 3.3, "oranges": 165, "tax": 650}
    )
    assert numerical_gradients(graph) == pytest.approx(graph.backward(), rel=1e-8)


def test_the_square_of_a_sum_follows_the_chain_rule():
    graph = Graph()
    x, y = graph.input("x", 2), graph.input("y", 3)
    u = x + y
    u**2
    assert graph.forward() == 25
    assert graph.backward() == {"x": 10, "y": 10}
    assert u.gradient == 10


def test_a_value_used_twice_adds_up_its_gradients():
    graph = Graph()
    x = graph.input("x", 3.0)
    x * x + x
    assert graph.forward() == 12
    assert graph.backward() == {"x": 7}
    assert graph.backward() == {"x": 7}  # each run starts from zero
    twice_in, result = (0, 1, 3, 3), (2, None, 12, 1)
    assert edges(graph) == [twice_in, twice_in, (1, 2, 9, 1), (0, 2, 3, 1), result]


def test_an_input_that_does_not_reach_the_result_has_gradient_zero():
    graph = Graph()
    x, idle = graph.input("x", 3), graph.input("idle", 5)
    idle * 2
    x + 1
    assert graph.forward() == 4
    assert graph.backward() == {"x": 1, "idle": 0}


def test_a_graph_of_one_input_is_its_own_result():
    graph = Graph()
    graph.input("x", 3)
    assert graph.forward() == 3
    assert graph.backward() == {"x": 1}


def test_numbers_join_on_either_side_in_the_right_order():
    for write, value in [
        (lambda x: x + 3, 5),
        (lambda x: 3 + x, 5),
        (lambda x: x - 3, -1),
        (lambda x: 3 - x, 1),
        (lambda x: x * 3, 6),
        (lambda x: 3 * x, 6),
        (lambda x: x / 4, 0.5),
        (lambda x: 4 / x, 2),
        (lambda x: x**3, 8),
        (lambda x: -x, -2),
    ]:
        graph = Graph()
        write(graph.input("x", 2))
        assert graph.forward() == value
        assert list(graph.backward()) == ["x"]  # a constant is no input


@given(
    steps=st.lists(
        st.tuples(st.sampled_from([*BINARY, "exp"]), st.integers(0, 99), st.integers(0, 99)),
        min_size=1,
        max_size=6,
    ),
    x=positive,
    y=positive,
)
def test_any_small_graph_agrees_with_finite_differences(steps, x, y):
    graph = Graph()
    nodes = [graph.input("x", x), graph.input("y", y)]
    for name, i, j in steps:
        first, second = nodes[i % len(nodes)], nodes[j % len(nodes)]
        nodes.append((-1 * first).exp() if name == "exp" else BINARY[name](first, second))
    try:
        graph.forward()
        gradients = graph.backward()
        measured, finer = numerical_gradients(graph), numerical_gradients(graph, h=1e-5)
    except ValueError:
        assume(False)  # divided by zero, or grew too large
    # Only where the measurement itself is settled can it be a judge.
    assume(max(abs(node.value) for node in graph.nodes) < 1e3)
    assume(all(measured[name] == pytest.approx(finer[name], rel=1e-5, abs=1e-6) for name in finer))
    assert gradients == pytest.approx(measured, rel=1e-4, abs=1e-5)


def test_forward_and_backward_go_one_node_at_a_time():
    graph = apples_and_oranges()
    steps = graph.forward_steps()
    first = next(steps)
    assert (first.label, first.value) == ("*", 200)
    assert graph.nodes[-1].value is None
    assert [node.value for node in steps] == pytest.approx([450, 650, 715])

    steps = graph.backward_steps()
    first = next(steps)
    assert first is graph.nodes[-1]
    assert first.sent == pytest.approx((1.1, 650))
    assert graph.inputs["apple"].gradient == 0
    assert [node.label for node in steps] == ["+", "*", "*"]
    assert graph.inputs["apple"].gradient == pytest.approx(2.2)


def test_the_trace_has_a_value_and_a_gradient_on_every_edge():
    graph = apples()
    graph.forward()
    graph.backward()
    trace = graph.trace()
    assert [(node["kind"], node["label"]) for node in trace["nodes"]] == [
        ("input", "price"),
        ("input", "count"),
        ("operation", "*"),
        ("input", "tax"),
        ("operation", "*"),
    ]
    assert trace["forward"] == [2, 4]
    assert trace["backward"] == [4, 2]
    expected = [
        (0, 2, 100, 2.2),
        (1, 2, 2, 110),
        (2, 4, 200, 1.1),
        (3, 4, 1.1, 200),
        (4, None, 220, 1),
    ]
    for edge, wanted in zip(edges(graph), expected, strict=True):
        assert edge == pytest.approx(wanted)
    assert json.loads(json.dumps(trace, allow_nan=False)) == trace


def test_the_trace_of_a_graph_not_run_yet_has_empty_places():
    graph = apples()
    assert edges(graph)[-1] == (4, None, None, None)
    assert graph.trace()["nodes"][0] == {
        "kind": "input",
        "label": "price",
        "value": 100,
        "gradient": None,
    }
    assert Graph().trace() == {"nodes": [], "edges": [], "forward": [], "backward": []}


def test_setting_an_input_changes_the_result_and_forgets_the_old_one():
    graph = apples()
    graph.forward()
    graph.backward()
    graph.set("count", 3)
    assert edges(graph)[-1] == (4, None, None, None)
    with pytest.raises(RuntimeError, match="Call forward first"):
        graph.backward()
    assert graph.forward() == pytest.approx(330)


def test_finite_differences_leave_the_graph_as_it_is():
    graph = apples_and_oranges()
    graph.forward()
    graph.backward()
    before = graph.trace()
    numerical_gradients(graph)
    assert graph.trace() == before
    assert graph.backward()["tax"] == pytest.approx(650)


def test_a_long_chain_needs_no_deep_recursion():
    graph = Graph()
    x = graph.input("x", 1.0)
    for _ in range(3000):
        x = x + 1
    assert graph.forward() == 3001
    assert graph.backward() == {"x": 1}
    assert numerical_gradients(graph)["x"] == pytest.approx(1)


def test_backward_before_forward_is_refused():
    with_late_input = Graph()
    with_late_input.input("x", 1) + 1
    with_late_input.input("late", 1)
    for graph in (apples(), Graph(), with_late_input):
        with pytest.raises(RuntimeError, match="Call forward first"):
            graph.backward()


def test_a_forward_run_that_stopped_halfway_cannot_go_backward():
    graph = apples()
    next(graph.forward_steps())
    with pytest.raises(RuntimeError, match="Call forward first"):
        graph.backward()


@pytest.mark.parametrize("value, error", [("2", TypeError), (None, TypeError), (1j, TypeError)])
def test_only_numbers_enter_a_graph(value, error):
    graph = apples()
    for enter in (
        lambda: graph.input("new", value),
        lambda: graph.set("tax", value),
        lambda: graph.nodes[0] + value,
        lambda: graph.nodes[0] ** value,
    ):
        with pytest.raises(error, match="needs a number"):
            enter()
    assert len(graph.nodes) == 5


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_only_finite_numbers_enter_a_graph(value):
    graph = apples()
    for enter in (lambda: graph.input("new", value), lambda: graph.set("tax", value)):
        with pytest.raises(ValueError, match="needs a finite number"):
            enter()


def test_names_of_inputs_are_looked_after():
    graph = apples()
    with pytest.raises(ValueError, match="names of inputs must differ, got 'tax' twice"):
        graph.input("tax", 1.2)
    with pytest.raises(ValueError, match="must be one of price, count, tax, got 'taxes'"):
        graph.set("taxes", 1.2)


def test_nodes_of_two_graphs_do_not_mix():
    with pytest.raises(ValueError, match="must be in one graph"):
        apples().nodes[0] + apples().nodes[0]


def test_an_empty_graph_has_nothing_to_compute():
    with pytest.raises(RuntimeError, match="Add an input first"):
        Graph().forward()


@pytest.mark.parametrize("h", [0, -1, math.nan])
def test_a_finite_difference_needs_a_step(h):
    with pytest.raises(ValueError, match="h must be above 0"):
        numerical_gradients(apples(), h=h)
