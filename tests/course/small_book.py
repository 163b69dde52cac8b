"""A small book with a question of each form, built as the real one is."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from conftest import ROOT

HERE = Path(__file__).parent
SHARED = ("references.bib", "images", "your_course.md", "class.md")

# Answers of its first question, and what marks one exercise as solved.
RIGHT, WRONG = "B No, whatever", "A Yes, if its slope"
SOLVE = "dlnotesMarks.record({ kind: 'exercise', id: 'nor-weights', right: true })"
MARKS = "JSON.stringify(dlnotesMarks.all())"

# How far things have moved by themselves since the page came.
SHIFT = """() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


@cache
def build():
    """Build the small book; return the folder of its pages."""
    folder = Path(mkdtemp(prefix="small-book-"))
    (folder / "_build").mkdir()
    (folder / "book").mkdir()
    links = {"_config.yml": ROOT, "web": ROOT, "_build/web": ROOT, "_toc.yml": HERE}
    links |= {f"book/{path.name}": HERE for path in HERE.glob("book/*.md")}
    links |= {f"book/{name}": ROOT for name in SHARED}
    for name, origin in links.items():
        (folder / name).symlink_to(origin / name)
    command = [Path(sys.executable).parent / "jupyter-book", "build", str(folder), "-W"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


def ask(visit, path="book/01_first.html", **options):
    """Open a page of the small book: ``with ask(visit, width=360) as page: ...``."""
    return visit(path, over=build().as_uri(), **options)


def answer(page, choice):
    """Choose an answer of the first question and check it."""
    page.locator("#q-line").get_by_role("radio", name=choice).check()
    page.locator("#q-line").get_by_role("button", name="Check").click()


def again(page, address=None):
    """Load a page, or this one anew, until it sees what was kept: that takes Chromium a moment."""
    marks, kept = page.evaluate(MARKS), page.evaluate("dlnotesMarks.kept")
    page.goto(address) if address else page.reload()
    if kept:
        page.wait_for_function(f"(marks) => {MARKS} === marks", marks)


def go(page, path):
    """Open another page."""
    again(page, page.url.rpartition("/book/")[0] + f"/book/{path}.html")
