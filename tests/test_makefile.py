"""The commands of the README, as far as they can be tried without installing anything."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Stands for a Python: what it is asked to make is an environment whose programs do nothing.
STUB = """#!/bin/sh
mkdir -p "$3/bin"
for name in pip python; do
    printf '%s\\n' '#!/bin/sh' {does} > "$3/bin/$name"
    chmod +x "$3/bin/$name"
done
"""


def make(folder, target, does):
    """Run make in a copy of the checkout's outer files, with a Python that does as told."""
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "binder", folder / "binder")
    for name in ("book", "dlnotes", "web"):
        (folder / name).mkdir()
    python = folder / "some-python"
    python.write_text(STUB.replace("{does}", does), encoding="utf-8")
    python.chmod(0o755)
    return subprocess.run(
        ["make", target, "PYTHON=./some-python"],
        cwd=folder,
        # What make tells a make below it, where it runs these tests, is not for this one.
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", [".venv/.installed", ".venv-lab/.installed"])
@pytest.mark.parametrize("name", ["course", "my course", "my 'course' (2)"])
def test_the_folder_may_have_any_name(tmp_path, target, name):
    done = make(tmp_path / name, target, does="'pwd'")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name / target).exists()


@pytest.mark.parametrize("target", [".venv/.installed", ".venv-lab/.installed"])
def test_a_python_that_is_too_old_gets_one_sentence(tmp_path, target):
    old = "import sys; sys.version_info = (3, 9, 18); exec(sys.argv[1])"
    done = make(tmp_path / "course", target, does=f"""'exec {sys.executable} -c "{old}" "$2"'""")
    assert done.returncode != 0
    sentence, of_make = done.stderr.strip().splitlines()
    assert "needs Python 3.11 or later, and this is 3.9" in sentence
    assert "make PYTHON=" in sentence
    assert of_make.startswith("make: ***")
    assert not (tmp_path / "course" / target).exists()
