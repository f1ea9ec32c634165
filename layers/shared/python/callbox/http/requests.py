"""A request as the contract sees it: typed body, idempotency key, cursor, cookie, caller.

Every method either returns something valid or raises an error with the contract's code; nothing here has effects.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

import msgspec

from callbox.domain.errors import FieldError, Invalid, Refused, not_found
from callbox.domain.identity import UserId
from callbox.http import edge
from callbox.http.field_errors import field_error

T = TypeVar("T")

MAX_BODY_BYTES = 16 * 1024
MAX_EVENT_BYTES = 256 * 1024
"""Of a webhook's body: a payment's event repeats its customer, card, log and metadata, which others fill."""
MAX_CURSOR = 2_000
"""Characters. A key of DynamoDB has at most 1,024 bytes, and base64 makes a third more of it."""
DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_IDS = 100
REFRESH_COOKIE = "callbox_refresh"
LONGEST_DEVICE = 200

ID_PATTERN = "[0-9A-Za-z-]{1,64}"
IDEMPOTENCY_KEY_PATTERN = r"[\x20-\x7e]{1,255}"

_ID = re.compile(ID_PATTERN)
_IDEMPOTENCY_KEY = re.compile(IDEMPOTENCY_KEY_PATTERN)


class Claims(Protocol):
    """What an access token says, once it is verified."""

    @property
    def user_id(self) -> UserId: ...

    @property
    def session(self) -> str: ...


class VerifiesTokens(Protocol):
    def verify(self, token: str) -> Claims:
        """Return the claims of a good token. Raises Refused `unauthenticated`."""


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for: at most `limit` rows after `after`."""

    limit: int
    after: str | None

    def after_number(self) -> int | None:
        """Return `after` where the list is numbered. Raises Invalid."""
        if self.after is None:
            return None
        if not (self.after.isascii() and self.after.isdigit() and len(self.after) < 16):
            raise _bad_cursor()
        return int(self.after)

    def after_id(self) -> str | None:
        """Return `after` where the list is one of documents. Raises Invalid."""
        if self.after is not None and not _ID.fullmatch(self.after):
            raise _bad_cursor()
        return self.after


class Request:
    """One HTTP request. `path` holds the path's parameters by name."""

    def __init__(
        self,
        *,
        name: str,
        raw_body: bytes,
        headers: Mapping[str, str],
        query: Mapping[str, str],
        path: Mapping[str, str],
        request_id: str,
    ) -> None:
        self._name = name
        self._headers = {key.lower(): value for key, value in headers.items()}
        self._query = query
        self._path = path
        self.raw_body = raw_body
        self.request_id = request_id

    @property
    def network(self) -> str:
        """Where it came from, as far as that can be believed: see `http.edge`."""
        return edge.network(self._headers)

    @property
    def device(self) -> str:
        """What the browser calls itself, bounded: a hint for the customer, and nothing that is relied upon."""
        return "".join(filter(str.isprintable, self.header("User-Agent") or ""))[:LONGEST_DEVICE]

    def must_have_come_through_the_site(self) -> None:
        edge.must_have_come_through(self._headers)

    def header(self, name: str) -> str | None:
        return self._headers.get(name.lower())

    def json(self, shape: type[T]) -> T:
        """Return the body as `shape`. Raises Refused `malformed_json`, or Invalid."""
        try:
            return msgspec.json.decode(self.raw_body, type=shape)
        except msgspec.ValidationError as error:
            raise Invalid(field_error(str(error))) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refused("malformed_json", "The body must be one JSON object.") from None

    def claims(self, tokens: VerifiesTokens) -> Claims:
        """Return who calls. Raises Refused `unauthenticated`."""
        scheme, _, token = (self.header("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused("unauthenticated", "Sign in to go on.")
        return tokens.verify(token.strip())

    def user_id(self, tokens: VerifiesTokens) -> UserId:
        return self.claims(tokens).user_id

    def idempotency(self, body: Any) -> tuple[str, str]:
        """Return (the customer's key, the hash of what it stands for). Raises Refused `idempotency_key_missing`.

        The hash is of the decoded body, so that white space and the order of fields do not matter.
        """
        key = self.header("Idempotency-Key")
        if key is None or not _IDEMPOTENCY_KEY.fullmatch(key):
            raise Refused("idempotency_key_missing", "Send an Idempotency-Key of 1 to 255 printable characters.")
        content = self._name.encode() + b"\n" + repr(sorted(self._path.items())).encode() + b"\n"
        return key, sha256(content + msgspec.json.encode(body, order="sorted")).hexdigest()

    def path_id(self, name: str) -> str:
        """Return an id from the path. One that cannot be an id is simply not found."""
        value = self._path[name]
        if not _ID.fullmatch(value):
            raise not_found(name.removesuffix("_id"))
        return value

    def query(self, name: str, *, default: str = "", longest: int = 100) -> str:
        value = self._query.get(name, default)
        if len(value) > longest:
            raise Invalid(FieldError(name, f"At most {longest} characters."))
        return value

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """Return one of the options, or nothing where none is asked for. Raises Invalid."""
        value = self.query(name)
        if value not in ("", *options):
            raise Invalid(FieldError(name, f"Only {' or '.join(options)} can be asked for."))
        return value

    def ids(self) -> list[str]:
        """Return the ids of `?ids=`, without repetition; empty when none are asked for."""
        given = self.query("ids", longest=MAX_IDS * 65)
        ids = list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
        if len(ids) > MAX_IDS or not all(_ID.fullmatch(part) for part in ids):
            raise Invalid(FieldError("ids", f"At most {MAX_IDS} ids, with commas between."))
        return ids

    def page(self) -> Page:
        """Return `?limit=` and `?cursor=`. Raises Invalid."""
        text = self.query("limit", default=str(DEFAULT_LIMIT))
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_LIMIT):
            raise Invalid(FieldError("limit", f"A whole number from 1 to {MAX_LIMIT}."))
        return Page(int(text), self._after(self._query.get("cursor", "")))

    def next_cursor(self, last: str | int) -> str:
        """Return the key of a page's last row as the opaque text that this list, and no other, takes for `?cursor=`."""
        return base64.urlsafe_b64encode(f"{self._name}:{last}".encode()).decode().rstrip("=")

    def _after(self, cursor: str) -> str | None:
        if not cursor:
            return None
        if len(cursor) > MAX_CURSOR:
            raise _bad_cursor()
        try:
            text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        except ValueError:  # no base64, or no UTF-8 in it
            raise _bad_cursor() from None
        name, _, key = text.partition(":")
        if name != self._name or not key:
            raise _bad_cursor()
        return key

    def refresh_token(self) -> str | None:
        """Return the refresh cookie's value; the first, if there are several.

        Cut at `;` and `=` alone: other cookies of the domain are not ours to judge, and a library that judges them
        would drop ours along with a bad neighbour.
        """
        for part in (self.header("Cookie") or "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == REFRESH_COOKIE:
                return value
        return None

    def must_be_same_site(self, site_url: str) -> None:
        """Refuse a request that another site made a browser send. For the routes that read the cookie.

        Raises Refused `cross_site` unless the browser calls it same-origin and the header that only a script of our
        own can set is there.
        """
        origin = self.header("Origin")
        ours = {site_url, f"https://{self.header('Host')}", f"http://{self.header('Host')}"}
        fetch_site = self.header("Sec-Fetch-Site")
        same_origin = origin in ours if origin is not None else fetch_site == "same-origin"
        if not same_origin or self.header("X-Requested-With") != "callbox":
            raise Refused("cross_site", "This can only be done from our own site.")


def _bad_cursor() -> Invalid:
    return Invalid(FieldError("cursor", "Use next_cursor of the page before, as it is."))
