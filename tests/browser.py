"""Find a Chromium for the browser tests; as a script, install one where none is found.

In this order: one on the PATH, Playwright's own, Debian's package (as root).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO = (
    "The browser tests need Chromium and found none: not on the PATH as "
    f"{', '.join(NAMES)}, and not Playwright's own. Install one of them: "
    "`apt-get install chromium` (Debian), or `.venv/bin/playwright install chromium`."
)


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return on_path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_chromium() -> None:
    """Install Debian's package, where that is possible; what apt-get complains about is seen."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        packages = ["chromium", "fonts-dejavu-core"]
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *command],
                check=False,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                stdout=subprocess.DEVNULL,
            )


if __name__ == "__main__":
    if not find_chromium():
        install_chromium()
    sys.exit(None if find_chromium() else HOW_TO)
