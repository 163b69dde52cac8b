"""The format of MNIST's files, IDX: a short header that says what follows, then the numbers.

Two zero bytes, a code for the kind of number, the number of axes; then the length of each axis in
four bytes, the largest first. Fashion-MNIST, EMNIST and KMNIST come in it too, zipped or not.
"""

from __future__ import annotations

import gzip
import zlib
from os import PathLike
from pathlib import Path

import numpy as np

KINDS = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx(path: str | PathLike[str]) -> np.ndarray:
    """Read one IDX file, zipped or not.

    Parameters
    ----------
    path : path-like
        The file, such as Fashion-MNIST's ``train-images-idx3-ubyte.gz``.

    Returns
    -------
    ndarray
        New, in the shape and the kind of number that the file states: images (N, 28, 28) of uint8,
        labels (N,) of uint8.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no IDX file, or not whole.

    Examples
    --------
    >>> t = read_idx(Path(__file__).parent / "t10k-labels-idx1-ubyte.gz")
    >>> t.shape, t[:3]
    ((10000,), array([7, 2, 1], dtype=uint8))
    """
    path = Path(path).expanduser()
    return parse_idx(unzipped(path), path)


def unzipped(path: Path) -> bytes:
    """Return the content of a file; if it is zipped, which its first bytes tell, unzipped."""
    content = path.read_bytes()
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} does not decompress ({error}). Fetch the file again.") from error


def parse_idx(raw: bytes, path: Path) -> np.ndarray:
    """Return the array that the bytes of an IDX file describe."""
    axes = raw[3] if len(raw) > 3 else 0
    start = 4 + 4 * axes
    if raw[:2] != b"\0\0" or len(raw) < max(start, 4) or raw[2] not in KINDS:
        raise ValueError(
            f"read_idx: {path} is no IDX file; it starts with {raw[:4]!r}. Look for one whose name "
            "ends in idx3-ubyte or idx1-ubyte."
        )
    kind = np.dtype(KINDS[raw[2]])
    shape = tuple(int(length) for length in np.frombuffer(raw, ">u4", axes, offset=4))
    expected = start + kind.itemsize * int(np.prod(shape, dtype=object))
    if len(raw) != expected:
        raise ValueError(
            f"read_idx: {path} states an array of shape {shape}, {expected} bytes in all, and has "
            f"{len(raw)}. It is damaged: fetch the file again."
        )
    numbers = np.frombuffer(raw, kind, offset=start).reshape(shape)
    return numbers.astype(kind.newbyteorder("="))
