"""A weight of one's own network is a NumPy number: every control takes those."""

import subprocess
import sys

import numpy as np
import pytest
import traitlets

from dlnotes import widgets
from dlnotes.widgets import gate_explorer
from dlnotes.widgets.view import View

SIMPLE = [
    "activation_explorer",
    "boundary_trainer",
    "convolution_explorer",
    "curve_fitter",
    "descent_explorer",
    "gate_explorer",
    "graph_stepper",
    "signal_explorer",
    "softmax_explorer",
    "xor_composer",
]


@pytest.mark.parametrize("name", SIMPLE)
def test_numbers_of_numpy_are_taken_for_those_of_python(name):
    view = getattr(widgets, name)().view
    for trait, kind in view.traits(sync=True).items():
        if trait.startswith("_") or kind.read_only or not isinstance(kind, traitlets.Float):
            continue
        value = getattr(view, trait)
        for make in (np.float32, np.float64, np.array):
            setattr(view, trait, make(value))
            assert type(getattr(view, trait)) is float
            assert getattr(view, trait) == pytest.approx(value)
    for trait, kind in view.traits(sync=True).items():
        if not trait.startswith("_") and type(kind) is traitlets.Int and not kind.read_only:
            value = getattr(view, trait)
            for make in (np.int64, np.int32, np.uint8) if value >= 0 else (np.int64, np.int32):
                setattr(view, trait, make(value))
                assert type(getattr(view, trait)) is int


def test_they_are_taken_in_lists_and_when_a_view_is_made():
    class Some(View):
        number = traitlets.Float()
        row = traitlets.List(traitlets.Float())
        rows = traitlets.List(traitlets.List(traitlets.Int()))

    view = Some(number=np.float32(0.5), row=np.array([1.0, 2.0]), rows=[[np.int64(3)], (4,)])
    assert (view.number, view.row) == (0.5, [1.0, 2.0])
    view.rows = np.array([[5, 6]])
    assert view.rows == [[5, 6]]


def test_a_number_that_is_none_is_still_refused():
    view = gate_explorer().view
    with pytest.raises(traitlets.TraitError, match="finite number"):
        view.w1 = np.float32("nan")


@pytest.mark.parametrize("missing", ["ipywidgets", "anywidget"])
def test_without_what_they_draw_with_the_controls_say_what_to_install(missing):
    program = f"import sys; sys.modules[{missing!r}] = None; import dlnotes.widgets"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.strip().endswith('pip install "dlnotes[course]".')


def test_what_is_no_trait_stays_the_array_that_it_is():
    view = gate_explorer().view
    view.something = array = np.zeros(3)
    assert view.something is array
