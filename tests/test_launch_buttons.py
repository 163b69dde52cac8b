"""A chapter's launch button opens the repository that its site was built from, or is absent."""

import runpy
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE

BINDER = "https://mybinder.org/v2/{}/HEAD?urlpath=lab/tree/book/01_perceptron.ipynb"
CONF = """
extensions = ["myst_nb", "launch_buttons"]
html_theme = "sphinx_book_theme"
nb_execution_mode = "off"
"""

public_address = runpy.run_path(ROOT / "web" / "build" / "launch_buttons.py")["public_address"]


def links(page, selector):
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return [link["href"] for link in html.select(selector)]


@pytest.mark.parametrize(
    ("origin", "variable", "opened"),
    [
        ("git@github.com:ada/dlnotes.git", "", ["gh/ada/dlnotes"]),
        ("git@github.com:ada/dlnotes.git", "https://gitlab.com/bo/course", ["gl/bo%2Fcourse"]),
        ("/srv/dlnotes.git", "", []),
        (None, "", []),
    ],
    ids=["origin on a known host", "environment variable", "origin elsewhere", "none"],
)
def test_a_built_chapter_launches_where_it_comes_from(
    tmp_path, monkeypatch, origin, variable, opened
):
    source, html = tmp_path / "course", tmp_path / "html"
    (source / "book").mkdir(parents=True)
    shutil.copy(ROOT / "book" / "01_perceptron.ipynb", source / "book")
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text("# Course\n\n```{toctree}\nbook/01_perceptron\n```\n")
    if origin:
        subprocess.run(["git", "init", "--quiet", source], check=True)
        subprocess.run(["git", "-C", source, "remote", "add", "origin", origin], check=True)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "web" / "build"))
    monkeypatch.setenv("DLNOTES_REPOSITORY", variable)
    command = [sys.executable, "-m", "sphinx", "-Q", source, html]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = links(html / "book" / "01_perceptron.html", ".dropdown-launch-buttons a")
    assert found == [BINDER.format(repository) for repository in opened]


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/ada/dlnotes.git", "https://github.com/ada/dlnotes"),
        ("https://github.com/ada/my.course/", "https://github.com/ada/my.course"),
        ("https://ada:secret@github.com/ada/dlnotes", "https://github.com/ada/dlnotes"),
        ("git@gitlab.com:ada/dlnotes.git", "https://gitlab.com/ada/dlnotes"),
        ("ssh://git@github.com/ada/dlnotes", "https://github.com/ada/dlnotes"),
        ("https://git.example.org/ada/dlnotes", None),
        ("https://github.com.example.org/ada/dlnotes", None),
        ("https://example.org/github.com/ada/dlnotes", None),
        ("https://gitlab.com/group/ada/dlnotes", None),
        ("../dlnotes.git", None),
        ("", None),
    ],
)
def test_a_remote_has_a_public_address_on_a_known_host_alone(remote, address):
    assert public_address(remote) == address


def test_every_chapter_offers_its_notebook_for_download():
    for notebook in ROOT.glob("book/*.ipynb"):
        page = SITE / "book" / f"{notebook.stem}.html"
        [link] = links(page, ".dropdown-download-buttons a[download]")
        assert (page.parent / link).read_bytes() == notebook.read_bytes()
