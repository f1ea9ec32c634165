"""An empty page, judged in the same run: what this machine alone costs, whatever the site does.

Lighthouse multiplies the processor time that it saw by four, so another process on a small machine counts as blocking
of the page. With the empty page beside it, the difference is the site's own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EMPTY = b"""<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Empty</title>
<meta name="viewport" content="width=device-width" /></head><body><main><h1>Empty</h1></main></body></html>"""


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(EMPTY)))
        self.end_headers()
        self.wfile.write(EMPTY)

    def log_message(self, *_: object) -> None:
        """Say nothing: the figures are the output."""


@contextmanager
def empty_page() -> Iterator[str]:
    """Serve the page on loopback; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
