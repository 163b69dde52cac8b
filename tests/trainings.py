"""Where the trainings of the notebooks are kept, from one of their runs to the others.

`make test` runs each notebook three times: with nbval, in the page's Python, and in JupyterLab. The
first run trains from the beginning to the end, and keeps each training as it was shortly before.
The others go on from there: each cell runs, each assert holds, and nobody waits for what was seen
already. Where nothing is kept of this very code, they train from the beginning as well.
"""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LAST_STEPS = ROOT / "tests" / "last_steps.py"  # which Python runs as it starts


@cache
def folder():
    """Return where they lie; other code has another folder."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("dlnotes/**/*.py"), *ROOT.glob("book/*.ipynb")]):
        digest.update(path.read_bytes())
    return ROOT / "_build" / "trainings" / digest.hexdigest()[:8]


def environment(notebook=None, keep=False):
    """Return the variables for a Python that runs a notebook so; JupyterLab names it by itself."""
    return {
        "PYTHONSTARTUP": str(LAST_STEPS),
        "DLNOTES_TRAININGS": str(folder()),
        **({"JPY_SESSION_NAME": str(notebook)} if notebook else {}),
        **({"DLNOTES_KEEP": "yes"} if keep else {}),
    }
