"""The server of a page that changes: on the loopback alone, of that page alone."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"


class Served:
    """A page as it is now, and its number, which is another one whenever the page is.

    Attributes:
        state: the number.
        page: the page.
        asked: when somebody last asked for either, by the monotonic clock; -inf if never.
    """

    def __init__(self, page: str) -> None:
        self.state, self.page, self.asked = 0, page.encode(), float("-inf")

    def show(self, page: str) -> None:
        """Show another page."""
        self.page = page.encode()
        self.state += 1

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """What is at a path: its kind and content; None if there is nothing."""
        self.asked = time.monotonic()
        if path == "/":
            return "text/html; charset=utf-8", self.page
        return ("text/plain", str(self.state).encode()) if path == "/state" else None


def serve(served: Served) -> ThreadingHTTPServer:
    """Serve a page from now on, at a free port, until the server is shut down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # A page from elsewhere whose name leads to this machine is not let in.
            known = self.headers.get("Host") in {f"{name}:{port}" for name in (HOST, "localhost")}
            found = served.answer(self.path) if known else None
            kind, content = found or ("text/plain", b"nothing here")
            self.send_response(200 if found else 404 if known else 403)
            for name, value in (
                ("Content-Type", kind), ("Content-Length", str(len(content))),
                ("Cache-Control", "no-store"),
            ):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
