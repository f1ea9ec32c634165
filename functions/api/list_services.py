"""GET /services?q=&country=&limit=&cursor=: the services for sale, with current prices."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.query import PAGE, Text
from callbox.http.requests import Request
from callbox.http.shapes import ServiceShape
from callbox.services.catalogue import COUNTRY as DEFAULT_COUNTRY

QUERY = Text("q")
COUNTRY = Text("country", longest=2)


class Offers(Struct):
    services: list[ServiceShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/services",
    caller=CUSTOMER,
    query=(QUERY, COUNTRY, PAGE),
    uses=("catalogue",),
    throttle=(100, 200),
)
def list_services(request: Request[None], services: Services) -> Answer[Offers]:
    page = request.query(PAGE)
    offers = services.catalogue.search(
        query=request.query(QUERY),
        country=request.query(COUNTRY).upper() or DEFAULT_COUNTRY,
        after=page.after,
        limit=page.limit + 1,
    )
    shown = offers[: page.limit]
    more = len(offers) > page.limit
    return Answer(
        Offers(
            [ServiceShape.of(offer.service, offer.price) for offer in shown],
            request.next_cursor(shown[-1].service.name) if more else None,
        )
    )
