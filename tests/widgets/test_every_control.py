"""What holds for each of the twelve controls: links, limits, styles, and leaving nothing behind."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from conftest import SITE

import dlnotes.widgets
from dlnotes.widgets.view import IMPORT

WIDGETS = Path(dlnotes.widgets.__file__).parent
VIEWS = [name for name in dlnotes.widgets.__all__ if name[0].isupper()]
STATE = re.compile(r'widget-state\+json">(.*?)</script>', re.DOTALL)
ODD = re.compile("NaN|Infinity|undefined|null|\\[object")


def state_of(page):
    """Return the states of the views that a built page carries, by name."""
    found = STATE.search((SITE / page).read_text(encoding="utf-8"))
    models = json.loads(found[1])["state"].values() if found else []
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


# --- leaving nothing behind -----------------------------------------------------------------

COUNTING = """
    window.left = { listeners: 0, timers: new Set(), frames: new Set() };
    for (const target of [window, document, MediaQueryList.prototype]) {
        for (const [name, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
            const original = target[name];
            target[name] = function (...given) {
                left.listeners += by;
                return original.apply(this, given);
            };
        }
    }
    const [set, clear, ask, cancel] =
        [setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame];
    window.setTimeout = (run, ...rest) => {
        const id = set((...given) => { left.timers.delete(id); run(...given); }, ...rest);
        left.timers.add(id);
        return id;
    };
    window.clearTimeout = (id) => { left.timers.delete(id); clear(id); };
    window.requestAnimationFrame = (run) => {
        const id = ask((time) => { left.frames.delete(id); run(time); });
        left.frames.add(id);
        return id;
    };
    window.cancelAnimationFrame = (id) => { left.frames.delete(id); cancel(id); };
"""
# A view is drawn into a new element, moved a little, and taken away again.
LIVE_AND_DIE = """async ([esm, state, bytes]) => {
    const heard = new Map();
    const model = {
        get: (name) => bytes.includes(name)
            ? new DataView(Uint8Array.from(atob(state[name]), (c) => c.charCodeAt(0)).buffer)
            : state[name],
        set(name, value) {
            const changes = typeof name === "string" ? { [name]: value } : name;
            for (const [key, now] of Object.entries(changes)) {
                if (!bytes.includes(key)) state[key] = now;
                for (const listener of heard.get(`change:${key}`) ?? []) listener();
            }
        },
        on: (event, listener) => heard.set(event, [...(heard.get(event) ?? []), listener]),
        off: (event, listener) => heard.set(event, heard.get(event).filter((l) => l !== listener)),
        send() {},
        save_changes() {},
    };
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    const view = (await import(url)).default;
    const before = left.listeners;
    const el = document.body.appendChild(document.createElement("div"));
    const stop = view.render({ model, el });
    const listening = [...heard.values()].flat().length;
    for (const name of heard.keys()) model.set(name.slice(7), model.get(name.slice(7)));
    const play = [...el.querySelectorAll("button")].find((b) => b.textContent === "Play");
    play?.click();
    const busy = left.timers.size + left.frames.size;
    stop();
    el.remove();
    return {
        listening,
        busy,
        listeners: left.listeners - before,
        models: [...heard.values()].flat().length,
        timers: left.timers.size,
        frames: left.frames.size,
    };
}"""


@every_control
def test_a_view_that_is_taken_away_leaves_no_listener_timer_or_frame(browser, addresses, view):
    source = (SITE / PLACES[view][0]).read_text(encoding="utf-8")
    [model] = [
        model
        for model in json.loads(STATE.search(source)[1])["state"].values()
        if model["state"].get("_anywidget_id", "").endswith(f".{view}")
    ]
    buffers = {buffer["path"][0]: buffer["data"] for buffer in model.get("buffers", [])}
    page = browser.new_page()
    page.goto(f"{addresses['http']}/genindex.html")
    page.evaluate(COUNTING)
    left = page.evaluate(
        LIVE_AND_DIE, [model["state"]["_esm"], model["state"] | buffers, list(buffers)]
    )
    page.close()
    assert left.pop("listening") > 0 and left.pop("busy") > 0
    assert left == {"listeners": 0, "models": 0, "timers": 0, "frames": 0}


# --- styles ---------------------------------------------------------------------------------


def selectors_of(sheet):
    """Return the selectors of all rules of a style sheet."""
    text = re.sub(r"/\*.*?\*/|@import [^;]*;", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    selectors = [selector.strip() for selector in re.findall(r"([^{}]+)\{", text)]
    return [selector for selector in selectors if not selector.startswith("@media")]


@every_control
def test_no_rule_of_another_control_styles_this_one(visit, view):
    page_of, name, limits = PLACES[view]
    mine = getattr(dlnotes.widgets, view)._css
    foreign = [
        selector
        for sheet in WIDGETS.glob("*.css")
        if IMPORT.sub("", sheet.read_text("utf-8")) not in str(mine)
        for selector in selectors_of(sheet)
    ]
    assert len(foreign) > 50
    state = random_state(limits, np.random.default_rng(3))
    with visit(page_of + link(name, state)) as page:
        settle(page)
        styled = page.locator(f".dlnotes-control-of-{view}").evaluate(
            """(control, selectors) => selectors.filter((selector) =>
                [control, ...control.querySelectorAll("*")].some((part) => part.matches(selector))
            )""",
            foreign,
        )
        assert styled == []


@pytest.mark.parametrize("page_of", sorted({page for page, _, _ in PLACES.values()}))
def test_controls_look_the_same_whichever_of_them_came_last(visit, page_of):
    """Each control brings a copy of the shared style, which must not undo another's own."""
    with visit(page_of) as page:
        settle(page)
        count, changed = page.evaluate(
            """() => {
                const parts = [...document.querySelectorAll(".dlnotes-control *")];
                const looks = () => parts.map((part) => {
                    const style = getComputedStyle(part);
                    return [...style].map((name) => `${name}: ${style[name]}`);
                });
                const sheets = [...document.querySelectorAll("style")]
                    .filter((sheet) => sheet.textContent.includes(".dlnotes-view"));
                const changed = [], before = looks();
                for (const sheet of sheets) {
                    const [parent, next] = [sheet.parentNode, sheet.nextSibling];
                    document.body.append(sheet);
                    looks().forEach((look, i) => {
                        const other = look.filter((line, j) => line !== before[i][j]);
                        if (other.length) changed.push([parts[i].outerHTML, other]);
                    });
                    parent.insertBefore(sheet, next);
                }
                return [sheets.length, changed];
            }"""
        )
        assert count and changed == []
