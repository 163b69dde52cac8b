"""A small book with a question of each form, built as the real one is."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    """Build the small book; return the address of its pages as files."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "_build").mkdir()
    (folder / "_build" / "web").symlink_to(ROOT / "_build" / "web")
    (folder / "web").symlink_to(ROOT / "web")
    (folder / "_config.yml").symlink_to(ROOT / "_config.yml")
    (folder / "_toc.yml").symlink_to(HERE / "_toc.yml")
    (folder / "book").mkdir()
    for path in [
        *HERE.glob("book/*.md"),
        ROOT / "book" / "references.bib",
        ROOT / "book" / "images",
    ]:
        (folder / "book" / path.name).symlink_to(path)
    command = ["jupyter-book", "build", str(folder), "-W"]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "_build" / "html").as_uri()
