"""Chromium, Firefox and WebKit, and one way to write a test for all three.

::

    def test_a_slider_moves_the_line(engine):
        with engine("book/01_perceptron.html", width=360) as page:
            slider = page.role("slider", "w1")
            slider.press("ArrowRight")
            assert slider.read("s => s.ariaValueText") == "0.55"

The fixture `engine` (conftest.py) gives the test once for each browser (``engine.name``).
``engine(path, over="http", width=1280, height=800, before="", changes={}, headers={})`` opens
a page of the site in a new profile, waits until its controls live, and in the end finds whatever
went wrong in it: messages of the console, errors, what the policy refused, what the host lacks.

- ``over="file"`` opens it by its path on the disk; `address` another copy of the site.
- `before` is a script that runs before the page's own: `NO_STORAGE` refuses storage.
- ``changes={"page_widgets.js": reply}`` has the host answer otherwise: `reply` takes the content
  and returns another, or None for "not found", and may wait. `headers` are sent with each page.
- ``alive=False`` waits for nothing. `page.problems` may be read, and emptied where
  a problem is what the test is about: ``page.problems.clear()``.

A page (page.py): ``evaluate(script, arg)``, where a promise is awaited; ``wait_for(script, arg)``;
``goto(address)``, ``reload``, ``resize(width, height)``, ``press``, ``screenshot()``. A place, by
``css(selector)`` or ``role(role, name)``: ``click``, ``hover``, ``focus``, ``press("Shift+Tab")``,
``type(text)``, ``drag(dx, dy)``, ``read(script)``, ``wait(script)``, ``text()``, ``count()``. All
but the last wait for the place.

Chromium is driven through Playwright, Debian's Firefox through WebDriver BiDi, Debian's WebKit
through WebDriver, and where these are not installed, Playwright's own of both. What one browser
proves, Chromium's shell does, where it is installed: the same engine in half of the time.
"""

from .finding import ENGINES, find
from .host import NO_STORAGE, SITE, Host
from .with_bidi import Firefox
from .with_playwright import Played
from .with_webdriver import WebKit

__all__ = ["ENGINES", "NO_STORAGE", "SITE", "Host", "start"]


def start(name, playwright):
    """Start the browser of this name, in a way that fits how it is installed."""
    found = find(name) or (name == "shell" and find("chromium"))
    if name == "firefox" and found:
        return Firefox(found)
    if name == "webkit" and found:
        return WebKit(found)
    return Played(playwright.chromium if name == "shell" else getattr(playwright, name), found)
