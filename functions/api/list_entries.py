"""GET /wallet/entries?limit=&cursor=: the statement, newest first."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.query import PAGE
from callbox.http.requests import Request
from callbox.http.shapes import EntryShape


class Entries(Struct):
    entries: list[EntryShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/wallet/entries",
    caller=CUSTOMER,
    query=(PAGE,),
    uses=("wallets",),
    throttle=(50, 100),
)
def list_entries(request: Request[None], services: Services) -> Answer[Entries]:
    page = request.query(PAGE)
    entries = services.wallets.entries(request.user_id, before_n=page.after_number(), limit=page.limit)
    # entries are numbered without gaps, so number 1 is on the last page
    more = len(entries) == page.limit and entries[-1].n > 1
    return Answer(Entries([EntryShape.of(e) for e in entries], request.next_cursor(entries[-1].n) if more else None))
