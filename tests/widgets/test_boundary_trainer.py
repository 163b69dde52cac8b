"""Boundary trainer: its network beside dlnotes, its Python as it is run, and the page at work."""

import contextlib
import io
import re

import numpy as np
import pytest
import traitlets
from conftest import ROOT
from hands import drag, slider, swipe, value

from dlnotes import SGD, SoftmaxCrossEntropy, accuracy, l2_penalty
from dlnotes.datasets import TOY_SETS
from dlnotes.widgets import BoundaryTrainer, boundary_trainer

PAGE = "book/05_sgd.html"
TRAINER = ".dlnotes-control-of-BoundaryTrainer"
WIDGETS = (ROOT / "dlnotes" / "widgets").as_uri() + "/"
NAMES = ["relu", "leaky_relu", "sigmoid", "tanh", "identity"]


def as_javascript(view):
    """Return the traits as the page hands them to `settingsOf`, binary ones as lists."""
    binary = {name: np.frombuffer(getattr(view, name)) for name in ("clean", "noisy", "normals")}
    binary["classes"] = np.frombuffer(view.classes, np.uint8)
    plain = ["dataset", "noise", "layers", "units", "activation", "lr", "penalty", "batch"]
    plain += ["dataset_names", "activation_names", "penalties", "batches", "points", "seed"]
    return {name: getattr(view, name) for name in plain} | {
        name: array.tolist() for name, array in binary.items()
    }


def losses_of(view, steps):
    """Train with dlnotes as the control trains; return the losses, the network and the data."""
    x, t = view.examples
    network, loss_func = view.network, SoftmaxCrossEntropy()
    lr, weight_decay = float(f"{view.lr:.3g}"), view.penalties[view.penalty]
    optimizer = SGD(network.parameters(), lr, weight_decay=weight_decay)
    batch, losses = view.batches[view.batch], []
    for i in range(steps):
        rows = slice(i * batch % len(x), i * batch % len(x) + batch)
        optimizer.zero_grad()
        loss = loss_func(network(x[rows]), t[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, network, (x, t)


# --- the data and the first weights ---------------------------------------------------------


def test_setting_traits_as_a_browser_would_changes_data_and_network():
    view = boundary_trainer().view
    view.set_state({"dataset": 3, "noise": 0.1, "layers": 3, "units": 5, "activation": 3})
    x, _ = view.examples
    spiral, _ = TOY_SETS["spiral"](300, noise=0.1, rng=np.random.default_rng(view.seed))
    assert np.array_equal(x, spiral)
    assert view.network.hidden_size_list == [5, 5, 5] and view.network.activation == "tanh"


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("lr", float("nan")),
        ("lr", 0.0),
        ("lr", 101.0),
        ("noise", -0.1),
        ("noise", float("inf")),
        ("layers", 5),
        ("units", 0),
        ("dataset", 4),
        ("activation", -1),
        ("batch", "all"),
    ],
)
def test_a_setting_that_cannot_be_trained_with_is_refused_by_name(trait, bad):
    with pytest.raises(traitlets.TraitError, match=trait):
        BoundaryTrainer(**{trait: bad})


@pytest.mark.parametrize("dataset", range(4))
@pytest.mark.parametrize("noise", [0.0, 0.07, 0.15])
def test_the_page_draws_the_points_that_dlnotes_makes(javascript, dataset, noise):
    view = BoundaryTrainer(dataset=dataset, noise=noise)
    drawn = javascript(
        "boundary_trainer.js",
        "(({x, t}) => ({x: [...x], t: [...t]}))(m.settingsOf(data))",
        as_javascript(view),
    )
    x, t = view.examples
    assert np.reshape(drawn["x"], (-1, 2)) == pytest.approx(x, abs=1e-12)
    assert drawn["t"] == t.tolist()
    assert np.abs(x).max() < 1.8  # within the picture


@pytest.mark.parametrize("activation", range(5))
@pytest.mark.parametrize("layers", [0, 1, 4])
def test_the_first_weights_are_those_of_dlnotes(javascript, layers, activation):
    view = BoundaryTrainer(layers=layers, units=16, activation=activation)
    made = javascript(
        "boundary_trainer.js",
        "m.createRun(m.settingsOf(data)).network.layers.map(({W, b}) => [[...W], [...b]])",
        as_javascript(view),
    )
    numbers = [number for W, b in made for number in (*W, *b)]
    parameters = [parameter.data.ravel() for parameter in view.network.parameters()]
    assert numbers == pytest.approx(np.concatenate(parameters), abs=1e-14)


# --- training -------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", range(4))
@pytest.mark.parametrize(
    ("layers", "units", "activation", "lr", "penalty", "batch"),
    [
        (0, 8, "relu", 0.1, 0, 0),
        (1, 1, "sigmoid", 1.0, 3, 1),
        (1, 16, "leaky_relu", 0.2, 1, 0),
        (2, 16, "relu", 0.3, 0, 2),
        (2, 16, "tanh", 10**-0.3, 2, 1),
        (3, 7, "identity", 0.05, 2, 1),
        (4, 16, "tanh", 0.1, 4, 2),
        (4, 12, "relu", 0.03, 3, 1),
    ],
)
def test_a_hundred_losses_and_the_weights_after_them_are_those_of_dlnotes(
    javascript, dataset, layers, units, activation, lr, penalty, batch
):
    view = BoundaryTrainer(
        dataset=dataset,
        noise=0.1,
        layers=layers,
        units=units,
        activation=NAMES.index(activation),
        lr=lr,
        penalty=penalty,
        batch=batch,
    )
    page = javascript(
        "boundary_trainer.js",
        """(() => {
            const settings = m.settingsOf(data), run = m.createRun(settings);
            const losses = Array.from({length: 100}, () => m.advance(run, settings));
            const weights = run.network.layers.flatMap(({W, b}) => [...W, ...b]);
            return {losses, weights, ...m.measure(run, settings)};
        })()""",
        as_javascript(view),
    )
    losses, network, (x, t) = losses_of(view, 100)
    assert page["losses"] == pytest.approx(losses, abs=1e-6)
    weights = np.concatenate([parameter.data.ravel() for parameter in network.parameters()])
    assert page["weights"] == pytest.approx(weights, abs=1e-6)
    assert page["loss"] == pytest.approx(SoftmaxCrossEntropy().forward(network(x), t), abs=1e-6)
    assert page["right"] == round(300 * accuracy(network(x), t))
    assert l2_penalty(network.parameters(), 1.0) > 0 and len(set(losses)) > 90  # it did train


@pytest.mark.parametrize(("dataset", "layers", "activation"), [(0, 4, 0), (2, 2, 1), (3, 3, 4)])
def test_a_run_diverges_at_the_step_at_which_the_loss_of_dlnotes_passes_a_million(
    javascript, dataset, layers, activation
):
    view = BoundaryTrainer(dataset=dataset, layers=layers, units=16, lr=10.0, activation=activation)
    page = javascript(
        "boundary_trainer.js",
        """(() => {
            const settings = m.settingsOf(data), run = m.createRun(settings);
            while (!run.diverged && run.steps < 100) m.advance(run, settings);
            return {steps: run.steps, diverged: run.diverged, summary: m.summaryOf(run, settings)};
        })()""",
        as_javascript(view),
    )
    with np.errstate(all="ignore"):
        losses, _, _ = losses_of(view, 100)
    assert page["diverged"]
    assert page["steps"] == next(i for i, loss in enumerate(losses) if not loss <= 1e6)
    assert page["summary"].startswith(f"Diverged at step {page['steps']}: the loss grew beyond")


def test_the_curve_keeps_its_mean_however_long_the_run(javascript):
    curve, losses = javascript(
        "boundary_trainer.js",
        """(() => {
            const settings = m.settingsOf(data), run = m.createRun(settings);
            const losses = Array.from({length: 1600}, () => m.advance(run, settings));
            return [run.curve, losses];
        })()""",
        as_javascript(BoundaryTrainer()),
    )
    width, means = curve["width"], curve["means"]
    assert len(means) < 200 and width * len(means) == 1600
    assert means == pytest.approx(np.reshape(losses, (-1, width)).mean(axis=1))


def test_the_boundary_is_where_both_scores_are_equal(javascript):
    view = BoundaryTrainer(dataset=1, lr=1.0)
    grid, differences, lines = javascript(
        "boundary_trainer.js",
        """await (async () => {
            const {createRoom} = await import(new URL("./net.js", data.folder));
            const {zeroLines} = await import(new URL("./contour.js", data.folder));
            const settings = m.settingsOf(data), run = m.createRun(settings);
            for (let i = 0; i < 200; i++) m.advance(run, settings);
            const grid = m.gridPoints();
            const room = createRoom(run.network, grid.length / 2);
            const differences = m.scoreDifferences(run.network, room, grid);
            return [[...grid], [...differences], zeroLines(differences, 80)];
        })()""",
        as_javascript(view) | {"folder": WIDGETS},
    )
    _, network, _ = losses_of(view, 200)
    scores = np.asarray(network(np.reshape(grid, (-1, 2))))
    assert differences == pytest.approx(scores[:, 1] - scores[:, 0], abs=1e-6)
    assert len(lines) > 40
    ends = np.reshape(lines, (-1, 2))
    at_ends = np.asarray(network(-1.8 + 3.6 * (ends + 0.5) / 80))
    gaps = np.abs(at_ends[:, 1] - at_ends[:, 0])
    assert gaps.max() < 0.1 * np.abs(differences).max()


def test_zero_lines_of_known_shapes(javascript):
    def lines(heights):
        return javascript(
            "contour.js", f"m.zeroLines(data, {len(heights)})", np.ravel(heights).tolist()
        )

    assert lines([[-1, 3], [-1, 3]]) == [[[0.25, 0], [0.25, 1]]]
    assert len(lines([[1, -1], [-1, 1]])) == 2  # a saddle
    assert lines([[1, 1], [2, 3]]) == []
    assert javascript("contour.js", "m.zeroLines([NaN, -1, 1, Infinity], 2)", None) == []
    y, x = np.mgrid[0:30, 0:30]
    circle = np.reshape(lines(np.hypot(x - 15, y - 14) - 9), (-1, 2))
    assert np.hypot(*(circle - [15, 14]).T) == pytest.approx(np.full(len(circle), 9), abs=0.02)


# --- the Python it shows --------------------------------------------------------------------


def run_python(source):
    said, names = io.StringIO(), {}
    with contextlib.redirect_stdout(said):
        exec(source, names)
    loss, right = re.fullmatch(r"loss ([\d.]+), ([\d.]+)% right\n", said.getvalue()).groups()
    return names["losses"], float(loss), float(right)


@pytest.mark.parametrize(
    ("dataset", "layers", "activation", "lr", "penalty", "batch", "steps"),
    [(0, 2, 0, 0.1, 0, 1, 120), (1, 0, 3, 10**-0.7, 3, 0, 61), (3, 4, 2, 10**0.3, 1, 2, 9)],
)
def test_the_python_shown_gives_the_losses_of_the_page(
    javascript, dataset, layers, activation, lr, penalty, batch, steps
):
    view = BoundaryTrainer(
        dataset=dataset,
        noise=0.15000000000000002,
        layers=layers,
        activation=activation,
        lr=lr,
        penalty=penalty,
        batch=batch,
    )
    python, losses, measured = javascript(
        "boundary_trainer.js",
        f"""(() => {{
            const settings = m.settingsOf(data), run = m.createRun(settings);
            const losses = Array.from({{length: {steps}}}, () => m.advance(run, settings));
            return [m.pythonOf(run, settings), losses, m.measure(run, settings)];
        }})()""",
        as_javascript(view),
    )
    same, loss, right = run_python(python)
    assert len(same) == steps and same == pytest.approx(losses, abs=1e-6)
    assert loss == pytest.approx(measured["loss"], abs=1e-4)
    assert right == pytest.approx(measured["right"] / 3, abs=0.06)
    assert max(map(len, python.splitlines())) <= 100


# --- on the static page ---------------------------------------------------------------------


def press(page, name):
    page.locator(TRAINER).get_by_role("button", name=name, exact=True).click()


def said(page):
    return page.locator(TRAINER).locator(".dlnotes-summary").inner_text()


def wait_until_said(page, text):
    page.wait_for_function(
        "([trainer, text]) => document.querySelector(`${trainer} .dlnotes-summary`)"
        ".textContent.includes(text)",
        arg=[TRAINER, text],
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
    assert control.locator(".dlnotes-is-0").count() == 150
    assert control.locator(".dlnotes-is-1").count() == 150

    left, top, width, height = control.locator(".dlnotes-layers .dlnotes-axes rect").evaluate(
        "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
    )
    line = control.locator("[data-part=boundary]").get_attribute("d")
    ends = np.array(re.findall(r"[\d.]+", line), float).reshape(-1, 2)
    places = (ends - [left, top]) / [width, height] * [3.6, -3.6] + [-1.8, 1.8]
    z = np.asarray(network(places))
    assert len(ends) and np.abs(z[:, 1] - z[:, 0]).max() < 0.1 * np.ptp(scores)

    pixels = control.locator("canvas").evaluate(
        """canvas => {
            const copy = new OffscreenCanvas(80, 80).getContext("2d", {willReadFrequently: true});
            copy.drawImage(canvas, 0, 0);
            return [...copy.getImageData(0, 0, 80, 80).data];
        }"""
    )
    red, _, blue, alpha = np.reshape(pixels, (80, 80, 4))[::-1].reshape(-1, 4).T
    side = -1.8 + 3.6 * (np.arange(80) + 0.5) / 80
    z = np.asarray(network(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)))
    sure = alpha > 10
    assert sure.mean() > 0.3 and np.array_equal((red > blue)[sure], (z[:, 1] > z[:, 0])[sure])


@pytest.mark.parametrize("over", ["http", "file"])
def test_playing_moves_the_boundary_as_dlnotes_would(visit, over):
    with visit(PAGE, over) as page:
        assert_drawn(page, BoundaryTrainer())
        press(page, "Play")
        page.wait_for_function(
            "trainer => Number(document.querySelector(`${trainer} .dlnotes-summary`)"
            ".textContent.match(/\\d+/)[0]) > 60",
            arg=TRAINER,
        )
        press(page, "Pause")
        steps = steps_said(page)
        assert_drawn(page, BoundaryTrainer())
        press(page, "Step")
        assert steps_said(page) == steps + 1
        spoken = page.locator(f"{TRAINER} .dlnotes-spoken")
        page.wait_for_function(
            "([spoken, text]) => document.querySelector(spoken).textContent === text",
            arg=[f"{TRAINER} .dlnotes-spoken", said(page)],
        )
        assert spoken.get_attribute("aria-live") == "polite"


def test_reset_goes_back_to_the_same_weights(visit):
    with visit(PAGE) as page:
        first = said(page)
        curve = page.locator(f"{TRAINER} .dlnotes-curve")
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
        code = page.locator(f"{TRAINER} pre")
        assert f"lr={10 ** value(page.locator(TRAINER), 'η'):.3g}" in code.inner_text()
        assert code.inner_text().startswith("# In the page η, penalty or batch changed")
        press(page, "Reset")
        assert code.inner_text().startswith("import numpy")


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
        sizes = page.locator(f"{TRAINER} .dlnotes-buttons button").evaluate_all(
            "all => all.flatMap((b) => [b.offsetWidth, b.offsetHeight])"
        )
        assert min(sizes) >= 24


def test_the_page_shows_the_python_of_the_run_it_shows(visit):
    with visit(PAGE + "#trainer=dataset:2,units:6,activation:3,penalty:2,batch:0") as page:
        wait_until_said(page, "Step 0")
        code = page.locator(f"{TRAINER} pre")
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


def test_those_who_want_little_motion_get_few_pictures(browser, addresses):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{addresses['http']}/{PAGE}")
    page.wait_for_selector("html[data-widgets=ready]")
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
    page.wait_for_function("pictures.length > 3")
    times = page.evaluate("pictures")
    assert min(np.diff(times)) > 450
    context.close()
