"""What a part looks like on its way to the page.

A part is the length of its index in four bytes, the index (JSON: path and size of each file), and
the files one after another. It travels in pieces, each of them compressed by Zstandard (a fifth
smaller than gzip, and a page unpacks one within a few milliseconds) and written as base64 into a
classic script, which a page may load from file:// too. That they come one by one moves a progress
bar.
"""

import base64
import json
import re
from pathlib import Path

import zstandard

SIZE = 2 << 20  # bytes in a piece, which become at most about a megabyte of letters
PIECE = 'dlnotesPart("{}",{},"{}")\n'
PIECE_READ = r'dlnotesPart\("\w+",\d+,"([\w+/=]*)"\)\n'


def pack(files: dict[str, bytes], size: int) -> list[bytes]:
    """Join files into one part, as compressed pieces: the same bytes for the same files."""
    index = json.dumps([[path, len(content)] for path, content in files.items()]).encode()
    part = len(index).to_bytes(4, "little") + index + b"".join(files.values())
    slices = [part[at : at + size] for at in range(0, len(part), size)]
    return [zstandard.compress(each, level=19) for each in slices]


def unpack(pieces: list[bytes]) -> dict[str, bytes]:
    """Return the files of a part, as the page does."""
    part = b"".join(map(zstandard.decompress, pieces))
    at = 4 + int.from_bytes(part[:4], "little")
    files = {}
    for path, size in json.loads(part[4:at]):
        files[path] = part[at : at + size]
        at += size
    return files


def write(folder: Path, name: str, pieces: list[bytes]):
    """Write the pieces of a part and remove those of an older one."""
    for old in folder.glob(f"{name}.*.js"):
        old.unlink()
    for number, piece in enumerate(pieces):
        growing = folder / f"{name}.{number}.part"
        letters = base64.b64encode(piece).decode()
        growing.write_text(PIECE.format(name, number, letters), encoding="ascii")
        growing.replace(folder / f"{name}.{number}.js")


def sent(folder: Path, name: str) -> list[bytes]:
    """Return the compressed pieces of a part."""
    count = len(list(folder.glob(f"{name}.*.js")))
    paths = (folder / f"{name}.{number}.js" for number in range(count))
    letters = (re.fullmatch(PIECE_READ, path.read_text(encoding="ascii"))[1] for path in paths)
    return list(map(base64.b64decode, letters))


def read(folder: Path, name: str) -> dict[str, bytes]:
    """Return the files of a part from its pieces."""
    return unpack(sent(folder, name))
