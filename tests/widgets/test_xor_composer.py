"""XOR composer: its traits, its JavaScript beside dlnotes, and what the static page draws."""

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value
from matplotlib.path import Path as Outline

from dlnotes.gates import GATES, INPUTS
from dlnotes.widgets import XorComposer, xor_composer

PAGE = "book/01_perceptron.html"
CONTROL = ".dlnotes-control-of-XorComposer"
RANGE = (-0.5, 1.5)
CORNERS = [(x1, x2) for x1 in RANGE for x2 in RANGE]
NUMBERS = [f"{unit}_{name}" for unit in ("s1", "s2", "y") for name in ("w1", "w2", "b")]


def composed(numbers):
    return XorComposer(**dict(zip(NUMBERS, numbers, strict=True)))


def states(javascript, settings):
    view = XorComposer()
    return javascript(
        "xor_composer.js",
        "data.settings.map((s) => m.composerState({...s, ...data.gates}))",
        {
            "settings": [dict(zip(NUMBERS, numbers, strict=True)) for numbers in settings],
            "gates": {"gate_names": view.gate_names, "truth_tables": view.truth_tables},
        },
    )


def test_it_starts_as_the_xor_of_the_chapter():
    view = xor_composer().view
    assert tuple(view(INPUTS)) == GATES["XOR"]
    assert [tuple(unit(INPUTS)) for unit in view.units] == [
        GATES[gate] for gate in ("NAND", "OR", "AND")
    ]


def test_setting_sliders_as_a_browser_would_moves_the_units():
    view = xor_composer().view
    view.set_state({"s1_w1": 1.0, "s1_w2": 1.0, "s1_b": -1.5})  # AND in place of NAND
    assert view.hidden(INPUTS).tolist() == [[0, 0], [0, 1], [0, 1], [1, 1]]
    view.set_state({"y_w1": -1.0, "y_w2": 1.0, "y_b": -0.5})  # OR, but not AND
    assert tuple(view(INPUTS)) == GATES["XOR"]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [float("nan"), float("-inf"), "large", None])
def test_a_number_that_cannot_be_drawn_is_refused_with_its_name(name, value):
    with pytest.raises(traitlets.TraitError, match=f"{name}.*{value}|{value}.*{name}"):
        XorComposer(**{name: value})


def test_javascript_answers_what_the_two_layers_answer(javascript):
    rng = np.random.default_rng(1)
    settings = np.round(rng.uniform(-2, 2, (300, 9)), 1)  # where the sliders stand
    settings[:50] = 0  # and what only a link can set: no line at all
    settings[:50, 2::3] = rng.choice([-1, 0, 1], (50, 3))
    right = set()
    for numbers, state in zip(settings, states(javascript, settings), strict=True):
        view = composed(numbers)
        assert state["hidden"] == view.hidden(INPUTS).tolist()
        assert state["outputs"] == view(INPUTS).tolist()
        assert state["right"] == sum(view(INPUTS) == GATES["XOR"])
        assert f"{state['right']} of 4 rows right" in state["summary"]
        assert [spot["at"] for spot in state["spots"]] == list(
            {tuple(at): at for at in state["hidden"]}.values()
        )
        right.add(state["right"])
    assert right >= {1, 2, 3}


def test_the_shaded_parts_are_where_the_network_and_its_last_unit_answer_1(javascript):
    rng = np.random.default_rng(2)
    settings = rng.uniform(-2, 2, (200, 9))
    points = rng.uniform(*RANGE, (200, 2))

    def inside(polygons):
        hits = [Outline(polygon).contains_points(points) for polygon in polygons if polygon]
        return np.sum(hits, axis=0, dtype=int) if hits else np.zeros(200, int)

    for numbers, state in zip(settings, states(javascript, settings), strict=True):
        view = composed(numbers)
        assert inside(state["regions"]).tolist() == view(points).tolist()
        assert inside([state["hiddenRegion"]]).tolist() == view.units[2](points).tolist()


def test_a_line_is_where_a_unit_changes_its_answer_and_its_arrow_shows_the_side(javascript):
    rng = np.random.default_rng(3)
    settings = rng.uniform(-2, 2, (100, 9))
    drawn = 0
    for numbers, state in zip(settings, states(javascript, settings), strict=True):
        for unit, line in zip(
            composed(numbers).units, [*state["lines"], state["cut"]], strict=True
        ):
            if line:
                drawn += 1
                ends, towards = np.array(line["segment"]), np.array(line["towards"])
                assert ends @ unit.w + unit.b == pytest.approx([0, 0], abs=1e-9)
                assert unit(ends + 1e-6 * towards).tolist() == [1, 1]
                assert unit(ends - 1e-6 * towards).tolist() == [0, 0]
    assert 100 < drawn < 300


def test_units_are_called_by_the_gate_that_they_are(javascript):
    rows = [
        (-0.5, -0.5, 0.7, 1, 1, -0.5, 0.5, 0.5, -0.7),
        (1, 1, -1.5, 1, 1, -0.5, -1, 1, -0.5),
        (0, 0, 1, 0, 0, 0, -1, -1, 0.5),
    ]
    said = [state["summary"] for state in states(javascript, rows)]
    assert said[0] == "s1 is NAND, s2 is OR, y is AND. 4 of 4 rows right: this is XOR."
    assert "s1 is AND, s2 is OR, y is a gate that answers 0, 0, 1, 0." in said[1]
    assert "this is XOR" in said[1]
    assert "s1 is a gate that answers 1, 1, 1, 1, s2 is a gate that answers 0, 0, 0, 0" in said[2]
    assert "y is NOR. 2 of 4 rows right: not XOR yet." in said[2]


# --- on the static page ---------------------------------------------------------------------


def until_said(page, text):
    page.wait_for_function(
        "([control, text]) => document.querySelector(`${control} .dlnotes-summary`)"
        ".innerText.includes(text)",
        arg=[CONTROL, text],
    )


def numbers_of(page):
    return [value(page, name.replace("_", " ")) for name in NUMBERS]


def assert_drawn(page):
    """What the page draws and says is what dlnotes computes for the sliders' numbers."""
    view = composed(numbers_of(page))
    control = page.locator(CONTROL)
    rows = [row.split() for row in control.locator("tbody tr").all_inner_texts()]
    assert [[int(n) for n in row[2:4]] for row in rows] == view.hidden(INPUTS).tolist()
    assert [int(row[4]) for row in rows] == view(INPUTS).tolist()
    right = sum(row[4] == row[5] for row in rows)
    assert f"{right} of 4 rows right" in control.locator(".dlnotes-summary").inner_text()
    assert control.locator(".dlnotes-right").count() == right

    input_plane, hidden_plane = control.locator("svg").all()
    left, top, width, height = hidden_plane.locator(".dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )

    def to_data(x, y):
        return RANGE[0] + (x - left) / width * 2, RANGE[1] - (y - top) / height * 2

    for plane, places in [(input_plane, INPUTS), (hidden_plane, view.hidden(INPUTS))]:
        for answer, shape in [(0, "circle"), (1, "path")]:
            drawn = plane.locator(f".dlnotes-markers {shape}").evaluate_all(
                "all => all.map((m) => m.getBBox()).map((b) =>"
                "[b.x + b.width / 2, b.y + b.height / 2])"
            )
            wanted = places[np.array(GATES["XOR"]) == answer]
            assert np.array([to_data(*at) for at in drawn]) == pytest.approx(wanted, abs=1e-4)
    for plane, name, unit in zip(
        (input_plane, input_plane, hidden_plane), ("s1", "s2", "y"), view.units, strict=True
    ):
        line = plane.locator(f"[data-part={name}]")
        assert line.count() == len(set(unit(CORNERS))) - 1  # it crosses the square or it does not
        ends = line.evaluate_all(
            "all => all.flatMap((l) => [['x1', 'y1'], ['x2', 'y2']].map((end) =>"
            " end.map((name) => Number(l.getAttribute(name)))))"
        )
        for end in ends:
            assert unit.w @ to_data(*end) + unit.b == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_a_bias_moves_a_point_of_the_hidden_plane(visit, over):
    with visit(PAGE, over) as page:
        assert_drawn(page)
        drag(page, slider(page, "s2 b"), -10)
        assert -1 >= value(page, "s2 b") > -2
        until_said(page, "s2 is AND")
        assert_drawn(page)


def test_arrow_keys_cut_the_hidden_plane_elsewhere(visit):
    with visit(PAGE) as page:
        slider(page, "y b").focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        assert value(page, "y b") == -0.4
        until_said(page, "y is OR. 2 of 4 rows right: not XOR yet.")
        assert_drawn(page)


def test_a_finger_moves_a_slider(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "s1 b"), -60)
        assert value(page, "s1 b") <= 0
        until_said(page, "s1 is a gate that answers 0, 0, 0, 0")
        assert page.locator(f"{CONTROL} .dlnotes-markers text").all_text_contents() == [
            "(0,0)",
            "(1,0) (0,1) (1,1)",
        ]
        assert_drawn(page)


def test_units_without_a_line_leave_no_line_and_no_message(visit):
    with visit(PAGE + "#xor=s1_w1:0,s1_w2:0,s1_b:0,y_w1:0,y_w2:0,y_b:1") as page:
        until_said(page, "y is a gate that answers 1, 1, 1, 1. 2 of 4 rows right")
        assert page.locator(f"{CONTROL} [data-part=s1]").count() == 0
        assert page.locator(f"{CONTROL} [data-part=y]").count() == 0
        assert page.locator(f"{CONTROL} [data-part=s2]").count() == 1
        assert "NaN" not in page.locator(CONTROL).inner_html()


def test_a_link_carries_the_state_and_brings_it_back(visit):
    with visit(PAGE) as page:
        slider(page, "y w2").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Copy a link to this state").nth(1).click()
        assert page.evaluate("location.hash") == (
            "#xor=s1_b:0.7,s1_w1:-0.5,s1_w2:-0.5,s2_b:-0.5,s2_w1:1,s2_w2:1,y_b:-0.7,y_w1:0.5,y_w2:0.6"
        )
    with visit(PAGE + "#xor=s1_w1:1,s1_w2:1e9,s1_b:-1.5,y_w1:-1,y_w2:1,y_b:-0.5,s2_b:x") as page:
        until_said(page, "y is a gate that answers 0, 0, 1, 0")
        assert numbers_of(page) == [1, 2, -1.5, 1, 1, -0.5, -1, 1, -0.5]
        assert_drawn(page)


def test_the_sentence_is_read_aloud_once_the_sliders_rest(visit):
    with visit(PAGE) as page:
        slider(page, "s1 w1").focus()
        page.keyboard.press("End")
        page.wait_for_function(
            "c => document.querySelector(`${c} .dlnotes-spoken`).textContent.includes('not XOR')",
            arg=CONTROL,
        )
        spoken = page.locator(f"{CONTROL} .dlnotes-spoken")
        assert spoken.get_attribute("aria-live") == "polite"
        assert spoken.text_content() == page.locator(f"{CONTROL} .dlnotes-summary").text_content()
