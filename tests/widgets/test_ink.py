"""Ink: strokes on the digit pad, and how a drawing becomes an image of MNIST."""

import numpy as np


def test_a_drawing_is_scaled_into_20_pixels_and_centred_by_mass(javascript):
    """Strokes anywhere, of any size: what MNIST promises of its images holds for them."""
    rng = np.random.default_rng(4)
    strokes = [
        (rng.uniform(20, 204, 2) + rng.uniform(-1, 1, (4, 2)) * rng.uniform(1, 80)).tolist()
        for _ in range(60)
    ]
    images = javascript(
        "ink.js",
        """data.map((points) => {
            const ink = new Uint8Array(m.SIDE * m.SIDE);
            points.slice(1).forEach((to, i) => m.stroke(ink, points[i], to, 9));
            return [...m.normalize(ink)];
        })""",
        strokes,
    )
    for image in np.reshape(images, (-1, 28, 28)).astype(float):
        rows, columns = np.nonzero(image.sum(axis=1))[0], np.nonzero(image.sum(axis=0))[0]
        sizes = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert max(sizes) in (19, 20)  # a soft edge may round to nothing
        weights = image / image.sum()
        for places, mean in [
            (rows, weights.sum(axis=1) @ np.arange(28)),
            (columns, weights.sum(axis=0) @ np.arange(28)),
        ]:
            at_edge = places[0] == 0 or places[-1] == 27  # no ink is cut off to centre the rest
            assert at_edge or abs(mean - 14) < 0.52


def test_moving_a_drawing_on_the_pad_does_not_change_what_is_seen(javascript):
    rng = np.random.default_rng(5)
    corner = rng.uniform(30, 120, (5, 2))
    moves = [[0, 0], [7, 0], [0, 31], [64, 72]]
    images = javascript(
        "ink.js",
        """data.map((points) => {
            const ink = new Uint8Array(m.SIDE * m.SIDE);
            points.slice(1).forEach((to, i) => m.stroke(ink, points[i], to, 9));
            return [...m.normalize(ink)];
        })""",
        [(corner + move).tolist() for move in moves],
    )
    assert all(image == images[0] for image in images)
    assert max(images[0]) == 255


def test_a_stroke_covers_what_is_nearer_than_the_pens_radius(javascript):
    start, end, radius = [40.3, 50.9], [120.6, 90.2], 8
    ink = javascript(
        "ink.js",
        "(() => { const ink = new Uint8Array(m.SIDE * m.SIDE);"
        "m.stroke(ink, data[0], data[1], data[2]); return [...ink]; })()",
        [start, end, radius],
    )
    ink = np.reshape(ink, (224, 224))
    y, x = np.mgrid[0:224, 0:224] + 0.5
    along = np.array(end) - start
    share = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / (along @ along), 0, 1)
    distance = np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1])
    assert (ink[distance < radius - 0.5] == 255).all()
    assert (ink[distance > radius + 0.5] == 0).all()
