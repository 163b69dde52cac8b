"""What went wrong in a cell, in few lines: where in the reader's own code, and what to do."""

import linecache
import sys
import traceback

from dlnotes_page.modules import HERE

SHOWN = 6  # lines of calls at most; a recursion has thousands
SAID = {
    "NameError": "If a cell above makes this name, run that cell first.",
    "RecursionError": "A function calls itself without end. Does it have a case that stops?",
    "MemoryError": "The page has at most 2 to 4 GB. Make the array smaller, or use float32.",
}


def name_of(index: int) -> str:
    """Return the file name under which a cell is compiled."""
    return f"<cell {index}>"


def remember(index: int, source: str) -> None:
    """Let tracebacks and `inspect.getsource` find the lines of a cell."""
    lines = source.splitlines(keepends=True)
    linecache.cache[name_of(index)] = (len(source), None, lines, name_of(index))


def index_of(file: str) -> int | None:
    """Return which cell a file name stands for, or None."""
    return int(file[6:-1]) if file.startswith("<cell ") else None


def report(error: BaseException, index: int) -> dict:
    """Return name, message, the reader's lines that led there, and the line to mark.

    Parameters
    ----------
    error
        What was raised while the cell ran or was compiled.
    index
        The cell.

    Returns
    -------
    dict
        `name`, `message`, `traceback` (a list of `cell`, `file`, `line`, `text`, `name`), `line`
        (from 1, in the cell that ran; None if there is none), and `claim`: whether it was an
        assert in the cell's own lines that did not hold.
    """
    frames = traceback.extract_tb(error.__traceback__)
    shown = [f for f in frames if index_of(f.filename) is not None]
    inside = frames[-1] if frames and "/dlnotes/" in frames[-1].filename else None
    trace = [line_of(f) for f in shown]
    if isinstance(error, SyntaxError) and error.filename == name_of(index):
        text = (error.text or "").rstrip("\n")
        trace = [{"cell": index, "line": error.lineno, "text": text, "name": ""}]
    elif inside:
        trace.append(line_of(inside))
    own = [line["line"] for line in trace if line["cell"] == index]
    if len(trace) > SHOWN:
        left = {
            "cell": None,
            "line": None,
            "text": f"… {len(trace) - SHOWN} more calls",
            "name": "",
        }
        trace = [*trace[: SHOWN // 2], left, *trace[-SHOWN // 2 :]]
    return {
        "name": type(error).__name__,
        "message": message_of(error),
        "traceback": trace,
        "line": own[-1] if own else None,
        "claim": isinstance(error, AssertionError)
        and (frames[-1].filename, frames[-1].name) == (name_of(index), "<module>"),
    }


def line_of(frame: traceback.FrameSummary) -> dict:
    """Return one line of a traceback; of a file of the course its name from the package on."""
    file = frame.filename.rpartition("site-packages/")[2]
    return {
        "cell": index_of(frame.filename),
        "file": file,
        "line": frame.lineno,
        "text": (frame.line or "").strip(),
        "name": "" if frame.name == "<module>" else frame.name,
    }


def message_of(error: BaseException) -> str:
    """Return what an error says, with a sentence on what to do where that is known."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    advice = SAID.get(type(error).__name__, "")
    if "array is too big" in text:  # NumPy's own words for more than 32 bits can count
        advice = SAID["MemoryError"]
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        if top not in sys.modules:
            text, advice = f"{top} is not in this page.", f"Here are {HERE}."
    if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(("%", "!", "?")):
        advice = "Lines that begin with % or ! are commands of Jupyter; here runs Python alone."
    return f"{text}\n{advice}" if advice else text
