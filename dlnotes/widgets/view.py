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
import numpy as np
import traitlets

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^@?import [^;]*?"\./([a-z_]+\.(?:js|css))";\n', re.MULTILINE)


def joined(name: str) -> str:
    """Return a JavaScript module or a style sheet as one text that imports nothing.

    anywidget takes both from the state of a widget, where relative imports cannot resolve. So each
    file that `name` imports, directly or not, is put in front of it once, without import lines.

    Parameters
    ----------
    name
        File name in this folder, for example ``"gate_explorer.js"``.

    Returns
    -------
    str
        The text of an ES module or of a style sheet.

    Raises
    ------
    FileNotFoundError
        If the file or one that it imports is not in this folder.
    """
    texts: dict[str, str] = {}

    def visit(file: str) -> None:
        if file in texts:
            return
        source = (FOLDER / file).read_text(encoding="utf-8")
        for imported in IMPORT.findall(source):
            visit(imported)
        texts[file] = IMPORT.sub("", source)

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
    link_limits
        Trait -> [least, greatest, step] for each trait that the link carries. Joining an input to
        a trait adds it, so that a link can ask for nothing that the inputs cannot.
    link_bytes
        Trait -> [other trait, value] for each trait of bytes that the link carries where the other
        one has that value; elsewhere the bytes follow from it.
    """

    _css = joined("style.css")
    beside = False  # whether the sliders stand beside one drawing, see beside.css
    link_name = traitlets.Unicode().tag(sync=True)
    link_limits = traitlets.Dict().tag(sync=True)
    link_bytes = traitlets.Dict().tag(sync=True)

    def __setattr__(self, name, value):
        # What the constructor was given comes here, too.
        super().__setattr__(name, _plain(value) if self.has_trait(name) else value)


def _plain(value):
    """Return numbers of NumPy, also in lists, as those of Python, which traits ask for."""
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value))
    return value


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
        self.add_class(f"dlnotes-control-of-{type(view).__name__}")
        if view.beside:
            self.add_class("dlnotes-beside")


def linked_slider(
    view: View, trait: str, description: str, *, min: float, max: float, step: float
) -> ipywidgets.FloatSlider | ipywidgets.IntSlider:
    """Return a slider that moves a trait of a view, with or without a kernel.

    Parameters
    ----------
    view, trait
        What to move; the slider starts at its present value. An integer trait gets an integer
        slider.
    description
        The label before the slider, and its name for a screen reader.
    min, max, step
        Where the slider can stand.
    """
    value = getattr(view, trait)
    make = ipywidgets.IntSlider if isinstance(value, int) else ipywidgets.FloatSlider
    slider = make(value, min=min, max=max, step=step, description=description)
    slider.layout.width = "auto"
    slider.style.description_width = "3rem"
    _join(view, trait, slider, "value", [min, max, step])
    return slider


def linked_log_slider(
    view: View, trait: str, description: str, *, min: float, max: float, step: float
) -> ipywidgets.FloatLogSlider:
    """Return a slider for a number that spans several powers of ten, such as a learning rate.

    Parameters
    ----------
    view, trait, description
        As in `linked_slider`.
    min, max, step
        Exponents of ten: ``min=-3, max=0, step=0.1`` runs from 0.001 to 1.
    """
    slider = ipywidgets.FloatLogSlider(
        getattr(view, trait), min=min, max=max, step=step, description=description
    )
    slider.layout.width = "auto"
    slider.style.description_width = "3rem"
    _join(view, trait, slider, "value", [10.0**min, 10.0**max, 0])
    return slider


def linked_choice(
    view: View, trait: str, description: str, options: list[str], kind=ipywidgets.Dropdown
) -> ipywidgets.Dropdown | ipywidgets.RadioButtons:
    """Return a menu (or radio buttons) that sets a trait to the index of the chosen option.

    The trait is an index since that is what a menu shares with JavaScript.
    """
    choice = kind(options=options, index=getattr(view, trait), description=description)
    choice.layout.width = "auto"
    _join(view, trait, choice, "index", [0, len(options) - 1, 1])
    return choice


def _join(view, trait, source, source_trait, limits):
    source.tooltip = ""  # without one, the page shows "null" over the label
    ipywidgets.jslink((source, source_trait), (view, trait))
    view.link_limits = {**view.link_limits, trait: limits}
