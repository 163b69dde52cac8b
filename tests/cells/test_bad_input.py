"""Whatever a reader writes ends in a clear sentence or simply works, and the page can go on."""

import pytest
from reader import CHAPTER, FIRST, SECOND, Cell, says

in_chromium = pytest.mark.parametrize("engine", ["chromium"], indirect=True)
# What is written, and a part of what is said.
WRITTEN = [
    ("x = = 1", "SyntaxError"),
    ("def f(): return f()\nf()", "a case that stops"),
    ("import numpy as np; np.ones(2_000_000_000)", "Make the array smaller"),
    ("input('name')", "cannot ask in this page"),
    ("open('x', 'w').write('hi'); open('x').read()", "hi"),
    ("import torch", "torch is not in this page"),
    ("import sys; sys.exit()", "Python in this page goes on"),
    ("print('a\\0b', '😀')", "😀"),
    ("import matplotlib.pyplot as plt; fig = plt.figure()", ""),
]


@in_chromium
def test_what_cannot_work_is_said_and_python_goes_on(engine):
    with engine(CHAPTER) as page:
        cell = Cell(page, FIRST)
        for text, said in WRITTEN:
            cell.write(text).run(said)
        cell.write("6 * 7").run("42")


@in_chromium
def test_what_has_no_end_is_stopped_or_left_and_the_page_runs_on(engine):
    with engine(CHAPTER) as page:
        cell = Cell(page, FIRST)
        cell.write("while True: print('again')").code.press("Control+Enter")
        cell.gives("output => output.innerText.includes('again')")
        cell.button("Stop").click()
        says(page, "names")
        cell.write("6 * 7").run("42")

        cell.write("while True: pass").code.press("Control+Enter")
        cell.css(".cell-status").wait("status => /Runs: [1-9]/.test(status.innerText)")
        page.goto(f"{page.base}/book/02_activations.html")
        page.goto(f"{page.base}/{CHAPTER}")
        assert cell.edit().text() == "while True: pass"
        cell.write("6 * 7").run("42")


@in_chromium
def test_a_control_that_keeps_python_at_work_can_be_stopped(engine):
    with engine(CHAPTER) as page:
        first, second = Cell(page, FIRST), Cell(page, SECOND)
        work = "b.on_click(lambda _: [None for _ in iter(int, 1)])"
        first.write(f'import ipywidgets; b = ipywidgets.Button(description="go"); {work}; b')
        first.run("go")
        page.role("button", "go", first.inside).click()
        says(page, "Python works for a control.")
        page.role("button", "Stop", ".cells-bar").click()
        says(page, "names")
        second.write("6 * 7").run("42")
