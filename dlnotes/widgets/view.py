"""What all controls share: a view drawn by JavaScript, and the box that holds it with its sliders.

A *view* is an anywidget: Python holds its numbers as traits, a JavaScript module draws them.
A *control* is a box of ordinary sliders joined to one view by `jslink`, so it works with a kernel
(JupyterLab, Binder) and without one (the static page).
"""

import math
import re
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import [^;]*? from "\./([a-z_]+\.js)";\n', re.MULTILINE | re.DOTALL)


def joined_modules(name: str) -> str:
    """Return the JavaScript module `name` as one text that imports nothing.

    anywidget loads a view from a blob address, where relative imports cannot resolve. So each
    module that `name` imports, directly or not, is put in front of it once, without import lines.

    Parameters
    ----------
    name
        File name in this folder, for example ``"gate_explorer.js"``.

    Returns
    -------
    str
        The text of an ES module.

    Raises
    ------
    FileNotFoundError
        If the module or one that it imports is not in this folder.
    """
    texts: dict[str, str] = {}

    def visit(module: str) -> None:
        if module in texts:
            return
        source = (FOLDER / module).read_text(encoding="utf-8")
        for imported in IMPORT.findall(source):
            visit(imported)
        texts[module] = IMPORT.sub("", source)

    visit(name)
    return "\n".join(texts.values())


class FiniteFloat(traitlets.Float):
    """A number that is neither NaN nor infinite, since neither can be drawn."""

    def validate(self, obj, value):
        """Return `value` as a float or say who got what."""
        value = super().validate(obj, value)
        if not math.isfinite(value):
            raise traitlets.TraitError(
                f"{type(obj).__name__}.{self.name}: expects a finite number, got {value}."
            )
        return value


class View(anywidget.AnyWidget):
    """Base of all views: the shared style, and what a link to the control's state holds.

    Attributes
    ----------
    link_name
        The name before the ``=`` in a link such as ``#gate=w1:0.5,w2:0.5``.
    link_keys
        The traits that the link carries.
    """

    _css = FOLDER / "style.css"
    link_name = traitlets.Unicode().tag(sync=True)
    link_keys = traitlets.List(traitlets.Unicode()).tag(sync=True)


class Control(ipywidgets.Box):
    """A view and the inputs that move it.

    Parameters
    ----------
    view
        What is drawn; its traits hold the state, so ``control.view.w1`` reads and sets it.
    *inputs
        Sliders, menus and buttons, top to bottom.
    """

    def __init__(self, view: View, *inputs: ipywidgets.Widget):
        panel = ipywidgets.VBox(inputs).add_class("dlnotes-inputs")
        super().__init__([panel, view])
        self.view = view
        self.inputs = inputs
        self.add_class("dlnotes-control")


def linked_slider(view: View, trait: str, description: str, **options) -> ipywidgets.FloatSlider:
    """Return a slider that moves a trait of a view, with or without a kernel.

    Parameters
    ----------
    view, trait
        What to move; the slider starts at its present value.
    description
        The label before the slider.
    **options
        Passed to ``ipywidgets.FloatSlider``: ``min``, ``max``, ``step``.
    """
    slider = ipywidgets.FloatSlider(
        value=getattr(view, trait),
        description=description,
        layout=ipywidgets.Layout(width="auto"),
        style={"description_width": "3rem"},
        **options,
    )
    ipywidgets.jslink((slider, "value"), (view, trait))
    return slider
