"""The pen digits: complete, undamaged, and read by a network as they were measured."""

import gzip
import hashlib

import numpy as np
import pytest

from dlnotes import load_mnist
from dlnotes.datasets import ink, load_pen_digits, load_pen_strokes, make_doodles, pen
from dlnotes.datasets.doodles import DOODLES


def test_there_are_200_of_each_digit_and_their_longer_side_is_one():
    drawings, t = load_pen_strokes()
    assert np.bincount(t).tolist() == [200] * 10
    for strokes in drawings:
        points = np.concatenate(strokes)
        assert points.shape[1] == 2 and points.min() == 0 and points.max() == 1
    assert hashlib.sha256(gzip.decompress(pen.FILE.read_bytes())).hexdigest() == pen.DIGEST


def test_the_images_hold_as_much_ink_as_those_of_mnist_and_lie_where_they_lie():
    (mnist, _), _ = load_mnist()
    x, t = load_pen_digits()
    assert x.shape == (2000, 784) and x.dtype == np.float32 and t.dtype == np.int64
    assert x.min() == 0 and x.max() == 1
    assert x.mean() == pytest.approx(mnist.mean(), rel=0.02)

    def middle(images):
        images = images.reshape(-1, 28, 28)
        return [images.sum(axis=(0, axis)) @ np.arange(28) / images.sum() for axis in (1, 2)]

    assert middle(x) == pytest.approx(middle(mnist), abs=0.1)


def test_a_wider_pen_leaves_more_ink():
    thin, thick = load_pen_digits(1.5)[0], load_pen_digits(4)[0]
    assert 2 < thick.mean() / thin.mean() < 2.5


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda raw: gzip.compress(gzip.decompress(raw)[:-1]), "must hold the bytes"),
        (lambda raw: raw[:1000], "does not decompress"),
        (lambda raw: b"no gzip", "does not decompress"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, monkeypatch, damage, told):
    damaged = tmp_path / "pen-digits.json.gz"
    damaged.write_bytes(damage(pen.FILE.read_bytes()))
    monkeypatch.setattr(pen, "FILE", damaged)
    with pytest.raises(ValueError, match=told):
        load_pen_digits()


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(pen, "FILE", tmp_path / "gone.json.gz")
    with pytest.raises(FileNotFoundError, match=r"gone.json.gz, which is missing"):
        load_pen_digits()


def test_doodles_are_drawn_from_their_seed_and_can_be_inked():
    doodles = make_doodles(200, 3)
    again = make_doodles(200, 3)
    for one, other in zip(doodles, again, strict=True):
        assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))
    images = {ink(doodle).tobytes() for doodle in doodles}
    assert len(images) == 200  # each is turned and stretched by itself
    assert all(
        len(point) == 2 for d in DOODLES.values() for s in d.split("/") for point in s.split()
    )
