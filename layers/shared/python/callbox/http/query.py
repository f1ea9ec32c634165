"""Query parameters that a route declares. Each reads itself from a request; its fields describe it."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from callbox.domain.errors import FieldError, Invalid

MAX_CURSOR = 2_000
"""Characters. A DynamoDB key has at most 1,024 bytes, and base64 adds a third."""
DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_IDS = 100
ID_PATTERN = "[0-9A-Za-z-]{1,64}"
ID = re.compile(ID_PATTERN)
DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
INSTANT_PATTERN = DAY_PATTERN + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
DAY, INSTANT = re.compile(DAY_PATTERN), re.compile(INSTANT_PATTERN)
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""Times that an id can hold, and with room on both sides of every purchase."""

T_co = TypeVar("T_co", covariant=True)


class Parameter(Protocol, Generic[T_co]):
    def read(self, query: Mapping[str, str], route: str) -> T_co:
        """Return the request's value, or the default. Raises Invalid."""


@dataclass(frozen=True)
class Text:
    name: str
    longest: int = 100

    def read(self, query: Mapping[str, str], route: str) -> str:  # noqa: ARG002
        value = query.get(self.name, "")
        if len(value) > self.longest:
            message = f"Use at most {self.longest} characters."
            raise Invalid(FieldError(self.name, "too_long", message, most=self.longest))
        return value


@dataclass(frozen=True)
class Choice:
    """One of the options, or empty."""

    name: str
    options: tuple[str, ...]

    def read(self, query: Mapping[str, str], route: str) -> str:  # noqa: ARG002
        value = query.get(self.name, "")
        if value not in ("", *self.options):
            raise Invalid(FieldError(self.name, "not_allowed", f"Use {' or '.join(self.options)}."))
        return value


@dataclass(frozen=True)
class Moment:
    """A time with its offset, or a day of UTC. A day means its beginning; with `ends_day`, that of the next one."""

    name: str
    ends_day: bool = False

    def read(self, query: Mapping[str, str], route: str) -> datetime | None:  # noqa: ARG002
        given = query.get(self.name, "")
        if not given:
            return None
        try:
            if DAY.fullmatch(given):
                at = datetime.fromisoformat(given).replace(tzinfo=UTC) + timedelta(days=self.ends_day)
            elif INSTANT.fullmatch(given):
                at = datetime.fromisoformat(given.replace("Z", "+00:00")).astimezone(UTC)
            else:
                raise self._malformed()
        except (ValueError, OverflowError):  # the 30th of February, or an hour before the year 1
            raise self._malformed() from None
        if not EARLIEST <= at <= LATEST:
            raise self._malformed()
        return at

    def _malformed(self) -> Invalid:
        message = "Use a day such as 2026-11-29, or a time such as 2026-11-29T10:00:00Z."
        return Invalid(FieldError(self.name, "wrong_form", message))


@dataclass(frozen=True)
class Ids:
    """Comma-separated ids, each once; empty without any."""

    name: str = "ids"

    def read(self, query: Mapping[str, str], route: str) -> list[str]:  # noqa: ARG002
        given = query.get(self.name, "")
        ids = list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
        message = f"Use at most {MAX_IDS} ids, separated by commas."
        if len(given) > MAX_IDS * 65 or len(ids) > MAX_IDS:
            raise Invalid(FieldError(self.name, "too_many", message, most=MAX_IDS))
        if not all(ID.fullmatch(part) for part in ids):
            raise Invalid(FieldError(self.name, "wrong_form", message))
        return ids


@dataclass(frozen=True)
class Page:
    """The requested part of a list: at most `limit` rows after `after`."""

    limit: int
    after: str | None

    def after_number(self) -> int | None:
        """Return `after` for a numbered list. Raises Invalid."""
        if self.after is None:
            return None
        if not (self.after.isascii() and self.after.isdigit() and len(self.after) < 16):
            raise _bad_cursor()
        return int(self.after)

    def after_id(self) -> str | None:
        """Return `after` for a list of documents. Raises Invalid."""
        if self.after is not None and not ID.fullmatch(self.after):
            raise _bad_cursor()
        return self.after


@dataclass(frozen=True)
class Paging:
    """`limit` and `cursor`. A list accepts only its own cursors."""

    def read(self, query: Mapping[str, str], route: str) -> Page:
        text = query.get("limit", str(DEFAULT_LIMIT))
        if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MAX_LIMIT):
            message = f"Use a whole number from 1 to {MAX_LIMIT}."
            raise Invalid(FieldError("limit", "out_of_range", message, least=1, most=MAX_LIMIT))
        return Page(int(text), _after(query.get("cursor", ""), route))


PAGE = Paging()


def cursor(route: str, last: str | int) -> str:
    """Encode the key of a page's last row as an opaque `?cursor=`, which only this list accepts."""
    return base64.urlsafe_b64encode(f"{route}:{last}".encode()).decode().rstrip("=")


def _after(given: str, route: str) -> str | None:
    if not given:
        return None
    if len(given) > MAX_CURSOR:
        raise _bad_cursor()
    try:
        text = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:  # not base64, or not UTF-8 in it
        raise _bad_cursor() from None
    name, _, key = text.partition(":")
    if name != route or not key:
        raise _bad_cursor()
    return key


def _bad_cursor() -> Invalid:
    return Invalid(FieldError("cursor", "wrong_form", "Use the next_cursor of the previous page unchanged."))
