"""A gate in front of the platform's cloud: it forwards every call of the workers and reports each write.

It listens on loopback, in its own thread. It does not change requests, answers or signatures. It reports a write twice,
before it forwards the call and before it returns the answer: the listener finds the waiting worker by its port, and
may kill it there.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from aiohttp import ClientSession, ClientTimeout, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from infra.local.simulators.control import client_port, close_unanswered

Reached = Callable[[int, str], bool]
"""Takes the port of a caller and the point it has reached; returns whether the caller was killed."""

WRITES = ("TransactWriteItems", "UpdateItem", "SendMessage")
"""A single PutItem counts a customer's requests, or stores the supplier's token."""
_TIMEOUT_S = 60
_START_WITHIN_S = 10
_LARGEST_BODY = 16 * 1024 * 1024
_OF_ONE_CONNECTION = ("Connection", "Content-Length", "Date", "Keep-Alive", "Server", "Transfer-Encoding")
_OF_THE_CALLER = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


@contextmanager
def gate(cloud_url: str, reached: Reached) -> Iterator[str]:
    """Forward calls to the cloud until the block is left. The value is the gate's address."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened = _Gate(cloud_url, reached)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.open(), loop).result(_START_WITHIN_S)
    finally:
        asyncio.run_coroutine_threadsafe(opened.close(), loop).result(_TIMEOUT_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Gate:
    def __init__(self, cloud_url: str, reached: Reached) -> None:
        self._cloud_url = cloud_url
        self._reached = reached

    async def open(self) -> str:
        self._cloud = ClientSession(timeout=ClientTimeout(total=_TIMEOUT_S), auto_decompress=False)
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{site.port}"

    async def close(self) -> None:
        await self._runner.cleanup()
        await self._cloud.close()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        body, port = await request.read(), client_port(request)
        call = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        is_write = call in WRITES
        if is_write and self._is_dead(port, f"{call} (before its work)"):
            return close_unanswered(request)
        async with self._cloud.request(
            request.method,
            URL(self._cloud_url + request.raw_path, encoded=True),
            headers=_of_all(request.headers),
            data=body,
            skip_auto_headers=_OF_THE_CALLER,
            allow_redirects=False,
        ) as answer:
            content = await answer.read()
        if is_write and self._is_dead(port, f"{call} (after its work)"):
            return close_unanswered(request)
        return web.Response(status=answer.status, headers=_of_all(answer.headers), body=content)

    def _is_dead(self, port: int | None, point: str) -> bool:
        return port is None or self._reached(port, point)


def _of_all(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Return the headers without those that belong to one connection."""
    kept = CIMultiDict(headers)
    for name in _OF_ONE_CONNECTION:
        kept.popall(name, None)
    return kept
