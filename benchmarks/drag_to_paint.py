"""``python -m benchmarks.drag_to_paint``: how soon a control shows what the hand on its slider does.

Needs the built site (``make book``). A real mouse, moved by Playwright, drags in each of the twelve
controls. In the page `performance.now()` is read twice for each move that changes something: when the
browser hands the move to the page, which it does at the start of a frame, and in the first task after
that frame has been drawn (asked for by a message from `requestAnimationFrame`). What lies between
is what the control and the browser need: the slider, the view, style, layout and paint. The browser's
Event Timing API would measure the same but leaves out moves.
"""

import os
import platform
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

from benchmarks.__main__ import table
from tests.browser import find_chromium
from tests.conftest import QUIET, SITE

GOAL, TRAINER_GOAL = 16, 33  # milliseconds
PAD = "canvas"  # the digit pad is drawn on
DRAGS = {
    "GateExplorer": ("01_perceptron", "w1"),
    "XorComposer": ("01_perceptron", "s1 w1"),
    "ActivationExplorer": ("02_activations", "w"),
    "CurveFitter": ("02_activations", "units"),
    "SoftmaxExplorer": ("03_output_and_loss", "z0"),
    "GraphStepper": ("04_backprop", "apple price"),
    "DescentExplorer": ("05_sgd", "η"),
    "BoundaryTrainer": ("05_sgd", "noise"),
    "LearningRateExplorer": ("06_mnist", "η"),
    "DigitPad": ("06_mnist", PAD),
    "SignalExplorer": ("07_training_well", "std"),
    "ConvolutionExplorer": ("08_convolution", "w22"),
}
# Notes the time from a move to the task after its frame, where the control has changed meanwhile.
WATCH = """control => {
    window.times = [];
    const { port1, port2 } = new MessageChannel();
    let [changed, begun] = [false, 0];
    new MutationObserver(() => { changed = true; })
        .observe(control, { attributes: true, childList: true, subtree: true, characterData: true });
    port1.onmessage = () => {
        if (changed) times.push(performance.now() - begun);
        begun = 0;
    };
    document.addEventListener("pointermove", () => {
        if (begun) return;
        [changed, begun] = [false, performance.now()];
        requestAnimationFrame(() => port2.postMessage(null));
    }, { capture: true });
}"""
FRAMES = """seconds => new Promise((done) => {
    const times = [];
    const note = (time) => {
        times.push(time);
        if (time - times[0] < 1000 * seconds) requestAnimationFrame(note);
        else done(times.slice(1).map((each, i) => each - times[i]));
    };
    requestAnimationFrame(note);
})"""


def drag(page, view, name):
    """Drag from end to end and back; return the milliseconds of each update."""
    control = page.locator(f".dlnotes-control-of-{view}")
    handle = (
        control.locator(PAD).first
        if name == PAD
        else control.get_by_role("slider", name=name, exact=True)
    )
    control.evaluate(WATCH)
    handle.hover()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.down()
    for to in (100, -100, 100, 0):
        page.mouse.move(x + to, y, steps=60)
    page.mouse.up()
    return page.evaluate("times")


def row(label, what, times, goal):
    """Return the cells of a table: how many, how soon, and how many within the goal."""
    within = sum(time <= goal for time in times) / len(times)
    ninety_fifth = quantiles(times, n=20)[-1]
    numbers = [f"{median(times):.1f}", f"{ninety_fifth:.1f}", f"{within:.1%}"]
    return [label, what, str(len(times)), *numbers]


def drag_rows(browser):
    """Yield a row for each control."""
    for view, (chapter, name) in DRAGS.items():
        page = browser.new_page()
        page.goto(f"{SITE.as_uri()}/book/{chapter}.html")
        page.wait_for_selector("html[data-widgets=ready]")
        yield row(view, "a stroke" if name == PAD else name, drag(page, view, name), GOAL)
        page.close()


def training_rows(browser):
    """Yield a row for each activation: the time between two frames of the boundary trainer."""
    for activation in range(5):
        page = browser.new_page()
        state = f"layers:2,units:16,activation:{activation},batch:2"
        page.goto(f"{SITE.as_uri()}/book/05_sgd.html#trainer={state}")
        page.wait_for_selector("html[data-widgets=ready]")
        control = page.locator(".dlnotes-control-of-BoundaryTrainer")
        label = control.get_by_label("activation", exact=True).input_value()
        control.get_by_role("button", name="Play").click()
        yield row(label, "2-16-16-2", page.evaluate(FRAMES, 4), TRAINER_GOAL)
        page.close()


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        print(
            f"Chromium {browser.version} on {platform.machine()}, {os.cpu_count()} cores; "
            f"load before: {os.getloadavg()[0]:.1f}."
        )
        head = ["updates", "median", "95 % within"]
        table(
            "From a move of the mouse to the painted frame; milliseconds",
            ["control", "what is dragged", *head, f"share within {GOAL} ms"],
            drag_rows(browser),
        )
        table(
            "The boundary trainer at work: 300 points a step, a step and a picture a frame; "
            "milliseconds from frame to frame",
            ["activation", "network", *head, f"share within {TRAINER_GOAL} ms"],
            training_rows(browser),
        )
        browser.close()


if __name__ == "__main__":
    main()
