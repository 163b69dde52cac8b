"""A plugin for the run of the notebooks: how their kernels are started.

A kernel is told on which ports to answer and opens them later. Of two that start at the same time
one may find its port taken, and ends. Through sockets in a folder they never meet. And what each
training has reached shortly before its end is kept (`trainings.py`).
"""

import os
import shutil
import sys
from itertools import count
from tempfile import TemporaryDirectory

import nbval.kernel
import pytest
import trainings

FOLDER, NUMBERS, Manager = TemporaryDirectory(), count(), nbval.kernel.KernelManager


def manager(**options):
    """Make the manager of a kernel with sockets of its own."""
    return Manager(transport="ipc", ip=f"{FOLDER.name}/{next(NUMBERS)}", **options)


if sys.platform != "win32":  # which has no such sockets
    nbval.kernel.KernelManager = manager


def pytest_sessionstart(session):
    """Make room, once, for what this run keeps."""
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(trainings.folder().parent, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    """Say whose kernel it is, before it starts."""
    os.environ |= trainings.environment(item.path, keep=True)
