"""Boundary trainer: the page at work, and what it draws and says of a run."""

import re

import numpy as np
import pytest
from boundary import GRID, losses_of, run_python
from hands import drag, slider, swipe, value

from dlnotes import SoftmaxCrossEntropy, accuracy
from dlnotes.widgets import BoundaryTrainer, boundary_trainer

PAGE = "book/05_sgd.html"
TRAINER = ".dlnotes-control-of-BoundaryTrainer"
SUMMARY = f"{TRAINER} .dlnotes-side > .dlnotes-summary"  # the opened network has its own
PYTHON = f"{TRAINER} pre[aria-label='The same in Python']"


def press(page, name):
    page.locator(TRAINER).get_by_role("button", name=name, exact=True).click()


def said(page):
    return page.locator(SUMMARY).inner_text()


def wait_until_said(page, text):
    page.wait_for_function(
        "([summary, text]) => document.querySelector(summary).textContent.includes(text)",
        arg=[SUMMARY, text],
    )


def steps_said(page):
    return int(re.match(r"Step (\d+):", said(page))[1])


def assert_drawn(page, view):
    """What is said, and where the boundary and the shading lie, is what dlnotes computes."""
    control = page.locator(TRAINER)
    steps = steps_said(page)
    _, network, (x, t) = losses_of(view, steps)
    scores = network(x)
    loss, right = SoftmaxCrossEntropy().forward(scores, t), round(300 * accuracy(scores, t))
    assert said(page) == f"Step {steps}: loss {loss:.4f} and {right} of 300 points right."
    left, top, width, height = control.locator(".dlnotes-layers .dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )
    for label, to_middle in [(0, [3, 0]), (1, [3, 3])]:  # each outline begins left of its point
        marks = control.locator(f".dlnotes-is-{label}").get_attribute("d")
        starts = np.array(re.findall(r"M([\d.]+) ([\d.]+)", marks), float) + to_middle
        drawn = (starts - [left, top]) / [width, height] * [3.6, -3.6] + [-1.8, 1.8]
        assert drawn == pytest.approx(x[t == label], abs=1e-6)
    line = control.locator("[data-part=boundary]").get_attribute("d")
    ends = np.array(re.findall(r"[\d.]+", line), float).reshape(-1, 2)
    places = (ends - [left, top]) / [width, height] * [3.6, -3.6] + [-1.8, 1.8]
    z = np.asarray(network(places))
    assert len(ends) and np.abs(z[:, 1] - z[:, 0]).max() < 0.1 * np.ptp(scores)

    pixels = control.locator("canvas.dlnotes-shading").evaluate(
        """(canvas, grid) => {
            const copy = new OffscreenCanvas(grid, grid).getContext("2d");
            copy.drawImage(canvas, 0, 0);
            return [...copy.getImageData(0, 0, grid, grid).data];
        }""",
        GRID,
    )
    red, _, blue, alpha = np.reshape(pixels, (GRID, GRID, 4))[::-1].reshape(-1, 4).T
    side = -1.8 + 3.6 * (np.arange(GRID) + 0.5) / GRID
    z = np.asarray(network(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)))
    sure = alpha > 10
    assert sure.mean() > 0.3 and np.array_equal((red > blue)[sure], (z[:, 1] > z[:, 0])[sure])


@pytest.mark.parametrize("over", ["http", "file"])
def test_playing_moves_the_boundary_as_dlnotes_would(visit, over):
    with visit(PAGE, over) as page:
        assert_drawn(page, BoundaryTrainer())
        press(page, "Play")
        page.wait_for_function(
            "summary => Number(document.querySelector(summary).textContent.match(/\\d+/)[0]) > 60",
            arg=SUMMARY,
        )
        press(page, "Pause")
        steps = steps_said(page)
        assert_drawn(page, BoundaryTrainer())
        press(page, "Step")
        assert steps_said(page) == steps + 1
        spoken = page.locator(f"{TRAINER} .dlnotes-spoken").first
        page.wait_for_function(
            "([spoken, text]) => document.querySelector(spoken).textContent === text",
            arg=[f"{TRAINER} .dlnotes-spoken", said(page)],
        )
        assert spoken.get_attribute("aria-live") == "polite"


def test_reset_goes_back_to_the_same_weights(visit):
    with visit(PAGE) as page:
        first = said(page)
        curve = page.locator(f"{TRAINER} .dlnotes-loss")
        for _ in range(3):
            press(page, "Step")
        third = said(page)
        assert third.startswith("Step 3:") and len(curve.get_attribute("points").split()) == 3
        press(page, "Reset")
        assert said(page) == first and curve.get_attribute("points") == ""
        for _ in range(3):
            press(page, "Step")
        assert said(page) == third


def test_keys_press_the_buttons_and_move_the_sliders(visit):
    with visit(PAGE) as page:
        slider(page, "units in each").focus()
        page.keyboard.press("ArrowRight")
        wait_until_said(page, "Step 0")
        page.locator(TRAINER).get_by_role("button", name="Step", exact=True).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        wait_until_said(page, "Step 2")
        assert_drawn(page, BoundaryTrainer(units=9))


def test_a_step_right_after_a_change_is_one_of_the_new_run(visit):
    with visit(PAGE) as page:
        control = page.locator(TRAINER)
        units = slider(page, "units in each").element_handle()
        control.evaluate(
            """(control, units) => {
                const step = [...control.querySelectorAll("button")].find(
                    (button) => button.textContent === "Step");
                const key = { key: "ArrowRight", bubbles: true };
                units.dispatchEvent(new KeyboardEvent("keydown", key));
                step.click();
            }""",
            units,
        )
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
        assert_drawn(page, BoundaryTrainer(units=9))
        assert steps_said(page) == 1


def test_dragging_layers_starts_a_new_run_and_dragging_eta_goes_on(visit):
    with visit(PAGE) as page:
        press(page, "Step")
        drag(page, slider(page, "hidden layers"), -200)
        assert value(page, "hidden layers") == 0
        wait_until_said(page, "Step 0")
        press(page, "Step")
        assert_drawn(page, BoundaryTrainer(layers=0))
        eta = slider(page.locator(TRAINER), "η")
        drag(page, eta, 20)
        press(page, "Show the Python")
        assert said(page).startswith("Step 1:")
        code = page.locator(PYTHON)
        assert f"lr={value(page.locator(TRAINER), 'η'):.3g}" in code.inner_text()
        assert code.inner_text().startswith("# In the page η, penalty, batch or a weight")
        press(page, "Reset")
        assert code.inner_text().startswith("import numpy")


def test_the_control_says_when_the_smallest_network_for_the_circles_is_found(visit):
    """The exercise of chapter 5: one hidden layer of three units, and two are not enough."""
    circles = "#trainer=dataset:1,noise:0.05,layers:1,activation:3,lr:0.5,batch:2,pace:1,units:"
    with visit(PAGE + circles + "3") as page:
        press(page, "Play")
        wait_until_said(page, "300 of 300 points right")
    with visit(PAGE + circles + "2") as page:
        press(page, "Play")
        page.wait_for_timeout(2000)
        press(page, "Pause")
        assert steps_said(page) > 400 and "300 of 300 points right" not in said(page)


def test_fingers_change_the_noise_and_train(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "noise"), 30)
        noise = value(page, "noise")
        assert noise > 0.05
        for name in ("Step", "Play"):
            page.locator(TRAINER).get_by_role("button", name=name, exact=True).tap()
        page.locator(TRAINER).get_by_role("button", name="Pause").tap()
        assert steps_said(page) > 0
        assert_drawn(page, BoundaryTrainer(noise=noise))
        sizes = page.locator(f"{TRAINER} .dlnotes-buttons button:visible").evaluate_all(
            "all => all.flatMap((b) => [b.offsetWidth, b.offsetHeight])"
        )
        assert min(sizes) >= 24


def test_the_page_shows_the_python_of_the_run_it_shows(visit):
    with visit(PAGE + "#trainer=dataset:2,units:6,activation:3,penalty:2,batch:0") as page:
        wait_until_said(page, "Step 0")
        code = page.locator(PYTHON)
        show = page.locator(TRAINER).get_by_role("button", name="Show the Python")
        assert not code.is_visible() and show.get_attribute("aria-expanded") == "false"
        show.click()
        assert code.is_visible() and show.get_attribute("aria-expanded") == "true"
        for _ in range(12):
            press(page, "Step")
        losses, loss, right = run_python(code.inner_text())
        assert len(losses) == 12
        words = f"Step 12: loss {loss:.4f} and {round(3 * right)} of 300 points right."
        assert said(page) == words
        assert_drawn(page, BoundaryTrainer(dataset=2, units=6, activation=3, penalty=2, batch=0))
        show.click()
        assert not code.is_visible()


def test_a_run_that_diverges_says_so_stops_and_can_be_reset(visit):
    state = "#trainer=layers:4,units:16,lr:10,batch:2,pace:1"
    with visit(PAGE + state) as page:
        wait_until_said(page, "Step 0")
        first = said(page)
        press(page, "Play")
        wait_until_said(page, "Diverged at step")
        assert "Choose a smaller η" in said(page)
        play = page.locator(TRAINER).get_by_role("button", name="Play")
        assert play.is_visible()
        play.click()
        wait_until_said(page, "Diverged at step")
        assert "NaN" not in page.locator(TRAINER).evaluate("n => n.outerHTML")
        press(page, "Reset")
        assert said(page) == first


@pytest.mark.parametrize("edge", ["least", "greatest"])
def test_at_the_ends_of_all_sliders_nothing_is_nan(visit, edge):
    limits = boundary_trainer().view.link_limits
    ends = {name: low if edge == "least" else high for name, (low, high, _) in limits.items()}
    state = ",".join(f"{name}:{end}" for name, end in ends.items())
    with visit(f"{PAGE}#trainer={state},other:1,seed:x") as page:
        press(page, "Step")
        press(page, "Step")
        html = page.locator(TRAINER).evaluate("n => n.outerHTML")
        assert "NaN" not in html and "Infinity" not in html
        assert "Step 2" in said(page) or "Diverged" in said(page)


def test_those_who_want_little_motion_get_few_pictures(visit):
    with visit(PAGE, reduced_motion="reduce") as page:
        page.evaluate(
            """trainer => {
                window.pictures = [];
                const line = document.querySelector(`${trainer} [data-part=boundary]`);
                const noted = new MutationObserver(() => pictures.push(performance.now()));
                noted.observe(line, {attributes: true});
            }""",
            TRAINER,
        )
        press(page, "Play")
        page.wait_for_function("pictures.length > 6")
        times = page.evaluate("pictures")
        assert np.mean(np.diff(times)) > 450  # one may be late, and the next then in time
