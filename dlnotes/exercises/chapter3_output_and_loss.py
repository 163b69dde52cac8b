"""Exercises of chapter 3: softmax and losses."""

import numpy as np

from dlnotes.activations import softmax
from dlnotes.exercises.answers import a_function, a_number, numbers, parts, some_numbers
from dlnotes.exercises.checker import NotYet, exercise
from dlnotes.losses import SoftmaxCrossEntropy, cross_entropy, squared_error

SHIFTED = np.array([7.0, 9.0, 4.0])
WRONG, TRUE_CLASS = np.array([0.98, 0.01, 0.01]), np.array([0.0, 1.0, 0.0])
SLIPS = (  # what is said of a loss that comes out as the number behind it
    ("the half in front is missing", 2 * squared_error(WRONG, TRUE_CLASS)),
    ("minus the logarithm of a probability is above 0", np.log(0.01)),
    ("the logarithm is the natural one, not to base 10", 2.0),
    ("the logarithm is the natural one, not to base 2", -np.log2(0.01)),
    ("look at the probability of the *true* class, not at the largest", -np.log(0.98)),
    ("the other two outputs count as well", 0.5 * 0.99**2),
)


@exercise(
    "softmax-shift",
    hints=(
        "How far are the three scores from each other?",
        "Add the same number to all three scores: softmax does not notice. Which number makes "
        "the first 0?",
        "The first is 7 and has to be 0. Do to the other two what you do to it.",
    ),
    takes=numbers("the first score", "the second", "the third"),
)
def check_softmax_shift(answer):
    """Take three scores, the first of them 0, with the softmax of 7, 9, 4."""
    scores = np.array(answer, dtype=float)
    if scores.shape != (3,):
        raise NotYet(f"Give three scores, not an array of shape {scores.shape}.")
    if scores[0] != 0:
        raise NotYet(f"The first score should be 0, but yours is {scores[0]:g}.")
    if not np.allclose(softmax(scores), softmax(SHIFTED), atol=1e-6):
        raise NotYet(
            f"The softmax of 7, 9, 4 is {softmax(SHIFTED).round(4)}, "
            f"but that of your scores is {softmax(scores).round(4)}."
        )


@exercise(
    "uniform-loss",
    hints=(
        "Which probability gets each class, and so the true one?",
        "Cross-entropy sees only the probability of the true class: minus its logarithm.",
        "Each class gets 1/K. A minus before the logarithm turns the fraction round.",
    ),
    takes=a_function("classes", returns=a_number()),
)
def check_uniform_loss(answer):
    """Take a function of the number of classes that returns the cross-entropy of a guess."""
    for classes in (2, 10, 1000):
        wanted = cross_entropy(np.full(classes, 1 / classes), np.eye(classes)[0])
        got = answer(classes)
        for slip, mistaken in [
            ("minus the logarithm of a probability is above 0", -wanted),
            ("the logarithm is the natural one, not to base 10", wanted / np.log(10)),
            ("the logarithm is the natural one, not to base 2", wanted / np.log(2)),
            ("this is the probability of each class, and the loss is its logarithm", 1 / classes),
        ]:
            if np.isclose(got, mistaken):
                raise NotYet(f"With {classes} classes you return {got:.4f}: {slip}.")
        if not np.isclose(got, wanted):
            raise NotYet(
                f"With {classes} classes the loss is {wanted:.4f}, but you return {got:.4f}."
            )


@exercise(
    "confident-wrong",
    hints=(
        "Write the truth as a one-hot row below the three probabilities.",
        "Squared error sums over all three outputs, and has a half before the sum. "
        "Cross-entropy sees only the output of the true class.",
        "The three differences are 0.98, -0.99 and 0.01. The true class was given 0.01: its "
        "logarithm is about -4.6.",
    ),
    takes=numbers("squared error", "cross-entropy"),
)
def check_confident_wrong(answer):
    """Take (squared error, cross-entropy) of an answer that is sure and wrong."""
    right = squared_error(WRONG, TRUE_CLASS), cross_entropy(WRONG, TRUE_CLASS)
    if np.allclose(answer, right[::-1], atol=5e-3):
        raise NotYet("These are the two losses in the other order: squared error comes first.")
    for name, have, wanted in zip(("squared error", "cross-entropy"), answer, right, strict=True):
        for slip, mistaken in SLIPS:
            if np.isclose(have, mistaken, atol=5e-4):
                raise NotYet(f"The {name} is not {have:g}: {slip}.")
        if 1e-4 < abs(have - wanted) < 6e-3:
            raise NotYet(f"The {name} is nearly right. Give it to four decimals.")
        if not np.isclose(have, wanted, atol=1e-4):
            raise NotYet(f"The {name} is not {have:g}. Write the sum out, term by term.")


@exercise(
    "stable-loss",
    hints=(
        "What breaks is exp of a large number. What may you subtract from a row of scores?",
        "Subtract each row's largest score. Then log of the softmax is z[t] - log(sum of exp "
        "z): no softmax is needed for the loss.",
        "z[np.arange(N), t] picks the true scores without one-hot. The gradient is the "
        "softmax, less 1 at those places, over N.",
    ),
    takes=a_function(
        "z", "t", returns=parts({"loss": a_number(finite=False), "gradient": some_numbers()})
    ),
)
def check_stable_loss(answer):
    """Take a function of scores (N, K) and labels (N,) that returns (mean loss, gradient)."""
    rng = np.random.default_rng(3)
    for size in (1.0, 1000.0):
        z, t = size * rng.normal(size=(5, 4)), rng.integers(4, size=5)
        judge = SoftmaxCrossEntropy()
        wanted, slope = judge.forward(z, t), judge.backward()
        with np.errstate(all="ignore"):
            loss, gradient = answer(z.copy(), t.copy())
        where = f"For scores of about {size:g}"
        if np.isclose(loss, len(z) * wanted):
            raise NotYet("This is the sum over the batch. Take the mean.")
        if not np.isclose(loss, wanted):
            raise NotYet(f"{where} the loss is {wanted:.6g}, but you return {loss:.6g}.")
        if np.shape(gradient) != z.shape:
            raise NotYet(f"The gradient has the shape {z.shape}, but yours {np.shape(gradient)}.")
        if np.allclose(gradient, len(z) * slope):
            raise NotYet("The gradient of a mean is divided by N as well: (y - t) / N.")
        if not np.allclose(gradient, slope):
            raise NotYet(f"{where} the gradient should be (y - t) / N; the loss is right.")
