"""Activation explorer: its traits, its JavaScript beside dlnotes, and what the page draws."""

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value

import dlnotes
from dlnotes.widgets import ActivationExplorer, activation_explorer
from dlnotes.widgets.activation_explorer import FUNCTIONS, LABELS

PAGE = "book/02_activations.html"
CONTROL = ".dlnotes-control-of-ActivationExplorer"
X, Y = (-4, 4), (-1.5, 2.5)


def test_setting_the_menu_and_sliders_as_a_browser_would_changes_the_unit():
    view = activation_explorer().view
    view.set_state({"activation": FUNCTIONS.index("leaky_relu"), "w": -2.0, "b": 1.0, "leak": 0.3})
    x = np.array([-1.0, 0.0, 2.0])
    assert view.h(x) == pytest.approx([3, 1, -0.9])
    assert view.slope(x) == pytest.approx([1, 1, 0.3])


@pytest.mark.parametrize("name", ["w", "b", "leak", "x"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "steep", None])
def test_a_number_that_cannot_be_drawn_is_refused_with_its_name(name, value):
    with pytest.raises(traitlets.TraitError, match=f"{name}.*{value}|{value}.*{name}"):
        ActivationExplorer(**{name: value})


@pytest.mark.parametrize("index", [-1, len(FUNCTIONS)])
def test_a_function_that_is_not_on_the_menu_is_refused(index):
    with pytest.raises(traitlets.TraitError):
        ActivationExplorer(activation=index)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_javascript_computes_functions_and_slopes_as_dlnotes_does(javascript, name):
    rng = np.random.default_rng(1)
    a = np.concatenate([rng.normal(0, 4, 500), [0.0, -800.0, 800.0]])
    leak = rng.uniform(0, 0.5)
    ys, slopes = javascript(
        "activations.js",
        "m.ACTIVATIONS[data.name].map((f) => data.a.map((one) => f(one, data.leak)))",
        {"name": name, "a": a.tolist(), "leak": leak},
    )
    more = {"slope": leak} if name == "leaky_relu" else {}
    assert ys == pytest.approx(getattr(dlnotes, name)(a, **more), abs=1e-9)
    assert slopes == pytest.approx(getattr(dlnotes, f"{name}_derivative")(a, **more), abs=1e-9)


def test_javascript_draws_and_reads_what_the_unit_answers(javascript):
    rng = np.random.default_rng(2)
    settings = [
        {
            "activation": i % len(FUNCTIONS),
            "leak": rng.uniform(0, 0.5),
            **{name: rng.uniform(-4, 4) for name in "wbx"},
        }
        for i in range(120)
    ]
    settings += [dict(one, w=0.0) for one in settings[:12]]
    states = javascript(
        "activation_explorer.js",
        "data.settings.map((s) => m.explorerState({...s, functions: data.functions}))",
        {"settings": settings, "functions": FUNCTIONS},
    )
    for one, state in zip(settings, states, strict=True):
        view = ActivationExplorer(**one)
        xs = np.array(state["xs"])
        assert xs == pytest.approx(np.linspace(*X, 401))
        for drawn, wanted in [(state["ys"], view.h(xs)), (state["slopes"], view.slope(xs))]:
            there = np.array([y is not None for y in drawn])
            assert there.sum() >= 400  # at most one gap, at a jump
            if not there.all():
                jump = np.flatnonzero(~there)[0]
                assert abs(wanted[jump] - wanted[jump - 1]) >= 0.4
            assert np.array(drawn, dtype=float)[there] == pytest.approx(wanted[there], abs=1e-9)
        assert state["a"] == pytest.approx(view.w * view.x + view.b, abs=1e-9)
        assert state["y"] == pytest.approx(view.h(view.x), abs=1e-9)
        assert state["slope"] == pytest.approx(view.slope(view.x), abs=1e-9)
        assert state["flat"] == pytest.approx(np.mean(np.abs(view.slope(xs)) < 0.05), abs=0.006)
        assert "NaN" not in state["summary"] and "undefined" not in state["summary"]


# --- on the static page ---------------------------------------------------------------------


def written(number):
    return f"{round(float(number), 2) + 0.0:g}".replace("-", "−")


def until_drawn(page, name):
    """Wait for the sentence that dlnotes gives for the sliders, then compare what is drawn."""
    numbers = {one: value(page, one) for one in "wbx"}
    if name == "leaky_relu":
        numbers["leak"] = value(page, "leak α")
    view = ActivationExplorer(activation=FUNCTIONS.index(name), **numbers)
    y, slope = written(view.h(view.x)), written(view.slope(view.x))
    page.wait_for_function(
        "([control, y, slope]) => document.querySelector(`${control} .dlnotes-summary`)"
        ".innerText.includes(`output h(a) = ${y} and the slope h\u2032(a) = ${slope}.`)",
        arg=[CONTROL, y, slope],
    )
    control = page.locator(CONTROL)
    assert f"At x = {written(view.x)} the sum" in control.locator(".dlnotes-summary").inner_text()
    left, top, width, height = control.locator(".dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )
    for part, function in [("h", view.h), ("slope", view.slope)]:
        path = control.locator(f"[data-part={part}]").get_attribute("d")
        drawn = np.array(
            [[float(n) for n in pair.split(",")] for pair in path.replace("M", " ").split()]
        )
        x = X[0] + (drawn[:, 0] - left) / width * (X[1] - X[0])
        y = Y[1] - (drawn[:, 1] - top) / height * (Y[1] - Y[0])
        assert len(x) >= 400 and x[[0, -1]] == pytest.approx(X)
        assert y == pytest.approx(function(np.round(x, 6)), abs=1e-4)
        dot = control.locator(f"[data-part={part}-dot]").evaluate(
            "d => { const b = d.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; }"
        )
        assert X[0] + (dot[0] - left) / width * (X[1] - X[0]) == pytest.approx(view.x, abs=1e-4)
        height_of_dot = Y[1] - (dot[1] - top) / height * (Y[1] - Y[0])
        assert height_of_dot == pytest.approx(float(function(view.x)), abs=1e-4)


def choose(page, name):
    label = LABELS[FUNCTIONS.index(name)]
    page.locator(CONTROL).get_by_label("h", exact=True).select_option(label)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_the_weight_makes_the_curve_steeper(visit, over):
    with visit(PAGE, over) as page:
        until_drawn(page, "sigmoid")
        drag(page, slider(page, "w"), 25)
        assert value(page, "w") > 1
        until_drawn(page, "sigmoid")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_drawn_with_its_slope_and_keys_move_the_dots(visit, name):
    with visit(PAGE) as page:
        choose(page, name)
        until_drawn(page, name)
        slider(page, "x").focus()
        page.keyboard.press("Home")
        assert value(page, "x") == -4
        until_drawn(page, name)


def test_the_leak_has_a_slider_for_the_leaky_relu_alone(visit):
    with visit(PAGE) as page:
        assert not slider(page, "leak α").is_visible()
        choose(page, "leaky_relu")
        slider(page, "leak α").focus()
        page.keyboard.press("End")
        assert value(page, "leak α") == 0.5
        slider(page, "x").focus()
        page.keyboard.press("Home")
        until_drawn(page, "leaky_relu")
        assert "output h(a) = −2 and" in page.locator(CONTROL).inner_text()
        choose(page, "tanh")
        slider(page, "leak α").wait_for(state="hidden")


def test_a_finger_moves_a_slider(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "b"), 60)
        assert value(page, "b") > 0
        until_drawn(page, "sigmoid")


def test_a_link_carries_the_state_and_brings_it_back(visit):
    with visit(PAGE) as page:
        slider(page, "w").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Copy a link to this state").first.click()
        assert page.evaluate("location.hash") == "#activation=activation:1,b:0,leak:0.1,w:1.05,x:1"
    with visit(PAGE + "#activation=activation:4,leak:9,w:-99,b:NaN,x:4,y:1") as page:
        slider(page, "leak α").wait_for()
        assert [value(page, name) for name in ("w", "b", "x", "leak α")] == [-4, 0, 4, 0.5]
        until_drawn(page, "leaky_relu")
        assert "NaN" not in page.locator(CONTROL).inner_html()


def test_the_sentence_is_read_aloud_once_the_slider_rests(visit):
    with visit(PAGE) as page:
        choose(page, "step")
        page.wait_for_function(
            "c => document.querySelector(`${c} .dlnotes-spoken`).textContent"
            ".includes('on 100\u00a0% of the axis')",
            arg=CONTROL,
        )
        spoken = page.locator(f"{CONTROL} .dlnotes-spoken")
        assert spoken.get_attribute("aria-live") == "polite"
        assert spoken.text_content() == page.locator(f"{CONTROL} .dlnotes-summary").text_content()
