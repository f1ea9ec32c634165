"""GET /wallet/entries?limit=&cursor=: the statement, newest first."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import EntryShape

routes = Blueprint(__name__)


class Entries(Struct):
    entries: list[EntryShape]
    next_cursor: str | None


@endpoint(routes, "GET", "/wallet/entries")
def list_entries(request: Request) -> Answer[Entries]:
    user_id = request.user_id(wiring.access_tokens())
    page = request.page()
    entries = wiring.wallets().entries(user_id, before_n=page.after_number(), limit=page.limit)
    # entries are numbered without a gap: after number 1 there is no further page to offer
    more = len(entries) == page.limit and entries[-1].n > 1
    return Answer(Entries([EntryShape.of(e) for e in entries], request.next_cursor(entries[-1].n) if more else None))
