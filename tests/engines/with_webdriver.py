"""WebKit as Debian has it (WebKitGTK), through its WebDriver, in a display that nobody sees."""

import json
import os
import time
from base64 import b64decode
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from subprocess import DEVNULL

from . import w3c
from .page import PATIENCE, Page
from .running import Running

# The toolbar of the MiniBrowser is wider than a phone. The page itself is not styled by this.
NARROW = """window * { min-width: 0; min-height: 0; padding: 0; margin: 0; border: 0;
    font-size: 1px; -gtk-icon-source: none; }"""
# WebDriver tells nothing of the console, so a page has to collect what goes wrong. The window's
# name is kept when a page leads on to another.
COLLECTOR = """{
    const tell = (text) => { name = JSON.stringify([...JSON.parse(name || "[]"), text]); };
    for (const kind of ["debug", "log", "info", "warn", "error"]) {
        const own = console[kind];
        console[kind] = (...said) => { tell(`console: ${said.join(" ")}`); own(...said); };
    }
    addEventListener("error", ({ target, message }) =>
        tell(message ? `error: ${message}` : `failed: ${target.src ?? target.href}`), true);
    addEventListener("unhandledrejection", ({ reason }) => tell(`error: ${reason}`));
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        tell(`console: policy: ${violatedDirective} ${blockedURI}`));
}"""


class WebKit:
    """The driver, which starts a MiniBrowser with a profile of its own for each page."""

    needs_collector = True

    def __init__(self, path):
        self.path = path
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1400x24"]
        self.screen = Running(
            [*command, "-nolisten", "tcp"], pass_fds=[writing], stdout=DEVNULL, stderr=DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        settings = Path(self.screen.folder.name, "gtk-3.0")
        settings.mkdir()
        (settings / "gtk.css").write_text(NARROW, encoding="utf-8")
        self.start_driver()
        with self.page(800, 600) as page:
            self.version = page.version

    def start_driver(self):
        """Start the driver and wait until it answers."""
        self.port = free_port()
        self.driver = Running(
            ["WebKitWebDriver", f"--port={self.port}"],
            env={
                "DISPLAY": self.display,
                "GDK_BACKEND": "x11",
                "XDG_CONFIG_HOME": self.screen.folder.name,
                # There is no graphics card: to imitate one takes a quarter of the time.
                "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
                # Its sandbox cannot be made by root or in a container; the pages are our own.
                "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            },
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        while True:
            try:
                self.ask("GET", "/status")
                break
            except OSError:
                if self.driver.process.poll() is not None:
                    raise RuntimeError("WebKitWebDriver ended before it answered.") from None

    def ask(self, method, path, content=None):
        """Send a command and return its result."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=2 * PATIENCE)
        try:
            line.request(method, path, None if content is None else json.dumps(content))
            told = json.loads(line.getresponse().read())["value"]
        finally:
            line.close()
        if isinstance(told, dict) and "error" in told:
            raise RuntimeError(f"{path}: {told['error']}: {told.get('message')}")
        return told

    @contextmanager
    def page(self, width, height):
        """Give a page in a profile of its own."""
        browser = {"binary": self.path, "args": ["--automation"]}
        # Or every command waits for a page that loads, also one that will not come.
        wanted = {"webkitgtk:browserOptions": browser, "pageLoadStrategy": "none"}
        wanted = {"alwaysMatch": wanted}
        try:
            told = self.ask("POST", "/session", {"capabilities": wanted})
        except TimeoutError:  # now and then a MiniBrowser does not come up, and blocks its driver
            self.driver.close()
            self.start_driver()
            told = self.ask("POST", "/session", {"capabilities": wanted})
        page = WebKitPage(self, f"/session/{told['sessionId']}")
        page.version = told["capabilities"]["browserVersion"]
        try:
            page.resize(width, height)
            yield page
        finally:
            self.ask("DELETE", page.session)

    def close(self):
        self.driver.close()
        self.screen.close()


class WebKitPage(Page):
    """The window of a MiniBrowser."""

    def __init__(self, webkit, session):
        super().__init__()
        self.webkit, self.session = webkit, session

    def ask(self, method, path, content=None):
        return self.webkit.ask(method, f"{self.session}/{path}", content)

    @property
    def problems(self):
        """What the pages have collected until now."""
        told = self.evaluate("() => { const told = name; name = ''; return told; }")
        self.heard += json.loads(told or "[]")
        return self.heard

    def _call(self, function, given):
        script = f"""const [given, done] = arguments;
            ({function})(given).then((found) => done([found]),
                (error) => done([null, `${{error}}`]));"""
        found, *error = self.ask("POST", "execute/async", {"script": script, "args": [given]})
        if error:
            raise RuntimeError(error[0])
        return found

    def _keys(self, chords):
        self.ask("POST", "actions", {"actions": w3c.keys(chords)})

    def _pointer(self, steps):
        self.ask("POST", "actions", {"actions": w3c.pointer(steps)})

    def goto(self, address, loaded=True):
        page, mark, _ = address.partition("#")
        if not mark or self.evaluate("document.URL.split('#')[0]") != page:
            self.evaluate("() => { document.left = true; }")  # another document has no such mark
        self.ask("POST", "url", {"url": address})
        if loaded:
            self.wait_for("() => !document.left && document.readyState === 'complete'")

    def resize(self, width, height=800):
        """Ask until the window is so wide; without a window manager it may miss a request."""
        size, missed = "[innerWidth, innerHeight]", 0
        late = time.monotonic() + PATIENCE
        while (seen := self.evaluate(size)) != [width, height]:
            if time.monotonic() > late:
                raise AssertionError(f"The window is {seen}, not {[width, height]}.")
            bars = self.evaluate("outerHeight - innerHeight")
            # After a miss another size first, or it would be no change.
            for more in (missed, 0) if missed else (0,):
                wanted = {"width": width + more, "height": height + bars + more}
                self.ask("POST", "window/rect", wanted)
            for _ in range(20):
                if self.evaluate(size) == [width, height]:
                    break
                time.sleep(0.05)
            missed += 1

    def screenshot(self):
        return b64decode(self.ask("GET", "screenshot"))


def free_port():
    """Return a port that nobody listens on."""
    with socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]
