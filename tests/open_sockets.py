"""API Gateway's @connections on this machine: the sockets that are open, what they were sent, and who signed."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

_PATH = re.compile(r"/live/@connections/([^/]+)")


@dataclass
class OpenSockets:
    """`open` are the ids of the open sockets; every other is gone. `stall_s` delays answers; `status` replaces them."""

    url: str
    open: set[str] = field(default_factory=set)
    frames: list[tuple[str, bytes]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    stall_s: float = 0
    status: int = 0

    def frames_of(self, connection_id: str) -> list[bytes]:
        return [frame for one, frame in self.frames if one == connection_id]

    def reset(self) -> None:
        self.open.clear()
        self.stall_s, self.status = 0, 0
        for seen in (self.frames, self.closed, self.signed):
            seen.clear()


@contextmanager
def open_sockets() -> Iterator[OpenSockets]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Connections) as server:
        server.daemon_threads = True
        server.sockets = OpenSockets(f"http://127.0.0.1:{server.server_port}/live")  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.sockets  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


class _Connections(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(lambda sockets, one: sockets.frames.append((one, body)), 200)

    def do_DELETE(self) -> None:
        def close(sockets: OpenSockets, one: str) -> None:
            sockets.open.remove(one)
            sockets.closed.append(one)

        self._answer(close, 204)

    def _answer(self, act: Any, status: int) -> None:
        sockets: OpenSockets = self.server.sockets  # type: ignore[attr-defined]
        sockets.signed.append(self.headers.get("Authorization", ""))
        found = _PATH.fullmatch(self.path)
        assert found, self.path
        connection_id = unquote(found[1])
        time.sleep(sockets.stall_s)
        if sockets.status:
            status = sockets.status
        elif connection_id not in sockets.open:
            status = 410
        else:
            act(sockets, connection_id)
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """The client gave up."""
