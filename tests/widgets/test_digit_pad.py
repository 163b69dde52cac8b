"""Digit pad: what it ships, its JavaScript beside dlnotes, and drawing on the static page."""

import base64
import gzip
import json
import re

import numpy as np
import pytest
import traitlets
from conftest import ROOT, SITE
from hands import slider, value

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
PAGE = "book/06_mnist.html"
PAD = ".dlnotes-control-of-DigitPad"
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


def summary_of(page):
    return page.locator(f"{PAD} .dlnotes-summary").inner_text()


def wait_for_words(page, words):
    page.wait_for_function(
        "([pad, words]) => document.querySelector(`${pad} .dlnotes-summary`)"
        ".innerText.includes(words)",
        arg=[PAD, words],
    )


def darkness(page, which):
    """Return the ink of the pad (0) or of what the network sees (1), as rows of bytes."""
    side, values = (
        page.locator(f"{PAD} .dlnotes-paper canvas")
        .nth(which)
        .evaluate(
            "c => [c.width, [...c.getContext('2d').getImageData(0, 0, c.width, c.width).data]"
            ".filter((_, i) => i % 4 == 3)]"
        )
    )
    return np.reshape(values, (side, side))


def state_in_the_page():
    source = (SITE / PAGE).read_text(encoding="utf-8")
    [text] = re.findall(r'widget-state\+json">(.*?)</script>', source, re.DOTALL)
    return text


def test_the_state_of_the_chapter_is_small():
    assert len(gzip.compress(state_in_the_page().encode())) <= 150_000


def shipped_network():
    """Return the network that the page carries, rebuilt from the bytes in its source."""
    text = state_in_the_page()
    [model] = [m for m in json.loads(text)["state"].values() if "example_labels" in m["state"]]
    buffers = {b["path"][0]: base64.b64decode(b["data"]) for b in model["buffers"]}
    view = DigitPad(MultiLayerNet(784, model["state"]["sizes"][1:-1], 10), np.zeros((0, 784)), [])
    view.set_state({k: buffers[k] for k in ("weights", "scales", "biases")})
    return view.network


def assert_bars_are_of_dlnotes(page):
    """The bars are the probabilities that dlnotes gives the image that the page shows."""
    seen = darkness(page, 1).reshape(1, 784).astype(np.float32) / 255
    wanted = softmax(predict(shipped_network(), seen))[0]
    rows = page.locator(f"{PAD} tbody tr")
    said = [float(text.split()[-3 if "◂" in text else -2]) for text in rows.all_inner_texts()]
    assert said == pytest.approx(100 * wanted, abs=0.051)
    widths = page.locator(f"{PAD} .dlnotes-share").evaluate_all(
        "bars => bars.map((bar) => parseFloat(bar.style.width))"
    )
    assert widths == pytest.approx(100 * wanted, abs=1e-3)
    assert f"reads {wanted.argmax()}," in summary_of(page)


def assert_on_the_pad(page, image):
    """An image of MNIST lies on the pad, and the network sees exactly that."""
    image = image.reshape(28, 28)
    assert np.array_equal(darkness(page, 1), image)
    assert np.array_equal(darkness(page, 0), image.repeat(8, axis=0).repeat(8, axis=1))


def draw_with_mouse(page, strokes):
    """Draw strokes, points from 0 to 1, on the pad."""
    pad = page.locator(f"{PAD} .dlnotes-paper canvas").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for first, *rest in strokes:
        page.mouse.move(box["x"] + first[0] * box["width"], box["y"] + first[1] * box["height"])
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        page.mouse.up()
    # The ink of a frame is read in the next one.
    page.evaluate(
        """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
            requestAnimationFrame(done))))"""
    )


ONE = [[(0.5, 0.15), (0.5, 0.85)]]
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]]


@pytest.mark.parametrize("over", ["http", "file"])
def test_drawing_with_the_mouse_is_read(visit, over):
    with visit(PAGE, over) as page:
        for strokes, words in [(SEVEN, "reads 7"), (ONE, "reads 1")]:
            page.locator(PAD).get_by_role("button", name="Clear").click()
            wait_for_words(page, "empty")
            assert darkness(page, 0).max() == 0
            draw_with_mouse(page, strokes)
            wait_for_words(page, words)
            assert_bars_are_of_dlnotes(page)


def test_the_first_stroke_takes_the_example_away(visit):
    with visit(PAGE) as page:
        assert darkness(page, 0).max() > 0
        draw_with_mouse(page, ONE)
        wait_for_words(page, "reads 1")
        ink = darkness(page, 0)
        assert ink[100:120, 112].min() > 0
        assert ink[:, :80].max() == ink[:, 144:].max() == 0
        assert page.locator(f"{PAD} button[aria-pressed=true]").count() == 0


def test_a_finger_draws_and_does_not_scroll(visit):
    with visit(PAGE, width=360, touch=True) as page:
        page.locator(PAD).get_by_role("button", name="Clear").click()
        wait_for_words(page, "empty")
        pad = page.locator(f"{PAD} .dlnotes-paper canvas").first
        pad.scroll_into_view_if_needed()
        before, box = page.evaluate("scrollY"), pad.bounding_box()
        client = page.context.new_cdp_session(page)
        places = [("Start", 0.15), ("Move", 0.4), ("Move", 0.6), ("Move", 0.85), ("End", None)]
        for kind, at in places:
            at = at and {"x": box["x"] + box["width"] / 2, "y": box["y"] + at * box["height"]}
            points = [at] if at else []
            client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        wait_for_words(page, "reads 1")
        assert page.evaluate("scrollY") == before
        assert_bars_are_of_dlnotes(page)


def test_the_keyboard_reaches_the_examples(visit):
    with visit(PAGE) as page:
        page.locator(PAD).get_by_role("button", name="Clear").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        wait_for_words(page, "It is a 2")
        assert_bars_are_of_dlnotes(page)
        _, (x, t) = load_mnist(normalize=False)
        assert_on_the_pad(page, x[np.argmax(t == 2)])


def test_a_wider_pen_leaves_more_ink(visit):
    with visit(PAGE) as page:
        pad, width = page.locator(PAD), {}
        for key in ("Home", "End"):
            slider(page, "pen").focus()
            page.keyboard.press(key)
            pad.get_by_role("button", name="Clear").click()
            wait_for_words(page, "empty")
            draw_with_mouse(page, ONE)
            wait_for_words(page, "reads")
            width[key] = int((darkness(page, 0)[112] > 127).sum())
        assert width == {"Home": 8, "End": 40}  # 1 and 5 pixels of 8 cells


def test_a_link_brings_an_example_back(visit):
    _, (x, t) = load_mnist(normalize=False)
    with visit(PAGE + "#pad=example:4,pen:3") as page:
        wait_for_words(page, "It is a 4: right")
        assert_bars_are_of_dlnotes(page)
        assert_on_the_pad(page, x[np.argmax(t == 4)])
        assert value(page, "pen") == 3
    with visit(PAGE + "#pad=example:99,pen:-1") as page:
        wait_for_words(page, "wrong")  # the last example is one that it misreads
        pressed = page.locator(f"{PAD} .dlnotes-examples button").last
        assert pressed.get_attribute("aria-pressed") == "true"
        assert_bars_are_of_dlnotes(page)
