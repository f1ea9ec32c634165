"""A request as its route declares it: caller, typed body, idempotency key, query, path.

`endpoint` checks it against the declaration before the handler runs. Every method returns a valid value or raises an
error with an API code. No method has side effects.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec

from callbox.declared import NotDeclared
from callbox.domain.errors import Invalid, Refused, not_found
from callbox.domain.identity import Claims, Session, User, UserId
from callbox.http import edge
from callbox.http.field_errors import field_error
from callbox.http.query import ID, Parameter, cursor

B = TypeVar("B")
T = TypeVar("T")

MAX_BODY_BYTES = 16 * 1024
MAX_EVENT_BYTES = 256 * 1024
"""Limit of a webhook's body. A payment event repeats the customer, card, log and metadata, which we do not control."""
LONGEST_DEVICE = 200
WORK_HEADER = "X-Callbox-Work"

IDEMPOTENCY_KEY_PATTERN = r"[\x20-\x7e]{1,255}"

_IDEMPOTENCY_KEY = re.compile(IDEMPOTENCY_KEY_PATTERN)


class Request(Generic[B]):
    """One HTTP request. `body` is None unless the route declares one; `raw_body` is for checking a signature."""

    body: B

    def __init__(
        self,
        *,
        name: str,
        raw_body: bytes,
        headers: Mapping[str, str],
        query: Mapping[str, str],
        path: Mapping[str, str],
        request_id: str,
        parameters: tuple[Parameter[Any], ...] = (),
    ) -> None:
        self._name = name
        self.headers = {key.lower(): value for key, value in headers.items()}
        self._query = query
        self._path = path
        self._parameters = parameters
        self._claims: Claims | None = None
        self._live: tuple[User, Session] | None = None
        self._idempotency: tuple[str, str] | None = None
        self.raw_body = raw_body
        self.request_id = request_id

    # --- for handlers

    @property
    def claims(self) -> Claims:
        """The customer and the session. Raises NotDeclared unless the route declares `caller=CUSTOMER`."""
        if self._claims is None:
            raise NotDeclared(f"{self._name} does not declare caller=CUSTOMER")
        return self._claims

    @property
    def identified(self) -> UserId | None:
        """The customer, for the log; None as long as no valid token has named one."""
        return self._claims.user_id if self._claims else None

    @property
    def user_id(self) -> UserId:
        return self.claims.user_id

    @property
    def user(self) -> User:
        """The account, just read. Raises NotDeclared unless the route declares `caller=LIVE_CUSTOMER`."""
        return self._is_live()[0]

    @property
    def session(self) -> Session:
        """The session, just read. Raises NotDeclared unless the route declares `caller=LIVE_CUSTOMER`."""
        return self._is_live()[1]

    def _is_live(self) -> tuple[User, Session]:
        if self._live is None:
            raise NotDeclared(f"{self._name} does not declare caller=LIVE_CUSTOMER")
        return self._live

    @property
    def idempotency(self) -> tuple[str, str]:
        """The customer's key and the hash of the request. Raises NotDeclared unless `idempotent=True`."""
        if self._idempotency is None:
            raise NotDeclared(f"{self._name} does not declare idempotent=True")
        return self._idempotency

    def query(self, parameter: Parameter[T]) -> T:
        """Return a declared query parameter. Raises Invalid, or NotDeclared."""
        if parameter not in self._parameters:
            raise NotDeclared(f"{self._name} does not declare the query parameter {parameter}")
        return parameter.read(self._query, self._name)

    def next_cursor(self, last: str | int) -> str:
        """Return the cursor of the page after the row `last` of this list."""
        return cursor(self._name, last)

    def path_id(self, name: str) -> str:
        """Return an id from the path. Raises Refused `not_found` for an impossible id."""
        value = self._path[name]
        if not ID.fullmatch(value):
            raise not_found(name.removesuffix("_id"))
        return value

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())

    @property
    def device(self) -> str:
        """The browser's own description, truncated. It is only a hint for the customer; no rule depends on it."""
        return "".join(filter(str.isprintable, self.header("User-Agent") or ""))[:LONGEST_DEVICE]

    def bearer(self) -> str:
        """Return the access token. Raises Refused `unauthenticated` without one."""
        scheme, _, token = (self.header("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused("unauthenticated", "Sign in to continue.")
        return token.strip()

    @property
    def work(self) -> str | None:
        """The proof of work, for routes that declare `asks_work`."""
        return self.header(WORK_HEADER)

    def cookie(self, name: str) -> str | None:
        """Return a cookie's value; the first, if there are several.

        Splits only at `;` and `=`. A strict library would drop our cookie along with a malformed one of the domain.
        """
        for part in (self.header("Cookie") or "").split(";"):
            its_name, _, value = part.strip().partition("=")
            if its_name == name:
                return value
        return None

    # --- checks that the declaration requires: `endpoint` calls them in this order

    def must_have_come_through_the_site(self) -> None:
        edge.must_have_come_through(self.headers)

    def must_not_be_cross_site(self, site_url: str) -> None:
        """Refuse a request that another site made a browser send. A client that is no browser names no origin.

        Our own origin is the site's address, and the address that the request itself was sent to: the API's own, on
        stages where requests may go around CloudFront. Raises Refused `cross_site`.
        """
        origin, fetch_site = self.header("Origin"), self.header("Sec-Fetch-Site")
        ours = {None, site_url, f"https://{self.header('Host')}", f"http://{self.header('Host')}"}
        if origin not in ours or fetch_site not in (None, "same-origin"):
            raise Refused("cross_site", "Do this from our own site.")

    def must_be_our_script(self) -> None:
        """Refuse everything but our own page in a browser. For the routes that read the cookie.

        Raises Refused `cross_site` unless the browser says where the request comes from, and the request has the header
        that only a script of our own site can set.
        """
        is_browser = self.header("Origin") is not None or self.header("Sec-Fetch-Site") is not None
        if not is_browser or self.header("X-Requested-With") != "callbox":
            raise Refused("cross_site", "Do this from our own site.")

    def must_be_json(self) -> None:
        """Refuse a body that is not declared as JSON. Forms of other sites can declare three other types alone.

        Raises Refused `unsupported_media_type`. A request without a body needs no type.
        """
        media_type = (self.header("Content-Type") or "").partition(";")[0].strip().lower()
        if self.raw_body and media_type != "application/json":
            raise Refused("unsupported_media_type", "Send JSON, with the header Content-Type: application/json.")

    def identify(self, claims: Claims, *, live: tuple[User, Session] | None = None) -> None:
        self._claims, self._live = claims, live

    def read_body(self, shape: type[B]) -> B:
        """Decode, store and return the body. Raises Refused `malformed_json`, or Invalid."""
        try:
            self.body = msgspec.json.decode(self.raw_body, type=shape)
        except msgspec.ValidationError as error:
            raise Invalid(field_error(str(error))) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refused("malformed_json", "The body must be one JSON object.") from None
        return self.body

    def read_idempotency_key(self, body: Any) -> None:
        """Read the key and hash the request. Raises Refused `idempotency_key_missing`.

        The hash is of the decoded body, so white space and the order of fields do not matter.
        """
        key = self.header("Idempotency-Key")
        if key is None or not _IDEMPOTENCY_KEY.fullmatch(key):
            raise Refused("idempotency_key_missing", "Send an Idempotency-Key of 1 to 255 printable characters.")
        content = self._name.encode() + b"\n" + repr(sorted(self._path.items())).encode() + b"\n"
        self._idempotency = key, sha256(content + msgspec.json.encode(body, order="sorted")).hexdigest()
