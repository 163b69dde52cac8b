"""Digit pad: what it ships, and its JavaScript beside dlnotes."""

import base64

import numpy as np
import pytest
import traitlets
from conftest import ROOT

from dlnotes import (
    SGD,
    Affine,
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
from dlnotes.widgets import DigitPad, digit_pad

WIDGETS = (ROOT / "dlnotes" / "widgets").as_uri() + "/"
# The network of a view as JavaScript unpacks it, and the pixels of image i.
LAYERS = """m.unpack(data.sizes, Int8Array.from(data.weights), Float32Array.from(data.scales),
    Float32Array.from(data.biases))"""


def as_numbers(view):
    """Return what the page gets of a view's network, as lists."""
    return {
        "sizes": view.sizes,
        "weights": np.frombuffer(view.weights, np.int8).tolist(),
        "scales": np.frombuffer(view.scales, np.float32).tolist(),
        "biases": np.frombuffer(view.biases, np.float32).tolist(),
    }


def to_base64(images):
    return base64.b64encode(images.tobytes()).decode()


def in_float64(network):
    """Return the same network, computing in float64 as JavaScript does."""
    precise = MultiLayerNet(784, network.hidden_size_list, 10, dtype=np.float64)
    for mine, theirs in zip(precise.parameters(), network.parameters(), strict=True):
        mine.data = theirs.data
    return precise


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


def test_the_shipped_network_reads_as_well_as_the_one_it_was_made_from(network, view, digits):
    x, t = digits[1][0] / np.float32(255), digits[1][1]
    before, after = (accuracy(predict(net, x), t) for net in (network, view.network))
    assert before > 0.9
    assert after == pytest.approx(before, abs=0.003)


def test_a_weight_is_moved_by_at_most_half_a_step_of_its_unit(network, view):
    scales = np.split(np.frombuffer(view.scales, np.float32), [30, 50])
    for layer, shipped, scale in zip(
        network.layers[::2], view.network.layers[::2], scales, strict=True
    ):
        assert (np.abs(layer.W.data - shipped.W.data) <= 0.501 * scale).all()
        assert np.array_equal(layer.b.data, shipped.b.data)


@pytest.mark.parametrize(
    "wrong",
    [
        MultiLayerNet(784, [5], 10, activation="tanh"),
        MultiLayerNet(784, [5], 10, batch_norm=True),
        MultiLayerNet(28, [5], 10),
        MultiLayerNet(784, [5], 3),
        Sequential(Affine(784, 10, rng=0), ReLU()),
        Sequential(Sigmoid()),
    ],
)
def test_a_network_that_the_page_cannot_run_is_refused(wrong, digits):
    _, (x, t) = digits
    with pytest.raises(ValueError, match=r"DigitPad expects affine layers.*MultiLayerNet\(784"):
        DigitPad(wrong, x[:1], t[:1])


def test_a_network_that_has_diverged_is_refused(digits):
    _, (x, t) = digits
    broken = MultiLayerNet(784, [5], 10)
    broken.layers[0].W.data[3, 2] = np.nan
    with pytest.raises(ValueError, match="smaller learning rate"):
        DigitPad(broken, x[:1], t[:1])


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


def test_javascript_has_the_probabilities_of_dlnotes(javascript, view):
    rng = np.random.default_rng(3)
    images = rng.integers(256, size=(50, 784)) * (rng.random((50, 784)) < 0.2)
    images[0] = 0
    answers = javascript(
        "dense.js",
        f"""(() => {{
            const layers = {LAYERS};
            return data.images.map((image) => {{
                const scores = m.forward(layers, Float32Array.from(image, (v) => v / 255));
                return {{ scores: [...scores], probabilities: m.softmax(scores) }};
            }});
        }})()""",
        as_numbers(view) | {"images": images.tolist()},
    )
    x = (images / np.float32(255)).astype(np.float32).astype(np.float64)
    scores = predict(in_float64(view.network), x)
    for name, wanted in {"scores": scores, "probabilities": softmax(scores)}.items():
        assert np.allclose([answer[name] for answer in answers], wanted, rtol=0, atol=1e-6)


def test_softmax_does_not_overflow(javascript):
    assert javascript("dense.js", "m.softmax(data)", [1e4, 1e4, -1e4]) == [0.5, 0.5, 0]


def test_on_the_test_images_the_page_reads_what_python_reads(javascript, view, digits):
    """Every image is laid on the pad, normalized as a drawing is, and read, all in JavaScript."""
    _, (x, t) = digits
    answer = javascript(
        "digit_pad.js",
        """await (async () => {
            const dense = await import(new URL("dense.js", data.folder));
            const ink = await import(new URL("ink.js", data.folder));
            const layers = dense.unpack(data.sizes, Int8Array.from(data.weights),
                Float32Array.from(data.scales), Float32Array.from(data.biases));
            const bytes = new Uint8Array(Buffer.from(data.images, "base64"));
            const read = [];
            let changed = 0;
            for (let i = 0; i < bytes.length; i += 784) {
                const image = bytes.subarray(i, i + 784);
                const seen = ink.normalize(ink.paste(image));
                changed += seen.some((value, pixel) => value !== image[pixel]);
                read.push(m.padState(layers, seen).first);
            }
            return { read, changed };
        })()""",
        as_numbers(view) | {"images": to_base64(x), "folder": WIDGETS},
    )
    assert len(answer["read"]) == 10_000
    assert answer["changed"] <= 5  # three images of the set are 19 pixels long, not 20
    in_page = np.mean(np.array(answer["read"]) == t)
    in_python = accuracy(predict(view.network, x / np.float32(255)), t)
    assert in_page == pytest.approx(in_python, abs=0.003)


def test_an_empty_pad_says_so_and_has_no_probabilities(javascript, view):
    state = javascript("digit_pad.js", "m.padState([], new Uint8Array(784))", None)
    assert state["probabilities"] is None
    assert "empty" in state["summary"]


# --- on the static page ---------------------------------------------------------------------
