"""Augmentation: what is turned, sheared, stretched or inked anew is where it should be."""

import numpy as np
import pytest

from dlnotes import load_mnist
from dlnotes.augmentation import augment, change_pen, random_matrices, warp


def slowly_warped(image, matrix):
    """Return the same, pixel by pixel, as the formula says it."""
    h, w = image.shape
    out = np.zeros((h, w))
    for row in range(h):
        for column in range(w):
            x, y = matrix @ [column - w // 2, row - h // 2] + [w // 2, h // 2]
            for i in (int(np.floor(y)), int(np.floor(y)) + 1):
                for j in (int(np.floor(x)), int(np.floor(x)) + 1):
                    if 0 <= i < h and 0 <= j < w:
                        out[row, column] += (1 - abs(y - i)) * (1 - abs(x - j)) * image[i, j]
    return out


@pytest.mark.parametrize("shape", [(28, 28), (5, 8)])
def test_warping_mixes_the_four_pixels_around_a_place(shape):
    rng = np.random.default_rng(1)
    images = rng.random((20, *shape))
    matrices = rng.normal(size=(20, 2, 2))  # far beyond the edges, too
    wanted = [slowly_warped(*pair) for pair in zip(images, matrices, strict=True)]
    np.testing.assert_allclose(warp(images, matrices), wanted, atol=1e-12)


def test_the_matrix_of_nothing_changes_nothing():
    images = np.random.default_rng(2).random((3, 28, 28), dtype=np.float32)
    same = warp(images, random_matrices(3, rotation=0, shear=0, stretch=0))
    assert same.dtype == np.float32
    np.testing.assert_allclose(same, images, atol=1e-6)


def test_matrices_stay_within_what_was_asked_for():
    matrices = random_matrices(5000, 3, rotation=20, shear=0, stretch=0)
    angles = np.rad2deg(np.arctan2(matrices[:, 1, 0], matrices[:, 0, 0]))
    assert 19 < np.abs(angles).max() <= 20 and abs(angles.mean()) < 1
    np.testing.assert_allclose(np.linalg.det(matrices), 1)
    leaning = random_matrices(5000, 3, rotation=0, shear=0.3, stretch=0.1)
    assert 0.29 < np.abs(leaning[:, 0, 1]).max() <= 0.3
    assert np.abs(np.log(leaning[:, [0, 1], [0, 1]])).max() <= 0.1


def test_a_thicker_pen_leaves_more_ink_and_a_thinner_one_less():
    (x, _), _ = load_mnist()
    images = x[:200].reshape(-1, 28, 28)
    ink = [change_pen(images, np.full(200, amount)).sum() for amount in (-1, -0.5, 0, 0.5, 1)]
    assert ink == sorted(ink) and ink[2] == pytest.approx(images.sum())
    paper = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    places = ((1, 1), (0, 1), (1, 0), (1, 2), (2, 1))
    around = [paper[:, i : i + 28, j : j + 28] for i, j in places]
    thickest, thinnest = (change_pen(images, np.full(200, amount)) for amount in (1, -1))
    np.testing.assert_allclose(thickest, np.max(around, axis=0), atol=1e-7)
    np.testing.assert_allclose(thinnest, np.min(around, axis=0), atol=1e-7)


@pytest.mark.parametrize("shape", [(6, 784), (6, 1, 28, 28)])
def test_each_image_is_changed_by_itself_and_the_seed_decides(shape):
    (x, _), _ = load_mnist()
    same_digit = np.repeat(x[:1], 6, axis=0).reshape(shape)
    before = same_digit.copy()
    changed = augment(same_digit, np.random.default_rng(4))
    assert changed.shape == shape and changed.dtype == np.float32
    assert changed.min() >= 0 and changed.max() <= 1
    assert len(np.unique(changed.reshape(6, 784), axis=0)) == 6
    np.testing.assert_array_equal(changed, augment(same_digit, np.random.default_rng(4)))
    np.testing.assert_array_equal(same_digit, before)


def test_what_cannot_be_augmented_is_refused():
    with pytest.raises(ValueError, match=r"augment expects images .* got \(2, 100\)"):
        augment(np.zeros((2, 100)))
    with pytest.raises(ValueError, match="thicker"):
        augment(np.zeros((2, 784)), thicker=2)
