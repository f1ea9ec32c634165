"""Calls to the suppliers over HTTPS, each answered, surely not made, or of unknown fate.

Refuses to follow redirects, to use a proxy or a .netrc, and to repeat anything by itself: the keys go to one
base URL, once a call. `requests` is imported at the first call: it takes 0.1 s, which the functions that only
check a webhook's signature need not pay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import requests

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0

_MAX_BODY_BYTES = 5_000_000  # the longest answer is a list of some thousand services, below one megabyte
_CHUNK_BYTES = 65_536
_MAX_RETRY_AFTER_S = 300  # whoever asks for more is asked again after this


MALFORMED = (ValueError, RecursionError)
"""What msgspec raises over bytes that are not the JSON they should be."""


class NotSentError(Exception):
    """The request never left: nobody can have acted on it."""


class NoAnswerError(Exception):
    """The request may have arrived; the answer did not."""


class UnexpectedAnswerError(Exception):
    """What a supplier answered, for the log: the status and its own words, cut short."""

    def __init__(self, answer: "Answer", words: str = "") -> None:
        super().__init__(f"{answer.request} answered {answer.status} {words[:200]}".rstrip())


@dataclass(frozen=True)
class Answer:
    """`request` is the method and path, without the query; `headers` are found in any case."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_unclear(self) -> bool:
        """Tell whether the act may have happened although the answer is no success."""
        return self.status >= 500 or self.status == 408

    @property
    def retry_after_s(self) -> int | None:
        """Return the seconds of `Retry-After`, within reason; None when it is absent or a date."""
        value = self.headers.get("Retry-After", "").strip()
        if not (value.isascii() and value.isdigit()):
            return None
        return min(int(value[:9]), _MAX_RETRY_AFTER_S)


class Outbound:
    """One supplier's base URL and the connections kept open to it."""

    def __init__(self, base_url: str, *, connect_timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        self._base_url = base_url.rstrip("/")
        self._connect_timeout_s = connect_timeout_s
        self._session: requests.Session | None = None

    def call(
        self,
        method: str,
        path: str,
        *,
        read_timeout_s: float,
        headers: Mapping[str, str],
        body: object = None,
    ) -> Answer:
        """Send a request, `body` as JSON if there is one. Raises NotSentError or NoAnswerError."""
        import requests  # noqa: PLC0415  (see the top)

        request = f"{method} {urlsplit(path).path}"
        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False
        try:
            with self._session.request(
                method,
                self._base_url + path,
                json=body,
                headers={"Accept": "application/json", **headers},
                timeout=(self._connect_timeout_s, read_timeout_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = _read_bounded(response)
                return Answer(request, response.status_code, response.headers, content)
        except requests.RequestException as problem:
            if _never_left(problem):
                raise NotSentError(f"{request}: no connection") from problem
            raise NoAnswerError(f"{request}: no answer") from problem


def _read_bounded(response: "requests.Response") -> bytes:
    content = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        content += chunk
        if len(content) > _MAX_BODY_BYTES:
            raise NoAnswerError(f"{response.request.method}: an answer above {_MAX_BODY_BYTES} bytes")
    return bytes(content)


def _never_left(problem: "requests.RequestException") -> bool:
    """Tell whether no connection came about: refused, unresolved or timed out. In doubt, one did."""
    import requests  # noqa: PLC0415
    from urllib3.exceptions import NewConnectionError  # noqa: PLC0415

    if isinstance(problem, requests.ConnectTimeout):
        return True
    reason: Any = problem.args[0] if problem.args else None
    return isinstance(getattr(reason, "reason", None), NewConnectionError)
