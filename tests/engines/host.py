"""The built site as a host serves it, also as a bad host does."""

import re
import threading
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

SITE = Path(__file__).parents[2] / "_build" / "html"
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(globalThis, name, {
        get() { throw new DOMException("The operation is insecure.", "SecurityError"); } });"""
POLICY = re.compile(r"<meta[^>]*Content-Security-Policy")


def with_script(page: str, script: str) -> str:
    """Put a script into a page so that it runs first and the page's policy does not refuse it."""
    at = POLICY.search(page)
    return page if not at else f"{page[: at.start()]}<script>{script}</script>{page[at.start() :]}"


class Handler(SimpleHTTPRequestHandler):
    """Serve a file of the site, or what the test puts in its place."""

    def __init__(self, *args, host, **options):
        self.host = host
        super().__init__(*args, directory=host.folder, **options)

    def do_GET(self):
        path = Path(self.translate_path(urlsplit(self.path).path))
        if path.is_dir():
            path /= "index.html"
        content = path.read_bytes() if path.exists() else None
        html = path.suffix == ".html"
        if html and content and self.host.before:
            content = with_script(content.decode(), self.host.before).encode()
        changed = [reply for end, reply in self.host.changes.items() if path.name == end]
        for reply in changed:
            content = reply(content)
        if content is None:
            if not changed:
                self.host.lacked.append(f"404: {self.path}")
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        for name, value in self.host.headers.items() if html else ():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def handle(self):
        with suppress(ConnectionError):  # the reader has left
            super().handle()

    def log_message(self, *_):
        pass


class Host:
    """Serve `folder` until the end of the ``with``; `lacked` tells what it did not have."""

    def __init__(self, folder=SITE, before="", changes=None, headers=None):
        self.folder, self.before = folder, before
        self.changes, self.headers = changes or {}, headers or {}
        self.lacked = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, host=self))
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
