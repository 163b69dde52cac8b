"""Softmax explorer: its traits, its JavaScript beside dlnotes, and what the static page draws."""

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value

from dlnotes.widgets import SoftmaxExplorer, softmax_explorer

PAGE = "book/03_output_and_loss.html"
TRAITS = ("z0", "z1", "z2", "temperature", "target")


def state_of(view):
    return {name: getattr(view, name) for name in TRAITS}


def test_setting_sliders_as_a_browser_would_changes_the_losses():
    view = softmax_explorer().view
    view.set_state({"z0": 0.0, "z1": 0.0, "z2": 0.0, "target": 1})
    found = view.losses()
    assert found["crossEntropy"] == pytest.approx(np.log(3))
    assert found["crossEntropyGradient"] == pytest.approx([1 / 3, -2 / 3, 1 / 3])


def test_the_gradients_are_those_of_the_losses():
    view = SoftmaxExplorer(z0=0.4, z1=-1.2, z2=0.7, temperature=0.6, target=0)
    for loss in ("crossEntropy", "squaredError"):
        for k, slope in enumerate(view.losses()[f"{loss}Gradient"]):
            ends = []
            for nudge in (1e-5, -1e-5):
                nudged = {**state_of(view), f"z{k}": getattr(view, f"z{k}") + nudge}
                ends.append(SoftmaxExplorer(**nudged).losses()[loss])
            assert slope == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-8)


@pytest.mark.parametrize(
    "name, value",
    [("z0", float("nan")), ("z1", 1e9), ("temperature", 0.0), ("target", 3), ("target", -1)],
)
def test_what_cannot_be_drawn_is_refused_with_the_trait_named(name, value):
    with pytest.raises(traitlets.TraitError, match=name):
        SoftmaxExplorer(**{name: value})


def test_javascript_computes_what_dlnotes_computes(javascript):
    rng = np.random.default_rng(1)
    views = [
        SoftmaxExplorer(
            **dict(zip(("z0", "z1", "z2"), rng.uniform(-10, 10, 3), strict=True)),
            temperature=10 ** rng.uniform(-1, 1),
            target=int(rng.integers(3)),
        )
        for _ in range(200)
    ]
    views += [  # the ends of the sliders
        SoftmaxExplorer(z0=a, z1=b, z2=-10.0, temperature=heat, target=target)
        for a in (-10.0, 10.0)
        for b in (-10.0, 10.0)
        for heat in (0.1, 10.0)
        for target in range(3)
    ]
    answers = javascript(
        "softmax_explorer.js", "data.map(m.explorerState)", [state_of(view) for view in views]
    )
    for view, answer in zip(views, answers, strict=True):
        for name, wanted in view.losses().items():
            assert answer[name] == pytest.approx(wanted, abs=1e-6)
        y = view.losses()["y"]
        best = list(map(str, np.flatnonzero(y.max() - y < 1e-9)))
        several = f"classes {', '.join(best[:-1])} and {best[-1]}, with"
        assert (several if best[1:] else f"class {best[0]}, with") in answer["summary"]


def test_a_tie_is_called_a_tie(javascript):
    ties = [(1.0, 1.0, 1.0), (2.0, 2.0, -1.0), (0.3, -5.0, 0.3), (0.0, 1.0, 3.0)]
    states = [state_of(SoftmaxExplorer(z0=a, z1=b, z2=c)) for a, b, c in ties]
    said = javascript("softmax_explorer.js", "data.map((s) => m.explorerState(s).summary)", states)
    assert said[0].startswith("Equally likely: classes 0, 1 and 2, with 33.33\u00a0% each.")
    assert said[1].startswith("Equally likely: classes 0 and 1, with 48.79\u00a0% each.")
    assert said[2].startswith("Equally likely: classes 0 and 2, with")
    assert said[3].startswith("Most likely: class 2, with") and "That is the true" in said[3]
    assert all("The true class is 2." in one for one in said[:3])


# --- on the static page ---------------------------------------------------------------------


def wait_for(page, words):
    page.wait_for_function(
        "words => document.querySelector('.dlnotes-summary').innerText.includes(words)", arg=words
    )


def wait_for_losses(page, **state):
    """Wait until the page says the losses that dlnotes computes, then compare every bar."""
    found = SoftmaxExplorer(**state).losses()
    wait_for(page, f"Cross-entropy {found['crossEntropy']:.4f}")
    wait_for(page, f"squared error {found['squaredError']:.4f}")
    chances, slopes = page.locator(".dlnotes-control svg").evaluate_all(
        "charts => charts.map((chart) => [...chart.querySelectorAll('.dlnotes-bar')].map((bar) => "
        "['data-value', 'x', 'width'].map((name) => Number(bar.getAttribute(name)))))"
    )
    pairs = zip(found["crossEntropyGradient"], found["squaredErrorGradient"], strict=True)
    most = max(1, 1 / state.get("temperature", 1))
    both = [(chances, found["y"], 0, 1), (slopes, np.ravel(list(pairs)), -most, most)]
    for bars, wanted, low, high in both:
        for (shown, x, width), number in zip(bars, wanted, strict=True):
            zero = 62 + (0 - low) / (high - low) * 216
            assert shown == pytest.approx(number, abs=1e-6)
            assert width == pytest.approx(abs(number) / (high - low) * 216, abs=1e-4)
            assert (x if number >= 0 else x + width) == pytest.approx(zero, abs=1e-4)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_a_score_moves_the_bars_and_the_losses(visit, over):
    with visit(PAGE, over) as page:
        wait_for_losses(page)
        drag(page, slider(page, "z0"), 20)
        z0 = value(page, "z0")
        assert z0 > 0.3
        wait_for_losses(page, z0=z0)


def test_keys_change_the_temperature_and_the_true_class(visit):
    with visit(PAGE) as page:
        slider(page, "temperature").focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        wait_for_losses(page, temperature=10**-0.1)
        page.locator(".dlnotes-control").get_by_label("true class").select_option("class 0")
        wait_for(page, "The true class is 0.")
        wait_for_losses(page, temperature=10**-0.1, target=0)


def test_a_finger_moves_a_score(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "z1"), 40)
        z1 = value(page, "z1")
        assert z1 > 2.9
        wait_for_losses(page, z1=z1)


def test_a_link_carries_the_state_and_brings_it_back(visit):
    with visit(PAGE) as page:
        page.get_by_role("button", name="Copy a link to this state").click()
        assert page.evaluate("location.hash") == (
            "#softmax=target:2,temperature:1,z0:0.3,z1:2.9,z2:4"
        )
    with visit(f"{PAGE}#softmax=z0:1e9,z1:-99,z2:NaN,temperature:0,target:7,other:1") as page:
        wait_for_losses(page, z0=10.0, z1=-10.0, temperature=0.1)
