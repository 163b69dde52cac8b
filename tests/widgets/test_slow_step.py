"""One training step in slow motion: every number is that of dlnotes, and the page shows it."""

import re

import numpy as np
import pytest
from boundary import as_javascript, losses_of
from conftest import ROOT

from dlnotes import SGD, SoftmaxCrossEntropy, softmax
from dlnotes.activation_layers import ACTIVATIONS
from dlnotes.widgets import BoundaryTrainer

PAGE = "book/05_sgd.html"
TRAINER = ".dlnotes-control-of-BoundaryTrainer"
# A run of some steps, then the next one in slow motion.
SLOW = """await (async () => {
    const load = (name) => import(new URL(name, data.folder));
    const { advance, createRun, nextBatch, settingsOf } = await load("boundary_run.js");
    const settings = settingsOf(data), run = createRun(settings);
    for (let i = 0; i < data.steps; i += 1) advance(run, settings);
    const [x, t] = nextBatch(run, settings, data.examples ?? settings.batch);
    const step = m.slowStep(run.network, x, t, settings);
    return (RETURN);
})()"""
NUMBERS = """({
    loss: step.loss, probabilities: [...step.probabilities], x: [...x], t: [...t],
    layers: step.layers.map((layer) => Object.fromEntries(
        ["a", "y", "slopes", "W", "b", "dW", "db", "newW", "newB"]
            .map((name) => [name, [...layer[name]]]))),
    measured: data.weights.map((weight) => m.measuredSlope(run.network, x, t, weight)),
    kept: run.network.layers.map(({ W }) => [...W]),
})"""


def slow(javascript, view, steps, result=NUMBERS, **more):
    folder = ROOT / "dlnotes" / "widgets"
    data = as_javascript(view) | {"steps": steps, "folder": folder.as_uri() + "/", "weights": []}
    return javascript("slow_step.js", SLOW.replace("RETURN", result), data | more)


@pytest.mark.parametrize(
    ("layers", "units", "activation", "lr", "penalty", "batch", "examples"),
    [
        (2, 8, "relu", 0.1, 0, 1, None),
        (2, 8, "relu", 0.1, 0, 1, 1),
        (0, 8, "identity", 1.0, 2, 0, None),
        (1, 3, "sigmoid", 0.5, 3, 2, None),
        (4, 16, "tanh", 0.2, 1, 0, None),
        (3, 5, "leaky_relu", 0.05, 4, 1, 1),
    ],
)
def test_every_number_of_a_slow_step_is_that_of_dlnotes(
    javascript, layers, units, activation, lr, penalty, batch, examples
):
    view = BoundaryTrainer(
        dataset=1,
        layers=layers,
        units=units,
        activation=list(ACTIVATIONS).index(activation),
        lr=lr,
        penalty=penalty,
        batch=batch,
    )
    weights = [{"layer": layer, "from": 1, "to": 0} for layer in range(layers + 1)]
    weights += [{"layer": layers, "from": None, "to": 1}]
    found = slow(javascript, view, 7, examples=examples, weights=weights)
    _, network, _ = losses_of(view, 7)
    x, t = np.reshape(found["x"], (-1, 2)), np.array(found["t"])
    assert len(x) == (examples or min(view.batches[view.batch], 300))

    before = [parameter.data.copy() for parameter in network.parameters()]
    optimizer = SGD(network.parameters(), lr, weight_decay=view.penalties[view.penalty])
    optimizer.zero_grad()
    signal, sums, outputs = x, [], []
    for layer in network.layers:
        signal = layer.forward(signal)
        is_affine = bool(layer.parameters())
        (sums if is_affine else outputs).append(signal.copy())
    outputs.append(sums[-1])
    loss_func = SoftmaxCrossEntropy()
    loss = loss_func(network(x), t)
    loss.backward()
    slope = (softmax(sums[-1]) - np.eye(2)[t]) / len(t)
    slopes = []
    for layer in reversed(network.layers):
        if layer.parameters():
            slopes.insert(0, slope)
        parameters = [parameter.grad.copy() for parameter in layer.parameters()]
        slope = layer.backward(slope)
        for parameter, grad in zip(layer.parameters(), parameters, strict=True):
            parameter.grad[...] = grad  # the loss has already gone back once
    grads = [parameter.grad.copy() for parameter in network.parameters()]
    optimizer.step()
    after = [parameter.data for parameter in network.parameters()]

    assert found["loss"] == pytest.approx(loss.item(), abs=1e-6)
    assert found["probabilities"] == pytest.approx(softmax(sums[-1]).ravel(), abs=1e-6)
    for i, layer in enumerate(found["layers"]):
        for name, wanted in {
            "a": sums[i],
            "y": outputs[i],
            "slopes": slopes[i],
            "W": before[2 * i],
            "b": before[2 * i + 1],
            "dW": grads[2 * i],
            "db": grads[2 * i + 1],
            "newW": after[2 * i],
            "newB": after[2 * i + 1],
        }.items():
            assert layer[name] == pytest.approx(np.ravel(wanted), abs=1e-6), (i, name)
        assert found["kept"][i] == pytest.approx(before[2 * i].ravel(), abs=1e-12)
    exact = [grads[2 * w["layer"]][1, 0] for w in weights[:-1]] + [grads[-1][1]]
    assert found["measured"] == pytest.approx(exact, abs=1e-6)


def test_the_stages_go_forward_to_the_loss_backward_and_to_the_update(javascript):
    view = BoundaryTrainer(layers=1, units=3)
    whole, single = slow(
        javascript,
        view,
        0,
        "[false, true].map((by) => m.stagesOf(run.network, by).map((s) => Object.values(s)))",
    )
    assert whole == [
        *([["forward", 0, None], ["forward", 1, None], ["loss", None, None]]),
        *([["backward", 1, None], ["backward", 0, None], ["update", None, None]]),
    ]
    assert [stage[:1] + stage[2:] for stage in single[:3]] == [["forward", k] for k in range(3)]
    assert len(single) == 3 + 2 + 1 + 2 + 3 + 1


def number(text):
    return float(text.replace("−", "-"))


def test_the_words_of_a_unit_hold_its_numbers(javascript):
    words, trace, numbers = slow(
        javascript,
        BoundaryTrainer(layers=1, units=3, activation=2),
        3,
        """[m.stagesOf(run.network, true).map((stage) => m.wordsOf(stage, step, settings)),
            m.traceOf(step, { layer: 0, from: 1, to: 2 }, settings), """
        + NUMBERS
        + "]",
        examples=1,
    )
    first, second = numbers["layers"]
    said = re.search(r"unit 1.1: .* = (−?[\d.]+); sigmoid makes ([\d.]+) of it", words[0])
    assert number(said[1]) == pytest.approx(first["a"][0], abs=6e-4)
    assert number(said[2]) == pytest.approx(first["y"][0], abs=6e-4)
    said = re.search(r"is of class (\d) and gets ([\d.]+);.* So the loss is ([\d.]+)\.", words[5])
    assert int(said[1]) == numbers["t"][0]
    assert number(said[3]) == pytest.approx(numbers["loss"], abs=6e-4)
    assert number(re.search(r"= (−?[\d.]+)\.$", words[6])[1]) == pytest.approx(
        second["slopes"][0], abs=6e-4
    )
    product = re.match(r"∂L/∂w = x2 · ∂L/∂a = (\S+) · (\S+) = (\S+)\.", trace)
    assert number(product[2]) == pytest.approx(first["slopes"][2], abs=6e-4)
    assert number(product[3]) == pytest.approx(first["dW"][3 + 2], abs=6e-4)


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_the_lines_of_numpy_do_what_the_step_does(javascript, activation):
    view = BoundaryTrainer(layers=2, units=4, activation=list(ACTIVATIONS).index(activation))
    lines, found = slow(
        javascript,
        view,
        2,
        """[m.stagesOf(run.network, false).slice(0, -1).map((stage) => m.numpyOf(stage,
            { ...settings, count: run.network.layers.length, examples: t.length })), """
        + NUMBERS
        + "]",
    )
    names = {"np": np, "softmax": softmax, "t": np.array(found["t"])}
    names["x"] = np.reshape(found["x"], (-1, 2))
    for i, layer in enumerate(found["layers"], start=1):
        names[f"b{i}"] = np.array(layer["b"])
        names[f"W{i}"] = np.reshape(layer["W"], (-1, len(layer["b"])))
    for line in lines:
        exec(line, names)
    assert names["loss"] == pytest.approx(found["loss"], abs=1e-9)
    for i, layer in enumerate(found["layers"], start=1):
        assert names[f"dW{i}"].ravel() == pytest.approx(layer["dW"], abs=1e-9)
        assert names[f"db{i}"] == pytest.approx(layer["db"], abs=1e-9)


# --- what keeps a run from learning ---------------------------------------------------------


def summary_after(javascript, view, steps):
    return javascript(
        "boundary_run.js",
        f"""(() => {{
            const settings = m.settingsOf(data), run = m.createRun(settings);
            for (let i = 0; i < {steps} && !run.diverged; i += 1) m.advance(run, settings);
            return m.summaryOf(run, settings);
        }})()""",
        as_javascript(view),
    )


def test_units_that_are_all_silent_are_said_to_be(javascript):
    words = summary_after(javascript, BoundaryTrainer(lr=30.0), 300)
    assert re.search(r"All units of hidden layer \d are silent: 0 for every point", words)
    assert "silent" not in summary_after(javascript, BoundaryTrainer(), 300)


def test_a_run_that_moves_no_more_says_so(javascript):
    line_on_xor = BoundaryTrainer(layers=0, lr=1.0, batch=2)
    assert "does not move any more" in summary_after(javascript, line_on_xor, 2000)
    assert "move" not in summary_after(javascript, BoundaryTrainer(), 30)
    solved = BoundaryTrainer(lr=1.0)
    assert "move" not in summary_after(javascript, solved, 2000)


@pytest.mark.parametrize(
    ("means", "decades"),
    [([], [-1, 0]), ([0.7, 0.2], [-1, 0]), ([3, 0.004], [-3, 1]), ([2e5, 0.3], [-1, 6])],
)
def test_the_loss_axis_holds_whole_powers_of_ten(javascript, means, decades):
    assert javascript("boundary_trainer.js", "m.lossDecades(data)", means) == decades


# --- on the page ----------------------------------------------------------------------------


def press(page, name):
    page.role("button", name, inside=TRAINER).click()


def stage_words(page):
    return page.css(f"{TRAINER} .dlnotes-stage .dlnotes-summary").text()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_slow_step_ends_where_a_step_ends(engine, width):
    with engine(PAGE, width=width) as page:
        said = page.css(f"{TRAINER} .dlnotes-side > .dlnotes-summary")
        press(page, "Step")
        at_once = said.text()
        press(page, "Reset")
        press(page, "Open the network")
        press(page, "Slow step")
        assert stage_words(page).startswith("Forward, hidden layer 1")
        assert said.text().startswith("Step 0:")
        kinds = []
        for stage in range(1, 8):
            press(page, f"Next stage ({stage} of 8)")
            kinds.append(stage_words(page).split(",")[0].split(":")[0])
        assert kinds == [*["Forward"] * 2, "Loss", *["Backward"] * 3, "Update"]
        assert said.text() == at_once
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_weight_is_picked_by_its_line_or_menu_and_set_by_hand(engine):
    with engine(PAGE) as page:
        press(page, "Open the network")
        page.css(f"{TRAINER} .dlnotes-network svg").read(
            """svg => {
                const line = svg.querySelector("[data-weight='2,3,1']");
                const box = line.getBoundingClientRect();
                svg.dispatchEvent(new MouseEvent("click", { bubbles: true,
                    clientX: box.x + 0.3 * box.width,
                    clientY: box.y + (line.y1.baseVal.value < line.y2.baseVal.value ? 0.3 : 0.7)
                        * box.height }));
            }"""
        )
        chosen = page.evaluate(
            f"[...document.querySelectorAll('{TRAINER} .dlnotes-one-weight select')]"
            ".map((select) => select.selectedOptions[0].textContent)"
        )
        assert chosen == ["in the output layer", "from unit 2.4", "to score 1"]
        said = page.css(f"{TRAINER} .dlnotes-side > .dlnotes-summary")
        before = said.text()
        page.css(f"{TRAINER} input[type=number]").read(
            "input => { input.value = '3'; input.dispatchEvent(new Event('change')); }"
        )
        assert said.text() != before
        cells = page.css(f"{TRAINER} .dlnotes-one-weight td")
        assert cells.text() == "3.000"
