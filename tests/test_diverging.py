"""A run that diverges says so, wherever it happens, and leaves nothing worse than it was."""

import numpy as np
import pytest
from small_runs import TEST, Scripted, T, X, setup

from dlnotes import (
    MSE,
    SGD,
    Affine,
    CrossEntropy,
    DivergedError,
    MultiLayerNet,
    Sequential,
    Softmax,
    predict,
    train,
)
from dlnotes.archives import read_archive


def test_a_diverged_run_says_when_and_what_to_try():
    network = MultiLayerNet(2, [8], 1)
    optimizer = SGD(network.parameters(), lr=100)
    with pytest.raises(DivergedError, match=r"at step \d+ \(epoch \d+\) with lr=100\. Try") as e:
        train(network, MSE(), optimizer, X, X[:, :1], epochs=20, batch_size=100)
    steps = len(e.value.history.loss)
    assert 3 <= steps < 60
    assert f"at step {steps} (epoch {steps // 3})" in str(e.value)
    assert np.isfinite(e.value.history.loss).all()


def test_a_diverged_run_with_probabilities_says_so_too():
    network = Sequential(Affine(2, 16, rng=0), Affine(16, 2, rng=1), Softmax())
    with pytest.raises(DivergedError, match="the loss is nan"):
        train(network, CrossEntropy(), SGD(network.parameters(), lr=1e30), X, T, epochs=3)


@pytest.mark.parametrize("lrs", [[0.1, 1e38], [0.1, 0.1, 1e38]])
def test_a_run_that_diverges_in_its_last_step_says_so_and_has_its_best_weights(lrs, tmp_path):
    network, loss, optimizer = setup(optimizer=SGD)
    path = tmp_path / "run.npz"
    options = {"test": TEST, "evaluate_every": 1, "checkpoint": path, "keep_best": True}
    with pytest.raises(DivergedError, match=f"at step {len(lrs)} ") as error:
        train(network, loss, optimizer, X, T, steps=len(lrs), schedule=lrs.__getitem__, **options)
    before = error.value.history.test_loss[: len(lrs) - 1]
    assert loss.forward(predict(network, TEST[0]), TEST[1]) == min(before)
    with pytest.raises(DivergedError, match="weights are not finite"):
        network, loss, optimizer = setup(optimizer=SGD)
        train(network, loss, optimizer, X, T, steps=1, schedule=lambda step: 1e200)


def test_a_test_loss_that_is_no_number_is_never_the_best():
    network, _, optimizer = setup()
    options = {"epochs": 3, "batch_size": 100, "test": TEST, "keep_best": True}
    with pytest.raises(DivergedError, match="test loss is nan at step 6"):
        train(network, Scripted(0.9, np.nan, 0.5), optimizer, X, T, **options)


def test_examples_that_are_no_numbers_are_told_from_a_learning_rate_that_is_too_large():
    x = X.copy()
    x[7, 1] = np.nan
    for data, test in [((x, T), None), ((X, T), (x, T))]:
        with pytest.raises(DivergedError, match="data hold NaN"):
            train(*setup(), *data, epochs=1, test=test)


def test_a_checkpoint_never_holds_weights_that_are_no_numbers(tmp_path):
    path = tmp_path / "run.npz"
    options = {"steps": 8, "checkpoint": path, "checkpoint_every": 1}
    with pytest.raises(DivergedError, match="weights are not finite at step 4"):
        schedule = lambda step: 1e200 if step == 3 else 0.1  # noqa: E731
        train(*setup(optimizer=SGD), X, T, schedule=schedule, **options)
    header, arrays = read_archive(path, "checkpoint")
    assert len(header["history"]["loss"]) == 3
    assert np.isfinite(arrays["network.0.W"]).all()
