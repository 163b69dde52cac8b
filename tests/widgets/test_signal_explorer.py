"""Signal explorer: its tables beside dlnotes, and what the static page draws from them."""

import re

import numpy as np
import pytest
import traitlets
from hands import drag, power, slider, swipe
from playwright.sync_api import expect

from dlnotes import MultiLayerNet
from dlnotes.widgets import SignalExplorer, signal_explorer
from dlnotes.widgets.signal_explorer import (
    EXPONENTS,
    RANGES,
    histogram,
    send_signal,
    signal_tables,
    spread,
)

PAGE = "book/07_training_well.html"
NAMES = list(RANGES)


@pytest.fixture(scope="module")
def tables():
    heights, spreads = signal_tables()
    shape = (len(RANGES), 2, len(EXPONENTS), 10)
    return np.frombuffer(heights, np.uint8).reshape(*shape, 20), np.frombuffer(
        spreads, "<f4"
    ).reshape(shape)


@pytest.mark.parametrize("normalized", [False, True])
@pytest.mark.parametrize("activation", NAMES)
def test_the_signal_is_that_of_a_network_of_dlnotes(activation, normalized):
    rng = np.random.default_rng(7)
    x = rng.standard_normal((200, 100), dtype=np.float32)
    network = MultiLayerNet(
        100, [100] * 10, 1, activation, initializer=0.3, batch_norm=normalized, rng=rng
    )
    layers = iter(network.layers)
    for signal in send_signal(activation, 0.3, normalized):
        for _ in range(3 if normalized else 2):  # affine, batch normalization, activation
            x = next(layers).forward(x)
        assert np.array_equal(signal, x)


def test_the_tables_hold_the_histograms_and_spreads_of_their_settings(tables):
    heights, spreads = tables
    rng = np.random.default_rng(3)
    for _ in range(12):
        a, n, e = rng.integers(3), rng.integers(2), rng.integers(len(EXPONENTS))
        for layer, signal in enumerate(send_signal(NAMES[a], float(10 ** EXPONENTS[e]), bool(n))):
            counts = histogram(signal, NAMES[a])
            assert counts.sum() == signal.size
            bars = heights[a, n, e, layer] / 255
            assert bars == pytest.approx(counts / counts.max(), abs=1 / 255)
            assert spreads[a, n, e, layer] == pytest.approx(spread(signal), rel=1e-5)


def test_xavier_and_he_keep_the_signal_alive_and_other_spreads_do_not(tables):
    _, spreads = tables
    at = {std: int(np.argmin(np.abs(EXPONENTS - np.log10(std)))) for std in (0.01, 0.1, 0.1414, 1)}
    tanh, relu = spreads[NAMES.index("tanh"), 0], spreads[NAMES.index("relu"), 0]
    assert tanh[at[0.1], 9] > 0.2 > 1e-6 > tanh[at[0.01], 9]
    assert 0.3 < relu[at[0.1414], 9] < 2
    assert relu[at[1], 9] > 1e6 and relu[at[0.1], 9] < 0.1
    with_batch_norm = spreads[:, 1, at[0.1] :, 9]
    assert with_batch_norm.max(axis=1) / with_batch_norm.min(axis=1) == pytest.approx(1, rel=0.05)


def test_a_sigmoid_network_whose_units_are_all_constant_is_dead_however_they_differ(tables):
    _, spreads = tables
    at = int(np.argmin(np.abs(EXPONENTS + 1)))
    assert spreads[NAMES.index("sigmoid"), 0, at, 9] < 1e-5
    assert send_signal("sigmoid", 0.1)[9].std() > 0.1  # units and examples pooled
    signal = np.tile(np.arange(5.0), (3, 1))
    assert spread(signal) == 0 and spread(signal.T) > 1


@pytest.mark.parametrize(
    ("trait", "wrong"),
    [("std", float("nan")), ("std", 0.001), ("activation", 3), ("depth", 0), ("normalized", 2)],
)
def test_what_is_not_in_the_tables_is_refused(trait, wrong):
    with pytest.raises(traitlets.TraitError, match=trait):
        SignalExplorer(**{trait: wrong})


def test_setting_traits_as_a_browser_would_keeps_within_the_limits():
    view = signal_explorer().view
    view.set_state({"std": 0.1, "depth": 10, "activation": 2, "normalized": 1})
    assert (view.std, view.depth, view.activation, view.normalized) == (0.1, 10, 2, 1)
    assert view.link_limits["depth"] == [1, 10, 1]


# --- on the static page ---------------------------------------------------------------------


def said(page, text):
    page.wait_for_function(
        "t => document.querySelector('.dlnotes-summary').innerText.includes(t)", arg=text
    )


def number(text):
    return float(text.replace("−", "-"))


def assert_drawn(page, name, exponent, depth, normalized=False):
    """The bars and captions are those of dlnotes for this setting."""
    signals = send_signal(name, float(10**exponent), normalized)[:depth]
    page.wait_for_function(
        "n => document.querySelectorAll('.dlnotes-histograms figure').length == n", arg=depth
    )
    for i, signal in enumerate(signals):
        figure = page.locator(".dlnotes-histograms figure").nth(i)
        layer, said_spread = figure.locator("figcaption").inner_text().split(": ")
        assert layer == f"layer {i + 1}"
        assert number(said_spread) == pytest.approx(spread(signal), rel=0.06)
        shape = figure.locator("path").get_attribute("d")
        bars = [list(map(float, bar)) for bar in re.findall(r"M(.+?) 60v(.+?)h4.5V60z", shape)]
        counts = histogram(signal, name)
        assert [left for left, _ in bars] == [5 * i for i in range(20)]
        assert [-up for _, up in bars] == pytest.approx(60 * counts / counts.max(), abs=60 / 255)
    said(page, f"{name}, weights with std")


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_the_spread_draws_the_histograms_of_that_spread(visit, over):
    with visit(PAGE, over) as page:
        assert_drawn(page, "tanh", 0, 5)
        said(page, "most units are saturated")
        drag(page, slider(page, "std"), -60)
        std = power(page, "std", 0.05)
        assert 0.01 <= std < 0.8
        said(page, f"weights with std {std:.2g}.")
        assert_drawn(page, "tanh", np.round(np.log10(std) * 20) / 20, 5)


def test_arrow_keys_change_the_depth(visit):
    with visit(PAGE) as page:
        slider(page, "layers").focus()
        page.keyboard.press("End")
        assert_drawn(page, "tanh", 0, 10)
        page.keyboard.press("Home")
        assert_drawn(page, "tanh", 0, 1)
        said(page, "After one layer")


def test_a_finger_changes_the_spread(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "std"), -80)
        std = power(page, "std", 0.05)
        assert std < 0.8
        said(page, f"weights with std {std:.2g}.")
        assert_drawn(page, "tanh", np.round(np.log10(std) * 20) / 20, 5)


@pytest.mark.parametrize(
    ("activation", "button", "exponent", "verdict"),
    [
        ("tanh", "0.01", -2, "the signal has all but died"),
        ("tanh", "Xavier 0.1", -1, "the signal is alive"),
        ("relu", "He 0.141", -0.85, "the signal is alive"),
        ("relu", "1", 0, "the signal explodes"),
        ("sigmoid", "1", 0, "most units are saturated"),
        ("sigmoid", "Xavier 0.1", -1, "each unit says nearly the same to every example"),
    ],
)
def test_buttons_set_the_spread_and_words_say_what_became_of_the_signal(
    visit, activation, button, exponent, verdict
):
    with visit(PAGE + f"#signal=activation:{NAMES.index(activation)},depth:10,std:0.5") as page:
        chosen = page.get_by_role("button", name=button, exact=True)
        chosen.focus()
        page.keyboard.press("Enter")
        expect(chosen).to_have_attribute("aria-pressed", "true")
        said(page, verdict)
        assert power(page, "std", 0.05) == pytest.approx(10**exponent, rel=1e-3)
        assert_drawn(page, activation, exponent, 10)


def test_batch_normalization_makes_the_spread_of_the_weights_matter_little(visit):
    with visit(PAGE) as page:
        page.locator(".dlnotes-control").get_by_label("batch norm").select_option("with")
        said(page, "batch norm. The spread goes from 0.63")
        assert_drawn(page, "tanh", 0, 5, normalized=True)


def test_a_link_with_nonsense_leaves_a_state_that_can_be_drawn(visit):
    with visit(PAGE + "#signal=std:1e9,depth:NaN,activation:77,normalized:x,other:1") as page:
        said(page, "relu")
        assert_drawn(page, "relu", 0, 5)
        assert power(page, "std", 0.05) == 1
