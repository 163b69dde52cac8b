"""Runs the cells of a page in one namespace, each after those that it needs."""

import ast
import builtins
import io
import sys
import tokenize
import types

from dlnotes_page import comms, errors, modules
from dlnotes_page.needs import needs
from dlnotes_page.output import Output


class Page:
    """A page's Python: its names, and which cells have run.

    Parameters
    ----------
    send
        Takes an event, a dict with what JSON can hold, and a list of buffers (bytes).
    """

    def __init__(self, send):
        self.send = send
        self.main = types.ModuleType("__main__")
        self.runtime = sys.modules["__main__"]  # its names live on
        sys.modules["__main__"] = self.main  # where dataclasses look for classes
        self.main.__dict__.update(__builtins__=builtins)
        self.output = Output(lambda event: send(event, []))
        self.ran: dict[int, tuple[str, int]] = {}  # cell -> its source then, and when
        builtins.input = refuse_input
        modules.stand_in_for_ipython(self.output.display, self.output.clear)
        self.main.__dict__["display"] = self.output.display
        sys.meta_path.append(modules.Finder())
        sys.addaudithook(modules.watch_files)

    def plan(self, sources: list[str], index: int) -> list[int]:
        """Return the cells to run for cell `index`, in order, itself the last.

        A cell that has run counts as done while its text is the same and no cell that it needs
        has run after it.
        """
        first_hand = needs(sources[: index + 1])
        wanted, todo = set(), [index]
        while todo:
            for i in first_hand[todo.pop()] - wanted:
                wanted.add(i)
                todo.append(i)
        stale: set[int] = set()
        for i in sorted(wanted):
            source, when = self.ran.get(i, (None, 0))
            later = any(self.ran.get(k, ("", 0))[1] > when for k in first_hand[i])
            if source != sources[i] or later or first_hand[i] & stale:
                stale.add(i)
        return [*sorted(stale), index]

    def parts(self, sources: list[str]) -> list[str]:
        """Return the parts that some cells name in their import lines and that have not come."""
        found = set().union(*map(modules.parts_of, sources))
        return sorted(found - modules.come, key=modules.ORDER.index)

    def run(self, index: int, source: str, alt: str | None = None) -> str:
        """Run one cell and return how it ended: ``"ok"``, ``"claim"``, ``"error"`` or ``"part X"``.

        A claim is an assert of the cell's own that did not hold: cells that only need its names can
        go on. The last is no end: when that part has come, the cell is to be run again.
        """
        how = "ok"
        self.output.start(index, alt)
        self.ran.pop(index, None)
        when = max((when for _, when in self.ran.values()), default=0) + 1
        try:
            self.execute(index, source)
        except modules.PartMissing as missing:
            return f"part {missing.part}"
        except SystemExit:
            self.send_text("sys.exit() ended the cell. Python in this page goes on.\n")
        except BaseException as error:
            self.finish()
            report = errors.report(error, index)
            self.send({"event": "error", "index": index, **report}, [])
            if not report["claim"]:
                return "error"
            how = "claim"
        self.ran[index] = source, when
        return how if self.finish() else "error"

    def execute(self, index: int, source: str) -> None:
        """Run the statements of a cell; show the value of the last, unless a ``;`` ends it."""
        errors.remember(index, source)
        if "check" in source and "dlnotes" in modules.come:
            import dlnotes.exercises.checker

            self.hear_exercises(dlnotes.exercises.checker)
        tree = ast.parse(source, errors.name_of(index))
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not ends_silent(source):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, errors.name_of(index), "exec"), self.main.__dict__)
        if last:
            value = eval(compile(last, errors.name_of(index), "eval"), self.main.__dict__)
            if value is not None:
                self.output.display(value)
        self.output.show_figures()

    def receive(self, comm_id: str, data: str, buffers: list[bytes]) -> None:
        """Tell a control what a reader did; what it prints goes to the cell that ran last."""
        try:
            comms.receive(comm_id, data, buffers)
        except Exception as error:
            self.send(
                {"event": "error", "index": self.output.index, **errors.report(error, -1)}, []
            )
        self.finish()

    def finish(self) -> bool:
        """Send what is left of a cell's output; a figure that cannot be drawn is its error."""
        try:
            self.output.finish()
        except Exception as error:
            report = errors.report(error, self.output.index)
            self.send({"event": "error", "index": self.output.index, **report}, [])
            return False
        return True

    def send_text(self, text: str) -> None:
        """Print a line about the cell."""
        self.output.streams[1].write(text)

    def installed(self, part: str) -> None:
        """Make ready what has just come."""
        modules.come.add(part)
        if part == "plot":
            import matplotlib

            matplotlib.use("agg")
            # Each class would list in its help what can be set: two fifths of the import's time.
            from matplotlib.artist import Artist

            Artist._update_set_signature_and_docstring = classmethod(lambda _: None)
            import matplotlib.pyplot as plt

            plt.show = lambda *_, **__: self.output.show_figures()
        if part == "widgets":
            import tqdm

            tqdm.tqdm.monitor_interval = 0  # it would start a thread, and there are none
            comms.connect(self.send)

    def measure(self) -> float:
        """Return the time of a small step of training here, in seconds; NumPy has to have come."""
        from dlnotes_page import speed

        return speed.seconds()

    def hear_exercises(self, checker: types.ModuleType) -> None:
        """Tell the page how each exercise goes."""
        if checker.listeners:
            return

        def heard(name: str, right: bool) -> None:
            self.output.emit("exercise", name=name, right=right)

        checker.listeners.append(heard)


def ends_silent(source: str) -> bool:
    """Tell whether the last thing in a cell, comments aside, is a semicolon."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    words = [t.string for t in tokens if t.string.strip() and t.type != tokenize.COMMENT]
    return words[-1:] == [";"]


def refuse_input(prompt: object = "") -> str:
    """Stand in for `input`, which cannot wait for an answer here."""
    raise RuntimeError(
        "input() cannot ask in this page. Write the value into the code, as in: name = 'Ada'."
    )
