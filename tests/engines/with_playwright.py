"""Chromium through Playwright; also the Firefox and WebKit that Playwright brings."""

from contextlib import contextmanager

from playwright.sync_api import Error

from .page import Page

QUIET = [
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The address bar's pop-ups are web pages, loaded anew for every page that we open: a third of
    # the time. The first is one that Playwright turns off, whose list this takes the place of.
    "--disable-features=PaintHolding,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]
# What a page's Content-Security-Policy refuses is a problem, however quietly it is refused.
TELL = """addEventListener("securitypolicyviolation",
    (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


class Played:
    """A running browser."""

    needs_collector = False

    def __init__(self, kind, path=None, running=None):
        chromium = {"args": QUIET} if kind.name == "chromium" else {}
        self.running = running or kind.launch(executable_path=path, **chromium)
        self.version = self.running.version

    @contextmanager
    def page(self, width, height):
        """Give a page in a profile of its own."""
        context = self.running.new_context(viewport={"width": width, "height": height})
        try:
            context.add_init_script(TELL)
            yield PlayedPage(context.new_page())
        finally:
            context.close()

    def close(self):
        self.running.close()


class PlayedPage(Page):
    """A page driven by Playwright; `own` is Playwright's."""

    def __init__(self, own):
        super().__init__()
        self.own = own
        own.on("console", lambda message: self.heard.append(f"console: {message.text}"))
        own.on("pageerror", lambda error: self.heard.append(f"error: {error}"))

    def _call(self, function, given):
        try:
            return self.own.evaluate(function, given)
        except Error as error:
            raise RuntimeError(str(error)) from error

    def _keys(self, chords):
        for names in chords:
            if len(names) == 1 and not names[0].isascii():  # no key of its keyboard
                self.own.keyboard.insert_text(names[0])
            else:
                self.own.keyboard.press("+".join(names))

    def _pointer(self, steps):
        for kind, *at in steps:
            getattr(self.own.mouse, kind)(*at)

    def goto(self, address, loaded=True):
        self.own.goto(address, wait_until="load" if loaded else "commit")

    def resize(self, width, height=800):
        self.own.set_viewport_size({"width": width, "height": height})

    def screenshot(self):
        return self.own.screenshot()
