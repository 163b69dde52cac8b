"""A plugin for the run of the notebooks: kernels that cannot take each other's ports.

A kernel is told on which ports to answer and opens them later. Of two that start at the same time
one may find its port taken, and ends. Through sockets in a folder they never meet.
"""

import sys
from itertools import count
from tempfile import TemporaryDirectory

import nbval.kernel

FOLDER, NUMBERS, Manager = TemporaryDirectory(), count(), nbval.kernel.KernelManager


def manager(**options):
    """Make the manager of a kernel with sockets of its own."""
    return Manager(transport="ipc", ip=f"{FOLDER.name}/{next(NUMBERS)}", **options)


if sys.platform != "win32":  # which has no such sockets
    nbval.kernel.KernelManager = manager
