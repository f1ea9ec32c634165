"""A page's socket at the running platform, as the browser opens it, for tests without a browser."""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from threading import Thread
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.waiting import PATIENCE_S

T = TypeVar("T")
CLOSED = None
"""What a closed socket hears."""


class Socket:
    """An open socket. `live_url` of the stack is a name for browsers alone, so the host goes into its header."""

    def __init__(self, stack: Mapping[str, str], *, origin: str | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._session, self._socket = self._run(self._open(stack, origin))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def join(self, token: str) -> None:
        self.send(json.dumps({"action": "join", "token": token}))

    def send(self, text: str) -> None:
        self._run(self._socket.send_str(text))

    def hears(self) -> Any:
        """Wait for the next frame and return it; CLOSED once the socket is closed."""
        message = self._run(self._socket.receive(timeout=PATIENCE_S))
        if message.type is WSMsgType.TEXT:
            return json.loads(message.data)
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED), message
        return CLOSED

    async def _open(
        self, stack: Mapping[str, str], origin: str | None
    ) -> tuple[ClientSession, ClientWebSocketResponse]:
        url, session = urlsplit(stack["live_url"]), ClientSession()
        headers = {"Host": url.netloc} | ({"Origin": origin} if origin else {})
        return session, await session.ws_connect(stack["aws_endpoint_url"] + url.path, headers=headers)

    async def _close(self) -> None:
        await self._socket.close()
        await self._session.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        done: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(PATIENCE_S)
