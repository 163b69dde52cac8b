"""Curve fitter: its traits, its JavaScript beside dlnotes, and what the static page draws."""

import re

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value

from dlnotes.datasets import CURVES
from dlnotes.fitting import as_network, even_kinks, fit_relu_sum, relu_sum
from dlnotes.widgets import CurveFitter, curve_fitter
from dlnotes.widgets.curve_fitter import MOST_UNITS, data

PAGE = "book/02_activations.html"
CONTROL = ".dlnotes-control-of-CurveFitter"


def carried(view):
    """The traits as JavaScript reads them, numbers in place of bytes."""
    return {
        "fits": np.frombuffer(view.fits, "<f8").tolist(),
        "targets": np.frombuffer(view.targets, "<f8").tolist(),
        "curve_names": view.curve_names,
        "most_units": view.most_units,
    }


def gaps(view):
    """How far the network is from each point, computed by dlnotes from scratch."""
    x, t = data(view.curve_names[view.curve])
    p = even_kinks(view.units)
    return np.abs(relu_sum(x, p, *fit_relu_sum(x, t, p)) - t)


def test_setting_menu_and_slider_as_a_browser_would_changes_the_network():
    view = curve_fitter().view
    view.set_state({"curve": view.curve_names.index("wave"), "units": 30})
    assert view.network.hidden_size_list == [30]
    x, t = data("wave")
    y = np.asarray(view.network(x[:, np.newaxis])).ravel()
    assert np.abs(y - t) == pytest.approx(gaps(view), abs=1e-9)
    assert np.mean((y - t) ** 2) < 0.001


@pytest.mark.parametrize(
    "state", [{"units": 0}, {"units": MOST_UNITS + 1}, {"units": 2.5}, {"curve": len(CURVES)}]
)
def test_what_was_not_fitted_is_refused(state):
    with pytest.raises(traitlets.TraitError, match=next(iter(state))):
        CurveFitter(**state)


def test_javascript_computes_the_output_of_the_network(javascript):
    rng = np.random.default_rng(1)
    networks = [
        {"p": rng.uniform(-1, 1, n), "v": rng.normal(0, 5, n), "c": rng.normal()}
        for n in (1, 2, 7, 30)
    ]
    x = rng.uniform(-1, 1, 200)
    t = rng.uniform(-1, 1, 200)
    answers = javascript(
        "curve_fitter.js",
        "data.networks.map(({p, v, c}) => { const ys = data.x.map((x) => m.reluSum(x, p, v, c));"
        "return {ys, ...m.misses(ys, data.t)}; })",
        {
            "networks": [
                {"p": one["p"].tolist(), "v": one["v"].tolist(), "c": one["c"]} for one in networks
            ],
            "x": x.tolist(),
            "t": t.tolist(),
        },
    )
    for one, answer in zip(networks, answers, strict=True):
        y = np.asarray(as_network(**one)(x[:, np.newaxis])).ravel()
        assert answer["ys"] == pytest.approx(y, abs=1e-6)
        assert answer["error"] == pytest.approx(np.mean((y - t) ** 2), abs=1e-6)
        assert answer["worst"] == pytest.approx(np.abs(y - t).max(), abs=1e-6)


def test_every_fit_that_is_carried_is_read_drawn_and_measured_as_dlnotes_does(javascript):
    view = CurveFitter()
    settings = [(i, n) for i in range(len(CURVES)) for n in range(1, MOST_UNITS + 1)]
    states = javascript(
        "curve_fitter.js",
        "data.settings.map(([curve, units]) => m.fitterState({curve, units, ...data.carried}))",
        {"settings": settings, "carried": carried(view)},
    )
    for (curve, units), state in zip(settings, states, strict=True):
        view.curve, view.units = curve, units
        x, t = data(view.curve_names[curve])
        assert (state["xs"], state["ts"]) == (pytest.approx(x), pytest.approx(t))
        assert state["bends"] == pytest.approx([*even_kinks(units), 1])
        ends = np.array(state["bends"], dtype=float)[:, np.newaxis]
        assert state["heights"] == pytest.approx(np.asarray(view.network(ends)).ravel(), abs=1e-6)
        between = np.interp(x, state["bends"], state["heights"])  # the line as it is drawn
        assert between == pytest.approx(
            np.asarray(view.network(x[:, np.newaxis])).ravel(), abs=1e-6
        )
        assert state["error"] == pytest.approx(np.mean(gaps(view) ** 2), abs=1e-9)
        assert state["worst"] == pytest.approx(gaps(view).max(), abs=1e-6)
        assert state["summary"].startswith(f"{units} hidden unit")
        assert "NaN" not in state["summary"]


# --- on the static page ---------------------------------------------------------------------


def until_drawn(page, name):
    """Wait for the sentence that dlnotes gives for the slider, then compare what is drawn."""
    view = CurveFitter(curve=list(CURVES).index(name), units=int(value(page, "units")))
    control = page.locator(CONTROL)
    page.wait_for_function(
        "([control, text]) => document.querySelector(`${control} .dlnotes-summary`)"
        ".innerText.startsWith(text)",
        arg=[CONTROL, f"{view.units} hidden unit"],
    )
    said = control.locator(".dlnotes-summary").inner_text()
    numbers = re.fullmatch(r".*error (below )?([\d.]+), largest miss (below )?([\d.]+)\.", said)
    for below, number, wanted in [
        (numbers[1], numbers[2], np.mean(gaps(view) ** 2)),
        (numbers[3], numbers[4], gaps(view).max()),
    ]:
        assert wanted < 1e-6 if below else float(number) == pytest.approx(wanted, rel=0.06)
    assert control.locator(".dlnotes-kink").count() == view.units
    assert control.locator(".dlnotes-part").count() == view.units
    assert control.locator(".dlnotes-datum").count() == len(data(name)[0])

    left, top, width, height = control.locator(".dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )
    path = control.locator("[data-part=fit]").get_attribute("d")
    drawn = np.array([[float(n) for n in pair.split(",")] for pair in path[1:].split()])
    x = -1 + (drawn[:, 0] - left) / width * 2
    y = 1.5 - (drawn[:, 1] - top) / height * 3
    assert x == pytest.approx([*even_kinks(view.units), 1])
    assert y == pytest.approx(np.asarray(view.network(x[:, np.newaxis])).ravel(), abs=1e-4)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_the_slider_gives_the_network_more_units(visit, over):
    with visit(PAGE, over) as page:
        until_drawn(page, "sine")
        drag(page, slider(page, "units"), 40)
        assert value(page, "units") > 4
        until_drawn(page, "sine")


@pytest.mark.parametrize("name", CURVES)
def test_every_curve_can_be_chosen_and_keys_reach_both_ends(visit, name):
    with visit(PAGE) as page:
        page.locator(CONTROL).get_by_label("curve", exact=True).select_option(name)
        for key, units in [("Home", 1), ("End", MOST_UNITS)]:
            slider(page, "units").focus()
            page.keyboard.press(key)
            assert value(page, "units") == units
            until_drawn(page, name)
        assert "NaN" not in page.locator(CONTROL).inner_html()


def test_a_finger_moves_the_slider(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "units"), 60)
        assert value(page, "units") > 4
        until_drawn(page, "sine")


def test_a_link_carries_the_state_and_brings_it_back(visit):
    with visit(PAGE) as page:
        slider(page, "units").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Copy a link to this state").nth(1).click()
        assert page.evaluate("location.hash") == "#fit=curve:0,units:5"
    for link, curve, units in [("curve:3,units:2", "tent", 2), ("curve:-5,units:1e9", "sine", 30)]:
        with visit(f"{PAGE}#fit={link}") as page:
            page.wait_for_function(
                "([c, text]) => document.querySelector(`${c} .dlnotes-summary`)"
                ".innerText.startsWith(text)",
                arg=[CONTROL, f"{units} hidden"],
            )
            until_drawn(page, curve)


def test_the_sentence_is_read_aloud_once_the_slider_rests(visit):
    with visit(PAGE) as page:
        slider(page, "units").focus()
        page.keyboard.press("Home")
        page.wait_for_function(
            "c => document.querySelector(`${c} .dlnotes-spoken`).textContent.includes('1 hidden')",
            arg=CONTROL,
        )
        spoken = page.locator(f"{CONTROL} .dlnotes-spoken")
        assert spoken.get_attribute("aria-live") == "polite"
        assert spoken.text_content() == page.locator(f"{CONTROL} .dlnotes-summary").text_content()
