"""What a part looks like on its way to the page.

A part is the length of its index in four bytes, the index (JSON: path and size of each file), and
the files one after another. It travels as base64 of gzip in pieces of about a megabyte, each a
classic script, which a page may load from file:// too, and which let a progress bar move.
"""

import base64
import gzip
import json
import re
from pathlib import Path

SIZE = 1 << 20  # letters of base64 in a piece: a multiple of four
PIECE = 'dlnotesPart("{}",{},"{}")\n'


def pack(files: dict[str, bytes]) -> bytes:
    """Join files into one part, compressed: the same bytes for the same files."""
    index = json.dumps([[path, len(content)] for path, content in files.items()]).encode()
    part = len(index).to_bytes(4, "little") + index + b"".join(files.values())
    return gzip.compress(part, compresslevel=9, mtime=0)


def unpack(part: bytes) -> dict[str, bytes]:
    """Return the files of a part, as the page does."""
    part = gzip.decompress(part)
    at = 4 + int.from_bytes(part[:4], "little")
    files = {}
    for path, size in json.loads(part[4:at]):
        files[path] = part[at : at + size]
        at += size
    return files


def write(folder: Path, name: str, part: bytes) -> int:
    """Write the pieces of a part and remove those of an older one; return how many there are."""
    text = base64.b64encode(part).decode()
    slices = [text[at : at + SIZE] for at in range(0, len(text), SIZE)]
    for old in folder.glob(f"{name}.*.js"):
        old.unlink()
    for number, letters in enumerate(slices):
        growing = folder / f"{name}.{number}.part"
        growing.write_text(PIECE.format(name, number, letters), encoding="ascii")
        growing.replace(folder / f"{name}.{number}.js")
    return len(slices)


def read(folder: Path, name: str) -> dict[str, bytes]:
    """Return the files of a part from its pieces."""
    texts = {}
    for path in folder.glob(f"{name}.*.js"):
        number, letters = re.fullmatch(PIECE_READ, path.read_text(encoding="ascii")).groups()
        texts[int(number)] = letters
    return unpack(base64.b64decode("".join(texts[number] for number in sorted(texts))))


PIECE_READ = r'dlnotesPart\("\w+",(\d+),"([\w+/=]*)"\)\n'
