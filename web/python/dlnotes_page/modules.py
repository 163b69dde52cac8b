"""What can be imported in the page: the parts that it has, and the few names of IPython."""

import ast
import importlib.abc
import sys
import types
from pathlib import Path

# The part that holds a module; a part needs those that its own modules import.
PARTS = {
    "numpy": "numpy",
    "dlnotes": "dlnotes",
    **dict.fromkeys(["matplotlib", "mpl_toolkits", "PIL", "contourpy", "kiwisolver"], "plot"),
    **dict.fromkeys(["cycler", "pyparsing", "packaging", "dateutil", "six"], "plot"),
    **dict.fromkeys(["ipywidgets", "anywidget", "traitlets", "comm", "psygnal", "tqdm"], "widgets"),
    "typing_extensions": "widgets",
}
ORDER = ["numpy", "plot", "widgets", "dlnotes", "mnist"]  # each needs at most those before it
HERE = "numpy, matplotlib, ipywidgets, tqdm, dlnotes and Python's own library"


come: set[str] = set()  # the parts that have come


class PartMissing(BaseException):
    """A part has to come before the cell can run; no `except Exception` may swallow that."""

    def __init__(self, part: str):
        self.part = part


class Finder(importlib.abc.MetaPathFinder):
    """Stands last among those that look for a module, and asks for a part that has not come yet."""

    def find_spec(self, name, path=None, target=None):
        """Raise `PartMissing` for a module of a part; leave all others to Python's own error."""
        if path is None and PARTS.get(name, name) in set(ORDER) - come:
            raise PartMissing(PARTS[name])


def watch_files(event: str, arguments: tuple) -> None:
    """Ask for the digits when their files are opened before they have come (an audit hook)."""
    digits = event == "open" and str(arguments[0]).endswith(("-ubyte.gz", "pen-digits.json.gz"))
    if digits and "mnist" not in come and not Path(arguments[0]).exists():
        raise PartMissing("mnist")


def parts_of(source: str) -> set[str]:
    """Return the parts that the import lines of a cell name; what these need is asked for later."""
    parts = set()
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return parts
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{a.name}" for a in node.names]
        else:
            continue
        parts |= {PARTS[top] for name in names if (top := name.partition(".")[0]) in PARTS}
        for name in names:
            if name.startswith("dlnotes"):
                parts |= {"numpy"}
            if name.startswith("dlnotes.widgets"):
                parts |= {"widgets"}
            if name.startswith("dlnotes.plotting"):
                parts |= {"plot"}
            if name.endswith("load_mnist"):
                parts |= {"mnist"}
    return parts | ({"numpy"} if "plot" in parts else set())


def module(name: str, **names: object) -> types.ModuleType:
    """Put a module of a few names in place; one that has others inside is a package."""
    made = types.ModuleType(name)
    made.__dict__.update(names, __path__=[])
    sys.modules[name] = made
    return made


def stand_in_for_ipython(display, clear_output) -> None:
    """Give ipywidgets and tqdm the names of IPython that they ask for, and readers `display`."""

    def html(text):
        return type("HTML", (), {"_repr_html_": lambda self: text})()

    shown = module("IPython.display", display=display, clear_output=clear_output, HTML=html)
    module("IPython.core")
    module("IPython.core.interactiveshell", InteractiveShell=type("InteractiveShell", (), {}))
    module("IPython.core.getipython", get_ipython=lambda: None)
    module("IPython", get_ipython=lambda: None, display=shown, version_info=(8, 23, 0))
