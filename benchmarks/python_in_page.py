"""``python -m benchmarks.python_in_page``: how soon and how fast the page's own Python is.

Needs the built site (``make book``). Chromium and Firefox open chapters from a host on this machine
and run cells through the page's kernel, each first cell in a new profile. A training step and the
textbook run are timed here too, by the same text in the same environment, taking turns: the ratio
is the median of those within a round, so what else the machine does hits both sides.
"""

import json
import os
import platform
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.__main__ import Worker, table

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
from engines import Host, start  # noqa: E402

BROWSERS = ["chromium", "firefox"]
ROUNDS, STEPS = 7, 200
# From the click on: the kernel's script, its parts, Python, and the cells that a cell needs.
RUN = """async ([sources, indices]) => {
    const begun = performance.now();
    const base = new URL("../_static/python/", location).href;
    if (!globalThis.kernel) {
        const script = Object.assign(document.createElement("script"), { src: `${base}kernel.js` });
        await new Promise((loaded) => (script.onload = loaded, document.head.append(script)));
        globalThis.kernel = dlnotesKernel.create({ base });
    }
    const cells = sources.map((source) => ({ source }));
    let text = "";
    const hear = (name, { text: more, why, message }) => {
        if (name === "stream") text += more;
        if (name === "failed" || name === "error") text += why ?? message;
    };
    for (const index of indices) {
        const how = await kernel.run(cells, index, hear);
        if (how !== "ok") throw new Error(`${how}: ${text}`);
    }
    return { seconds: (performance.now() - begun) / 1000, text };
}"""
# From the button Stop until Python is ready again.
STOP = """async () => {
    await new Promise((begun) => kernel.run([{ source: "while True: pass" }], 0,
        (name) => name === "start" && setTimeout(begun, 300)));
    const from = performance.now();
    await kernel.stop();
    return (performance.now() - from) / 1000;
}"""


@contextmanager
def opened(running, chapter):
    """Give a chapter in a new profile of a browser."""
    with Host() as host, running.page(1280, 800) as page:
        page.goto(f"{host.address}/book/{chapter}.html")
        page.wait_for("document.readyState === 'complete'")
        yield page


def text_of(name):
    """Return a program of this folder up to what it does as a script."""
    text = (ROOT / "benchmarks" / name).read_text(encoding="utf-8")
    return text.partition("\ndef main(")[0].replace("import resource\n", "")


def cells_of(chapter):
    [path] = ROOT.glob(f"book/{chapter}*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return path.stem, ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def wait(page, script, arg=None):
    """Compute something that takes longer than a browser's driver would wait."""
    page.evaluate(
        f"(arg) => {{ globalThis.made = null; ({script})(arg).then((value) => made = {{ value }},"
        f"(error) => made = {{ error: error.message }}); }}",
        arg,
    )
    made = page.wait_for("globalThis.made", patience=1800)
    if "error" in made:
        raise RuntimeError(made["error"])
    return made["value"]


def first_run(open_page, chapter, sources, indices=(0,)):
    """Return the seconds from the click in a page that has run nothing yet."""
    with open_page(chapter) as page:
        return wait(page, RUN, [sources, list(indices)])["seconds"]


def steps(page, sizes):
    """Return milliseconds of a step, here and in the page, taking turns."""
    worker = Worker("dlnotes", sizes, 100, 1)
    worker.take(20)
    time = f"import time\nstart = time.perf_counter()\nfor _ in range({STEPS}):\n    step()\n"
    sources = [text_of("steps.py"), f"step = dlnotes_step({sizes!r}, 100)"]
    sources.append(f"{time}print(time.perf_counter() - start)")
    times = []
    for _ in range(ROUNDS):
        here, _ = worker.take(STEPS)
        times.append((here, 1000 / STEPS * float(wait(page, RUN, [sources, [2]])["text"])))
    worker.close()
    return times


def textbook(page):
    """Return seconds and accuracy of the textbook run in the page, loading left out."""
    sources = [text_of("whole_runs.py"), "data = load_mnist()"]
    sources.append(
        "start = time.perf_counter()\naccuracy = textbook(*data)\n"
        "print(time.perf_counter() - start, accuracy)"
    )
    return map(float, wait(page, RUN, [sources, [2]])["text"].split())


def rows(open_page):
    """Yield what is timed, the goal, and the figures as text."""
    one = [first_run(open_page, "01_perceptron", ["1 + 1"]) for _ in range(3)]
    yield "from the click to `1 + 1`", "2.5 s", f"{median(one):.2f} s"
    figure = ["import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);"]
    drawn = [first_run(open_page, "01_perceptron", figure) for _ in range(3)]
    yield "from the click to the first figure", "5 s", f"{median(drawn):.2f} s"
    with open_page("06_mnist") as page:
        for name, sizes, goal in [("784-50-10", [784, 50, 10], "4 times"), ("CNN", "cnn", "")]:
            times = steps(page, sizes)
            here, there = (median(each) for each in zip(*times, strict=True))
            ratio = median(b / a for a, b in times)
            told = f"{there:.2f} ms, {ratio:.1f} times the {here:.2f} ms outside"
            yield f"a training step, {name}", goal, told
        seconds, accuracy = textbook(page)
        yield "784-50-10, 10,000 steps", "20 s, 96.5 %", f"{seconds:.1f} s, {accuracy:.2%}"
        yield "from Stop to ready", "1 s", f"{wait(page, STOP):.2f} s"
    for chapter in ("01", "02", "03", "04", "05"):
        name, sources = cells_of(chapter)
        seconds = first_run(open_page, name, sources, range(len(sources)))
        yield f"all {len(sources)} cells of {name}", "12 s", f"{seconds:.1f} s"


def main():
    found = {}
    with sync_playwright() as playwright:
        for browser in BROWSERS:
            running = start(browser, playwright)
            for what, goal, figure in rows(partial(opened, running)):
                found.setdefault((what, goal), []).append(figure)
                print(f"{browser}: {what}: {figure}", file=sys.stderr)
            running.close()
    print(f"{platform.machine()}, {os.cpu_count()} cores; load after: {os.getloadavg()[0]:.1f}.")
    head = ["what", "goal", *(name.capitalize() for name in BROWSERS)]
    table("Python in the page", head, ([*key, *figures] for key, figures in found.items()))


if __name__ == "__main__":
    main()
