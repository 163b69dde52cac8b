"""Convolution explorer: its traits, its JavaScript beside Conv2D, and what the page draws."""

import re

import numpy as np
import pytest
import traitlets
from hands import drag, slider, swipe, value

from dlnotes.convolution import Conv2D
from dlnotes.widgets import ConvolutionExplorer, convolution_explorer
from dlnotes.widgets.convolution_explorer import KERNELS, WEIGHTS

PAGE = "book/08_convolution.html"
CONTROL = ".dlnotes-control-of-ConvolutionExplorer"  # the page has a digit pad, too
STRENGTHS = 32  # in which cells are drawn


def test_setting_weights_as_a_browser_would_changes_the_feature_map():
    view = convolution_explorer().view
    view.set_state({name: float(name == "w11") for name in WEIGHTS})  # the copy filter
    assert view.feature_map == pytest.approx(view.image[1:-1, 1:-1])
    view.set_state({"padding": 1, "stride": 2, "digit": 3})
    assert view.feature_map == pytest.approx(view.image[::2, ::2])


def test_the_digits_are_ten_different_ones_from_mnist():
    view = ConvolutionExplorer()
    images = []
    for digit in range(10):
        view.digit = digit
        images.append(view.image)
    assert all(image.max() > 0.9 and 0.02 < image.mean() < 0.3 for image in images)
    assert len({image.tobytes() for image in images}) == 10


@pytest.mark.parametrize(
    ("trait", "wrong"),
    [
        ("w00", float("nan")), ("w22", float("inf")), ("digit", 10), ("stride", 0),
        ("padding", 3), ("row", -1), ("column", 30), ("pixels", b"short"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(trait, wrong):
    with pytest.raises(traitlets.TraitError, match=trait):
        ConvolutionExplorer(**{trait: wrong})


def test_every_preset_can_be_reached_with_the_sliders():
    for name, kernel in KERNELS.items():
        weights = np.array(kernel)
        assert weights.shape == (3, 3) and np.abs(weights).max() <= 2, name
        assert weights * 10 == pytest.approx(np.round(weights * 10)), name


def test_javascript_convolves_as_conv2d_does(javascript):
    rng = np.random.default_rng(8)
    cases = []
    for size in (1, 2, 3, 5):
        for stride in (1, 2, 3):
            for padding in (0, 1, 2):
                image, kernel = rng.normal(size=(11, 8)), rng.normal(size=(size, size))
                cases.append([image, kernel, stride, padding])
    answers = javascript(
        "convolution.js",
        "data.map(([image, kernel, s, p]) => m.convolve(image, kernel.flat(), s, p))",
        [[image.tolist(), kernel.tolist(), s, p] for image, kernel, s, p in cases],
    )
    for (image, kernel, stride, padding), answer in zip(cases, answers, strict=True):
        layer = Conv2D(1, 1, len(kernel), 0, stride, padding, dtype=np.float64)
        layer.W.data[:] = kernel
        assert np.array(answer) == pytest.approx(
            layer.forward(image[np.newaxis, np.newaxis])[0, 0], abs=1e-6
        )


# --- on the static page ---------------------------------------------------------------------


def said(page, text):
    page.wait_for_function(
        "([control, t]) =>"
        " document.querySelector(`${control} .dlnotes-summary`).innerText.includes(t)",
        arg=[CONTROL, text],
    )


def numbers(page, which, columns):
    """The numbers that a grid stands for: how strong each square is, or below zero each dot."""
    paths = page.locator(f"{CONTROL} .dlnotes-numbers").nth(which).locator("path")
    drawn = paths.evaluate_all(
        "paths => paths.map((p) => [p.getAttribute('fill-opacity'), p.getAttribute('d') ?? ''])"
    )
    found = np.zeros((columns, columns))
    for strength, shapes in drawn:
        for column, row, dot in re.findall(r"M(\d+) (\d+)(\.5a)?", shapes):
            found[int(row), int(column)] = float(strength) * (-1 if dot else 1)
    return found


def drawn_strength(values):
    return np.round(STRENGTHS * values) / STRENGTHS


def frame(page, which):
    return (
        page.locator(f"{CONTROL} .dlnotes-numbers")
        .nth(which)
        .locator(".dlnotes-window")
        .evaluate("r => ['y', 'x', 'height'].map((name) => Number(r.getAttribute(name)))")
    )


def assert_drawn(page, **state):
    """Both pictures, the nine products and the sentence are what dlnotes computes."""
    view = ConvolutionExplorer(**state)
    image, expected = np.pad(view.image, view.padding), view.feature_map
    row, column = (
        min(at, size - 1) for at, size in zip((view.row, view.column), expected.shape, strict=True)
    )
    rows, columns = expected.shape
    said(page, f"{rows} × {columns} out. At row {row}, column {column} ")
    assert numbers(page, 0, len(image)) == pytest.approx(drawn_strength(image))
    largest = np.abs(expected).max() or 1
    assert numbers(page, 1, columns) == pytest.approx(drawn_strength(expected / largest))

    top, left = row * view.stride, column * view.stride
    assert frame(page, 0) == [top, left, 3]
    assert frame(page, 1) == [row, column, 1]
    products = page.locator(f"{CONTROL} td").all_inner_texts()
    factors = [[float(f.replace("−", "-")) for f in text.split(" × ")] for text in products]
    patch = image[top : top + 3, left : left + 3].ravel()
    assert np.array(factors) == pytest.approx(
        np.stack([patch, view.kernel.ravel()], axis=1), abs=0.00501
    )
    total = page.locator(f"{CONTROL} .dlnotes-summary").inner_text().rsplit(" ", 1)[1].rstrip(".")
    assert float(total.replace("−", "-")) == pytest.approx(expected[row, column], abs=0.00501)


@pytest.mark.parametrize("over", ["http", "file"])
def test_dragging_a_weight_changes_the_feature_map(visit, over):
    with visit(PAGE, over) as page:
        assert_drawn(page)
        drag(page, slider(page, "w11"), 10)
        w11 = value(page, "w11")
        assert 0 < w11 <= 2
        said(page, "A filter of your own")
        assert_drawn(page, w11=w11)


def test_arrow_keys_move_a_weight_and_the_position(visit):
    with visit(PAGE) as page:
        slider(page, "w02").focus()
        page.keyboard.press("ArrowLeft")
        slider(page, "row").focus()
        page.keyboard.press("End")
        said(page, "At row 25,")
        assert_drawn(page, w02=0.9, row=29)


def test_the_sliders_of_the_position_end_where_the_map_ends(visit):
    with visit(PAGE) as page:
        slider(page, "row").focus()
        page.keyboard.press("End")
        assert value(page, "row") == 25
        slider(page, "stride").focus()
        page.keyboard.press("ArrowRight")
        said(page, "13 × 13 out")
        assert (value(page, "row"), value(page, "column")) == (12, 11)
        slider(page, "row").focus()
        page.keyboard.press("End")
        assert value(page, "row") == 12
        assert_drawn(page, stride=2, row=12)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_tenth_of_a_weight_can_be_reached_with_the_mouse(visit, width):
    with visit(PAGE, width=width) as page:
        track = page.locator(".dlnotes-weight-grid .slider-container").first.bounding_box()
        steps = round((2 - -2) / 0.1)
        assert track["width"] >= steps  # a pixel or more for each


def test_a_finger_moves_a_weight(visit):
    with visit(PAGE, width=360, touch=True) as page:
        swipe(page, slider(page, "w20"), 25)
        w20 = value(page, "w20")
        assert w20 > -1
        said(page, "A filter of your own")
        assert_drawn(page, w20=w20)


def test_every_preset_button_sets_its_filter_and_its_sliders(visit):
    with visit(PAGE) as page:
        for name, kernel in KERNELS.items():
            button = page.locator(CONTROL).get_by_role("button", name=name, exact=True)
            button.focus()
            page.keyboard.press("Enter")
            said(page, f"The filter “{name}”")
            assert button.get_attribute("aria-pressed") == "true"
            weights = dict(zip(WEIGHTS, np.ravel(kernel).tolist(), strict=True))
            assert {weight: value(page, weight) for weight in WEIGHTS} == weights
            assert_drawn(page, **weights)


@pytest.mark.parametrize(("stride", "padding"), [(1, 2), (2, 1), (3, 0), (3, 2)])
def test_stride_and_padding_change_the_size_as_in_dlnotes(visit, stride, padding):
    with visit(PAGE + f"#convolution=stride:{stride},padding:{padding},row:29,column:4") as page:
        assert_drawn(page, stride=stride, padding=padding, row=29, column=4)
        assert (value(page, "stride"), value(page, "padding")) == (stride, padding)


@pytest.mark.parametrize("touch", [False, True])
def test_pointing_at_the_feature_map_chooses_the_position(visit, touch):
    with visit(PAGE, touch=touch) as page:
        feature_map = page.locator(f"{CONTROL} .dlnotes-numbers").nth(1)
        feature_map.scroll_into_view_if_needed()
        box = feature_map.bounding_box()
        x, y = box["x"] + box["width"] * 15.5 / 26, box["y"] + box["height"] * 7.5 / 26
        (page.touchscreen.tap if touch else page.mouse.click)(x, y)
        assert_drawn(page, row=7, column=15)
        assert (value(page, "row"), value(page, "column")) == (7, 15)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_digit_has_the_colour_of_the_text_and_is_not_inverted(visit, scheme):
    with visit(PAGE, scheme=scheme) as page:
        page.wait_for_selector(f"html[data-theme={scheme}]")
        fill, filtered, text = page.locator(f"{CONTROL} .dlnotes-numbers").first.evaluate(
            "svg => [getComputedStyle(svg.querySelector('.dlnotes-positive')).fill,"
            " getComputedStyle(svg).filter, getComputedStyle(svg.closest('.dlnotes-view')).color]"
        )
        assert (fill, filtered) == (text, "none")


def test_another_digit_is_drawn_and_a_filter_of_zeros_gives_nothing(visit):
    with visit(PAGE) as page:
        page.locator(CONTROL).get_by_label("digit", exact=True).select_option("8")
        assert_drawn(page, digit=8)
    zeros = dict.fromkeys(WEIGHTS, 0.0)
    with visit(PAGE + "#convolution=" + ",".join(f"{name}:0" for name in zeros)) as page:
        said(page, "A filter of your own")
        assert_drawn(page, **zeros)


def test_a_link_with_nonsense_leaves_a_state_that_can_be_drawn(visit):
    link = "#convolution=w00:1e9,w01:NaN,digit:99,stride:0,padding:9,row:-3,column:x,other:1"
    with visit(PAGE + link) as page:
        said(page, "30 × 30 out")
        assert_drawn(page, w00=2.0, digit=9, padding=2, row=0)
