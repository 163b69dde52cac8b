"""What Binder installs: the versions that the book is built with, for the same Python."""

import re
import tomllib

import yaml
from conftest import ROOT


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def test_binder_installs_versions_of_the_lock_and_nothing_else():
    assert set(lines("binder/requirements.txt")) < set(lines("constraints.txt"))


def test_binder_installs_all_that_the_chapters_need():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = project["dependencies"] + extras["course"] + extras["lab"]
    names = {re.match(r"[\w-]+", line)[0] for line in needed} - {"dlnotes"}
    installed = {line.partition("==")[0] for line in lines("binder/requirements.txt")}
    assert names and names <= installed


def test_binder_uses_the_python_that_the_book_is_tested_with():
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text(encoding="utf-8"))
    versions = [
        step.get("with", {}).get("python-version") for step in workflow["jobs"]["test"]["steps"]
    ]
    assert lines("binder/runtime.txt") == [f"python-{version}" for version in versions if version]
