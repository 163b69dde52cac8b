"""Firefox as Debian has it, through WebDriver BiDi, which it speaks without a driver.

Playwright speaks BiDi too, but only with a Firefox of its own day.
"""

import itertools
import json
from base64 import b64decode
from contextlib import contextmanager
from subprocess import DEVNULL, PIPE

import websocket

from . import w3c
from .page import PATIENCE, Page
from .running import Running
from .with_playwright import TELL


class Firefox:
    """A running Firefox and the line to it."""

    needs_collector = False

    def __init__(self, path):
        self.running = Running(
            [path, "--headless", "--no-remote", "--profile", "FOLDER", "--remote-debugging-port=0"],
            stdout=DEVNULL,
            stderr=PIPE,
            text=True,
        )
        address = self.running.line_with("WebDriver BiDi listening on ")
        self.line = websocket.create_connection(
            f"{address}/session", suppress_origin=True, http_no_proxy=["127.0.0.1"]
        )
        self.line.settimeout(2 * PATIENCE)
        self.numbers = itertools.count(1)
        self.pages = {}
        told = self.send("session.new", capabilities={})
        self.version = told["capabilities"]["browserVersion"]
        self.send("session.subscribe", events=["log.entryAdded"])
        self.send("script.addPreloadScript", functionDeclaration=f"() => {{ {TELL} }}")

    def send(self, method, **params):
        """Send a command and return its result; pages hear what is told meanwhile."""
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.line.recv())
            if message.get("method") == "log.entryAdded":
                entry = message["params"]
                page = self.pages.get(entry["source"].get("context"))
                if page:
                    kind = "console" if entry["type"] == "console" else "error"
                    page.heard.append(f"{kind}: {entry['text']}")
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    @contextmanager
    def page(self, width, height):
        """Give a page in a profile of its own."""
        profile = self.send("browser.createUserContext")["userContext"]
        try:
            opened = self.send("browsingContext.create", type="tab", userContext=profile)
            self.pages[opened["context"]] = page = FirefoxPage(self, opened["context"])
            page.resize(width, height)
            yield page
        finally:
            self.pages.clear()
            self.send("browser.removeUserContext", userContext=profile)

    def close(self):
        self.line.close()
        self.running.close()


class FirefoxPage(Page):
    """A tab of Firefox."""

    def __init__(self, firefox, tab):
        super().__init__()
        self.firefox, self.tab = firefox, tab

    def _call(self, function, given):
        told = self.firefox.send(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": given}],
            target={"context": self.tab},
            awaitPromise=True,
        )
        if told["type"] == "exception":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return told["result"]["value"]

    def _keys(self, chords):
        self.firefox.send("input.performActions", context=self.tab, actions=w3c.keys(chords))

    def _pointer(self, steps):
        self.firefox.send("input.performActions", context=self.tab, actions=w3c.pointer(steps))

    def goto(self, address, loaded=True):
        wait = "complete" if loaded else "none"
        self.firefox.send("browsingContext.navigate", context=self.tab, url=address, wait=wait)

    def resize(self, width, height=800):
        window = {"width": width, "height": height}
        self.firefox.send("browsingContext.setViewport", context=self.tab, viewport=window)

    def screenshot(self):
        return b64decode(
            self.firefox.send("browsingContext.captureScreenshot", context=self.tab)["data"]
        )
