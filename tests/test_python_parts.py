"""The parts of the page's Python: bundled honestly, whole, and made anew only when they change."""

import io
import json
import re
import shutil
import sys
import zipfile
from importlib.metadata import version
from itertools import chain

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "web" / "build" / "parts"))
import files
import make_parts
import pieces

LIST = json.loads(make_parts.LIST.read_text(encoding="utf-8"))
LICENCES = (ROOT / "book" / "licences.md").read_text(encoding="utf-8")

each_part = pytest.mark.parametrize("part", make_parts.PARTS)


@each_part
def test_a_part_comes_whole_from_pieces_of_about_a_megabyte(part):
    paths = list(make_parts.OUT.glob(f"{part}.*.js"))
    assert len(paths) == LIST[part]["pieces"]
    assert all(path.stat().st_size < 1.1e6 for path in paths)
    found = pieces.read(make_parts.OUT, part)
    if part in make_parts.AS_THEY_ARE:
        assert found == files.files_of(part)
    else:
        assert len(found) > (3 if part == "runtime" else 100)
    sent = pieces.sent(make_parts.OUT, part)
    assert sum(map(len, sent)) == LIST[part]["bytes"]
    assert make_parts.pieces_of(part, found) == sent  # the same bytes for the same files


def test_modules_are_compiled_and_dlnotes_can_be_read_in_tracebacks():
    for part in ("numpy", "plot", "widgets"):
        found = pieces.read(make_parts.OUT, part)
        assert not [path for path in found if path.endswith((".py", ".ts"))]
    ours = pieces.read(make_parts.OUT, "dlnotes")
    source = (ROOT / "dlnotes" / "layers.py").read_bytes()
    assert ours["dlnotes/layers.py"] == source
    assert "dlnotes/__pycache__/layers.cpython-312.pyc" in ours
    assert "dlnotes/widgets/plot.js" in ours
    assert not [path for path in ours if path.endswith(".gz")]


def test_the_standard_library_is_compiled_as_far_as_it_is_used():
    found, given = pieces.read(make_parts.OUT, "runtime"), files.files_of("runtime")
    ours, theirs = (dict(contents(each.pop("python_stdlib.zip"))) for each in (found, given))
    assert found == given
    compiled = {name[:-1]: ours.pop(name) for name in list(ours) if name.endswith(".pyc")}
    assert {"typing.py", "asyncio/events.py", "dataclasses.py", "ast.py"} <= compiled.keys()
    assert {name: theirs[name] for name in ours} == ours
    assert ours.keys() | compiled.keys() == theirs.keys()


def contents(archive):
    """Yield name and content of what lies in an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        yield from ((info.filename, opened.read(info)) for info in opened.infolist())


def test_the_list_of_fonts_names_those_that_are_there():
    plot = pieces.read(make_parts.OUT, "plot")
    fonts = json.loads(plot["matplotlib/fontlist.json"])["ttflist"]
    names = {f"matplotlib/mpl-data/{font['fname']}" for font in fonts}
    assert names == {path for path in plot if path.endswith(".ttf")}


def test_a_wheel_with_another_byte_is_refused(tmp_path, monkeypatch):
    shutil.copytree(files.WHEELS, tmp_path / "wheels")
    monkeypatch.setattr(files, "WHEELS", tmp_path / "wheels")
    assert files.compiled("kiwisolver")
    [path] = files.WHEELS.glob("kiwisolver*")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    rule = r"kiwisolver.* is not the wheel .* SHA-256 must be d7652d88\w+, got \w+\. Restore it: "
    with pytest.raises(ValueError, match=rule):
        files.compiled("kiwisolver")


def test_only_what_changed_is_made_anew():
    now = {part: files.files_of(part) for part in make_parts.PARTS}
    before = make_parts.digests_of(now)
    assert before == {part: LIST[part]["digest"] for part in make_parts.PARTS}

    def anew(part, path):
        changed = now | {part: now[part] | {path: b"something else"}}
        after = make_parts.digests_of(changed)
        return {part for part in make_parts.PARTS if after[part] != before[part]}

    assert anew("dlnotes", "dlnotes/layers.py") == {"dlnotes"}
    assert anew("mnist", "dlnotes/datasets/more.gz") == {"mnist"}
    assert anew("numpy", "dlnotes_loops/gemm.ts") == {"numpy", "plot"}
    assert anew("runtime", "pyodide.asm.js") == {*make_parts.PARTS} - {"mnist"}


# --- licences ---------------------------------------------------------------------------------


def versions():
    """The version of everything that is bundled, by the name that the page of licences uses."""
    lock = json.loads((files.PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    theme = ["sphinx", "sphinx-book-theme", "pydata-sphinx-theme"]
    theme += ["sphinx-copybutton", "sphinx-design"]
    for name in chain(*files.COMPILED.values()):
        yield name, lock["packages"][name]["version"]
    for name in chain(*files.PURE.values(), theme):
        yield name, version(name)
    paper = json.loads((ROOT / "paper" / "package.json").read_text(encoding="utf-8"))
    yield from chain(package["dependencies"].items(), paper["dependencies"].items())
    yield "cpython", lock["info"]["python"]


def test_the_page_of_licences_names_what_is_bundled_with_its_version():
    rows = re.findall(r"^\| `?([^`|,]+?)`?(?:,[^|]*)? \| (\S+) \|", LICENCES, re.MULTILINE)
    named = {(name.lower(), number) for name, number in rows}
    python = re.search(r"CPython ([\d.]+)", LICENCES)[1]
    expected = set(versions())
    heads = {("what", "version"), ("what", "from")}
    assert {*named, ("cpython", python)} - heads == expected


@each_part
def test_a_part_carries_the_licences_of_its_packages(part):
    found = pieces.read(make_parts.OUT, part)
    for name in files.COMPILED.get(part, []) + files.PURE.get(part, []):
        name = name.replace("-", "_")
        assert [p for p in found if p.startswith(f"{name}-") and re.search("LICEN[CS]E", p)], name


def test_the_readme_of_the_wheels_tells_their_digests():
    lock = json.loads((files.PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    text = (files.WHEELS / "README.md").read_text(encoding="utf-8")
    names = chain(*files.COMPILED.values())
    rows = re.findall(r"^\| `(\S+\.whl)` \| ([\d,]+) \| `(\w+)` \|", text, re.MULTILINE)
    told = {(name, int(size.replace(",", "")), digest) for name, size, digest in rows}
    packages = [lock["packages"][name] for name in names]
    paths = {p["file_name"]: files.WHEELS / p["file_name"] for p in packages}
    assert told == {
        (p["file_name"], paths[p["file_name"]].stat().st_size, p["sha256"]) for p in packages
    }
