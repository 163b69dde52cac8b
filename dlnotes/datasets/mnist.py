"""MNIST: 70,000 handwritten digits, read from the four files that come with the package.

Chapter 3 looks at the digits for the first time and chapter 6 trains on them. The files are in the
IDX format, see `dlnotes.datasets.idx`. What is read is compared with the published bytes on every
load, because a network trained on damaged data fails quietly.
"""

from __future__ import annotations

import hashlib
from os import PathLike
from pathlib import Path

import numpy as np

from dlnotes.datasets.idx import parse_idx, unzipped

# SHA-256 of the decompressed bytes of each file.
DIGESTS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

Split = tuple[np.ndarray, np.ndarray]


def load_mnist(
    normalize: bool = True,
    flatten: bool = True,
    one_hot_label: bool = False,
    *,
    folder: str | PathLike[str] | None = None,
) -> tuple[Split, Split]:
    """Load MNIST: 60,000 training and 10,000 test images of 28 x 28 pixels, with labels.

    Parameters
    ----------
    normalize : bool
        True: pixels as float32 from 0 (paper) to 1 (ink), pixel / 255. False: uint8, 0 to 255.
    flatten : bool
        True: one image a row, (N, 784). False: (N, 1, 28, 28) with one colour channel.
    one_hot_label : bool
        False: labels as int64, (N,), ready to index with. True: one-hot rows of float32, (N, 10).
    folder : path, optional
        Where the four files are, zipped or not, if not in this package.

    Returns
    -------
    (x_train, t_train), (x_test, t_test)
        New arrays on each call: change them as you like.

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is missing, or does not hold the published bytes.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
    recognition", Proceedings of the IEEE 86 (1998).

    Examples
    --------
    >>> (x_train, t_train), (x_test, t_test) = load_mnist()
    >>> x_train.shape, t_train.shape, x_test.shape, t_test.shape
    ((60000, 784), (60000,), (10000, 784), (10000,))
    >>> t_train[:5]
    array([5, 0, 4, 1, 9])
    """
    flags = {"normalize": normalize, "flatten": flatten, "one_hot_label": one_hot_label}
    for name, value in flags.items():
        if not isinstance(value, (bool, np.bool_)):
            hint = "A folder goes in by name: load_mnist(folder=...)."
            raise TypeError(f"load_mnist: {name} is True or False, got {value!r}. {hint}")
    folder = Path(__file__).parent if folder is None else Path(folder).expanduser()
    splits = []
    for part in ("train", "t10k"):
        names = f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"
        x, t = (_read_idx(folder, name) for name in names)
        x = x.reshape(len(x), 784) if flatten else x.reshape(len(x), 1, 28, 28)
        x = np.divide(x, 255, dtype=np.float32) if normalize else x
        t = np.eye(10, dtype=np.float32)[t] if one_hot_label else t.astype(np.int64)
        splits.append((x, t))
    return splits[0], splits[1]


def _find(folder: Path, name: str) -> Path:
    """Return the file of that name: zipped or not, with a dash or a dot before its kind."""
    stem, _, kind = name.rpartition("-idx")
    names = [f"{each}{end}" for end in (".gz", "") for each in (name, f"{stem}.idx{kind}")]
    for file in names:
        if (folder / file).is_file():
            return folder / file
    raise FileNotFoundError(
        f"load_mnist: needs the file {folder / names[0]}, which is missing, zipped or not. "
        "It comes with dlnotes: install the package again, or fetch the file with git checkout."
    )


def _read_idx(folder: Path, name: str) -> np.ndarray:
    """Read one file; refuse it unless it is the published one."""
    path = _find(folder, name)
    try:
        raw = unzipped(path)
        found = hashlib.sha256(raw).hexdigest()
    except ValueError as error:
        raw, found = b"", f"a file that does not decompress ({error.__cause__})"
    if found != DIGESTS[name]:
        raise ValueError(
            f"load_mnist: {path} must hold the published MNIST bytes with SHA-256 {DIGESTS[name]}, "
            f"found {found}. Replace it by the file that comes with dlnotes; another set in this "
            "format, such as Fashion-MNIST, is read by dlnotes.datasets.read_idx."
        )
    return parse_idx(raw, path)
