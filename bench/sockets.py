"""A stub of API Gateway's @connections: takes every frame for an open page, and counts them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class RunningSockets:
    url: str = ""
    posts: int = 0


@contextmanager
def running_sockets() -> Iterator[RunningSockets]:
    sockets = RunningSockets()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sockets.posts += 1
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    sockets.url = f"http://127.0.0.1:{server.server_port}/live"
    try:
        yield sockets
    finally:
        server.shutdown()
        server.server_close()
