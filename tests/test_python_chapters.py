"""Every code cell of every chapter runs in the page's Python, and each assert in it holds there."""

import json
import os
import subprocess

import pytest
import trainings
from conftest import ROOT
from engines.finding import NODE

CHAPTERS = sorted(path.name for path in ROOT.glob("book/*.ipynb"))


def texts(cell, name):
    """What a cell wrote to one of the two streams."""
    events = [each for each in cell["events"] if each["event"] == "stream"]
    return "".join(each["text"] for each in events if each["name"] == name)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_cell_of_a_chapter_runs_in_the_pages_python(chapter):
    notebook = ROOT / "book" / chapter
    sources = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    command = [NODE, ROOT / "tests" / "python" / "run_chapter.mjs", notebook]
    env = {**os.environ, **trainings.environment(notebook)}
    ran = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=3600, check=False
    )
    assert ran.returncode == 0, ran.stderr
    cells = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [cell["index"] for cell in cells] == list(range(len(cells)))
    assert len(cells) == sum(each["cell_type"] == "code" for each in sources)

    for cell in cells:
        errors = [each for each in cell["events"] if each["event"] == "error"]
        assert (cell["status"], errors) == ("ok", []), cell["index"]
        assert "Warning" not in texts(cell, "stderr")  # but for progress bars it is empty
    shown = {kind for cell in cells for each in cell["events"] for kind in each.get("data", ())}
    controls = any("dlnotes.widgets" in "".join(each["source"]) for each in sources)
    wanted = {"image/png"} | ({"application/vnd.jupyter.widget-view+json"} if controls else set())
    assert wanted <= shown
