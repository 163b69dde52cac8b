r"""More data from the data there is: a 4 that leans, or was written with a thick pen, stays a 4.

A network that shall read other people's digits must have seen that people write differently. So an
image is changed at random each time a network trains with it: turned, sheared and stretched by a
2 x 2 matrix, then inked with a thinner or a thicker pen. Chapter 7 builds it.
"""

from __future__ import annotations

import numpy as np

from dlnotes.checks import check_range
from dlnotes.initializers import Rng, generator


def augment(
    x: np.ndarray,
    rng: Rng = None,
    *,
    rotation: float = 12.0,
    shear: float = 0.25,
    stretch: float = 0.12,
    thinner: float = 0.5,
    thicker: float = 0.8,
) -> np.ndarray:
    """Return images of digits as somebody else might have written them.

    Parameters
    ----------
    x : (N, 784) or (N, 1, 28, 28) ndarray of floats
        Images from 0 (paper) to 1 (ink).
    rng : numpy.random.Generator or int, optional
        Draws the changes, others for each image. Default: seed 0.
    rotation, shear, stretch : float
        How far at most, see `random_matrices`.
    thinner, thicker : float
        How far at most, 0 to less than 1, see `change_pen`.

    Returns
    -------
    ndarray
        New images, shape and precision as in x.

    Raises
    ------
    ValueError
        If x is not of that shape, or a number is out of range.

    References
    ----------
    P. Y. Simard, D. Steinkraus and J. C. Platt, "Best practices for convolutional neural networks
    applied to visual document analysis", ICDAR (2003).

    Examples
    --------
    >>> x = np.zeros((3, 784), dtype=np.float32)
    >>> augment(x, rng=0).shape
    (3, 784)
    """
    if x.shape[1:] not in ((784,), (1, 28, 28)):
        raise ValueError(
            f"augment expects images (N, 784) or (N, 1, 28, 28), got {x.shape}. "
            "For images of another size call warp and change_pen."
        )
    check_range("augment", thinner=(thinner, 0, 1), thicker=(thicker, 0, 1))
    rng, n = generator(rng), len(x)
    matrices = random_matrices(n, rng, rotation=rotation, shear=shear, stretch=stretch)
    images = warp(x.reshape(n, 28, 28), matrices)
    return change_pen(images, rng.uniform(-thinner, thicker, n)).reshape(x.shape)


def random_matrices(
    n: int, rng: Rng = None, *, rotation: float = 12.0, shear: float = 0.25, stretch: float = 0.12
) -> np.ndarray:
    r"""Draw matrices that turn, shear and stretch a little.

    .. math::
        A = \begin{pmatrix} \cos\alpha & -\sin\alpha \\ \sin\alpha & \cos\alpha \end{pmatrix}
        \begin{pmatrix} a & s \\ 0 & b \end{pmatrix}

    Parameters
    ----------
    n : int
        How many.
    rng : numpy.random.Generator or int, optional
        Default: seed 0.
    rotation : float
        The largest angle, in degrees.
    shear : float
        The largest s: by how much of its height the top of a digit leans.
    stretch : float
        The largest logarithm of a and b; 0.12 is about 12 %.

    Returns
    -------
    (N, 2, 2) ndarray

    Examples
    --------
    >>> random_matrices(1, rotation=0, shear=0, stretch=0)[0].tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    rng = generator(rng)
    angle = np.deg2rad(rng.uniform(-rotation, rotation, n))
    lean = rng.uniform(-shear, shear, n)
    a, b = np.exp(rng.uniform(-stretch, stretch, (2, n)))
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    sheared = np.array([[a, lean], [np.zeros(n), b]])
    return np.einsum("ijn,jkn->nik", turned, sheared)


def warp(images: np.ndarray, matrices: np.ndarray) -> np.ndarray:
    r"""Move what is at :math:`A p` to :math:`p`, for each pixel p, counted from the middle.

    Between pixels the four around a place are mixed, the nearer the more (bilinear). Outside the
    image there is paper. The middle is pixel (H/2, W/2): there MNIST has its centre of mass.

    Parameters
    ----------
    images : (N, H, W) ndarray of floats
        One channel each.
    matrices : (N, 2, 2) ndarray
        A for each image; its first row is for columns, its second for rows.

    Returns
    -------
    (N, H, W) ndarray

    Examples
    --------
    >>> image = np.zeros((1, 4, 4))
    >>> image[0, 2, 3] = 1  # one pixel right of the middle
    >>> quarter = np.array([[[0.0, -1.0], [1.0, 0.0]]])
    >>> np.argwhere(warp(image, quarter)[0]).tolist()  # one pixel above it
    [[1, 2]]
    """
    n, h, w = images.shape
    paper = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    row, column = np.indices((h, w), images.dtype).reshape(2, -1)
    places = matrices.astype(images.dtype) @ np.stack([column - w // 2, row - h // 2])  # (N, 2, HW)
    x = np.clip(places[:, 0] + w // 2, -1, w)
    y = np.clip(places[:, 1] + h // 2, -1, h)
    left, top = np.floor(x), np.floor(y)
    right_share, lower_share = x - left, y - top
    # Where the upper left of the four lies in the memory of all images.
    corner = ((top + 1) * (w + 3) + left + 1).astype(np.intp)
    corner += (h + 3) * (w + 3) * np.arange(n)[:, np.newaxis]
    ink = paper.ravel()
    upper = ink.take(corner) * (1 - right_share) + ink.take(corner + 1) * right_share
    corner += w + 3
    lower = ink.take(corner) * (1 - right_share) + ink.take(corner + 1) * right_share
    return (upper * (1 - lower_share) + lower * lower_share).reshape(n, h, w)


def change_pen(images: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Make strokes thicker or thinner, by up to a pixel on either side.

    A pixel goes towards the largest of itself and its four neighbours, or towards the smallest.

    Parameters
    ----------
    images : (N, H, W) ndarray of floats
        One channel each.
    amounts : (N,) ndarray
        How far: 1 all the way to the largest, -1 to the smallest; 0 changes nothing.

    Returns
    -------
    (N, H, W) ndarray

    Examples
    --------
    >>> image = np.array([[[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]])
    >>> change_pen(image, np.array([0.5]))[0].tolist()
    [[0.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 0.0]]
    """
    _, h, w = images.shape
    paper = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    thick = thin = images
    for i, j in ((0, 1), (1, 0), (1, 2), (2, 1)):
        neighbour = paper[:, i : i + h, j : j + w]
        thick, thin = np.maximum(thick, neighbour), np.minimum(thin, neighbour)
    amounts = amounts.astype(images.dtype)[:, np.newaxis, np.newaxis]
    towards = np.where(amounts > 0, thick, thin)
    return images + np.abs(amounts) * (towards - images)
