"""The chapters in a real JupyterLab with a real kernel: sliders and Python agree."""

import ast
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest
from conftest import ROOT
from jupyter_client import BlockingKernelClient

TOKEN = "dlnotes"
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
    "07_training_well": {"SignalExplorer": ("layers", "depth")},
    "08_convolution": {"ConvolutionExplorer": ("w11", "w11")},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a JupyterLab on loopback, on a copy of the book."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("*.npz"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
    }
    log = (folder / "lab.log").open("w")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            api(address, "status")
            break
        except urllib.error.URLError:
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


@pytest.fixture
def run_chapter(browser, lab):
    """Open a chapter in JupyterLab, run all its cells, and hand the page over."""
    address, _ = lab
    contexts = []

    def run(name):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/lab/tree/book/{name}.ipynb?token={TOKEN}&reset")
        until(
            page,
            lambda: any(
                s["kernel"]["connections"] for s in api(address, "sessions") if name in s["path"]
            ),
        )
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        page.locator(".lm-MenuBar-itemLabel:text-is('Run')").click()
        page.locator(".lm-Menu-itemLabel:text-is('Run All Cells')").click()
        cells = sum(
            cell.cell_type == "code"
            for cell in nbformat.read(ROOT / "book" / f"{name}.ipynb", 4).cells
        )
        until(page, lambda: ask_kernel(lab, name, "len(In)") > cells)
        return page

    yield run
    for context in contexts:
        context.close()


def scroll_to(page, target):
    """Turn the wheel until the target is there: JupyterLab removes cells that are out of sight."""
    page.locator(".jp-Notebook").hover()
    deadline = time.monotonic() + 60
    while not target.is_visible():
        assert time.monotonic() < deadline, "scrolled for a minute and found nothing"
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(50)
        at_end = page.locator(".jp-WindowedPanel-outer").evaluate(
            "n => n.scrollTop + n.clientHeight >= n.scrollHeight - 2"
        )
        if at_end:
            page.mouse.wheel(0, -100_000)
    target.scroll_into_view_if_needed()


def draw_and_train(page, ask):
    """Draw on the digit pad, and train at the slider's rate: both reach the kernel."""
    view = "[out for out in Out.values() if type(getattr(out, 'view', None)).__name__ == {!r}][0]"
    pad = page.locator(".dlnotes-control-of-DigitPad canvas").first
    scroll_to(page, pad)
    pad.drag_to(pad, source_position={"x": 80, "y": 40}, target_position={"x": 80, "y": 200})
    until(page, lambda: ask(view.format("DigitPad") + ".view.example") == -1)
    read = "float({0}.view.digit.sum()), int({0}.view.probabilities.argmax())"
    until(page, lambda: ask(read.format(view.format("DigitPad")))[0] > 10)
    assert ask(read.format(view.format("DigitPad")))[1] == 1

    control = page.locator(".dlnotes-control-of-LearningRateExplorer")
    scroll_to(page, control)
    control.get_by_role("button", name="Train with this η").click()
    control.locator(".dlnotes-own").first.wait_for(state="attached")
    [run] = ask(view.format("LearningRateExplorer") + ".view.runs")
    assert run["lr"] == ask(view.format("LearningRateExplorer") + ".view.lr")
    assert run["accuracies"][-1] > 0.8
    assert "Your latest run" in control.locator(".dlnotes-summary").inner_text()


MORE = {"06_mnist": draw_and_train}  # what a chapter can do besides moving sliders


@pytest.mark.parametrize("chapter", SLIDERS)
def test_a_chapter_runs_and_python_follows_its_sliders(lab, run_chapter, chapter):
    page = run_chapter(chapter)
    for view, (label, trait) in SLIDERS[chapter].items():
        read = (
            f"[out.view.{trait} for out in Out.values()"
            f" if type(getattr(out, 'view', None)).__name__ == {view!r}]"
        )
        [before] = ask_kernel(lab, chapter, read)
        control = page.locator(f".dlnotes-control-of-{view}")
        scroll_to(page, control)
        row = control.locator(".widget-hslider", has=page.locator(f"label:text-is('{label}')"))
        handle = row.locator("[role=slider]")
        handle.focus()
        page.keyboard.press("ArrowRight")
        until(page, lambda read=read, before=before: ask_kernel(lab, chapter, read) != [before])
        [after] = ask_kernel(lab, chapter, read)
        shown = float(handle.get_attribute("aria-valuetext"))  # of a log slider, the power of ten
        assert pytest.approx(after) in (shown, 10**shown)
        assert control.locator(".dlnotes-summary").inner_text()
    if chapter in MORE:
        MORE[chapter](page, lambda expression: ask_kernel(lab, chapter, expression))
    assert page.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
