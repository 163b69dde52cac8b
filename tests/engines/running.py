"""A browser's process and the folder of its profile, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading

# Linux' own call for "send me this signal when the process that started me ends", however it ends.
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def end_with_parent():
    PRCTL(1, signal.SIGTERM)


class Running:
    """Start `command` in a process group of its own; its output can be waited for."""

    def __init__(self, command, env=None, **options):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [part.replace("FOLDER", self.folder.name) for part in command],
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent if PRCTL else None,
            **options,
        )

    def line_with(self, words):
        """Wait for a line on the error output that has these words; return what follows them."""
        for line in self.process.stderr:
            if words in line:
                # Who does not read it on will find the pipe full some day.
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return line.partition(words)[2].strip()
        raise RuntimeError(f"{self.process.args[0]} ended and did not say: {words}")

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.folder.cleanup()
