"""Runs that end early, by themselves or by hand: the best weights and the history stay."""

import numpy as np
import pytest
from small_runs import TEST, Scripted, T, X, assert_equal_runs, setup, weights

from dlnotes import SGD, SoftmaxCrossEntropy, train


def test_early_stopping_waits_as_long_as_its_patience():
    network, _, optimizer = setup()
    loss = Scripted(0.9, 0.5, 0.7, 0.6, 0.4, 0.3)
    history = train(network, loss, optimizer, X, T, epochs=6, batch_size=100, test=TEST, patience=2)
    assert history.test_loss == [0.9, 0.5, 0.7, 0.6]
    assert len(history.loss) == 4 * 3


def test_keep_best_puts_the_best_weights_back():
    best, _, optimizer = setup()
    train(best, SoftmaxCrossEntropy(), optimizer, X, T, epochs=2, batch_size=100)
    network, _, optimizer = setup()
    loss = Scripted(0.9, 0.5, 0.7, 0.6)
    train(network, loss, optimizer, X, T, epochs=4, batch_size=100, test=TEST, keep_best=True)
    assert_equal_runs(network, best)


def test_a_stopped_run_keeps_its_best_weights_too():
    best, _, optimizer = setup()
    train(best, SoftmaxCrossEntropy(), optimizer, X, T, epochs=2, batch_size=100)
    network, _, optimizer = setup()
    loss = Scripted(0.9, 0.5, 0.7, 0.6, 0.1)
    options = {"epochs": 5, "batch_size": 100, "test": TEST, "keep_best": True, "patience": 2}
    train(network, loss, optimizer, X, T, **options)
    assert_equal_runs(network, best)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, SystemExit])
@pytest.mark.parametrize("keep_best", [True, False])
def test_a_run_that_is_broken_off_keeps_its_history_and_has_its_best_weights(error, keep_best):
    network, loss, optimizer = setup(optimizer=SGD)
    seen = []

    def schedule(step):
        seen.append(weights(network))
        if step == 3:
            raise error
        return 0.1 if step == 0 else 50.0  # the first step is the best by far

    options = {"steps": 9, "test": TEST, "evaluate_every": 1, "keep_best": keep_best}
    with pytest.raises(error) as broken_off:
        train(network, loss, optimizer, X, T, schedule=schedule, **options)
    assert len(broken_off.value.history.loss) == 3
    assert len(broken_off.value.history.test_loss) == 3
    for name, array in network.arrays().items():
        np.testing.assert_array_equal(array, seen[1 if keep_best else 3][name])
    if error is KeyboardInterrupt:
        [note] = broken_off.value.__notes__
        assert "after 3 steps" in note
        assert ("best weights are back" in note) == keep_best


def test_a_stop_in_the_middle_of_a_step_is_a_stop_too():
    class Stopping(SoftmaxCrossEntropy):
        def forward(self, y, t):
            if len(run[2].parameters[0].grad) and run[2].steps == 5:
                raise KeyboardInterrupt
            return super().forward(y, t)

    run = setup()
    with pytest.raises(KeyboardInterrupt) as stopped:
        train(run[0], Stopping(), run[2], X, T, steps=9)
    assert len(stopped.value.history.loss) == len(stopped.value.history.lr) == 5
    train(*run, X, T, steps=2)  # the lock is free again
