"""What the browser tests share: the built site, a real Chromium, and JavaScript run by Node."""

import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from engines import ENGINES, SITE, Host, start, with_webdriver
from engines.finding import NODE
from engines.host import with_script
from engines.with_playwright import TELL
from hypothesis import settings
from playwright.sync_api import sync_playwright

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")

ROOT = Path(__file__).parent.parent
# Playwright's own wait_for_function evaluates text in the page, which the policy refuses.
WAIT = """(arg) => new Promise((resolve, reject) => {{
    const late = setTimeout(() => reject(new Error("waited 10 s in vain")), 10_000);
    const look = () => {{
        const found = ({condition});
        if (!(typeof found === "function" ? found(arg) : found)) return requestAnimationFrame(look);
        clearTimeout(late);
        resolve();
    }};
    look();
}})"""
# Files and folders with tests that take long, or that build something which each worker would build
# for itself: in groups that take about as long as each other.
LONG = [
    {"test_python_chapters", "test_reading_pens", "test_typing"},
    {"test_lab", "course"},
    {"test_accessibility"},
]
PAGES = sorted(  # each page that a browser is to open
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if path.name != "404.html"  # it stands alone, at any address
)
WITH_CONTROLS = [path for path in PAGES if "control-place" in (SITE / path).read_text("utf-8")]
# A page is as it will stay: its controls live, and all its text is laid out.
ALIVE = """document.readyState === "complete"
    && !document.documentElement.classList.contains("loading")
    && (document.documentElement.dataset.widgets === "ready"
        || !document.querySelector(".control-place"))"""


def pytest_collection_modifyitems(items):
    """Begin each worker's share with a group of long tests, so that none is left to the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    shares = [[] for _ in range(workers)]
    others = []
    for item in items:
        names = {item.path.stem, item.path.parent.name}
        number = next((n for n, group in enumerate(LONG) if group & names), None)
        (others if number is None else shares[number % workers]).append(item)
    others = iter(others)
    ordered = []
    for number, share in enumerate(shares):
        size = (len(items) - len(ordered)) // (workers - number)  # as pytest-xdist cuts the list
        ordered += [*share, *islice(others, max(0, size - len(share)))]
    items[:] = [*ordered, *others]


@cache
def parsed(path):
    """Return a page of the site; tests share it, and leave it as it is."""
    return BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser")


def saved_states(path):
    """Return the state of a page's controls as it is sent: in the page, and what comes after it."""
    [state] = parsed(path).select("script[type='application/vnd.jupyter.widget-state+json']")
    texts = [state.string]
    if "data-late" in state.attrs:
        late = (SITE / path).parent / state["data-late"].partition("?")[0]
        texts += re.fullmatch(r"dlnotesState\((.*)\)\n", late.read_text(encoding="utf-8")).groups()
    return texts


def saved_models(path):
    """Return the saved models of a page's controls: those in the page, those that come after it."""
    return [list(json.loads(text)["state"].values()) for text in saved_states(path)]


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve files without a line on the terminal for each."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def engines():
    """Give a browser by its name, started once; Playwright's own object too, as ``playwright``."""
    with sync_playwright() as playwright:
        running = {}

        def get(name):
            if name not in running:
                running[name] = start(name, playwright)
            return running[name]

        yield get
        for browser in running.values():
            browser.close()


@pytest.fixture(scope="session")
def browser(engines):
    """Chromium with all that Playwright can do with it, for what one browser proves."""
    return engines("shell").running


@pytest.fixture(scope="session")
def addresses():
    """Where the built site can be reached: at the root of a host, in a folder of one, as files."""
    if not (SITE / "index.html").exists():
        pytest.fail(f"{SITE} holds no site. Build it first: make book.")
    found = {"file": SITE.as_uri()}
    servers = []
    for name, folder, base in [("http", SITE, ""), ("subfolder", SITE.parent, f"/{SITE.name}")]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        found[name] = f"http://127.0.0.1:{server.server_port}{base}"
    yield found
    for server in servers:
        server.shutdown()


@pytest.fixture
def visit(browser, addresses):
    """Open a page of the site and hand it over; whatever goes wrong in it fails the test.

    ``with visit("book/intro.html", over="file", width=360, scheme="dark") as page: ...``
    `over` is a name in `addresses` or the address of another copy; more options go to the context.
    ``page.go_to(path)`` leads from there to another page.
    """

    @contextmanager
    def open_page(path, over="http", width=1280, scheme="light", touch=False, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            has_touch=touch,
            **options,
        )
        context.add_init_script(TELL)
        page, base, problems = context.new_page(), addresses.get(over, over), []
        asked, left = set(), set()

        def hear(request):
            # To leave a page breaks off what it still loads: pictures further down, the editor.
            if request.is_navigation_request() and not request.frame.parent_frame:
                left.update(asked)
            asked.add(request)
            if not request.url.startswith((base, "blob:", "data:")):
                problems.append(f"another host: {request.url}")

        def go_to(path):
            page.goto(f"{base}/{path}", wait_until="load")
            if path == "index.html":  # leads on
                page.wait_for_url("**/book/intro.html")
            scripted = options.get("java_script_enabled", True)
            if scripted and page.locator(".control-place").count():
                page.wait_for_selector("html[data-widgets=ready]")
            page.wait_for_selector("html:not(.loading)")

        page.go_to = go_to
        page.set_default_timeout(10_000)
        page.wait_for_function = lambda condition, arg=None: page.evaluate(
            WAIT.format(condition=condition), arg
        )
        page.on("console", lambda message: problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on(
            "requestfailed",
            lambda request: (
                (request.failure == "net::ERR_ABORTED" and request in left)
                or problems.append(f"failed: {request.url}")
            ),
        )
        page.on(
            "response",
            lambda response: (
                response.status >= 400 and problems.append(f"{response.status}: {response.url}")
            ),
        )
        page.on("request", hear)
        try:
            go_to(path)
            yield page
            assert problems == []
            assert context.cookies() == []
        finally:
            context.close()

    return open_page


@pytest.fixture(scope="session")
def telling(tmp_path_factory):
    """Give a copy of the site whose pages collect what goes wrong in them."""
    copy = tmp_path_factory.mktemp("telling") / "html"
    shutil.copytree(SITE, copy, copy_function=os.symlink)
    for path in SITE.rglob("*.html"):
        page = copy / path.relative_to(SITE)
        page.unlink()
        text = with_script(path.read_text(encoding="utf-8"), with_webdriver.COLLECTOR)
        page.write_text(text, encoding="utf-8")
    return copy


@pytest.fixture(params=ENGINES)
def engine(request, engines):
    """Open a page of the site in each of the three browsers; engines/__init__.py says how."""
    running = engines(request.param)

    @contextmanager
    def open_page(
        path, over="http", width=1280, height=800, alive=True, address=None, before="", **host
    ):
        collects = running.needs_collector and address is None
        script = f"{with_webdriver.COLLECTOR if collects else ''}; {before}"
        with Host(before=script, **host) as served, running.page(width, height) as page:
            if over == "file":
                assert not (before or host), "a page from the disk is as it is"
                site = request.getfixturevalue("telling") if collects else SITE
                address = address or site.as_uri()
            page.base = address or served.address
            page.goto(f"{page.base}/{path}", loaded=alive)
            if alive:
                page.wait_for(ALIVE)
            yield page
            assert page.problems + served.lacked == []

    open_page.name = request.param
    return open_page


@pytest.fixture(scope="session")
def javascript():
    """Compute with the controls' own JavaScript, without a browser.

    ``javascript("perceptron.js", "data.map((x) => m.perceptron(w, b, x))", data)``: `m` is the
    module, `data` what was passed.
    """

    def run(module, expression, data):
        source = (ROOT / "dlnotes" / "widgets" / module).as_uri()
        program = f"""
            import * as m from {json.dumps(source)};
            import fs from "node:fs";
            const data = JSON.parse(fs.readFileSync(0, "utf8"));
            console.log(JSON.stringify({expression}));
        """
        done = subprocess.run(
            [NODE, "--input-type=module", "--eval", program],
            input=json.dumps(data),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
