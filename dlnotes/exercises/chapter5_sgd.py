"""Exercises of chapter 5: steps by hand, and a race against Adam."""

from collections.abc import Callable
from functools import cache
from math import isclose

import numpy as np

from dlnotes.adaptive import Adam
from dlnotes.datasets import make_spiral
from dlnotes.exercises.answers import a_function, a_number, anything, numbers
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.losses import SoftmaxCrossEntropy
from dlnotes.networks import MultiLayerNet


@exercise(
    "largest-eta",
    hints=(
        "Write down what one step makes of x: x - eta * slope.",
        "A step multiplies x by one number, and x does not grow as long as that lies between "
        "-1 and 1.",
        "The number is 1 - eta * c. It falls as eta grows, and reaches the lower limit -1 first.",
    ),
    takes=a_function("c", returns=a_number()),
)
def check_largest_eta(answer):
    """Take a function of the curvature c of c·x²/2 that returns the largest stable η."""
    for curvature in (0.1, 1.0, 2.0, 40.0):
        got, wanted = float(answer(curvature)), 2 / curvature
        if not isclose(got, wanted, rel_tol=1e-6):
            x = 1.0
            for _ in range(50):
                x -= got * curvature * x
            fate = "x keeps growing" if abs(x) > 1 else "a larger η would still be stable"
            if isclose(got, 1 / curvature, rel_tol=1e-6):
                fate = (
                    "one step lands at the bottom. A larger η leaps over it and still comes nearer"
                )
            raise NotYet(f"For curvature {curvature:g} you return {got:g}: there {fate}.")


@exercise(
    "momentum-by-hand",
    hints=(
        "Make a table: slope, velocity and x, a row for each step.",
        "First the velocity, then the place: v becomes 0.9 * v - 0.1 * slope, and x becomes x + v.",
        "In the first step the slope is 2, so v is -0.2 and x is 0.8. In the second the slope "
        "is 1.6, and 0.9 * -0.2 is still there.",
    ),
    takes=numbers("after step 1", "after step 2", "after step 3"),
)
def check_momentum_by_hand(answer):
    """Take the three positions after steps 1, 2 and 3."""
    x, velocity = 1.0, 0.0
    for step, got in zip((1, 2, 3), answer, strict=True):
        without = x - 0.1 * 2 * x
        velocity = 0.9 * velocity - 0.1 * 2 * x
        x += velocity
        if isclose(got, x, abs_tol=5e-4):
            continue
        if isclose(got, velocity, abs_tol=5e-4):
            raise NotYet(f"{got} is the velocity of step {step}. Where does it carry x?")
        if isclose(got, without, abs_tol=5e-4):
            raise NotYet(
                f"{got} is where step {step} leads without momentum. Keep 0.9 of the last."
            )
        raise NotYet(f"Step {step} does not lead to {got}. The steps before it are right.")


@exercise(
    "half-the-noise",
    hints=(
        "Twice as many examples do not halve the noise. How does the mean of many numbers wander?",
        "The noise of a mean falls with the square root of how many numbers it is made of.",
        "The square root has to double. What does that make of the number under it?",
    ),
    takes=a_number(),
)
def check_half_the_noise(answer):
    """Take a batch size."""
    if answer < 1 or answer != int(answer):
        raise NotYet(f"A batch has a whole number of examples, one or more, not {answer}.")
    if answer != 100:
        raise NotYet(f"With {answer} the noise is {np.sqrt(25 / answer):.2f} of what it was.")


ADAM_LR = 0.03  # its best on the spiral in 300 steps, of ten from 0.01 to 1


def race(make: Callable) -> float:
    """Train a small network on the spiral, 300 steps from three starts; return the mean loss.

    Parameters
    ----------
    make
        Takes the parameters, returns an optimizer with `zero_grad` and `step`.
    """
    losses, loss_func = [], SoftmaxCrossEntropy()
    for seed in (5, 6, 7):
        rng = np.random.default_rng(seed)
        x, t = make_spiral(300, noise=0.03, rng=rng)
        network = MultiLayerNet(2, [32, 32], 2, rng=rng, dtype=np.float64)
        optimizer = make(network.parameters())
        for _ in range(300):
            rows = rng.integers(len(x), size=30)
            optimizer.zero_grad()
            loss_func(network(x[rows]), t[rows]).backward()
            optimizer.step()
        losses.append(loss_func(network(x), t).item())
    return float(np.mean(losses))


@cache
def race_of_adam() -> float:
    """Return the loss to beat, which is the same at each try."""
    return race(lambda parameters: Adam(parameters, lr=ADAM_LR))


@exercise(
    "beat-adam",
    hints=(
        "Before you write anything new: how far does plain SGD come with a larger lr?",
        "Adam has two memories. Change how fast they forget, or let the step look ahead as "
        "Nesterov's does.",
        "Write Adam first, with zeros m and q. Then let q forget faster (0.99 for 0.999), and "
        "mix some of the present slope into m.",
    ),
    takes=a_function("parameters", returns=anything("an optimizer", "zero_grad", "step")),
)
def check_beat_adam(answer):
    """Take a function that makes an optimizer of one's own from parameters."""
    optimizer = answer(MultiLayerNet(2, [2], 2).parameters())
    if type(optimizer).__module__.startswith("dlnotes"):
        raise NotYet(f"{type(optimizer).__name__} is from dlnotes. Write a class of your own.")
    adam = race_of_adam()
    with np.errstate(all="ignore"):  # where it runs away
        own = race(answer)
    if not own < 100:  # or no longer a number
        raise NotYet(f"Yours runs away, to a loss of {own:.3g}. Try a smaller lr.")
    if not own < adam:
        raise NotYet(f"Adam comes to a loss of {adam:.4f}, yours to {own:.4f}.")
