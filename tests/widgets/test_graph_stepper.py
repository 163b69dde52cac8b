"""Graph stepper: its traits, its JavaScript beside dlnotes, and what the static page draws."""

import copy

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value

from dlnotes.graph import Graph, numerical_gradients
from dlnotes.widgets import GraphStepper, graph_stepper

PAGE = "book/04_backprop.html"
SLIDERS = {
    "apple price": "apple",
    "apple count": "apples",
    "orange price": "orange",
    "orange count": "oranges",
    "tax": "tax",
}


def measured(graph):
    """Return the finite difference of the result for the value of every node."""
    slopes = []
    for node in graph.nodes:
        trial = copy.deepcopy(graph)
        trial.nodes[node.index].operation = None  # now it keeps the value that it is given
        trial.inputs = {"nudged": trial.nodes[node.index]}
        slopes.append(numerical_gradients(trial)["nudged"])
    return slopes


def random_graph(rng):
    """Return a graph of sums and products in which values are used twice or not at all."""
    graph = Graph()
    nodes = [graph.input(f"x{i}", value) for i, value in enumerate(rng.uniform(-2, 2, 3))]
    for _ in range(rng.integers(1, 6)):
        left, right = (nodes[i] for i in rng.integers(len(nodes), size=2))
        right = float(rng.uniform(-2, 2)) if rng.random() < 0.2 else right
        nodes.append(left + right if rng.random() < 0.5 else left * right)
    return graph


def traits(**state):
    view = GraphStepper(**state)
    names = [*SLIDERS.values(), "step", "structure", "node_names"]
    return {name: getattr(view, name) for name in names}


def test_setting_sliders_as_a_browser_would_moves_the_graph():
    view = graph_stepper().view
    view.set_state({"apples": 3, "orange": 0.0, "step": 8})
    assert view.graph.nodes[-1].value == pytest.approx(330)
    assert view.graph.inputs["apple count"].gradient == pytest.approx(110)
    assert view.graph.inputs["orange count"].gradient == 0


def test_each_step_runs_one_operation_more():
    for step in range(9):
        trace = GraphStepper(step=step).graph.trace()
        values = sum(node["value"] is not None for node in trace["nodes"])
        sent = {edge["to"] for edge in trace["edges"] if edge["gradient"] is not None} - {None}
        assert (values, len(sent)) == (5 + min(step, 4), max(step - 4, 0))


@pytest.mark.parametrize(
    "state",
    [{"tax": float("nan")}, {"apple": float("inf")}, {"orange": -1.0}, {"apples": 1.5}],
)
def test_a_number_that_makes_no_graph_is_refused_with_the_value_named(state):
    [(name, value)] = state.items()
    with pytest.raises(traitlets.TraitError, match=f"{name}.*{value}|{value}.*{name}"):
        GraphStepper(**state)


@pytest.mark.parametrize("step", [-1, 9])
def test_a_step_that_there_is_not_is_refused(step):
    with pytest.raises(traitlets.TraitError, match="step"):
        GraphStepper(step=step)


def test_javascript_runs_any_graph_as_dlnotes_does_step_by_step(javascript):
    rng = np.random.default_rng(1)
    cases, wanted = [], []
    for _ in range(100):
        graph = random_graph(rng)
        structure = graph.trace()
        inputs = [node.value for node in graph.nodes if not node.operation]
        traces = [structure]
        traces += [graph.trace() for _ in graph.forward_steps()]
        traces += [graph.trace() for _ in graph.backward_steps()]
        cases.append([structure, inputs])
        wanted.append((traces, measured(graph)))
    answers = javascript(
        "graph.js",
        "data.map(([graph, values]) => ({"
        "runs: Array.from({ length: 2 * graph.forward.length + 1 },"
        " (_, step) => m.runGraph(graph, values, step)),"
        "measured: m.finiteDifferences(graph, values)}))",
        cases,
    )
    used_twice = 0
    for (traces, slopes), answer in zip(wanted, answers, strict=True):
        order = [None, *traces[0]["forward"], *traces[0]["backward"]]
        assert [run["current"] for run in answer["runs"]] == order
        for trace, run in zip(traces, answer["runs"], strict=True):
            for part in ("nodes", "edges"):
                for there, here in zip(trace[part], run[part], strict=True):
                    assert here == pytest.approx(there, abs=1e-6)
        assert answer["measured"] == pytest.approx(slopes, rel=1e-6, abs=1e-6)
        origins = [edge["from"] for edge in traces[0]["edges"]]
        used_twice += len(origins) > len(set(origins))
    assert used_twice > 20


def test_what_is_shown_is_finite_and_right_at_random_places_of_the_sliders(javascript):
    rng = np.random.default_rng(2)
    limits = graph_stepper().view.link_limits
    states = []
    for i in range(200):
        corner = i < 40  # the ends of the sliders first
        state = {
            name: min if corner and rng.random() < 0.5 else max if corner else rng.uniform(min, max)
            for name, (min, max, _) in limits.items()
        }
        states.append(
            {k: int(v) if k in ("apples", "oranges", "step") else v for k, v in state.items()}
        )
    shown = javascript(
        "graph_stepper.js", "data.map(m.stepperState)", [traits(**s) for s in states]
    )
    for state, answer in zip(states, shown, strict=True):
        graph = GraphStepper(**state).graph
        for edge, drawn in zip(graph.trace()["edges"], answer["edges"], strict=True):
            assert {name: drawn[name] for name in edge} == pytest.approx(edge, abs=1e-6)
        if state["step"] >= 4:
            slopes = measured(graph)
            for edge in answer["edges"]:
                assert edge["measured"] == pytest.approx(slopes[edge["from"]], abs=1e-6)
        assert f"Step {state['step']} of 8" in answer["summary"]
        assert "NaN" not in answer["summary"] and "null" not in answer["summary"]


def test_what_is_said_names_the_rule_of_the_node(javascript):
    said = javascript(
        "graph_stepper.js",
        "data.map((state) => m.stepperState(state).summary)",
        [traits(step=step) for step in range(9)],
    )
    assert said[1] == "Step 1 of 8, forward: apples = 100 × 2 = 200."
    assert said[6] == (
        "Step 6 of 8, backward: + received 1.1 and passes it on: 1.1 to apples, 1.1 to oranges."
    )
    assert "× received 1.1 and swaps its inputs: 1.1 × 2 = 2.2 to apple price" in said[8]
    assert "Backward and measured agree" in said[8]


# --- on the static page ---------------------------------------------------------------------


def wait_for(page, words):
    page.wait_for_function(
        "words => document.querySelector('.dlnotes-summary').innerText.includes(words)", arg=words
    )


def number(text):
    return float(text.replace("−", "-")) if text else None


def assert_drawn(page, **state):
    """What the drawing and the table show is what dlnotes computes for these numbers."""
    view = GraphStepper(**state)
    graph = view.graph
    slopes = measured(graph) if view.step >= 4 else [None] * len(graph.nodes)
    control = page.locator(".dlnotes-control")
    rows = control.locator("tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    drawn = control.locator("[data-edge]").evaluate_all(
        "edges => edges.map((edge) => ['value', 'gradient'].map("
        "(name) => edge.querySelector(`.dlnotes-${name}`)?.textContent ?? ''))"
    )
    for edge, row, texts in zip(graph.trace()["edges"], rows, drawn, strict=True):
        assert row[0] == view.node_names[edge["from"]]
        shown = [number(text) for text in row[1:]]
        wanted = [edge["value"], edge["gradient"], slopes[edge["from"]]]
        for have, want in zip(shown, wanted, strict=True):
            assert have == (want if want is None else pytest.approx(want, abs=0.006))
        assert texts == row[1:3]
    current = control.locator("[data-current=true]")
    assert current.count() == (view.step > 0)


@pytest.mark.parametrize("over", ["http", "file"])
def test_the_buttons_walk_forward_and_back_one_node_at_a_time(visit, over):
    with visit(PAGE, over) as page:
        back, forward = (page.get_by_role("button", name=n) for n in ("◀ back", "forward ▶"))
        assert back.get_attribute("aria-disabled") == "true"
        for step in range(1, 9):
            forward.click()
            wait_for(page, f"Step {step} of 8")
            assert_drawn(page, step=step)
            assert value(page, "step") == step
        assert forward.get_attribute("aria-disabled") == "true"
        forward.focus()
        page.keyboard.press("Enter")  # there is no ninth
        back.focus()
        page.keyboard.press("Enter")
        wait_for(page, "Step 7 of 8")
        assert_drawn(page, step=7)


def test_dragging_a_price_changes_the_numbers_on_the_edges(visit):
    with visit(f"{PAGE}#graph=step:8") as page:
        drag(page, slider(page, "orange price"), 30)
        orange = value(page, "orange price")
        assert orange > 150
        wait_for(page, "Step 8 of 8")
        page.wait_for_function(
            "price => document.querySelector('[data-edge=\"orange price\"] .dlnotes-value')"
            ".textContent == price",
            arg=str(round(orange)),
        )
        assert_drawn(page, step=8, orange=orange)


def test_arrow_keys_move_the_step(visit):
    with visit(PAGE) as page:
        slider(page, "step").focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        wait_for(page, "Step 5 of 8")
        assert_drawn(page, step=5)


def test_a_finger_moves_the_tax_and_taps_a_button(visit):
    with visit(f"{PAGE}#graph=step:7", width=360, touch=True) as page:
        page.get_by_role("button", name="forward ▶").tap()
        wait_for(page, "Step 8 of 8")
        swipe(page, slider(page, "tax"), 25)
        tax = value(page, "tax")
        assert tax > 1.1
        wait_for(page, f"× received {tax:g} and")
        assert_drawn(page, step=8, tax=tax)
        box = page.get_by_role("button", name="◀ back").bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_a_link_carries_the_state_and_brings_it_back(visit):
    with visit(PAGE) as page:
        page.get_by_role("button", name="forward ▶").click()
        page.get_by_role("button", name="Copy a link to this state").click()
        assert page.evaluate("location.hash") == (
            "#graph=apple:100,apples:2,orange:150,oranges:3,step:1,tax:1.1"
        )
    with visit(f"{PAGE}#graph=step:99,apple:0,apples:2.6,tax:NaN,other:1") as page:
        wait_for(page, "Step 8 of 8")
        assert_drawn(page, step=8, apple=0, apples=3)
