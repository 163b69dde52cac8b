"""The checkers of chapter 6 tell right answers from wrong ones."""

import pytest

from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy, load_mnist, train
from dlnotes.exercises import check


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("mnist-parameters", 109_386, 109_184),
        ("mnist-parameters", 109_386, 110_170),
        ("mnist-parameters", 109_386, 39_760),
        ("batch-size", {10: (9000, 0.95), 1000: (450, 0.92)}, {10: (9000, 0.95)}),
        ("batch-size", {10: (9000, 0.95), 1000: (450, 0.92)}, {10: (9, 0.92), 1000: (450, 0.95)}),
        ("batch-size", {10: (9000, 0.95), 1000: (450, 0.92)}, {10: (9, 0.1), 1000: (3, 0.1)}),
        ("batch-size", {10: (9000, 0.95), 1000: (450, 0.92)}, {10: (9000, 0.9), 1000: (450, 0.91)}),
    ],
)
def test_right_passes_and_wrong_does_not(name, right, wrong):
    assert check(name, right)
    assert not check(name, wrong)


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("mnist-parameters", 109_184, "Those are the weights"),
        ("mnist-parameters", 110_170, "An input is a number that comes in"),
        ("mnist-parameters", 39_760, "So many has 784-50-10"),
        ("batch-size", {10: (9000, 95), 1000: (450, 92)}, "0.95, not 95"),
        ("batch-size", {10: (100, 0.9), 1000: (100, 0.9)}, "costs many times as much"),
    ],
)
def test_the_likeliest_mistakes_are_answered(name, answer, said, capsys):
    assert not check(name, answer)
    assert said in capsys.readouterr().out


RIGHT = """
def fit(network, optimizer, loss_func, x, t, steps, rng):
    for i in range(steps):
        rows = rng.choice(len(x), 100)
        optimizer.zero_grad()
        loss = loss_func(network(x[rows]), t[rows])
        loss.backward()
        optimizer.step()
"""
BUGS = [
    ("range(steps)", "range(steps - 1)", "took 29"),
    ("rng.choice(len(x), 100)", "rng.choice(100, 100)", "only 100 of the 1000 examples"),
    ("rng.choice(len(x), 100)", "rng.choice(100, 10)", "300 images were drawn"),
    ("        optimizer.zero_grad()\n", "", "slopes of the batch before"),
    ("t[rows])", "t[rng.choice(len(x), 100)])", "labels are not those"),
    (
        "loss.backward()\n        optimizer.step()",
        "optimizer.step()\n        loss.backward()",
        "steps",
    ),
    ("loss.backward()\n", "loss.backward()\n        optimizer.zero_grad()\n", "wiped out"),
]


def defined(source):
    names = {}
    exec(source, names)
    return names["fit"]


def test_a_right_loop_passes_the_bug_hunt():
    assert check("bug-hunt", defined(RIGHT))


def test_slopes_may_be_wiped_out_after_the_step_and_batches_may_be_smaller():
    line = "        optimizer.zero_grad()\n"
    assert check("bug-hunt", defined(RIGHT.replace(line, "") + line))
    assert check("bug-hunt", defined(RIGHT.replace("len(x), 100", "len(x), 10")))


@pytest.mark.parametrize(("line", "bug", "said"), BUGS)
def test_each_bug_is_found_and_named(line, bug, said, capsys):
    assert line in RIGHT
    assert not check("bug-hunt", defined(RIGHT.replace(line, bug)))
    assert said in capsys.readouterr().out


def test_beating_98_takes_a_trained_network(capsys):
    assert not check("beat-98", MultiLayerNet(784, [50], 10))
    assert "% of the test images" in capsys.readouterr().out


def test_a_network_that_reads_more_than_98_percent_of_the_images_passes(monkeypatch):
    (x, t), _ = load_mnist()
    few = x[:500], t[:500]
    network = MultiLayerNet(784, [50], 10)
    optimizer = SGD(network.parameters(), lr=0.5)
    train(network, SoftmaxCrossEntropy(), optimizer, *few, epochs=60)
    monkeypatch.setattr("dlnotes.exercises.chapter6_mnist.load_mnist", lambda: (few, few))
    assert check("beat-98", network)
