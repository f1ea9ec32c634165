"""A page's socket on the running platform, without a browser."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.waiting import PATIENCE_S


class LivePage:
    """Opens a socket and joins with a token. `heard` are the frames so far."""

    def __init__(self, live_url: str, token: str) -> None:
        self._runner = asyncio.Runner()
        self.heard: list[Any] = []
        self._session, self._socket = self._runner.run(_opened(live_url))
        self._runner.run(self._socket.send_json({"action": "join", "token": token}))
        self.wait_for(lambda frame: frame["kind"] == "joined")

    def wait_for(self, is_it: Callable[[Any], bool]) -> Any:
        """Return the first frame that is it, of those heard already or of those to come."""
        found = [frame for frame in self.heard if is_it(frame)]
        while not found:
            frame = self._runner.run(self._socket.receive_json(timeout=PATIENCE_S))
            self.heard.append(frame)
            found = [frame] if is_it(frame) else []
        return found[0]

    def close(self) -> None:
        self._runner.run(self._socket.close())
        self._runner.run(self._session.close())
        self._runner.close()


async def _opened(live_url: str) -> tuple[ClientSession, ClientWebSocketResponse]:
    address = urlsplit(live_url)
    # only browsers resolve *.localhost, so the host goes into its header
    session = ClientSession(headers={"Host": address.netloc})
    return session, await session.ws_connect(f"ws://127.0.0.1:{address.port}{address.path}")
