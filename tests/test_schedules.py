"""Learning rates by step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import Constant, CosineAnnealing, StepDecay


def test_constant_stays():
    assert {Constant(0.3)(step) for step in range(100)} == {0.3}


def test_step_decay_drops_after_every_so_many_steps():
    schedule = StepDecay(1.0, every=10, factor=0.1)
    assert [schedule(step) for step in (0, 9, 10, 19, 20)] == pytest.approx([1, 1, 0.1, 0.1, 0.01])


@given(
    total=st.integers(2, 1000),
    warmup=st.floats(0, 0.99),
    minimum=st.floats(0, 0.5),
    step=st.integers(0, 2000),
)
def test_cosine_annealing_stays_between_its_bounds_and_falls_after_warm_up(
    total, warmup, minimum, step
):
    schedule = CosineAnnealing(1.0, total, int(total * warmup), minimum)
    assert min(minimum, 1 / max(1, schedule.warmup_steps)) - 1e-12 <= schedule(step) <= 1
    if step >= schedule.warmup_steps:
        assert schedule(step + 1) <= schedule(step)
    else:
        assert schedule(step) == pytest.approx((step + 1) / schedule.warmup_steps)
    assert schedule(schedule.warmup_steps) == pytest.approx(1)
    assert schedule(total) == pytest.approx(minimum)


def test_a_quarter_of_the_way_down():
    assert CosineAnnealing(1.0, 90)(30) == pytest.approx(0.75)  # (1 + cos 60 degrees) / 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: Constant(-1),
        lambda: Constant(float("nan")),
        lambda: Constant("fast"),
        lambda: StepDecay(0.1, every=0),
        lambda: StepDecay(0.1, every=5, factor=-1),
        lambda: CosineAnnealing(0.1, total_steps=5, minimum=-1),
        lambda: CosineAnnealing(0.1, total_steps=2.5),
        lambda: CosineAnnealing(0.1, total_steps=0),
        lambda: CosineAnnealing(0.1, total_steps=5, warmup_steps=5),
        lambda: CosineAnnealing(0.1, total_steps=5, warmup_steps=-1),
    ],
)
def test_settings_out_of_range_are_refused(make):
    with pytest.raises(ValueError, match="got"):
        make()
