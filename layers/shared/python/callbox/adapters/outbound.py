"""HTTPS calls to the suppliers. Each is answered, certainly not sent, or has an unknown outcome.

It follows no redirects, uses no proxy or .netrc, and never retries: the keys go to one base URL, once per call.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from callbox.adapters.answers import CONNECT_TIMEOUT_S, Answer, NoAnswerError, NotSentError

_MAX_BODY_BYTES = 5_000_000  # the longest answer is a list of about a thousand services, below one megabyte
_CHUNK_BYTES = 65_536


class Outbound:
    """One supplier's base URL and its open connections."""

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
    """Return whether no connection was made: refused, unresolved or timed out. When in doubt, return False."""
    if isinstance(problem, requests.ConnectTimeout):
        return True
    reason: Any = problem.args[0] if problem.args else None
    return isinstance(getattr(reason, "reason", None), NewConnectionError)
