"""Gate explorer: its traits, its JavaScript beside dlnotes, and what the static page draws."""

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value
from matplotlib.path import Path as Outline

from dlnotes.gates import GATES, INPUTS
from dlnotes.perceptron import Perceptron
from dlnotes.widgets import GateExplorer, gate_explorer

PAGE = "book/01_perceptron.html"
CONTROL = ".dlnotes-control-of-GateExplorer"
RANGE = (-0.5, 1.5)


def test_setting_a_slider_as_a_browser_would_moves_the_perceptron():
    view = gate_explorer().view
    view.set_state({"w1": 1.0, "w2": 1.0, "theta": 0.5})
    assert tuple(view.perceptron(INPUTS)) == GATES["OR"]


def test_threshold_and_bias_are_opposite_whichever_is_set():
    view = GateExplorer()
    view.theta = 0.25
    assert view.bias == -0.25
    view.bias = 1.5
    assert view.theta == -1.5


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "large", None])
def test_a_weight_that_cannot_be_drawn_is_refused_with_the_value_named(value):
    with pytest.raises(traitlets.TraitError, match=str(value)):
        GateExplorer(w1=value)


def test_a_target_that_is_no_gate_is_refused():
    with pytest.raises(traitlets.TraitError):
        GateExplorer(target=len(GATES))


def test_javascript_answers_what_the_perceptron_answers(javascript):
    rng = np.random.default_rng(1)
    # On the sliders' grid sums often fall on the boundary itself, where rounding decides.
    settings = np.round(rng.uniform(-2, 2, (500, 3)) * 20) / 20
    answers = javascript(
        "perceptron.js",
        "data.map(([w1, w2, b]) => m.INPUTS.map((x) => m.perceptron([w1, w2], b, x)))",
        settings.tolist(),
    )
    for (w1, w2, b), answer in zip(settings, answers, strict=True):
        assert answer == Perceptron([w1, w2], b)(INPUTS).tolist()


def test_the_drawn_half_plane_is_where_the_perceptron_fires(javascript):
    rng = np.random.default_rng(2)
    settings = rng.uniform(-2, 2, (200, 3))
    points = rng.uniform(*RANGE, (200, 2))
    drawn = javascript(
        "perceptron.js",
        "data.map(([w1, w2, b]) => ({"
        "region: m.halfPlane([w1, w2], b, [-0.5, 1.5], [-0.5, 1.5]),"
        "line: m.boundary([w1, w2], b, [-0.5, 1.5], [-0.5, 1.5])}))",
        settings.tolist(),
    )
    crossed = 0
    for (w1, w2, b), shape in zip(settings, drawn, strict=True):
        region = np.reshape(shape["region"], (-1, 2))
        inside = Outline(region).contains_points(points) if len(region) else np.zeros(200)
        assert inside.astype(int).tolist() == Perceptron([w1, w2], b)(points).tolist()
        if shape["line"]:
            crossed += 1
            ends = np.array(shape["line"])
            assert ends @ [w1, w2] + b == pytest.approx([0, 0], abs=1e-9)
            assert np.abs(ends - 0.5).max(axis=1) == pytest.approx([1, 1])  # on the plot's edge
    assert 50 < crossed < 200


# --- on the static page ---------------------------------------------------------------------


def assert_drawn(page, w1, w2, theta):
    """What the page draws and says is what dlnotes computes for these numbers."""
    unit = Perceptron.from_threshold([w1, w2], theta)
    control = page.locator(CONTROL)
    rows = control.locator("tbody tr").all_inner_texts()
    assert [int(row.split()[3]) for row in rows] == unit(INPUTS).tolist()
    right = sum(row.split()[2] == row.split()[3] for row in rows)
    assert f"{right} of 4 rows right" in control.locator(".dlnotes-summary").inner_text()

    box = control.locator(".dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )
    left, top, width, height = box
    line = control.locator("[data-part=boundary]").evaluate(
        "l => ['x1', 'y1', 'x2', 'y2'].map((name) => Number(l.getAttribute(name)))"
    )
    for x, y in (line[:2], line[2:]):
        x1 = RANGE[0] + (x - left) / width * 2
        x2 = RANGE[1] - (y - top) / height * 2
        assert w1 * x1 + w2 * x2 == pytest.approx(theta, abs=1e-6)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_a_slider_moves_the_boundary_and_its_text(visit, over):
    with visit(PAGE, over) as page:
        assert_drawn(page, 0.5, 0.5, 0.7)
        drag(page, slider(page, "θ"), 12)
        theta = value(page, "θ")
        assert 0.7 < theta < 1.5
        page.wait_for_function(
            "t => document.querySelector('.dlnotes-summary').innerText.includes(`> ${t}.`)",
            arg=theta,
        )
        assert_drawn(page, 0.5, 0.5, theta)


@pytest.mark.parametrize("over", ["http", "file"])
def test_arrow_keys_move_the_boundary_and_its_text(visit, over):
    with visit(PAGE, over) as page:
        slider(page, "w1").focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        assert value(page, "w1") == pytest.approx(0.7)
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('0.7·x1')"
        )
        assert_drawn(page, 0.7, 0.5, 0.7)


def test_a_finger_moves_a_slider(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "w2"), -24)
        w2 = value(page, "w2")
        assert w2 < 0.5
        page.wait_for_function(
            "w2 => document.querySelector('.dlnotes-summary').innerText.includes(`${w2}·x2`)",
            arg=abs(w2),
        )
        assert_drawn(page, 0.5, w2, 0.7)


def test_another_gate_changes_the_wanted_rows_and_says_which_gate_it_is(visit):
    with visit(PAGE) as page:
        control = page.locator(CONTROL)
        control.get_by_label("gate").select_option("XOR")
        page.wait_for_function(
            "control => document.querySelectorAll(`${control} .dlnotes-wrong`).length == 3",
            arg=CONTROL,
        )
        rows = control.locator("tbody tr").all_inner_texts()
        assert tuple(int(row.split()[2]) for row in rows) == GATES["XOR"]
        assert "1 of 4 rows right: not XOR yet (it is AND)" in control.inner_text()


def test_the_explorer_says_when_nor_is_found_with_the_sliders(visit):
    """The warm-up exercise of chapter 1, solved as a reader would."""
    with visit(PAGE) as page:
        control = page.locator(CONTROL)
        control.get_by_label("gate").select_option("NOR")
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('not NOR yet')"
        )
        for name in ("w1", "w2"):
            slider(page, name).focus()
            page.keyboard.press("Home")
        drag(page, slider(page, "θ"), -40)
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('this is NOR.')"
        )
        weights = [value(page, name) for name in ("w1", "w2", "θ")]
        assert tuple(Perceptron.from_threshold(weights[:2], weights[2])(INPUTS)) == GATES["NOR"]


def test_writing_with_the_bias_changes_the_words_and_not_the_line(visit):
    with visit(PAGE) as page:
        page.get_by_label("bias b").check()
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('− 0.7 > 0')"
        )
        assert not slider(page, "θ").is_visible()
        assert value(page, "b") == -0.7
        assert_drawn(page, 0.5, 0.5, 0.7)
        slider(page, "b").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('− 0.65 > 0')"
        )
        assert_drawn(page, 0.5, 0.5, 0.65)


def test_the_sentence_is_read_aloud_once_the_slider_rests(visit):
    with visit(PAGE) as page:
        slider(page, "w1").focus()
        page.keyboard.press("Home")
        spoken = page.locator(f"{CONTROL} .dlnotes-spoken")
        assert spoken.get_attribute("aria-live") == "polite"
        page.wait_for_function(
            "document.querySelector('.dlnotes-spoken').textContent.includes('−2·x1')"
        )
        assert spoken.text_content() == page.locator(f"{CONTROL} .dlnotes-summary").text_content()


def test_a_link_carries_the_state_and_brings_it_back(visit):
    with visit(PAGE) as page:
        slider(page, "w1").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Copy a link to this state").first.click()
        hash = page.evaluate("location.hash")
        assert hash == "#gate=bias:-0.7,form:0,target:0,theta:0.7,w1:0.55,w2:0.5"
    with visit(PAGE + "#gate=w1:1,w2:1,theta:0.5,target:2") as page:
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('this is OR')"
        )
        assert value(page, "w1") == 1
        assert_drawn(page, 1, 1, 0.5)


def test_a_link_to_the_form_with_the_bias_shows_the_slider_of_the_bias(visit):
    with visit(PAGE + "#gate=theta:0.5,form:1") as page:
        slider(page, "b").wait_for()
        slider(page, "θ").wait_for(state="hidden")
        assert value(page, "b") == -0.5
        assert_drawn(page, 0.5, 0.5, 0.5)


def test_a_link_with_nonsense_leaves_the_control_in_a_state_it_can_draw(visit):
    with visit(PAGE + "#gate=w1:1e9,w2:NaN,theta:,target:99,form:x,other:1") as page:
        page.wait_for_function(
            "document.querySelector('.dlnotes-summary').innerText.includes('2·x1')"
        )
        assert (value(page, "w1"), value(page, "w2"), value(page, "θ")) == (2, 0.5, 0.7)
        assert page.locator(CONTROL).get_by_label("gate").input_value() == "XOR"
