"""What came of a call to a supplier: an answer, or one of the ways to have none. Apart from `outbound`, which calls."""

from collections.abc import Mapping
from dataclasses import dataclass

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0
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
        """Return whether the act may have happened although the answer is no success."""
        return self.status >= 500 or self.status == 408

    @property
    def retry_after_s(self) -> int | None:
        """Return the seconds of `Retry-After`, within reason; None when it is absent or a date."""
        value = self.headers.get("Retry-After", "").strip()
        if not (value.isascii() and value.isdigit()):
            return None
        return min(int(value[:9]), _MAX_RETRY_AFTER_S)
