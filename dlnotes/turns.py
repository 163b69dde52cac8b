"""One at a time: networks compute on one thread of Python, and their products on one core.

A layer keeps what its latest forward was about, so a network serves one caller at a time; others
wait for their turn. And NumPy's matrix library, OpenBLAS, would split each product over all cores.
The networks of this course are too small to gain by that, and where the cores have other things to
do, each product waits for the slowest of them: on a busy machine a run takes ten times as long. So
during a turn OpenBLAS works on one core, and after it as before; nobody else's products change.
Whoever sets OPENBLAS_NUM_THREADS or OMP_NUM_THREADS has chosen, and is obeyed.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

# What OpenBLAS calls its two functions: in NumPy's own wheels, with long integers, and plainly.
NAMES = (
    ("scipy_openblas_get_num_threads64_", "scipy_openblas_set_num_threads64_"),
    ("openblas_get_num_threads64_", "openblas_set_num_threads64_"),
    ("openblas_get_num_threads", "openblas_set_num_threads"),
)


def find_openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """Return what tells and what sets the number of OpenBLAS's threads; None where it is not used.

    It is looked for in what NumPy has loaded already, so nothing new comes into the process.
    """
    if sys.platform == "emscripten" or {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"} & set(
        os.environ
    ):
        return None
    core = Path(getattr(sys.modules.get("numpy._core._multiarray_umath"), "__file__", None) or "")
    beside = sorted(Path(np.__file__).parents[1].glob("numpy.libs/*openblas*"))
    for file in (core, *beside):  # Windows does not look into what the first one has loaded
        try:
            library = ctypes.CDLL(str(file))
        except OSError:
            continue
        for get_name, set_name in NAMES:
            if hasattr(library, get_name) and hasattr(library, set_name):
                get, set_ = getattr(library, get_name), getattr(library, set_name)
                get.argtypes, get.restype = [], ctypes.c_int
                set_.argtypes, set_.restype = [ctypes.c_int], None
                return get, set_
    return None


class Turn:
    """What a `with` waits for; it may be entered again inside.

    Examples
    --------
    >>> turn = Turn(get=lambda: 8, set=print)
    >>> with turn, turn:
    ...     print("on one core")
    1
    on one core
    8
    """

    def __init__(self, get: Callable[[], int], set: Callable[[int], None]):
        self._lock, self._depth, self._threads = threading.RLock(), 0, 1
        self._get, self._set = get, set

    def __enter__(self) -> None:
        self._lock.acquire()
        if self._depth == 0:
            self._threads = self._get()
            if self._threads > 1:
                self._set(1)
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0 and self._threads > 1:
            self._set(self._threads)
        self._lock.release()


openblas = find_openblas()
my_turn = threading.RLock() if openblas is None else Turn(*openblas)
