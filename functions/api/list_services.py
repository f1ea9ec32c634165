"""GET /services?q=&country=&limit=&cursor=: what can be bought, with today's price."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import ServiceShape
from callbox.services.catalogue import COUNTRY

routes = Blueprint(__name__)


class Services(Struct):
    services: list[ServiceShape]
    next_cursor: str | None


@endpoint(routes, "GET", "/services")
def list_services(request: Request) -> Answer[Services]:
    request.user_id(wiring.access_tokens())
    page = request.page()
    offers = wiring.catalogue().search(
        query=request.query("q"),
        country=request.query("country", longest=2).upper() or COUNTRY,
        after=page.after,
        limit=page.limit + 1,
    )
    shown = offers[: page.limit]
    more = len(offers) > page.limit
    return Answer(
        Services(
            [ServiceShape.of(offer.service, offer.price) for offer in shown],
            request.next_cursor(shown[-1].service.name) if more else None,
        )
    )
