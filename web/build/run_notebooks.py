"""Runs the notebooks that changed, side by side, into the cache from which the site is built.

Jupyter Book would run them one after another. A notebook that fails is run again by the build,
which reports it. Beside its output each code cell keeps how long it took, and how long a small step
of training took on the same machine: from both the page tells how long the cell takes there.
"""

import copy
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from jupyter_cache.cache.main import JupyterCacheBase
from jupyter_cache.executors import load_executor, utils
from traitlets.config import Config

ROOT = Path(__file__).parent.parent.parent
sys.path.append(str(ROOT / "web" / "python"))

from dlnotes_page import speed  # noqa: E402 - it lies with the page's Python

execute = utils.executenb
# The site shows the pixels of a figure; `paper/` takes the drawing, which is sharp at any size.
FORMATS = ["--InlineBackend.figure_formats={'png', 'svg'}"]


def execute_and_time(notebook, **options):
    """Run a notebook; write into the metadata of each code cell what it took, in seconds."""
    options |= {"record_timing": True, "extra_arguments": FORMATS}
    with TemporaryDirectory() as folder:
        if sys.platform != "win32":
            # Kernels that start at the same time may take each other's ports, but no such sockets.
            sockets = {"transport": "ipc", "ip": f"{folder}/kernel"}
            options["config"] = Config({"KernelManager": sockets})
        execute(notebook, **options)
    reference = speed.seconds()
    for cell in notebook.cells:
        times = cell.metadata.pop("execution", {})
        if "shell.execute_reply" in times:
            start, end = (times[when] for when in ("iopub.status.busy", "shell.execute_reply"))
            took = datetime.fromisoformat(end) - datetime.fromisoformat(start)
            cell.metadata["took"] = {"seconds": took.total_seconds(), "reference": reference}


utils.executenb = execute_and_time  # here, so that the processes that run them have it too


class Cache(JupyterCacheBase):
    """Knows a notebook again by its code and metadata, whatever it took the last time."""

    def create_hashed_notebook(self, nb, *names, **more):
        """Return the notebook as it is kept, and its key."""
        plain = copy.deepcopy(nb)
        took = [cell.metadata.pop("took", None) for cell in plain.cells if cell.cell_type == "code"]
        kept, key = super().create_hashed_notebook(plain, *names, **more)
        for cell, times in zip(kept.cells, took, strict=True):
            cell.metadata |= {"took": times} if times else {}
        return kept, key


def main():
    """Run what is not in the cache; the later and longer chapters come first."""
    cache = Cache(ROOT / "_build" / ".jupyter_cache")
    for path in sorted(ROOT.glob("book/*.ipynb"), reverse=True):
        cache.add_nb_to_project(str(path))
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    done = load_executor("temp-parallel", cache).run_and_cache(timeout=config["execute"]["timeout"])
    print(
        f"Notebooks run: {len(done.succeeded)}, failed: {len(done.excepted) + len(done.errored)}."
    )


if __name__ == "__main__":
    main()
