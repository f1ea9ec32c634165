"""Deliver webhooks: signed bodies, sent in the background and retried with growing pauses until answered 200.

Real suppliers retry for hours; the simulators retry within seconds, so that a test or a person sees the retries. Each
attempt builds a new body, because a supplier may put the attempt number into the signed bytes. Redirects are not
followed (a 3xx is not a 200), and nothing is sent to another machine.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

RETRY_DELAYS_S = (1.0, 2.0, 4.0, 8.0)  # five attempts in 15 s: enough to see a receiver recover
TIMEOUT_S = 30.0  # documented by Paystack for test mode; TextVerified states none


@dataclass(frozen=True)
class SignedBody:
    """The exact bytes to send, and their headers."""

    content: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Delivery:
    """One attempt: `status` is the receiver's answer; None with the reason in `error`."""

    event: str
    url: str | None
    attempt: int
    sent_at: str
    body: str
    status: int | None
    error: str | None


class Background:
    """Tasks that outlive the request that started them; `cancel_all` cancels them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start the coroutine as a background task."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def later(self, delay_s: float, action: Callable[[], None]) -> None:
        """Call the function once, after `delay_s`."""

        async def wait_and_act() -> None:
            await asyncio.sleep(delay_s)
            action()

        self.start(wait_and_act())

    def cancel_all(self) -> None:
        """Cancel all waiting and running tasks."""
        for task in list(self._tasks):
            task.cancel()


class WebhookSender:
    """Sends events to one URL and remembers every attempt by subject (a reference, a reservation id)."""

    def __init__(self, background: Background, url: str | None, retry_delays_s: Sequence[float]) -> None:
        self.url = url
        self._background = background
        self._retry_delays_s = tuple(retry_delays_s)
        self._deliveries: defaultdict[str, list[Delivery]] = defaultdict(list)
        self._session: aiohttp.ClientSession | None = None

    def send(
        self,
        subject: str,
        event: str,
        build: Callable[[int], SignedBody],
        *,
        delay_s: float = 0.0,
        times: int = 1,
    ) -> None:
        """Deliver `times` times in the background, each until answered 200 or out of attempts."""
        for _ in range(times):
            self._background.start(self._deliver(subject, event, build, delay_s))

    def deliveries(self, subject: str) -> list[dict[str, Any]]:
        """List the attempts made for one subject, oldest first."""
        return [asdict(delivery) for delivery in self._deliveries.get(subject, [])]

    def forget(self) -> None:
        """Delete the record of attempts."""
        self._deliveries.clear()

    async def close(self) -> None:
        """Close the open connections to the receiver."""
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, subject: str, event: str, build: Callable[[int], SignedBody], delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        for attempt, pause_s in enumerate((*self._retry_delays_s, None), start=1):
            delivery = await self._attempt(event, attempt, build(attempt))
            self._deliveries[subject].append(delivery)
            if delivery.status == 200 or delivery.url is None or pause_s is None:
                return
            await asyncio.sleep(pause_s)

    async def _attempt(self, event: str, attempt: int, body: SignedBody) -> Delivery:
        url, status, error = self.url, None, None
        sent_at = datetime.now(UTC).isoformat()
        if url is None:
            error = "no webhook url is set"
        else:
            try:
                status = await self._post(url, body)
            except (aiohttp.ClientError, TimeoutError) as problem:
                error = f"{type(problem).__name__}: {problem}"
        return Delivery(event, url, attempt, sent_at, body.content.decode(), status, error)

    async def _post(self, url: str, body: SignedBody) -> int:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        headers = {"Content-Type": "application/json", **body.headers}
        async with self._session.post(url, data=body.content, headers=headers, allow_redirects=False) as answer:
            return answer.status


def checked_webhook_url(url: str | None) -> str | None:
    """Return the URL. Raises ValueError unless it is an http(s) URL on this machine."""
    if url is None or (urlsplit(url).scheme in ("http", "https") and is_loopback(urlsplit(url).hostname)):
        return url
    raise ValueError(f"a webhook url must be http(s) on this machine, not {url!r}")


def is_loopback(host: str | None) -> bool:
    """Return whether a host name or address is loopback."""
    if not host:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
