"""Digit pad: what it ships, and its JavaScript beside dlnotes."""

import base64
import json

import numpy as np
import pytest
import traitlets
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import (
    SGD,
    Affine,
    AveragePool2D,
    Conv2D,
    Dropout,
    Flatten,
    MaxPool2D,
    MultiLayerNet,
    ReLU,
    Sequential,
    Sigmoid,
    SoftmaxCrossEntropy,
    accuracy,
    load_mnist,
    predict,
    softmax,
    train,
)
from dlnotes.checkpoints import build, describe
from dlnotes.widgets import DigitPad, digit_pad
from dlnotes.widgets.digit_pad import as_input, pack, unpack

WIDGETS = (ROOT / "dlnotes" / "widgets").as_uri() + "/"
# The networks of a view as JavaScript unpacks them.
READERS = """m.readersOf({ get: (name) => {
    const Type = name === "weights" ? Uint8Array : Float32Array;
    return Array.isArray(data[name]) && name !== "readers" ? Type.from(data[name]) : data[name];
} })"""


def as_numbers(view):
    """Return what the page gets of a view's networks, as lists."""
    return {
        "readers": view.readers,
        "weights": np.frombuffer(view.weights, np.uint8).tolist(),
        "scales": np.frombuffer(view.scales, np.float32).tolist(),
        "biases": np.frombuffer(view.biases, np.float32).tolist(),
    }


def to_base64(images):
    return base64.b64encode(images.tobytes()).decode()


def in_float64(network):
    """Return the same network, computing in float64 as JavaScript does."""
    told = json.dumps(describe(network)).replace("float32", "float64")
    precise = build(json.loads(told), "")
    for mine, theirs in zip(precise.parameters(), network.parameters(), strict=True):
        mine.data[...] = theirs.data
    return precise


def convolutional(rng=0, stride=1, padding=0):
    """Return a small network of every kind of layer that the page knows."""
    rng = np.random.default_rng(rng)
    first = Conv2D(1, 3, 5, rng, stride, padding)
    side = ((28 + 2 * padding - 5) // stride + 1 - 3) // 2 + 1  # pooled by 3, by steps of 2
    network = Sequential(
        *(first, MaxPool2D(3, 2), ReLU(), Conv2D(3, 4, 3, rng), ReLU()),
        *(Flatten(), Affine(4 * (side - 2) ** 2, 12, rng), ReLU(), Dropout(0.5, rng)),
        Affine(12, 10, rng),
    )
    for parameter in network.parameters():
        parameter.data[...] += 0.05 * rng.standard_normal(parameter.data.shape)
    return network


@pytest.fixture(scope="module")
def digits():
    return load_mnist(normalize=False)


@pytest.fixture(scope="module")
def network(digits):
    """A network that reads digits, and whose biases are not all zero any more."""
    (x, t), _ = digits
    network = MultiLayerNet(784, [30, 20], 10)
    optimizer = SGD(network.parameters(), lr=0.2)
    train(network, SoftmaxCrossEntropy(), optimizer, x / np.float32(255), t, steps=1500)
    return network


@pytest.fixture(scope="module")
def view(network):
    return digit_pad(network).view


@given(st.lists(st.integers(-31, 31), max_size=50))
def test_six_bits_hold_a_whole_number_from_minus_31_to_31(whole):
    packed = pack(np.array(whole, np.int8))
    assert len(packed) == 3 * -(-len(whole) // 4)
    assert unpack(packed)[: len(whole)].tolist() == whole


def test_the_shipped_network_reads_as_well_as_the_one_it_was_made_from(network, view, digits):
    x, t = digits[1][0] / np.float32(255), digits[1][1]
    before, after = (accuracy(predict(net, x), t) for net in (network, view.network))
    assert before > 0.9
    assert after == pytest.approx(before, abs=0.003)


def test_a_weight_is_moved_by_at_most_half_a_step_of_its_unit(network, view):
    scales = np.split(np.frombuffer(view.scales, np.float32), [30, 50])
    affine = [layer for layer in view.network.layers if isinstance(layer, Affine)]
    for layer, shipped, scale in zip(network.layers[::2], affine, scales, strict=True):
        assert (np.abs(layer.W.data - shipped.W.data) <= 0.501 * scale).all()
        assert np.array_equal(layer.b.data, shipped.b.data)


def test_dropout_drops_nothing_in_the_page(digits):
    _, (x, t) = digits
    dropping = MultiLayerNet(784, [20], 10, dropout=0.5, rng=1)
    plain = MultiLayerNet(784, [20], 10, rng=1)
    for mine, theirs in zip(plain.parameters(), dropping.parameters(), strict=True):
        mine.data[...] = theirs.data
    one, other = (DigitPad({"network": each}, x[:1], t[:1]) for each in (dropping, plain))
    assert one.readers == other.readers and one.weights == other.weights
    for each in (one, other):
        each.image = x[0].tobytes()
    assert np.array_equal(one.probabilities, other.probabilities)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (MultiLayerNet(784, [5], 10, activation="tanh"), "got Tanh"),
        (MultiLayerNet(784, [5], 10, batch_norm=True), "got BatchNorm"),
        (Sequential(AveragePool2D(2), Flatten(), Affine(196, 10, rng=0)), "got AveragePool2D"),
        (Sequential(Sigmoid()), "got Sigmoid"),
        (MultiLayerNet(28, [5], 10), r"expects input of shape \(N, 28\)"),
        (Sequential(MaxPool2D(2), Flatten(), Affine(100, 10, rng=0)), r"\(N, 100\)"),
        (MultiLayerNet(784, [5], 3), r"got outputs of \(3,\)"),
        (Sequential(ReLU()), r"got outputs of \(784,\)"),
    ],
)
def test_a_network_that_the_page_cannot_run_is_refused(wrong, told, digits):
    _, (x, t) = digits
    rule = r"DigitPad expects layers of these kinds: Affine, Conv2D.*"
    with pytest.raises(ValueError, match=rule + told + r".*MultiLayerNet\(784"):
        DigitPad({"network": wrong}, x[:1], t[:1])
    with pytest.raises(ValueError, match=told):
        digit_pad(wrong)


def test_a_network_that_has_diverged_is_refused(digits):
    _, (x, t) = digits
    broken = MultiLayerNet(784, [5], 10)
    broken.layers[0].W.data[3, 2] = np.nan
    with pytest.raises(ValueError, match="smaller learning rate"):
        DigitPad({"network": broken}, x[:1], t[:1])


def test_numbers_of_numpy_are_settings_too(view):
    view.pen, view.example = np.float32(3.5), np.int64(4)
    assert (view.pen, view.example) == (3.5, 4) and type(view.pen) is float


def test_an_image_or_example_that_there_is_not_is_refused(view):
    with pytest.raises(traitlets.TraitError, match="784 bytes, got 3"):
        view.image = b"abc"
    with pytest.raises(traitlets.TraitError, match="expects -1 to 11, got 12"):
        view.example = 12
    with pytest.raises(traitlets.TraitError, match="nan"):
        view.pen = float("nan")


def test_the_examples_are_each_digit_once_and_two_that_are_misread(network, view, digits):
    _, (x, _) = digits
    assert view.example_labels[:10] == list(range(10))
    shown = np.frombuffer(view.examples, np.uint8).reshape(12, 784)
    assert {image.tobytes() for image in shown} <= {image.tobytes() for image in x}
    scores = predict(network, shown / np.float32(255))
    assert (scores[10:].argmax(axis=1) != view.example_labels[10:]).all()


def test_python_has_the_drawing_of_the_page_and_its_probabilities(view, digits):
    _, (x, _) = digits
    view.set_state({"image": memoryview(x[5].tobytes()), "example": -1})
    assert np.array_equal(view.digit[0], x[5] / np.float32(255))
    wanted = softmax(predict(view.network, x[5:6] / np.float32(255)))[0]
    assert np.array_equal(view.probabilities, wanted)
    view.set_state({"example": 3})
    assert view.image == view.examples[784 * 3 : 784 * 4]
    view.image = x[5].tobytes()  # not the example any more
    assert view.example == -1


@pytest.mark.parametrize(
    "make",
    [
        lambda: MultiLayerNet(784, [30, 20], 10, rng=2),
        lambda: convolutional(3),
        lambda: convolutional(4, stride=2, padding=1),
        lambda: convolutional(5, padding=2),
    ],
)
def test_javascript_has_every_signal_and_the_images_slope_of_dlnotes(javascript, make, digits):
    """Several networks share the numbers; the one in question comes second."""
    _, (x, t) = digits
    view = DigitPad({"other": MultiLayerNet(784, [7], 10), "mine": make()}, x[:1], t[:1])
    rng = np.random.default_rng(3)
    images = rng.integers(256, size=(20, 784)) * (rng.random((20, 784)) < 0.3)
    images[:10] = x[:10]
    images[19] = 0
    answers = javascript(
        "digit_pad.js",
        f"""await (async () => {{
            const reader = await import(new URL("reader.js", data.folder));
            const {{ layers }} = {READERS}[1];
            return data.images.map((image) => {{
                const signals = reader.forward(layers, Float64Array.from(image, (v) => v / 255));
                const probabilities = reader.softmax(signals.at(-1).values);
                const slope = reader.imageSlope(layers, signals, 3);
                return {{
                    signals: signals.slice(1).map(({{ values }}) => [...values]),
                    probabilities, slope: [...slope],
                }};
            }});
        }})()""",
        as_numbers(view) | {"images": images.tolist(), "folder": WIDGETS},
    )
    network = in_float64(view.networks["mine"])
    signal = as_input(network, images / 255)
    layers = [layer for layer in network.layers if not isinstance(layer, Flatten)]
    for i, layer in enumerate(layers):
        if isinstance(layer, Affine):
            signal = signal.reshape(len(signal), -1)
        signal = layer.forward(signal)
        found = [answer["signals"][i] for answer in answers]
        assert np.allclose(found, signal.reshape(20, -1), rtol=0, atol=1e-6)
    found = [answer["probabilities"] for answer in answers]
    assert np.allclose(found, softmax(signal), rtol=0, atol=1e-6)

    network.forward(as_input(network, images / 255))
    slope = network.backward(np.tile(np.eye(10)[3], (20, 1)))
    found = [answer["slope"] for answer in answers]
    assert np.abs(slope).max() > 0.01
    assert np.allclose(found, slope.reshape(20, 784), rtol=0, atol=1e-6)


def test_softmax_does_not_overflow(javascript):
    assert javascript("reader.js", "m.softmax(data)", [1e4, 1e4, -1e4]) == [0.5, 0.5, 0]


def test_on_the_test_images_the_page_reads_what_python_reads(javascript, view, digits):
    _, (x, _) = digits
    read = javascript(
        "digit_pad.js",
        f"""(() => {{
            const readers = {READERS};
            const bytes = new Uint8Array(Buffer.from(data.images, "base64"));
            const read = [];
            for (let i = 0; i < bytes.length; i += 784) {{
                read.push(m.padState(readers, bytes.subarray(i, i + 784)).readings[0].first);
            }}
            return read;
        }})()""",
        as_numbers(view) | {"images": to_base64(x)},
    )
    assert len(read) == 10_000
    in_python = predict(view.network, x / np.float32(255)).argmax(axis=1)
    assert (np.array(read) != in_python).sum() <= 2  # where two scores are equal in float32


def test_what_is_said_of_a_network_is_what_it_reads(view, digits):
    _, (x, t) = digits
    [reader] = view.readers
    scores = predict(view.network, x / np.float32(255))
    assert reader["mnist"] == accuracy(scores, t)
    assert 0.5 < reader["pens"] < reader["mnist"]
    assert np.mean(scores.max(axis=1) < reader["doubt"]) == pytest.approx(0.05, abs=1e-3)
