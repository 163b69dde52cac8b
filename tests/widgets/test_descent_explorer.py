"""Descent explorer: its optimizers and paths beside dlnotes, and what the static page draws."""

import numpy as np
import pytest
import traitlets
from hands import drag, power, slider, swipe, value

from dlnotes import Parameter
from dlnotes.widgets import DescentExplorer, descent_explorer
from dlnotes.widgets.descent_explorer import OPTIMIZERS

PAGE = "book/05_sgd.html"
EXPLORER = ".dlnotes-control-of-DescentExplorer"
NAMES = list(OPTIMIZERS)


def in_valley(point, angle):
    """Turn points back: along the floor of the valley, and across."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return point @ np.array([[cos, -sin], [sin, cos]])


def height(point, angle=0):
    along, across = np.moveaxis(in_valley(point, angle), -1, 0)
    return along**2 / 20 + across**2


def as_javascript(view):
    names = ["optimizer", "lr", "momentum", "steps", "angle", "optimizer_names", "start"]
    return {name: getattr(view, name) for name in names}


def cut(path, angle=0):
    """Return a path up to the first point that is 100 times higher than its start."""
    beyond = np.flatnonzero(height(path, angle) > 100 * height(path[0], angle))
    return path[: beyond[0] + 1] if len(beyond) else path


def test_setting_traits_as_a_browser_would_changes_the_path():
    view = descent_explorer().view
    view.set_state({"optimizer": 1, "lr": 0.1, "momentum": 0.5, "steps": 2})
    # velocity: (0.07, -0.4), then half of that minus 0.1 * slope at (-6.93, 1.6)
    assert view.path == pytest.approx(
        np.array([[-7, 2], [-6.93, 1.6], [-6.93 + 0.1043, 1.6 - 0.2 - 0.32]])
    )


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("lr", float("nan")),
        ("lr", 0.0),
        ("momentum", 1.0),
        ("steps", 101),
        ("optimizer", 5),
        ("angle", 46.0),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(trait, bad):
    with pytest.raises(traitlets.TraitError, match=trait):
        DescentExplorer(**{trait: bad})


@pytest.mark.parametrize("name", NAMES)
def test_an_optimizer_in_javascript_takes_the_steps_of_dlnotes(javascript, name):
    rng = np.random.default_rng(3)
    start, slopes = rng.normal(size=7), rng.normal(size=(50, 7)) * 10.0 ** rng.uniform(-4, 3, 7)
    settings = {"momentum": 0.8} if name == "Momentum" else {}
    stepped = javascript(
        "optimizers.js",
        """(({name, settings, start, slopes}) => {
            const step = m.OPTIMIZERS[name](settings, start.length);
            return slopes.map((slope) => (step(start, slope), [...start]));
        })(data)""",
        {
            "name": name,
            "settings": {"lr": 0.07, **settings},
            "start": start.tolist(),
            "slopes": slopes.tolist(),
        },
    )
    parameter = Parameter(start)
    optimizer = OPTIMIZERS[name]([parameter], lr=0.07, **settings)
    for slope, there in zip(slopes, stepped, strict=True):
        parameter.grad = slope
        optimizer.step()
        assert there == pytest.approx(parameter.data, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_path_is_that_of_dlnotes_until_it_diverges(javascript, name):
    rng = np.random.default_rng(4)
    views = [
        DescentExplorer(
            optimizer=NAMES.index(name),
            lr=lr,
            momentum=rng.uniform(0, 0.99),
            steps=int(rng.integers(0, 101)),
            angle=rng.choice([0.0, rng.uniform(0, 45)]),
        )
        for lr in (0.001, *10 ** rng.uniform(-3, 1, 30), 10.0)
    ]
    drawn = javascript(
        "descent_explorer.js", "data.map(m.descentState)", [*map(as_javascript, views)]
    )
    for view, state in zip(views, drawn, strict=True):
        whole = view.path
        path = cut(whole, view.angle)
        heights = height(path, view.angle)
        assert np.array(state["path"]) == pytest.approx(path, rel=1e-6, abs=1e-6)
        assert state["diverged"] == (heights[-1] > 100 * heights[0])
        assert state["f"] == pytest.approx(heights[-1], rel=1e-6, abs=1e-6)
        across = in_valley(path, view.angle)[:, 1]
        if np.abs(across).min() > 1e-9:  # a sign of less is rounding
            assert state["crossings"] == (across[:-1] * across[1:] < 0).sum()


def test_a_turned_valley_turns_the_paths_that_do_not_look_at_the_axes_and_no_others():
    ends = {}
    for name in NAMES:
        settings = {"optimizer": NAMES.index(name), "lr": 0.3}
        straight, turned = (DescentExplorer(angle=angle, **settings).path for angle in (0, 30))
        ends[name] = np.allclose(in_valley(turned, 30), straight)
    assert ends == {n: n in ("SGD", "Momentum") for n in NAMES}


@pytest.mark.parametrize(("lr", "diverged"), [(0.98, False), (1.1, True)])
def test_plain_descent_diverges_above_two_over_the_curvature(javascript, lr, diverged):
    view = DescentExplorer(lr=lr, steps=100)
    state = javascript("descent_explorer.js", "m.descentState(data)", as_javascript(view))
    assert state["diverged"] == diverged and ("diverged" in state["summary"]) == diverged


# --- on the static page ---------------------------------------------------------------------


def said(page):
    return page.locator(EXPLORER).locator(".dlnotes-summary").inner_text()


def wait_until_said(page, text):
    page.wait_for_function(
        "([control, text]) => document.querySelector(`${control} .dlnotes-summary`)"
        ".textContent.includes(text)",
        arg=[EXPLORER, text],
    )


def assert_drawn(page, **settings):
    """The line and its dots lie where dlnotes steps; the sentence says where it ends."""
    view = DescentExplorer(**settings)
    path = cut(view.path, view.angle)
    control = page.locator(EXPLORER)
    left, top, width, height_ = control.locator(".dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )
    text = control.locator("[data-part=path]").get_attribute("points")
    drawn = np.array([pair.split(",") for pair in text.split()], float)
    places = (drawn - [left, top]) / [width, height_] * [18, -12] + [-9, 6]
    assert places == pytest.approx(path, rel=1e-6, abs=1e-6)
    assert control.locator("circle").count() == len(path) - 1
    assert control.locator(".dlnotes-end").count() == 1
    assert f"after {len(path) - 1} step" in said(page).lower()
    if "diverged" not in said(page):
        x, y = (f"{round(number, 2) + 0:g}".replace("-", "−") for number in path[-1])
        assert f"at ({x}, {y})" in said(page)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_eta_too_far_is_called_diverged(visit, over):
    with visit(PAGE, over) as page:
        control = page.locator(EXPLORER)
        assert_drawn(page)
        drag(page, slider(control, "η"), 16)
        lr = power(control, "η", 0.01)
        assert lr > 1.1
        wait_until_said(page, "diverged")
        assert_drawn(page, lr=lr)
        drag(page, slider(control, "η"), -60)
        lr = power(control, "η", 0.01)
        wait_until_said(page, f"η = {float(f'{lr:.3g}'):g}:")
        assert "diverged" not in said(page)
        assert_drawn(page, lr=lr)


def test_arrow_keys_draw_more_steps(visit):
    with visit(PAGE) as page:
        slider(page.locator(EXPLORER), "steps").focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        wait_until_said(page, "after 33 steps")
        assert_drawn(page, steps=33)
        page.keyboard.press("Home")
        wait_until_said(page, "after 0 steps")
        assert_drawn(page, steps=0)


def test_a_finger_draws_fewer_steps(visit):
    with visit(PAGE, width=360, touch=True) as page:
        control = page.locator(EXPLORER)
        swipe(page, slider(control, "steps"), -30)
        steps = int(value(control, "steps"))
        assert steps < 30
        wait_until_said(page, f"after {steps} step")
        assert_drawn(page, steps=steps)


def test_only_momentum_shows_its_slider(visit):
    with visit(PAGE) as page:
        control = page.locator(EXPLORER)
        for index, name in enumerate(NAMES):
            control.get_by_label("optimizer", exact=True).select_option(name)
            wait_until_said(page, f"{name}, η")
            assert slider(control, "μ").is_visible() == (name == "Momentum")
            assert_drawn(page, optimizer=index)
        control.get_by_label("optimizer", exact=True).select_option("Momentum")
        slider(control, "μ").focus()
        page.keyboard.press("ArrowLeft")
        wait_until_said(page, "μ = 0.89")
        assert_drawn(page, optimizer=1, momentum=value(control, "μ"))


def test_turning_the_valley_turns_its_lines_and_the_start(visit):
    with visit(PAGE + "#descent=optimizer:2,lr:0.5") as page:
        slider(page.locator(EXPLORER), "turn °").focus()
        page.keyboard.press("End")
        wait_until_said(page, "AdaGrad, η = 0.5, turned by 45°")
        assert_drawn(page, optimizer=2, lr=0.5, angle=45)
        level = page.locator(f"{EXPLORER} .dlnotes-level").first.get_attribute("points")
        x, y = map(float, level.split()[0].split(","))  # where a level line is farthest out
        left, top, width, tall = page.locator(f"{EXPLORER} .dlnotes-axes rect").evaluate(
            "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
        )
        assert (x - left) / width * 18 - 9 == pytest.approx(6 - (y - top) / tall * 12, abs=1e-3)


def test_a_link_brings_a_path_back_and_nonsense_does_no_harm(visit):
    with visit(PAGE + "#descent=optimizer:4,lr:0.3,steps:50,momentum:x,start:1") as page:
        wait_until_said(page, "Adam, η = 0.3: after 50 steps")
        assert_drawn(page, optimizer=4, lr=0.3, steps=50)
    for ends in (
        "lr:99,steps:999,optimizer:9,momentum:9",
        "lr:-1,steps:-1,optimizer:-1,momentum:-1",
    ):
        with visit(f"{PAGE}#descent={ends}") as page:
            wait_until_said(page, "η = 10" if "99" in ends else "η = 0.001")
            html = page.locator(EXPLORER).evaluate("n => n.outerHTML")
            assert "NaN" not in html and "Infinity" not in html
