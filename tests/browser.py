"""Find the browsers of the tests; as a script, install those that are missing and start each once.

As root on Debian these are Debian's packages; elsewhere Playwright brings its own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from engines import ENGINES, start
from engines.finding import find
from playwright.sync_api import Error, sync_playwright

PACKAGES = ["chromium", "chromium-headless-shell", "firefox-esr", "webkit2gtk-driver", "xvfb"]
PACKAGES += ["fonts-dejavu-core"]
DEBIAN = Path("/etc/debian_version").exists() and bool(shutil.which("apt-get"))
UBUNTU = DEBIAN and "ubuntu" in Path("/etc/os-release").read_text(encoding="utf-8").lower()
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
PACKAGED = ROOT and DEBIAN and not UBUNTU  # whose browsers are snaps
BY_HAND = f"apt-get install {' '.join(PACKAGES)}" if DEBIAN and not UBUNTU else "playwright install"


def find_chromium() -> str:
    """Return the path of a Chromium: on the PATH, or where Playwright keeps its own."""
    on_path = find("chromium")
    if on_path:
        return on_path
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find_faults(wanted: list[str]) -> dict[str, str]:
    """Start these browsers; return what those said that did not start."""
    faults = {}
    with sync_playwright() as playwright:
        for name in wanted:
            try:
                start(name, playwright).close()
            except (Error, OSError, RuntimeError) as error:
                faults[name] = str(error).strip()
    return faults


def install(names: list[str]) -> None:
    """Install browsers, where that is possible; what an installer complains about is seen."""
    if PACKAGED:
        commands = [["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]]
        commands = [["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *c] for c in commands]
    else:
        together = ["--with-deps"] if ROOT and UBUNTU else []
        commands = [[sys.executable, "-m", "playwright", "install", *together, *names]]
    for command in commands:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


def main(wanted: list[str]) -> str | None:
    """Return what to tell the reader if one of these browsers is still missing."""
    faults = find_faults(wanted)
    lacking = [*faults, *(["shell"] if PACKAGED and not find("shell") else [])]
    if lacking:
        print(f"The tests need {', '.join(lacking)}: installing.", flush=True)
        install(lacking)
        faults = find_faults(wanted)
    if faults:
        said = "\n\n".join(f"{name}: {fault[:800]}" for name, fault in faults.items())
        return (
            f"{said}\n\nThe tests need three browsers, and {', '.join(faults)} did not start; why "
            f"stands above. Install what is missing as an administrator: `{BY_HAND}`."
        )
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(ENGINES)))
