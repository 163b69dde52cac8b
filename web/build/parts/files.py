"""The files of each part: where they come from, that they are what they claim, what is left out."""

import hashlib
import io
import json
import re
import zipfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
WHEELS = ROOT / "web" / "python" / "wheels"
PYODIDE = ROOT / "web" / "node_modules" / "pyodide"
RUNTIME = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"]
# Compiled packages, as Pyodide distributes them, and pure Python ones, as they are installed here.
COMPILED = {"numpy": ["numpy"], "plot": ["matplotlib", "contourpy", "kiwisolver", "pillow"]}
PURE = {
    "plot": ["cycler", "packaging", "pyparsing", "python-dateutil", "six"],
    "widgets": [
        *("ipywidgets", "anywidget", "comm", "psygnal", "traitlets", "typing_extensions", "tqdm")
    ],
}
# What a package brings and no page asks for: two thirds of its weight. Licences stay.
LEFT_OUT = re.compile(
    "|".join(
        [
            r"(^|/)(tests?|__pycache__|f2py|include|_pyinstaller|sphinxext|distutils)/",
            r"\.(pyi|pxd|pyx|a|c|h|typed|exe)$|-(x86_64|arm64|aarch64|darwin)[^/]*\.so$|^\.\./",
            r"\.dist-info/(?!.*LICEN[CS]E|METADATA$)|\.data/",  # anywidget asks for its version
            r"^numpy/(_build_utils|_core/(_umath_tests|_struct_ufunc|_operand_flag|_rational_tests|_simd\.))",
            r"^matplotlib/(_ttconv|fontlist\.json|mpl-data/(sample_data|images|stylelib))",
            r"^matplotlib/(testing/jpl_units|mpl-data/fonts/(afm|pdfcorefonts))",
            # DejaVu Sans stays, and what mathtext asks for beside it.
            r"ttf/(Humor|DejaVuSerif|DejaVuSans-BoldOb|DejaVuSansMono-|STIX.*(Bol|Ita))[^/]*\.ttf$",
            r"^matplotlib/backends/(_tk|_mac|_backend_(gtk|pdf|tk)|web_backend|qt_)",
            r"^matplotlib/backends/backend_(gtk|qt|wx|tk|mac|web|nb|pdf|ps|pgf|cairo|svg)",
            r"^mpl_toolkits/(axes_grid1|axisartist)|^tqdm/contrib/",
            r"^PIL/(_webp|_imagingft|_imagingcms|_imagingmorph|_imagingmath|_imagingtk)",
            r"^anywidget/(labextension|nbextension)|^dateutil/zoneinfo/.*\.tar\.gz$",
            # dlnotes: the digits are a part of their own.
            r"^dlnotes/datasets/.*\.gz$",
        ]
    )
)


def compiled(name: str) -> dict[str, bytes]:
    """Return the files of a wheel after comparing it with the digest in Pyodide's own lock file."""
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    expected = lock["packages"][name]
    path = WHEELS / expected["file_name"]
    wheel = path.read_bytes()
    found = hashlib.sha256(wheel).hexdigest()
    if found != expected["sha256"]:
        raise ValueError(
            f"{path} is not the wheel that Pyodide {lock['info']['version']} distributes: its "
            f"SHA-256 must be {expected['sha256']}, got {found}. Restore it: git checkout {path}"
        )
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {
            info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()
        }


def installed(name: str) -> dict[str, bytes]:
    """Return the files of a package as it is installed here, at the version in constraints.txt."""
    paths = [path for path in distribution(name).files if not str(path).startswith("..")]
    return {path.as_posix(): path.locate().read_bytes() for path in paths}


def our_own() -> dict[str, bytes]:
    """Return the files of dlnotes."""
    paths = (path for path in (ROOT / "dlnotes").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def files_of(part: str) -> dict[str, bytes]:
    """Return path and content of the files of a part, in the order of their paths."""
    if part == "runtime":
        return {name: (PYODIDE / name).read_bytes() for name in RUNTIME}
    if part == "mnist":
        paths = sorted((ROOT / "dlnotes" / "datasets").glob("*.gz"))
        return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    files = our_own() if part == "dlnotes" else {}
    if part == "numpy":
        files["dlnotes_gemm.ts"] = (ROOT / "web" / "python" / "gemm.ts").read_bytes()
    for name in COMPILED.get(part, []):
        files |= compiled(name)
    for name in PURE.get(part, []):
        files |= installed(name)
    return {path: files[path] for path in sorted(files) if not LEFT_OUT.search(path)}
