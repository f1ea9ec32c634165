"""Results of a call to a supplier: an answer, or one of the failures. `outbound` makes the calls."""

from collections.abc import Mapping
from dataclasses import dataclass

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0
_MAX_RETRY_AFTER_S = 300  # we wait no longer than this

MALFORMED = (ValueError, RecursionError)
"""What msgspec raises for bytes that are not the expected JSON."""


class NotSentError(Exception):
    """The request was never sent, so nothing happened."""


class NoAnswerError(Exception):
    """The request may have arrived, but no answer came back."""


class UnexpectedAnswerError(Exception):
    """A supplier's answer, for the log: its status and its own words, truncated."""

    def __init__(self, answer: "Answer", words: str = "") -> None:
        super().__init__(f"{answer.request} answered {answer.status} {words[:200]}".rstrip())


@dataclass(frozen=True)
class Answer:
    """`request` is the method and path, without the query. Lookups in `headers` ignore case."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_unclear(self) -> bool:
        """Return whether the request may have taken effect although the answer is not a success."""
        return self.status >= 500 or self.status == 408

    @property
    def retry_after_s(self) -> int | None:
        """Return the seconds of `Retry-After`, within limits; None when it is absent or a date."""
        value = self.headers.get("Retry-After", "").strip()
        if not (value.isascii() and value.isdigit()):
            return None
        return min(int(value[:9]), _MAX_RETRY_AFTER_S)
