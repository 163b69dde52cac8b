"""What a cell gives: text as it comes, values, figures. All of it goes out through `send`."""

import base64
import io
import sys
import time
from pprint import pformat

from dlnotes_page import figures

MOST_TEXT = 400_000  # characters of one cell; what comes after is counted, not sent
PAUSE = 0.05  # seconds between two messages of text: a loop that prints does not flood the page


class Stream(io.TextIOBase):
    """Standard output or error of the cell that runs."""

    encoding = "utf-8"

    def __init__(self, name: str, send):
        self.name, self.send = name, send
        self.start(0)

    def start(self, index: int) -> None:
        """Begin with a new cell."""
        self.index, self.waiting, self.sent, self.cut, self.last = index, [], 0, 0, 0.0

    def writable(self) -> bool:
        """Tell that text can be written."""
        return True

    def write(self, text: str) -> int:
        """Take text; send it if some time has passed since the last."""
        if not isinstance(text, str):
            raise TypeError(f"write expects text, got {type(text).__name__}.")
        room = MOST_TEXT - self.sent
        self.sent += len(text)
        if room <= 0:
            self.cut += len(text)
            return len(text)
        self.waiting.append(text[:room])
        self.cut += len(text[room:])
        if time.perf_counter() - self.last > PAUSE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what waits."""
        if self.waiting:
            text = "".join(self.waiting)
            self.waiting.clear()
            self.send({"event": "stream", "index": self.index, "name": self.name, "text": text})
            self.last = time.perf_counter()

    def finish(self) -> None:
        """Send the rest, and say what was left out."""
        self.flush()
        if self.cut:
            text = f"\n… and {self.cut:,} more characters, which the page does not keep.\n"
            self.send({"event": "stream", "index": self.index, "name": "stderr", "text": text})


class Output:
    """Where the cell that runs prints and shows."""

    def __init__(self, send):
        self.send, self.index, self.alt = send, 0, None
        self.streams = Stream("stdout", send), Stream("stderr", send)
        sys.stdout, sys.stderr = self.streams

    def start(self, index: int, alt: str | None) -> None:
        """Begin with a new cell; `alt` is the book's text for its figures, if it has one."""
        self.index, self.alt = index, alt
        for stream in self.streams:
            stream.start(index)

    def finish(self) -> None:
        """Show the figures that are still open, and send the last text."""
        try:
            self.show_figures()
        finally:
            for stream in self.streams:
                stream.finish()

    def emit(self, event: str, **what) -> None:
        """Send an event of this cell, after the text that came before it."""
        for stream in self.streams:
            stream.flush()
        self.send({"event": event, "index": self.index, **what})

    def display(self, *values, display_id=None, update=False, **_) -> None:
        """Show values as a notebook would: the richest form that each has."""
        for value in values:
            if figures.is_figure(value):
                self.show_figure(value)
                continue
            data, metadata = bundle_of(value)
            self.emit("display", data=data, metadata=metadata, id=display_id, update=update)

    def clear(self, wait: bool = False) -> None:
        """Take away what the cell has shown so far."""
        self.emit("clear", wait=wait)

    def show_figures(self) -> None:
        """Show all open figures and close them: `plt.show`."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in pyplot.get_fignums() if pyplot else []:
            self.show_figure(pyplot.figure(number))

    def show_figure(self, figure) -> None:
        """Draw a figure as PNG, tell its size on the page and what it shows."""
        try:
            content = figures.png_of(figure)
        finally:  # also one that cannot be drawn
            if pyplot := sys.modules.get("matplotlib.pyplot"):
                pyplot.close(figure)
        scale = figures.PIXELS_PER_INCH / figure.dpi
        size = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))  # the PNG's header
        width, height = (round(side * scale) for side in size)
        metadata = {"width": width, "height": height, "alt": self.alt or figures.described(figure)}
        text = base64.b64encode(content).decode()
        self.emit("display", data={"image/png": text}, metadata={"image/png": metadata})


def bundle_of(value) -> tuple[dict, dict]:
    """Return the forms of a value by MIME type, and what belongs to them."""
    if hasattr(value, "_repr_mimebundle_"):
        bundle = value._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data:
            return data, metadata
    data = {"text/plain": plain(value)}
    html = getattr(value, "_repr_html_", None)
    if html and not isinstance(value, type) and (text := html()) is not None:
        data["text/html"] = text
    return data, {}


def plain(value) -> str:
    """Return a value as text; long lists and dictionaries take a line an item."""
    if type(value) in (dict, list, tuple, set, frozenset):
        return pformat(value, width=79, sort_dicts=False)
    return repr(value)
