"""A run of the boundary trainer: data, weights, losses and Python are those of dlnotes."""

import numpy as np
import pytest
import traitlets
from boundary import as_javascript, losses_of, run_python

from dlnotes import SoftmaxCrossEntropy, accuracy, l2_penalty
from dlnotes.activation_layers import ACTIVATIONS
from dlnotes.datasets import TOY_SETS
from dlnotes.widgets import BoundaryTrainer, boundary_trainer

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
        "boundary_run.js",
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
        "boundary_run.js",
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
        activation=list(ACTIVATIONS).index(activation),
        lr=lr,
        penalty=penalty,
        batch=batch,
    )
    page = javascript(
        "boundary_run.js",
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
        "boundary_run.js",
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
        "boundary_run.js",
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


# --- the Python it shows --------------------------------------------------------------------


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
        "boundary_run.js",
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
