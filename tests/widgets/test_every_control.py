"""What holds for each of the twelve controls: links to a state, and every place of an input."""

import re
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from conftest import SITE, WITH_CONTROLS, saved_models

import dlnotes.widgets

WIDGETS = Path(dlnotes.widgets.__file__).parent
VIEWS = [name for name in dlnotes.widgets.__all__ if name[0].isupper()]
ODD = re.compile("NaN|Infinity|undefined|null|\\[object")


def state_of(page):
    """Return the states of the views that a built page carries, by name."""
    models = chain(*saved_models(page)) if page in WITH_CONTROLS else ()
    states = [model["state"] for model in models]
    return {
        state["_anywidget_id"].rsplit(".", 1)[-1]: state
        for state in states
        if "_anywidget_id" in state
    }


# View -> the page that shows it, and the name and limits that a link to its state has there.
PLACES = {
    view: (page, state["link_name"], state["link_limits"])
    for page in sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("book/0*.html"))
    for view, state in state_of(page).items()
}
every_control = pytest.mark.parametrize("view", VIEWS)


def random_state(limits, rng):
    """Return a place for each input: an end of it, or anywhere between."""
    state = {}
    for name, (least, most, step) in limits.items():
        if step:
            value = least + step * rng.integers(round((most - least) / step) + 1)
        else:
            value = 10 ** rng.uniform(np.log10(least), np.log10(most))
        state[name] = float(f"{rng.choice([least, most, value, value]):.6g}")
    return state


def link(name, state):
    return f"#{name}=" + ",".join(f"{key}:{value!r}" for key, value in state.items())


def shown(page, view):
    """Return what a reader sees of a control, and where its inputs stand."""
    return page.locator(f".dlnotes-control-of-{view}").evaluate(
        """control => ({
            said: control.querySelector(".dlnotes-summary").innerText,
            inputs: [...control.querySelectorAll("[role=slider], select, input")].map((input) =>
                input.ariaValueText ?? [input.value, input.checked, input.offsetParent === null]),
            drawn: [...control.querySelectorAll("svg")].map((part) => part.outerHTML),
            told: [...control.querySelectorAll("table")].map((part) => part.innerText),
            painted: [...control.querySelectorAll("canvas")].map((part) => part.toDataURL()),
            seen: [...control.querySelectorAll(".widget-hslider")].map((row) => row.clientHeight),
        })"""
    )


def copy_link(page, view):
    """Press the button below a control and return the link."""
    place = page.locator(".jupyter-widgets-view").filter(
        has=page.locator(f".dlnotes-control-of-{view}")
    )
    place.get_by_role("button", name="Copy a link to this state").click()
    return page.evaluate("location.hash")


def settle(page):
    """Let what waits for a frame be drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_every_control_stands_in_a_chapter():
    assert sorted(PLACES) == sorted(VIEWS) and len(VIEWS) == 12


# --- links to a state -----------------------------------------------------------------------


@every_control
def test_a_link_brings_back_any_state_whole(visit, view):
    page_of, name, limits = PLACES[view]
    state = random_state(limits, np.random.default_rng(12))
    with visit(page_of + link(name, state)) as page:
        settle(page)
        before = shown(page, view)
        copied = copy_link(page, view)
    values = dict(pair.split(":") for pair in copied.partition("=")[2].split(","))
    free = state.keys() - {"theta", "bias"}  # each of these is minus the other
    if view == "ConvolutionExplorer":  # a position is one of the map
        last = (28 + 2 * int(state["padding"]) - 3) // int(state["stride"])
        state |= {key: min(state[key], last) for key in ("row", "column")}
    assert {key: float(values[key]) for key in free} == pytest.approx(
        {key: state[key] for key in free}, rel=1e-5
    )
    with visit(page_of + copied) as page:
        settle(page)
        assert shown(page, view) == before


def test_a_link_brings_back_a_drawing(visit):
    page_of, _, _ = PLACES["DigitPad"]
    with visit(page_of) as page:
        pad = page.locator(".dlnotes-control-of-DigitPad canvas").first
        pad.drag_to(pad, source_position={"x": 80, "y": 40}, target_position={"x": 90, "y": 200})
        page.wait_for_function(
            "document.querySelector('.dlnotes-control-of-DigitPad .dlnotes-summary')"
            ".innerText.includes('reads 1')"
        )
        settle(page)
        before = shown(page, "DigitPad")
        copied = copy_link(page, "DigitPad")
        assert len(copied) < 1200
    with visit(page_of + copied) as page:
        settle(page)
        after = shown(page, "DigitPad")
        assert after["said"] == before["said"] and after["told"] == before["told"]
        assert after["painted"][1:] == before["painted"][1:]  # the pad has it in 28 x 28


@pytest.mark.parametrize("nonsense", ["%zz", "image:%E0", "image:AAAA", ",,=,:", "", "y:0"])
def test_a_link_with_nonsense_is_passed_over(visit, nonsense):
    page_of, name, _ = PLACES["DigitPad"]
    with visit(page_of) as page:
        settle(page)
        before = shown(page, "DigitPad")
    with visit(f"{page_of}#{name}={nonsense}") as page:
        settle(page)
        assert shown(page, "DigitPad") == before
        assert page.evaluate("scrollY") == 0


# --- every place of every input -------------------------------------------------------------


@every_control
def test_no_place_of_an_input_throws_or_shows_what_is_no_number(visit, view):
    page_of, name, limits = PLACES[view]
    rng = np.random.default_rng(len(view))
    ends = [
        {**random_state(limits, rng), key: end}
        for key, (least, most, _) in limits.items()
        for end in (least, most)
    ]
    states = ends + [random_state(limits, rng) for _ in range(10)]
    with visit(page_of) as page:
        found = page.evaluate(
            """async ([view, hashes]) => {
                const frame = () => new Promise((done) => requestAnimationFrame(done));
                const control = document.querySelector(`.dlnotes-control-of-${view}`);
                const found = [];
                for (const hash of hashes) {
                    location.hash = hash;
                    dispatchEvent(new Event("hashchange")); // the browser's own comes later
                    await frame();
                    await frame();
                    const said = control.querySelector(".dlnotes-summary").innerText;
                    found.push([said, control.outerHTML]);
                }
                return found;
            }""",
            [view, [link(name, state) for state in states]],
        )
    for state, (said, html) in zip(states, found, strict=True):
        assert said and not ODD.search(html), state
