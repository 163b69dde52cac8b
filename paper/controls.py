"""Photographs the controls for paper: sharp, and each in a state that tells something."""

import sys
from dataclasses import dataclass
from pathlib import Path

from chapters import ROOT, SITE
from playwright.sync_api import Browser

sys.path.append(str(ROOT / "web" / "build"))
from pictures import photograph

SHARP = 2.5  # pixels of the picture for one of the page: 260 to an inch of paper
# Most controls start in a state that tells something. These do not: page -> the link to another.
STATES = {"04_backprop": "#graph=step:8", "05_sgd": "#trainer=dataset:2,lr:0.3"}
# What a link cannot say: what a reader has done.
DEEDS = {
    "05_sgd": """() => {
        const control = document.querySelector("[class*=dlnotes-control-of-BoundaryTrainer]");
        const step = [...control.querySelectorAll("button")].find((b) => b.textContent === "Step");
        for (let i = 0; i < 600; i += 1) step.click();
    }"""
}


@dataclass
class Control:
    """A photograph, the sentence that the control says, and the end of its address."""

    path: Path
    says: str
    state: str


def photograph_controls(browser: Browser, names: list[str], folder: Path) -> dict[str, Control]:
    """Photograph all controls of these pages; a control's key is its page and its name."""
    folder.mkdir(parents=True, exist_ok=True)
    controls = {}
    for name in names:
        path = SITE / "book" / f"{name}.html"
        if "widget-view+json" not in path.read_text(encoding="utf-8"):
            continue
        state = STATES.get(name, "")
        taken = photograph(browser, path, 1280, SHARP, state, DEEDS.get(name, "() => {}"))
        for control, _, says, png in taken:
            picture = folder / f"{name}-{control}.png"
            picture.write_bytes(png)
            controls[picture.stem] = Control(picture, says, state)
    return controls
