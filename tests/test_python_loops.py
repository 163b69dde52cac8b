"""The loops in the page's NumPy, beside NumPy's own; they run in Pyodide under Node."""

import json
import subprocess
from functools import cache

import pytest
from conftest import ROOT
from engines.finding import NODE

HOOKED = ["matmul", "add", "subtract", "multiply", "divide", "maximum", "greater", "exp", "tanh"]
GROUPS = [
    *("matmul_of_random_shapes_and_strides", "matmul_of_sizes_around_the_panels"),
    *("matmul_of_the_course", "matmul_of_nothing", "matmul_of_batches", "matmul_into_out"),
    *("matmul_of_nan_and_infinity", "other_types_stay", "elementwise_of_random_strides"),
    *("elementwise_broadcast", "elementwise_into_out", "elementwise_reductions"),
    *("elementwise_of_special_numbers", "functions"),
]


@cache
def checked(kind):
    """What check_loops.mjs found; for browsers that multiply and add in one go, and for others."""
    command = [NODE, ROOT / "tests" / "python" / "check_loops.mjs", kind]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("kind", ["fma", "simd"])
@pytest.mark.parametrize("group", GROUPS)
def test_our_loops_give_what_numpys_own_give(kind, group):
    assert checked(kind)["groups"].keys() == set(GROUPS)
    assert checked(kind)["groups"][group] == ""


@pytest.mark.parametrize("kind", ["fma", "simd"])
def test_the_loops_are_in_their_place(kind):
    assert checked(kind)["hooked"] == HOOKED


def test_numpy_stays_as_it_is_where_it_looks_otherwise():
    refused = checked("simd")["refused"]
    assert refused == {"layout": HOOKED[1:], "version": [], "browser": []}
