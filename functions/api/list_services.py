"""GET /services?q=&country=&limit=&cursor= (open): the services for sale, with current prices and stock."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.query import PAGE, Text
from callbox.http.requests import Request
from callbox.http.shapes import ServiceShape
from callbox.services.catalogue import COUNTRY as DEFAULT_COUNTRY

QUERY = Text("q")
COUNTRY = Text("country", longest=2)


class DeniedShape(Struct):
    """A service that the search means and that is not for sale. `category` says why."""

    label: str
    category: str


class Offers(Struct):
    services: list[ServiceShape]
    denied: list[DeniedShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/services",
    caller=OPEN,
    query=(QUERY, COUNTRY, PAGE),
    uses=("catalogue",),
    throttle=(100, 200),
)
def list_services(request: Request[None], services: Services) -> Answer[Offers]:
    page, query = request.query(PAGE), request.query(QUERY)
    offers = services.catalogue.search(
        query=query,
        country=request.query(COUNTRY).upper() or DEFAULT_COUNTRY,
        after=page.after,
        limit=page.limit + 1,
    )
    shown = offers[: page.limit]
    more = len(offers) > page.limit
    return Answer(
        Offers(
            [ServiceShape.of(one.service, one.prices, one.stock, one.known) for one in shown],
            [DeniedShape(one.label, one.category) for one in services.catalogue.denied(query)],
            request.next_cursor(shown[-1].service.name) if more else None,
        )
    )
