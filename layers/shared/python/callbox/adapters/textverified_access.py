"""Calls to TextVerified with the account's access token.

A token lives for minutes, and fetching one is rate-limited, so all functions share one. It is cached here, shared
through the SupplierTokens port, and renewed shortly before it expires or when it is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callbox.adapters import textverified_wire as wire
from callbox.adapters.answers import MALFORMED, Answer, NoAnswerError, NotSentError, UnexpectedAnswerError
from callbox.domain.errors import Unavailable
from callbox.ports.clock import Clock
from callbox.ports.supplier_tokens import SupplierTokens

if TYPE_CHECKING:
    from callbox.adapters.outbound import Outbound

API = "/api/pub/v2"

_REFRESH_BEFORE = timedelta(seconds=60)
"""Clocks differ, and a request takes some time."""


@dataclass(frozen=True)
class Credentials:
    """The account's e-mail address and API key."""

    username: str
    api_key: str = field(repr=False)


class TextVerifiedAccess:
    """One account. `credentials` is called only when a token is needed."""

    def __init__(
        self,
        outbound: "Outbound",
        credentials: Callable[[], Credentials],
        tokens: SupplierTokens,
        clock: Clock,
        *,
        auth_timeout_s: float,
    ) -> None:
        self._outbound = outbound
        self._credentials = credentials
        self._shared = tokens
        self._clock = clock
        self._auth_timeout_s = auth_timeout_s
        self._kept: tuple[str, datetime] | None = None

    def call(
        self,
        method: str,
        path: str,
        *,
        read_timeout_s: float,
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer:
        """Return any answer that is about the request itself.

        Raises Unavailable when the supplier certainly did nothing (not reached, not authorised, too many calls), and
        NoAnswerError when the outcome is unknown.
        """
        refused: Answer | None = None
        for token in self._tokens():
            headers_now = {**(headers or {}), "Authorization": f"Bearer {token}"}
            answer = self._send(method, API + path, read_timeout_s=read_timeout_s, headers=headers_now, body=body)
            if answer.status != 401:
                return answer
            refused = answer
        raise unavailable() from (UnexpectedAnswerError(refused) if refused else None)

    def _tokens(self) -> Iterator[str]:
        """Yield at most three tokens to try: the cached one, the shared one, a new one."""
        tried = None
        if self._kept and self._is_fresh(self._kept[1]):
            tried = self._kept[0]
            yield tried
        username = self._credentials().username
        shared = None
        with suppress(Unavailable):  # sharing only saves calls; without it each function has its own token
            shared = self._shared.get(username)
        if shared and shared[0] != tried and self._is_fresh(shared[1]):
            self._kept = shared
            yield shared[0]
        self._kept = self._sign_in()
        with suppress(Unavailable):
            self._shared.put(username, *self._kept)
        yield self._kept[0]

    def _is_fresh(self, expires_at: datetime) -> bool:
        return self._clock.now() < expires_at - _REFRESH_BEFORE

    def _sign_in(self) -> tuple[str, datetime]:
        credentials = self._credentials()
        headers = {"X-API-KEY": credentials.api_key, "X-API-USERNAME": credentials.username}
        try:
            answer = self._send("POST", API + "/auth", read_timeout_s=self._auth_timeout_s, headers=headers)
        except NoAnswerError as problem:
            raise unavailable() from problem
        if answer.status != 200:
            raise unavailable() from UnexpectedAnswerError(answer)
        try:
            token = wire.read(answer.body, wire.Token)
        except MALFORMED:
            # without the cause, which could quote the token
            raise unavailable() from UnexpectedAnswerError(answer, "without a token and its end")
        return token.token, wire.in_utc(token.expires_at)

    def _send(
        self,
        method: str,
        path: str,
        *,
        read_timeout_s: float,
        headers: Mapping[str, str],
        body: object = None,
    ) -> Answer:
        try:
            answer = self._outbound.call(method, path, read_timeout_s=read_timeout_s, headers=headers, body=body)
        except NotSentError as problem:
            raise unavailable() from problem
        if answer.status in (403, 429):
            raise unavailable(answer.retry_after_s) from UnexpectedAnswerError(answer)
        return answer


def unavailable(retry_after_s: int | None = None) -> Unavailable:
    """Return the error of a call that certainly changed nothing."""
    return Unavailable(
        "The supplier of numbers is not answering. Try again in a moment.",
        retry_after_s=retry_after_s or 2,
    )
