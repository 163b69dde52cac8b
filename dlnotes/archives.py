"""Files of numbers that can be trusted when they come back.

A file is an ordinary ``.npz`` archive: arrays, and one text entry in JSON. Its last 64 characters
(the archive's comment) are the SHA-256 digest of all bytes before them, so damage is noticed before
anything is read. Files are written under a temporary name and moved into place when complete: an
interrupted save leaves the old file as it was.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

VERSION = 1
DIGEST_LENGTH = 64


def write_archive(
    path: str | os.PathLike, kind: str, header: dict[str, Any], arrays: dict[str, np.ndarray]
) -> None:
    """Write arrays and a JSON header to one checked ``.npz`` file, all or nothing."""
    path = check_path(path)
    header = {"format": "dlnotes", "version": VERSION, "kind": kind, **header}
    archive = io.BytesIO()
    contents: dict[str, Any] = {"header": np.array(to_json(header)), **arrays}
    np.savez(archive, **contents)
    with zipfile.ZipFile(archive, "a") as zipped:  # make room for the digest at the very end
        zipped.comment = b"0" * DIGEST_LENGTH
    body = archive.getvalue()[:-DIGEST_LENGTH]

    path = path.resolve()  # a link stays a link: its target gets the new content
    temporary = path.with_name(f".dlnotes-{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(body)
            file.write(_digest(body))
            file.flush()
            os.fsync(file.fileno())  # on the disk before the old file goes
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)  # who may read it stays as it was
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
    path = as_path(path)
    folder = path.resolve().parent
    if not folder.is_dir():
        raise FileNotFoundError(
            f"Saving goes into an existing folder; {folder} is none. Make it first."
        )
    if path.is_dir():
        raise IsADirectoryError(
            f"Saving writes a file; {path} is a folder. Name a file in it: {path / 'network.npz'}."
        )
    if path.exists() and not path.is_file():
        raise ValueError(f"Saving replaces a file; {path} is a device or a pipe. Name another.")
    return path


def as_path(path: str | os.PathLike) -> Path:
    """Return a path, with ``~`` as the home folder, or raise if it is none.

    Examples
    --------
    >>> as_path(3)
    Traceback (most recent call last):
    ...
    TypeError: A path is text such as "network.npz" or a pathlib.Path, got int. Name the file.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(
            'A path is text such as "network.npz" or a pathlib.Path, got '
            f"{type(path).__name__}. Name the file."
        )
    return Path(path).expanduser()


def read_archive(
    path: str | os.PathLike, kind: str
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return header and arrays of a file of that kind, or refuse the file with a clear error."""
    file = as_path(path)
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {file} to load. Look where it was saved.")
    content = file.read_bytes()
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
