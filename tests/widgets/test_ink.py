"""Ink: how the path of a pen becomes an image of MNIST, in the page as in dlnotes."""

import numpy as np
import pytest

from dlnotes.datasets import ink, load_pen_strokes

INKED = "data.map(({strokes, pen}) => [...m.inked(strokes, pen)])"


def as_lists(strokes):
    return [np.asarray(stroke).tolist() for stroke in strokes]


def random_drawings(rng, count):
    """Return drawings of one to three strokes of a few points, of any size, anywhere."""
    return [
        [
            rng.uniform(0.1, 0.9, 2) + rng.uniform(-1, 1, (rng.integers(1, 9), 2)) * size
            for _ in range(rng.integers(1, 4))
        ]
        for size in rng.uniform(0.01, 0.5, count)
    ]


def test_the_page_inks_a_drawing_as_dlnotes_does(javascript):
    rng = np.random.default_rng(4)
    pens = rng.uniform(0.5, 8, 300)
    people, _ = load_pen_strokes()
    drawings = [*random_drawings(rng, 100), *people[::10]]
    images = javascript(
        "ink.js",
        INKED,
        [{"strokes": as_lists(d), "pen": pen} for d, pen in zip(drawings, pens, strict=True)],
    )
    wanted = [ink(drawing, pen) for drawing, pen in zip(drawings, pens, strict=True)]
    assert np.abs(np.array(images) - wanted).max() <= 1  # a tie may round the other way
    assert (np.array(images) != wanted).mean() < 1e-3


def test_a_drawing_measures_20_pixels_and_its_mass_is_where_mnist_has_it():
    for drawing in random_drawings(np.random.default_rng(5), 200):
        image = ink(drawing).reshape(28, 28).astype(float)
        points = np.concatenate(drawing)
        if np.ptp(points, axis=0).max() < 0.03:
            continue  # a dot
        rows, columns = (np.flatnonzero(image.sum(axis=axis)) for axis in (1, 0))
        sizes = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert 19 <= max(sizes) <= 22  # a pixel at either end may be covered in part
        mean = [image.sum(axis=axis) @ np.arange(28) / image.sum() for axis in (1, 0)]
        for places, where in zip((rows, columns), mean, strict=True):
            at_edge = places[0] <= 0 or places[-1] >= 27  # no ink is cut off to centre the rest
            assert at_edge or abs(where - 14) < 0.26


@pytest.mark.parametrize("pen", [1.5, 2.4, 4])
def test_neither_size_nor_place_of_a_drawing_changes_what_is_seen(pen):
    drawings, _ = load_pen_strokes()
    for drawing in drawings[::100]:
        small = [0.15 * stroke + [0.8, 0.1] for stroke in drawing]
        assert np.abs(ink(drawing, pen).astype(int) - ink(small, pen)).max() <= 1


def test_what_a_pen_covers_is_nearer_than_half_its_width():
    start, end = np.array([0.0, 0.0]), np.array([0.4, 1.0])
    image = ink([np.array([start, end])], 4).reshape(28, 28) / 255
    along = end - start
    y, x = np.mgrid[0:28, 0:28] + 0.5
    middle = np.array([image.sum(axis=0) @ x[0], image.sum(axis=1) @ y[:, 0]]) / image.sum()
    from_middle = np.stack([x, y], axis=-1) - middle
    direction = along / np.linalg.norm(along)
    half = 16 * np.linalg.norm(along) / 2
    on_line = np.clip(from_middle @ direction, -half, half)[..., np.newaxis] * direction
    distance = np.linalg.norm(from_middle - on_line, axis=-1)
    assert (image[distance < 1.1] > 0.99).all() and (image[distance > 2.9] == 0).all()


def test_a_dot_stays_a_dot_and_nothing_stays_nothing():
    dot = ink([np.array([[0.3, 0.7], [0.302, 0.701]])])
    assert 3 <= np.count_nonzero(dot) <= 16
    assert not ink([]).any() and not ink([np.empty((0, 2))]).any()


def test_what_cannot_be_inked_is_refused():
    with pytest.raises(ValueError, match=r"0.5 to 8 pixels wide, got 9"):
        ink([np.zeros((2, 2))], pen=9)
    for wrong in ([np.zeros((2, 3))], [np.zeros(4)], [np.array([[0, np.nan]])]):
        with pytest.raises(ValueError, match=r"lists of points \(x, y\)"):
            ink(wrong)
