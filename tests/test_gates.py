import numpy as np
import pytest

from dlnotes import gates
from dlnotes.gates import AND, GATES, INPUTS, OR, XOR


def test_a_unit_keeps_still_on_its_threshold():
    assert gates.step(0) == 0
    assert gates.step(-0.0) == 0
    assert gates.step(5e-324) == 1


def test_step_keeps_the_shape_and_answers_in_integers():
    y = gates.step(np.array([[-1.0, 0.0], [1e-9, 3.0]]))
    np.testing.assert_array_equal(y, [[0, 0], [1, 1]])
    assert y.dtype == np.int64
    assert type(gates.step(np.float32(2))) is int


@pytest.mark.parametrize("name", GATES)
def test_each_gate_gives_its_truth_table_for_numbers_and_for_arrays(name):
    gate = getattr(gates, name)
    assert [gate(int(x1), int(x2)) for x1, x2 in INPUTS] == list(GATES[name])
    np.testing.assert_array_equal(gate(INPUTS[:, 0], INPUTS[:, 1]), GATES[name])
    assert type(gate(1, 0)) is int


def test_the_truth_tables_say_what_python_says():
    pairs = [(bool(x1), bool(x2)) for x1, x2 in INPUTS]
    assert GATES["AND"] == tuple(a and b for a, b in pairs)
    assert GATES["NAND"] == tuple(not (a and b) for a, b in pairs)
    assert GATES["OR"] == tuple(a or b for a, b in pairs)
    assert GATES["NOR"] == tuple(not (a or b) for a, b in pairs)
    assert GATES["XOR"] == tuple(a != b for a, b in pairs)


@pytest.mark.parametrize("bad", [np.nan, [0, np.inf]])
def test_a_gate_refuses_what_is_no_number(bad):
    with pytest.raises(ValueError, match="AND expects 0 or 1, got"):
        AND(bad, 1)
    with pytest.raises(ValueError, match="OR expects 0 or 1, got"):
        OR(1, bad)


def test_gates_broadcast_a_number_against_an_array():
    np.testing.assert_array_equal(AND(1, [0, 1]), [0, 1])
    np.testing.assert_array_equal(XOR([[0], [1]], [0, 1]), [[0, 1], [1, 0]])
