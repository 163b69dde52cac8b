"""Gets the book ready for paper and for e-books alike: what `pdf.py` and `epub.py` begin with."""

import sys
from collections.abc import Callable
from pathlib import Path

from chapters import ROOT, SITE, Chapter, names, read_chapters
from controls import Control, photograph_controls
from figures import place_figures
from playwright.sync_api import Browser, sync_playwright

sys.path.append(str(ROOT / "tests"))
from browser import find_chromium
from offers import offer


def prepare(
    browser: Browser, wanted: list[str], work: Path
) -> tuple[list[Chapter], dict[str, Control]]:
    """Return chapters as a book wants them, and their controls; pictures are put into `work`."""
    controls = photograph_controls(browser, wanted, work / "controls")
    chapters = read_chapters(wanted, controls)
    place_figures(chapters, work / "figures")
    return chapters, controls


def make(write: Callable[[Browser, list[str], Path], str], suffix: str) -> None:
    """Write the chapters that the command line names, or all, and say what came of it."""
    if not (SITE / "index.html").exists():
        sys.exit(f"{SITE} holds no site. Build it first: make book.")
    wanted = sys.argv[1:] or names()
    if unknown := set(wanted) - set(names()):
        sys.exit(f"There is no chapter {', '.join(unknown)}. There are: {', '.join(names())}.")
    target = ROOT / "_build" / ("-".join(["dlnotes", *sys.argv[1:]]) + suffix)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        said = write(browser, wanted, target)
        browser.close()
    if wanted == names():
        offer(target, SITE)
    print(f"{target.relative_to(ROOT)}: {said}, {target.stat().st_size / 1e6:.1f} MB.")
