"""Read TextVerified's JSON tolerantly: field names in any case, unknown fields ignored, money as Decimal.

The schema says camelCase, but the documentation's text and some answers say PascalCase. JSON without a field that we
need raises one of `MALFORMED`. textverified.py decides what an answer means to us.
"""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

_JSON = msgspec.json.Decoder(float_hook=Decimal)  # so that a price is never a float

Shape = TypeVar("Shape")


class Token(msgspec.Struct):
    token: str
    expires_at: datetime = msgspec.field(name="expiresat")


class Error(msgspec.Struct):
    code: str | None = msgspec.field(name="errorcode", default=None)
    description: str | None = msgspec.field(name="errordescription", default=None)


class Link(msgspec.Struct):
    href: str | None = None


class Details(msgspec.Struct):
    """One verification."""

    id: str
    state: str
    ends_at: datetime = msgspec.field(name="endsat")
    number: str | None = None


class Sms(msgspec.Struct):
    """A text. Only its id is needed, to know it again; without a readable time it came when we read it."""

    id: str
    created_at: datetime | None = msgspec.field(name="createdat", default=None)
    sender: str | None = msgspec.field(name="from", default=None)
    content: str | None = msgspec.field(name="smscontent", default=None)
    parsed_code: str | None = msgspec.field(name="parsedcode", default=None)


class _Neighbours(msgspec.Struct):
    next: Link | None = None


class OrderItem(msgspec.Struct):
    """One verification as a list shows it."""

    id: str
    state: str
    created_at: datetime = msgspec.field(name="createdat")
    total_cost: Decimal = msgspec.field(name="totalcost")


class Account(msgspec.Struct):
    balance: Decimal = msgspec.field(name="currentbalance")


class _Page(msgspec.Struct, kw_only=True):
    has_next: bool | None = msgspec.field(name="hasnext", default=None)
    links: _Neighbours | None = None

    @property
    def next_href(self) -> str | None:
        """Return the link to the next page. `hasNext: false`, no link and an empty link all mean the end."""
        if self.has_next is False or self.links is None or self.links.next is None:
            return None
        return self.links.next.href


class SmsPage(_Page):
    """A page of texts. A malformed one does not hide the others: see `read_texts`."""

    data: list[object]


class OrderPage(_Page):
    data: list[OrderItem]


class PolledItem(msgspec.Struct):
    """The fields of a listed verification that polling needs."""

    id: str
    state: str
    created_at: datetime = msgspec.field(name="createdat")


class PolledPage(_Page):
    """A page of the list. A malformed item does not affect the others: see `read_items`."""

    data: list[object]


class ServiceItem(msgspec.Struct):
    name: str = msgspec.field(name="servicename")
    capability: str
    description: str | None = None


class Price(msgspec.Struct):
    price: Decimal


class AreaCodeItem(msgspec.Struct):
    area_code: str = msgspec.field(name="areacode")


class Inventory(msgspec.Struct):
    available: int = msgspec.field(name="availablequantity")


class _SmsReceived(msgspec.Struct):
    reservation_id: str | None = msgspec.field(name="reservationid", default=None)


class SmsEvent(msgspec.Struct):
    event: str
    data: _SmsReceived


def read(raw: bytes, shape: type[Shape]) -> Shape:
    """Return the JSON as `shape`. Raises one of `MALFORMED`."""
    return msgspec.convert(_with_lower_names(_JSON.decode(raw)), shape)


def read_each(raw: bytes, shape: type[Shape]) -> list[Shape]:
    """Return the items of a JSON array that have the shape: one malformed item does not break a catalogue."""
    return read_items(msgspec.convert(_JSON.decode(raw), list[object]), shape)


def read_items(items: list[object], shape: type[Shape]) -> list[Shape]:
    """Return the items that have the shape."""
    found = []
    for item in items:
        with suppress(msgspec.ValidationError):
            found.append(msgspec.convert(_with_lower_names(item), shape))
    return found


def read_texts(items: list[object]) -> list[Sms]:
    """Return the texts of a page. An odd one never hides the others.

    A number in the place of a text is taken as one; another odd value counts as absent. An item without an id cannot be
    known again, and one without any of its other fields says nothing: both are left out.
    """
    found = []
    for item in map(_with_lower_names, items):
        fields = item if isinstance(item, dict) else {}
        texts = {name: _as_text(fields.get(name)) for name in ("id", "from", "smscontent", "parsedcode")}
        sent_at = None
        with suppress(msgspec.ValidationError):
            sent_at = msgspec.convert(fields.get("createdat"), datetime)
        if texts["id"] and (sent_at or texts["smscontent"] or texts["parsedcode"]):
            found.append(msgspec.convert(texts | {"createdat": sent_at}, Sms))
    return found


def _as_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return str(value) if is_number else None


def verification_id_in(href: str | None) -> str | None:
    """Return the id at the end of a link to a verification, or None for any other link.

    The supplier says to follow links. We call the same path on our configured base URL instead, so that no answer can
    send the token elsewhere.
    """
    segments = [segment for segment in urlsplit(href or "").path.split("/") if segment]
    if len(segments) < 2 or segments[-2].casefold() != "verifications":
        return None
    return unquote(segments[-1])


def sms_query(reservation_id: str, next_href: str | None = None) -> str:
    """Return the query for the messages of one reservation: the first page, or the page of a link.

    We set the filter on every page: numbers are reused, and an unfiltered page would show another customer's messages.
    """
    kept = parse_qsl(urlsplit(next_href or "").query)
    kept = [(name, value) for name, value in kept if name.casefold() != "reservationid"]
    return urlencode([("reservationId", reservation_id), *kept])


def page_query(next_href: str | None) -> str:
    """Return the query of a link's page; empty for the first page."""
    kept = parse_qsl(urlsplit(next_href or "").query)
    return f"?{urlencode(kept)}" if kept else ""


def in_utc(moment: datetime) -> datetime:
    """Return the time in UTC. A time without an offset is already in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def e164(number: str | None) -> str | None:
    """Return a United States number as +1 and ten digits, or None for an empty or malformed one."""
    found = "".join(char for char in number or "" if char.isascii() and char.isdigit())
    national = found.removeprefix("1") if len(found) == 11 else found
    return f"+1{national}" if len(national) == 10 else None


def _with_lower_names(value: object) -> object:
    if isinstance(value, dict):
        return {name.lower(): _with_lower_names(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_lower_names(member) for member in value]
    return value
