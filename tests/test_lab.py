"""The chapters in a real JupyterLab as Binder installs it: sliders and Python agree."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request

import nbformat
import pytest
import trainings
from conftest import ROOT
from hands import drag, swipe
from jupyter_client import BlockingKernelClient

# Where `make .venv-lab/.installed` puts the environment that binder/ describes, and nothing else.
PYTHON = shutil.which("python", path=ROOT / ".venv-lab" / "bin")
TOKEN = "dlnotes"
COMPLAINTS = "[data-mime-type$='jupyter.error'], [data-mime-type$='jupyter.stderr']"
PATIENCE = 300  # seconds that a chapter may train before its kernel answers again

# Chapter -> view -> the label of one of its sliders, and the trait that Python sees move.
SLIDERS = {
    "01_perceptron": {"GateExplorer": ("w1", "w1"), "XorComposer": ("s2 b", "s2_b")},
    "02_activations": {"ActivationExplorer": ("w", "w"), "CurveFitter": ("units", "units")},
    "03_output_and_loss": {"SoftmaxExplorer": ("z0", "z0")},
    "04_backprop": {"GraphStepper": ("apple count", "apples")},
    "05_sgd": {
        "BoundaryTrainer": ("units in each", "units"),
        "DescentExplorer": ("steps", "steps"),
    },
    "06_mnist": {"DigitPad": ("pen", "pen"), "LearningRateExplorer": ("η", "lr")},
    "07_training_well": {"SignalExplorer": ("layers", "depth"), "DigitPad": ("pen", "pen")},
    "08_convolution": {"ConvolutionExplorer": ("w00", "w00"), "DigitPad": ("pen", "pen")},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a JupyterLab on loopback, on a copy of the book."""
    if not PYTHON:
        pytest.fail("There is no .venv-lab. Install it first: make .venv-lab/.installed.")
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("*.npz"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        **trainings.environment(),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    environment.pop("PYTHONPATH", None)
    log = (folder / "lab.log").open("w")
    command = [PYTHON, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            api(address, "status")
            break
        except OSError:  # nobody listens yet, or breaks off while it starts
            assert server.poll() is None and time.monotonic() < deadline, log.name
    yield address, folder / "runtime"
    server.terminate()
    server.wait(20)


def api(address, path):
    with urllib.request.urlopen(f"{address}/api/{path}?token={TOKEN}", timeout=5) as answer:
        return json.load(answer)


def ask_kernel(lab, chapter, expression):
    """Evaluate an expression in the kernel of a chapter and return its value."""
    address, runtime = lab
    [session] = [s for s in api(address, "sessions") if chapter in s["path"]]
    client = BlockingKernelClient(
        connection_file=str(runtime / f"kernel-{session['kernel']['id']}.json")
    )
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        answer = client.execute(
            "", user_expressions={"value": expression}, reply=True, timeout=PATIENCE
        )
        return ast.literal_eval(
            answer["content"]["user_expressions"]["value"]["data"]["text/plain"]
        )
    finally:
        client.stop_channels()


def until(page, condition):
    """Wait for something that no selector can see."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited for a minute"
        page.wait_for_timeout(100)


@pytest.fixture(scope="module")
def window(browser, lab):
    """JupyterLab in a browser, with the chapters in its list of files."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{lab[0]}/lab/tree/book?token={TOKEN}&reset")
    yield page
    context.close()


@pytest.fixture
def run_chapter(window, lab):
    """Open a chapter in JupyterLab, run all its cells, hand the page over; then close it."""
    page, (address, _) = window, lab

    def run(name):
        page.locator(".jp-DirListing-item", has_text=f"{name}.ipynb").dblclick()
        until(
            page,
            lambda: any(
                s["kernel"]["connections"] for s in api(address, "sessions") if name in s["path"]
            ),
        )
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        page.locator(".lm-MenuBar-itemLabel:text-is('Run')").click()
        page.locator(".lm-Menu-itemLabel:text-is('Run All Cells')").click()
        complaints = page.locator(COMPLAINTS)
        until(
            page,
            lambda: ask_kernel(lab, name, "len(In)") > len(code_cells(name)) or complaints.count(),
        )
        assert complaints.all_inner_texts() == []
        return page

    yield run
    page.locator(".lm-MenuBar-itemLabel:text-is('File')").click()
    page.locator(".lm-Menu-itemLabel:text-is('Close and Shut Down Notebook…')").click()
    page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
    page.locator(".jp-NotebookPanel").wait_for(state="detached")


def code_cells(chapter):
    notebook = nbformat.read(ROOT / "book" / f"{chapter}.ipynb", 4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def answer_an_exercise(page, ask):
    """Type the right answer over the first, wrong one and run the cell: the checker says so."""
    cell = page.locator(".jp-CodeCell", has_text='check("nor-weights", (w1, w2, theta))')
    assert "✗ nor-weights: not yet." in cell.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type('check("nor-weights", (-1, -1, -0.5));')
    page.keyboard.press("ControlOrMeta+Enter")
    page.locator(".jp-OutputArea-output:has-text('✓ nor-weights: right.')").nth(1).wait_for()


def draw_and_train(page, ask):
    """Draw on the digit pad, and train at the slider's rate: both reach the kernel."""
    view = "[out for out in Out.values() if type(getattr(out, 'view', None)).__name__ == {!r}][0]"
    pad = page.locator(".dlnotes-control-of-DigitPad canvas").first
    pad.drag_to(pad, source_position={"x": 80, "y": 40}, target_position={"x": 80, "y": 200})
    until(page, lambda: ask(view.format("DigitPad") + ".view.example") == -1)
    read = "float({0}.view.digit.sum()), int({0}.view.probabilities.argmax())"
    until(page, lambda: ask(read.format(view.format("DigitPad")))[0] > 10)
    assert ask(read.format(view.format("DigitPad")))[1] == 1

    control = page.locator(".dlnotes-control-of-LearningRateExplorer")
    progress = control.locator(".progress-bar")
    progress.evaluate(
        """bar => {
            bar.seen = [];
            const look = () => bar.seen.push(parseFloat(bar.style.width));
            new MutationObserver(look).observe(bar, {attributes: true});
        }"""
    )
    control.get_by_role("button", name="Train with this η").click()
    control.locator(".dlnotes-own").first.wait_for(state="attached")
    until(page, lambda: progress.evaluate("bar => bar.seen.at(-1)") == 100)
    seen = progress.evaluate("bar => bar.seen")
    assert seen == sorted(seen) and 0 < seen[0] < 100
    [run] = ask(view.format("LearningRateExplorer") + ".view.runs")
    assert run["lr"] == ask(view.format("LearningRateExplorer") + ".view.lr")
    assert run["accuracies"][-1] > 0.8
    assert "Your latest run" in control.locator(".dlnotes-summary").inner_text()


# What a chapter can do besides moving sliders.
MORE = {"01_perceptron": answer_an_exercise, "06_mnist": draw_and_train}


@pytest.mark.parametrize("chapter", SLIDERS)
def test_a_chapter_runs_and_python_follows_its_sliders(lab, run_chapter, chapter):
    page = run_chapter(chapter)

    def ask(expression):
        return ask_kernel(lab, chapter, expression)

    # Every exercise stands there twice: with an answer that is not right yet, and solved.
    exercises = sum('check("' in source for source in code_cells(chapter)) // 2
    outputs = page.locator(".jp-CodeCell .jp-OutputArea-output")
    for verdict in (r"✗ [\w-]+: not yet\.", r"✓ [\w-]+: right\."):
        said = outputs.filter(has_text=re.compile(verdict))
        until(page, lambda said=said: said.count() == exercises > 0)

    controls = page.locator("[class*=dlnotes-control-of-]")
    until(page, lambda: controls.count() == len(SLIDERS[chapter]))
    for view, (label, trait) in SLIDERS[chapter].items():
        read = (
            f"[out.view.{trait} for out in Out.values()"
            f" if type(getattr(out, 'view', None)).__name__ == {view!r}]"
        )
        control = page.locator(f".dlnotes-control-of-{view}")
        row = control.locator(".widget-hslider", has=page.locator(f"label:text-is('{label}')"))
        handle = row.locator("[role=slider]")
        for move in (
            lambda handle=handle: drag(page, handle, 40),
            lambda handle=handle: handle.press("ArrowLeft"),
            lambda handle=handle: swipe(page, handle, -40),
        ):
            [before] = ask(read)
            move()

            def agree(handle=handle, read=read, before=before):
                [after] = ask(read)
                shown = float(handle.get_attribute("aria-valuetext"))  # of a log slider, the power
                return after != before and pytest.approx(after) in (shown, 10**shown)

            until(page, agree)
        assert control.locator(".dlnotes-summary").first.inner_text()
    if chapter in MORE:
        MORE[chapter](page, ask)
    assert page.locator(COMPLAINTS).count() == 0
