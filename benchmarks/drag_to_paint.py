"""``python -m benchmarks.drag_to_paint``: how soon a control shows what the hand does.

Needs the built site (``make book``). A real mouse, moved by Playwright, drags in each of the twelve
controls. The page reads `performance.now()` twice for each move that changes something: when the
browser hands it the move, which is at the start of a frame, and in the first task after that frame
has been drawn (asked for by a message from `requestAnimationFrame`). Between lie the slider, the
view, style, layout and paint. Event Timing would measure the same, but it leaves out moves.
*Work* is the processor time of scripts, style and layout for one update, from the browser's
Performance metrics: it leaves out the moments in which the machine did something else.
"""

import os
import platform
import sys
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

from benchmarks.__main__ import table

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
from browser import find_chromium  # noqa: E402

SITE = (ROOT / "_build" / "html").as_uri()
GOAL, TRAINER_GOAL = 16, 33.4  # milliseconds; at 60 Hz two frames take 33.33
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
    "ConvolutionExplorer": ("08_convolution", "w11"),
}
# Notes the time from a move to the task after its frame, where the control has changed meanwhile.
WATCH = """control => {
    window.times = [];
    const { port1, port2 } = new MessageChannel();
    let [changed, begun] = [false, 0];
    const everything = { attributes: true, childList: true, subtree: true, characterData: true };
    new MutationObserver(() => { changed = true; }).observe(control, everything);
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


def work(client):
    """Return the processor milliseconds that the page has spent so far, painting left out."""
    metrics = {m["name"]: m["value"] for m in client.send("Performance.getMetrics")["metrics"]}
    return 1000 * sum(
        metrics[name] for name in ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
    )


def drag(page, view, name):
    """Drag to and fro; return the milliseconds of each update and the mean work for one."""
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
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = work(client)
    page.mouse.down()
    for to in (100, -100, 100, 0):
        page.mouse.move(x + to, y, steps=60)
    page.mouse.up()
    times = page.evaluate("times")
    return times, (work(client) - before) / len(times)


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
        page.goto(f"{SITE}/book/{chapter}.html")
        page.wait_for_selector("html[data-widgets=ready]")
        times, effort = drag(page, view, name)
        what = "a stroke" if name == PAD else name
        yield [*row(view, what, times, GOAL), f"{effort:.1f}"]
        page.close()


def training_rows(browser):
    """Yield a row for each activation: the time between two frames of the boundary trainer."""
    for activation in range(5):
        page = browser.new_page()
        state = f"layers:2,units:16,activation:{activation},batch:2"
        page.goto(f"{SITE}/book/05_sgd.html#trainer={state}")
        page.wait_for_selector("html[data-widgets=ready]")
        control = page.locator(".dlnotes-control-of-BoundaryTrainer")
        label = control.get_by_label("activation", exact=True).input_value()
        control.get_by_role("button", name="Play").click()
        yield row(label, "2-16-16-2", page.evaluate(FRAMES, 4), TRAINER_GOAL)
        page.close()


def opened_rows(browser):
    """Yield a row for each way: the work for a frame of the trainer whose network is opened."""
    for way, button in [("trains", "Play"), ("steps in slow motion", "Slow step")]:
        page = browser.new_page()
        page.goto(f"{SITE}/book/05_sgd.html#trainer=layers:2,units:8")
        page.wait_for_selector("html[data-widgets=ready]")
        control = page.locator(".dlnotes-control-of-BoundaryTrainer")
        control.get_by_role("button", name="Open the network").click()
        panel = control.locator(".dlnotes-slow button").first  # its name tells the next stage
        press = panel if button == "Slow step" else control.get_by_role("button", name=button)
        client = page.context.new_cdp_session(page)
        client.send("Performance.enable", {"timeDomain": "threadTicks"})
        if button == "Play":
            press.click()
        frames, before = 0, work(client)
        for _ in range(20):
            if button == "Slow step":
                press.click()
                frames += 1
            else:
                frames += len(page.evaluate(FRAMES, 0.2))
        yield [way, "2-8-8-2", str(frames), f"{(work(client) - before) / frames:.1f}"]
        page.close()


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        print(
            f"Chromium {browser.version} on {platform.machine()}, {os.cpu_count()} cores; "
            f"load before: {os.getloadavg()[0]:.1f}."
        )
        head = ["updates", "median", "95 % within"]
        table(
            "From a move of the mouse to the painted frame; milliseconds",
            ["control", "what is dragged", *head, f"share within {GOAL} ms", "work"],
            drag_rows(browser),
        )
        table(
            "The boundary trainer at work: 300 points a step, a step and a picture a frame; "
            "milliseconds from frame to frame",
            ["activation", "network", *head, f"share within {TRAINER_GOAL:.0f} ms"],
            training_rows(browser),
        )
        table(
            f"The network opened; milliseconds of work a frame, goal {GOAL}",
            ["it", "network", "frames", "work"],
            opened_rows(browser),
        )
        browser.close()


if __name__ == "__main__":
    main()
