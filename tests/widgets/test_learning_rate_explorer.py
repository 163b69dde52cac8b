"""Learning-rate explorer: its table beside the plain loop, its words, and its static page."""

import base64
import math
import re
from itertools import chain

import numpy as np
import pytest
import traitlets
from conftest import saved_models
from hands import drag, slider, swipe

from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy, accuracy, predict
from dlnotes.widgets import LearningRateExplorer, learning_rate_explorer
from dlnotes.widgets.learning_rate_explorer import RATES, learning_curves

PAGE = "book/06_mnist.html"
EXPLORER = ".dlnotes-control-of-LearningRateExplorer"


@pytest.fixture(scope="module")
def data():
    """Ten noisy patterns, one for each class."""
    rng = np.random.default_rng(0)
    patterns, t = rng.random((10, 20)), rng.integers(10, size=500)
    return (patterns[t] + 0.3 * rng.normal(size=(500, 20))).astype(np.float32), t


def test_the_curves_are_those_of_the_loop_that_the_chapter_writes(data):
    x, t = data
    losses, accuracies = learning_curves(0.3, data, (x[:100], t[:100]), steps=120, seed=4)
    network = MultiLayerNet(20, [50], 10, rng=np.random.default_rng(4))
    optimizer, loss_func = SGD(network.parameters(), lr=0.3), SoftmaxCrossEntropy()
    rng, plain_losses, plain_accuracies = np.random.default_rng(4), [], []
    for i in range(120):
        rows = rng.integers(len(x), size=100)
        optimizer.zero_grad()
        loss = loss_func(network(x[rows]), t[rows])
        loss.backward()
        optimizer.step()
        plain_losses.append(loss.item())
        if (i + 1) % 12 == 0:
            plain_accuracies.append(accuracy(predict(network, x[:100]), t[:100]))
    assert losses == pytest.approx(np.reshape(plain_losses, (60, 2)).mean(axis=1), abs=1e-6)
    assert accuracies == pytest.approx(plain_accuracies, abs=1e-6)
    assert accuracies[-1] > 0.8


def test_a_run_that_diverges_ends_early_and_is_nan_from_there(data):
    x, t = data
    losses, accuracies = learning_curves(0.1, (x * np.float32(1e30), t), data, steps=60)
    assert np.isnan(losses).any() and np.isnan(accuracies[-1])


def test_steps_that_cannot_be_parted_are_refused(data):
    with pytest.raises(ValueError, match="multiple of 60, got 100"):
        learning_curves(0.1, data, data, steps=100)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan")])
def test_a_rate_that_is_no_step_forward_is_refused(data, wrong):
    view = LearningRateExplorer(data, data, steps=60, rates=[0.1])
    with pytest.raises(traitlets.TraitError, match=str(wrong)):
        view.lr = wrong


def test_the_button_is_hidden_until_a_front_end_asks_a_kernel(data):
    control = learning_rate_explorer(data, data, steps=60)
    row = control.inputs[-1]
    assert control.view.train_display == row.layout.display == "none"
    control.view._handle_custom_msg({"type": "is a kernel there?"}, [])
    assert control.view.train_display == "flex"


def test_the_button_trains_with_the_rate_of_the_slider_and_fills_the_bar(data):
    control = learning_rate_explorer(data, data, steps=60)
    control.view.set_state({"lr": 0.5})
    button, progress = control.inputs[-1].children
    button.click()
    assert progress.value == progress.max == 60 and not button.disabled
    [run] = control.view.runs
    losses, accuracies = learning_curves(0.5, data, data, steps=60, seed=1)
    assert run == {"lr": 0.5, "losses": losses.tolist(), "accuracies": accuracies.tolist()}


def test_javascript_finds_the_nearest_rate(javascript):
    rng = np.random.default_rng(6)
    asked = 10 ** rng.uniform(-3, 2, 200)
    found = javascript(
        "learning_rate_explorer.js",
        "data.asked.map((lr) => m.nearestRate(data.rates, lr))",
        {"asked": asked.tolist(), "rates": RATES},
    )
    distances = np.abs(np.log10(asked)[:, np.newaxis] - np.log10(RATES))
    assert found == distances.argmin(axis=1).tolist()


STATE = """m.rateState({...data, losses: Float32Array.from(data.losses, (v) => v ?? NaN),
    accuracies: Float32Array.from(data.accuracies, (v) => v ?? NaN)})"""


def state_of(javascript, view, **changes):
    """What JavaScript makes of a view; NaN travels as null."""
    tables = {
        name: [
            None if math.isnan(v) else float(v) for v in np.frombuffer(getattr(view, name), "f4")
        ]
        for name in ("losses", "accuracies")
    }
    plain = {name: getattr(view, name) for name in ("lr", "rates", "steps", "images", "runs")}
    return javascript("learning_rate_explorer.js", STATE, tables | plain | changes)


def test_javascript_has_the_table_of_python(javascript, data):
    view = LearningRateExplorer(data, data, steps=60)
    state = state_of(javascript, view, lr=0.11)
    assert view.rates[state["selected"]] == 0.1
    assert "of 500 test images" in state["summary"]
    for run, lr in zip(state["table"], view.rates, strict=True):
        losses, accuracies = learning_curves(lr, data, data, steps=60)
        assert run["lr"] == lr
        assert run["losses"] == pytest.approx(losses[np.isfinite(losses)].tolist(), rel=1e-6)
        assert run["accuracies"] == pytest.approx(accuracies[np.isfinite(accuracies)].tolist())


@pytest.mark.parametrize(
    ("losses", "accuracies", "word"),
    [
        ([2.3, 1.0, 0.3], [0.5, 0.95], "good"),
        ([2.4, 2.3, 2.2], [0.2, 0.4], "slow"),
        ([2.3, 5.0, 0.5], [0.4, 0.9], "jumping"),
        ([9000, 2.3, 2.3], [0.1, 0.1], "broken"),
        ([9000, 2.3, 1.9], [0.1, 0.3], "broken"),
        ([2.3, 700], [0.1], "diverged"),
        ([], [], "diverged"),
    ],
)
def test_each_way_a_run_can_go_has_its_word(javascript, losses, accuracies, word):
    run = {"losses": losses, "accuracies": accuracies}
    said = javascript("learning_rate_explorer.js", "m.verdict(data, 0.95, 3)", run)
    assert said[0] == word
    assert "NaN" not in said[1] and "Infinity" not in said[1]


# --- on the static page ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def table():
    """The table that the page carries: rate -> (losses, accuracies)."""
    [model] = [m for m in chain(*saved_models(PAGE)) if "rates" in m["state"]]
    parts = {
        b["path"][0]: np.frombuffer(base64.b64decode(b["data"]), np.float32).reshape(21, -1)
        for b in model["buffers"]
    }
    rates = model["state"]["rates"]
    return dict(zip(rates, zip(parts["losses"], parts["accuracies"], strict=True), strict=True))


def summary_of(page):
    return page.locator(f"{EXPLORER} .dlnotes-summary").inner_text()


def rate(page):
    """Return η as the number beside the slider gives it."""
    return float(page.get_by_role("textbox", name="η, exact value").inner_text())


def wait_for_rate(page, rate):
    page.wait_for_function(
        "([explorer, words]) => document.querySelector(`${explorer} .dlnotes-summary`)"
        ".innerText.startsWith(words)",
        arg=[EXPLORER, f"η = {rate}."],
    )


def assert_drawn(page, table, lr):
    """The thick curves are the table's for this rate, and the words give its last numbers."""
    losses, accuracies = table[lr]
    [said] = re.findall(r"reads ([\d.]+)\s%", summary_of(page))
    assert float(said) == pytest.approx(100 * accuracies[-1], abs=0.051)
    plots = page.locator(f"{EXPLORER} svg")
    drawings = [(np.clip(np.log10(losses), -1, 4), (-1, 4)), (accuracies, (0, 1))]
    for i, (wanted, (least, most)) in enumerate(drawings):
        plot = plots.nth(i)
        left, top, width, height = plot.locator("rect").evaluate(
            "r => ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))"
        )
        chosen = plot.locator(".dlnotes-chosen")
        assert float(chosen.get_attribute("data-lr")) == lr
        points = np.array([p.split(",") for p in chosen.get_attribute("points").split()], float)
        steps = (points[:, 0] - left) / width * 600
        values = most - (points[:, 1] - top) / height * (most - least)
        assert steps == pytest.approx(600 / len(wanted) * np.arange(1, len(wanted) + 1))
        assert values == pytest.approx(wanted, abs=1e-6)
        assert plot.locator(".dlnotes-other").count() == 20


@pytest.mark.parametrize("over", ["http", "file"])
def test_keys_choose_a_rate_and_its_curves(visit, table, over):
    with visit(PAGE, over) as page:
        assert_drawn(page, table, 0.1)
        slider(page, "η").focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        wait_for_rate(page, 1)
        assert_drawn(page, table, 1.0)


def test_too_small_and_too_large_are_said_in_words(visit, table):
    with visit(PAGE) as page:
        slider(page, "η").focus()
        page.keyboard.press("Home")
        wait_for_rate(page, 0.001)
        assert "Small: it is still" in summary_of(page)
        assert_drawn(page, table, 0.001)
        page.keyboard.press("End")
        wait_for_rate(page, 100)
        assert "Too large, it broke" in summary_of(page)
        assert_drawn(page, table, 100.0)


def test_the_explorer_says_when_the_best_rate_is_found(visit, table):
    best = max(table, key=lambda lr: np.nan_to_num(table[lr][1][-1]))
    with visit(PAGE) as page:
        slider(page, "η").focus()
        page.keyboard.press("Home")
        wait_for_rate(page, 0.001)
        for lr in list(table)[1:]:
            assert "does better" not in summary_of(page)
            page.keyboard.press("ArrowRight")
            wait_for_rate(page, f"{lr:.2g}")
            if lr == best:
                break
        assert "None of the 21 rates does better." in summary_of(page)
        assert_drawn(page, table, best)


def test_dragging_the_slider_chooses_another_rate(visit):
    with visit(PAGE) as page:
        drag(page, slider(page, "η"), 40)
        page.wait_for_function(
            "e => !document.querySelector(`${e} .dlnotes-summary`)"
            ".innerText.startsWith('η = 0.1.')",
            arg=EXPLORER,
        )
        assert rate(page) > 0.1


def test_a_finger_chooses_another_rate(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "η"), -30)
        page.wait_for_function(
            "e => !document.querySelector(`${e} .dlnotes-summary`)"
            ".innerText.startsWith('η = 0.1.')",
            arg=EXPLORER,
        )
        assert rate(page) < 0.1


def test_without_a_kernel_there_is_no_button_to_train(visit):
    with visit(PAGE) as page:
        assert slider(page, "η").is_visible()
        assert not page.get_by_role("button", name="Train with this η").is_visible()


def test_a_link_brings_a_rate_back(visit, table):
    with visit(PAGE + "#rate=lr:9") as page:
        wait_for_rate(page, 10)  # the nearest that was computed
        assert_drawn(page, table, 10.0)
    with visit(PAGE + "#rate=lr:-7,other:1") as page:
        wait_for_rate(page, 0.001)
