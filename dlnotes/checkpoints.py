"""Saving what was learned, so that it survives the program and can be trusted when it comes back.

A file is an ordinary ``.npz`` archive: the arrays, and one text entry in JSON that says what they
belong to, from which the network is built again. Nothing in it is ever run. Its last 64 characters
(the archive's comment) are the SHA-256 digest of all bytes before them, so damage is noticed before
anything is read. Files are written under a temporary name and moved into place when complete: an
interrupted save leaves the old file as it was. Chapter 6 uses it.
"""

from __future__ import annotations

import hashlib
import inspect
import io
import json
import os
import secrets
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from dlnotes import activation_layers, convolution, layers, regularization
from dlnotes.layers import Layer
from dlnotes.networks import MultiLayerNet, Sequential, SimpleConvNet

VERSION = 1
DIGEST_LENGTH = 64

BUILDABLE: dict[str, type[Layer]] = {
    cls.__name__: cls
    for cls in (
        *activation_layers.ACTIVATIONS.values(),
        layers.Affine,
        activation_layers.Softmax,
        layers.Flatten,
        convolution.Conv2D,
        convolution.MaxPool2D,
        convolution.AveragePool2D,
        regularization.Dropout,
        regularization.BatchNorm,
        Sequential,
        MultiLayerNet,
        SimpleConvNet,
    )
}


def save_network(network: Layer, path: str | os.PathLike = "network.npz") -> None:
    """Save a network: its architecture, parameters and running statistics.

    Parameters
    ----------
    network : Layer
        Made of the layers of dlnotes.
    path : path-like
        The file to write. An existing one is replaced when the new one is complete, not before.

    Raises
    ------
    TypeError
        If the network holds a layer that is not from dlnotes.
    FileNotFoundError, IsADirectoryError
        If the folder does not exist, or `path` is one.

    Examples
    --------
    >>> import tempfile
    >>> network = MultiLayerNet(2, [3], 1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_network(network, f"{folder}/network.npz")
    ...     same = load_network(f"{folder}/network.npz")
    >>> x = np.ones((1, 2), dtype=np.float32)
    >>> bool(same(x) == network(x))
    True
    """
    write_archive(path, "network", {"architecture": describe(network)}, network.arrays())


def load_network(path: str | os.PathLike = "network.npz", into: Layer | None = None) -> Layer:
    """Load a network that `save_network` wrote.

    Parameters
    ----------
    path : path-like
        The file to read.
    into : Layer, optional
        A network of the same architecture that shall receive the weights. Default: build it.

    Returns
    -------
    Layer
        The network, in evaluation mode if it was built here; `into`, if given.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, truncated, not a saved network, of a newer version, or belongs to
        another network than `into`.

    See Also
    --------
    save_network
    """
    header, arrays = read_archive(path, "network")
    architecture = header.get("architecture")
    if into is None:
        network = build(architecture, path).eval()
    elif describe(into) == architecture:
        network = into
    else:
        raise ValueError(
            f"load_network: the weights fit only the network they come from; {path} holds "
            f"{json.dumps(architecture)}, not {json.dumps(describe(into))}. "
            "Leave out `into`, and the right network is built."
        )
    fill(network.arrays(), arrays, path)
    return network


def describe(layer: Layer) -> dict[str, Any]:
    """Return the architecture as data that JSON can hold: class names and constructor arguments.

    Examples
    --------
    >>> describe(Sequential(activation_layers.LeakyReLU(0.1)))
    {'class': 'Sequential', 'layers': [{'class': 'LeakyReLU', 'slope': 0.1}]}
    """
    name = type(layer).__name__
    if BUILDABLE.get(name) is not type(layer):
        raise TypeError(
            f"save_network knows the layers of dlnotes ({', '.join(sorted(BUILDABLE))}); "
            f"got {name}. Save its arrays yourself: np.savez(path, **network.arrays())."
        )
    if name == "Sequential":
        return {"class": name, "layers": [describe(inner) for inner in layer.layers]}
    settings = {key: getattr(layer, key) for key in _arguments(type(layer))}
    settings = {k: v.name if isinstance(v, np.dtype) else v for k, v in settings.items()}
    return {"class": name, **settings}


def build(architecture: Any, path: str | os.PathLike) -> Layer:
    """Return a new network of the architecture that `describe` told.

    Examples
    --------
    >>> build({"class": "LeakyReLU", "slope": 0.1}, "network.npz").slope
    0.1
    """
    try:
        settings = dict(architecture)
        cls = BUILDABLE[settings.pop("class")]
        if cls is Sequential:
            return Sequential(*[build(inner, path) for inner in settings["layers"]])
        if set(settings) != set(_arguments(cls)):
            raise ValueError(f"{cls.__name__} takes {_arguments(cls)}, got {list(settings)}")
        if "rng" in inspect.signature(cls).parameters:
            settings["rng"] = 0  # the weights drawn are about to be replaced
        return cls(**settings)
    except Exception as error:  # whatever a file may say
        raise ValueError(
            f"load_network: {path} describes no network that this version of dlnotes can build "
            f"({error}). Save the network again with this version."
        ) from error


def _arguments(cls: type[Layer]) -> list[str]:
    """Return the names of a constructor's arguments, which are attributes too; `rng` is not one."""
    if cls.__init__ is object.__init__:
        return []
    return [name for name in inspect.signature(cls).parameters if name != "rng"]


def fill(places: dict[str, np.ndarray], arrays: dict[str, np.ndarray], path) -> None:
    """Copy arrays into the places of the same names, after checking that all of them fit.

    Examples
    --------
    >>> place = np.zeros(2)
    >>> fill({"0.W": place}, {"0.W": np.ones(2)}, "network.npz")
    >>> place
    array([1., 1.])
    """
    wanted = {name: (place.shape, place.dtype.str) for name, place in places.items()}
    came = {name: (array.shape, array.dtype.str) for name, array in arrays.items()}
    if wanted != came:
        name = next(n for n in [*wanted, *came] if wanted.get(n) != came.get(n))
        raise ValueError(
            f"{path}: array {name} should be {wanted.get(name, 'absent')}, is "
            f"{came.get(name, 'absent')}. The file belongs to another network; use its own."
        )
    for name, place in places.items():
        place[...] = arrays[name]


def write_archive(
    path: str | os.PathLike, kind: str, header: dict[str, Any], arrays: dict[str, np.ndarray]
) -> None:
    """Write arrays and a JSON header to one checked ``.npz`` file, all or nothing."""
    path = check_path(path)
    header = {"format": "dlnotes", "version": VERSION, "kind": kind, **header}
    archive = io.BytesIO()
    np.savez(archive, header=np.array(to_json(header)), **arrays)
    with zipfile.ZipFile(archive, "a") as zipped:  # make room for the digest at the very end
        zipped.comment = b"0" * DIGEST_LENGTH
    body = archive.getvalue()[:-DIGEST_LENGTH]

    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(body)
            file.write(_digest(body))
            file.flush()
            os.fsync(file.fileno())  # on the disk before the old file goes
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def to_json(header: dict[str, Any]) -> str:
    """Return a header as text; numbers and arrays of NumPy become plain ones.

    Examples
    --------
    >>> to_json({"size": np.int64(3)})
    '{"size": 3}'
    """
    return json.dumps(header, default=lambda value: value.tolist())


def check_path(path: str | os.PathLike) -> Path:
    """Return the path of a file to write, or raise if its folder is missing or it is one itself."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"Saving goes into an existing folder; {path.parent} is none. Make it first."
        )
    if path.is_dir():
        raise IsADirectoryError(
            f"Saving writes a file; {path} is a folder. Name a file in it: {path / 'network.npz'}."
        )
    return path


def read_archive(
    path: str | os.PathLike, kind: str
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return header and arrays of a file of that kind, or refuse the file with a clear error."""
    content = Path(path).read_bytes()
    body, digest = content[:-DIGEST_LENGTH], content[-DIGEST_LENGTH:]
    if digest != _digest(body):
        raise ValueError(
            f"{path}: the file is damaged, truncated, or not written by dlnotes (its SHA-256 does "
            f"not match: found {_digest(body).decode()}, stated {digest!r}). Use another copy."
        )
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header = json.loads(arrays.pop("header").item())
        found = header["format"], header["kind"], header["version"]
    except Exception as error:
        raise ValueError(
            f"{path}: no archive that dlnotes wrote ({error}). Use a file of save_network."
        ) from error
    if found != ("dlnotes", kind, VERSION):
        raise ValueError(
            f"{path}: expected a {kind} file of dlnotes, version {VERSION}; found {found}. "
            "Use a file of that kind, or the version of dlnotes that wrote it."
        )
    return header, arrays


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
