"""Drawing on the digit pad of the static page: with the mouse, a finger and the keyboard."""

import base64
import re
from itertools import chain

import numpy as np
import pytest
from conftest import saved_models
from hands import slider, value

from dlnotes import MultiLayerNet, load_mnist, predict, softmax
from dlnotes.widgets import DigitPad

PAGE = "book/06_mnist.html"
PAD = ".dlnotes-control-of-DigitPad"


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


def shipped_network():
    """Return the network that the page carries, rebuilt from the bytes in its source."""
    [model] = [m for m in chain(*saved_models(PAGE)) if "example_labels" in m["state"]]
    buffers = {b["path"][0]: base64.b64decode(b["data"]) for b in model["buffers"]}
    view = DigitPad({"other": MultiLayerNet(784, [5], 10)}, np.zeros((0, 784)), [])
    view.set_state({k: buffers[k] for k in ("weights", "scales", "biases")})
    readers = model["state"]["readers"]  # names in the order of the alphabet; the kind leads
    view.readers = [
        reader | {"layers": [{"kind": part["kind"], **part} for part in reader["layers"]]}
        for reader in readers
    ]
    return view.network


def assert_bars_are_of_dlnotes(page):
    """The bars are the probabilities that dlnotes gives the image that the page shows."""
    seen = darkness(page, 1).reshape(1, 784).astype(np.float32) / 255
    wanted = softmax(predict(shipped_network(), seen))[0]
    rows = page.locator(f"{PAD} tbody tr")
    said = [float(re.search(r"([\d.]+)\s%", text)[1]) for text in rows.all_inner_texts()]
    assert said == pytest.approx(100 * wanted, abs=0.051)
    widths = page.locator(f"{PAD} .dlnotes-share").evaluate_all(
        "bars => bars.map((bar) => parseFloat(bar.style.width))"
    )
    assert widths == pytest.approx(100 * wanted, abs=1e-3)
    assert re.search(rf"reads? {wanted.argmax()},", summary_of(page))


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
    settle(page)


def settle(page):
    """The strokes of a frame are read in the next one."""
    page.evaluate(
        """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
            requestAnimationFrame(done))))"""
    )


def press(page, name):
    page.locator(PAD).get_by_role("button", name=name, exact=True).click()


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
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        wait_for_words(page, "It is a 2")
        assert_bars_are_of_dlnotes(page)
        _, (x, t) = load_mnist(normalize=False)
        assert_on_the_pad(page, x[np.argmax(t == 2)])


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


# --- any size, undo, one pen at a time ------------------------------------------------------


def resized(strokes, size, corner):
    return [[(corner[0] + size * x, corner[1] + size * y) for x, y in stroke] for stroke in strokes]


def test_a_small_drawing_is_read_like_a_large_one(visit):
    with visit(PAGE) as page:
        seen = []
        for size, corner in [(1, (0, 0)), (0.15, (0.8, 0.05)), (0.3, (0.1, 0.6))]:
            press(page, "Clear")
            draw_with_mouse(page, resized(SEVEN, size, corner))
            wait_for_words(page, "reads 7")
            seen.append(darkness(page, 1).astype(int))
        assert np.abs(seen[1] - seen[0]).mean() < 3 and np.abs(seen[2] - seen[0]).mean() < 3
        assert seen[0].mean() > 15


def test_the_pen_is_as_wide_on_the_pad_as_it_says_and_the_network_sees_one_width(visit):
    with visit(PAGE) as page:
        press(page, "Clear")
        draw_with_mouse(page, ONE)
        before = darkness(page, 1)
        for key, width in [("Home", 8), ("End", 40)]:  # 1 and 5 pixels of 8 cells
            slider(page, "pen").focus()
            page.keyboard.press(key)
            settle(page)
            assert (darkness(page, 0)[112] > 127).sum() == width
            assert np.array_equal(darkness(page, 1), before)


def test_undo_takes_back_stroke_by_stroke_and_a_clearing_too(visit):
    with visit(PAGE) as page:
        undo = page.locator(PAD).get_by_role("button", name="Undo")
        assert undo.get_attribute("aria-disabled") == "true"
        pictures = []
        for strokes in (ONE, [[(0.2, 0.5), (0.8, 0.5)]], [[(0.3, 0.8), (0.7, 0.8)]]):
            draw_with_mouse(page, strokes)
            pictures.append((darkness(page, 0), darkness(page, 1)))
        press(page, "Clear")
        wait_for_words(page, "empty")
        for picture in reversed(pictures):
            assert undo.get_attribute("aria-disabled") == "false"
            undo.click()
            settle(page)
            assert np.array_equal([darkness(page, 0)], [picture[0]])
            assert np.array_equal([darkness(page, 1)], [picture[1]])
        page.keyboard.press("Control+z")
        wait_for_words(page, "empty")
        assert undo.get_attribute("aria-disabled") == "true"
