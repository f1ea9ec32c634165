"""GET /deposits?limit=&cursor=: the customer's deposits, newest first."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.query import PAGE
from callbox.http.requests import Request
from callbox.http.shapes import DepositShape


class Deposits(Struct):
    deposits: list[DepositShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/deposits",
    caller=CUSTOMER,
    query=(PAGE,),
    uses=("deposits",),
    throttle=(50, 100),
)
def list_deposits(request: Request[None], services: Services) -> Answer[Deposits]:
    page = request.query(PAGE)
    found = services.deposits.page(request.user_id, before_id=page.after_id(), limit=page.limit + 1)
    shown = found[: page.limit]
    more = len(found) > page.limit
    return Answer(
        Deposits([DepositShape.of(d) for d in shown], request.next_cursor(shown[-1].deposit_id) if more else None)
    )
