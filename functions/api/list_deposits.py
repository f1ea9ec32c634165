"""GET /deposits?limit=&cursor=: the customer's deposits, newest first."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request
from callbox.http.shapes import DepositShape

routes = Blueprint(__name__)


class Deposits(Struct):
    deposits: list[DepositShape]
    next_cursor: str | None


@endpoint(routes, "GET", "/deposits")
def list_deposits(request: Request) -> Answer[Deposits]:
    user_id = request.user_id(wiring.access_tokens())
    page = request.page()
    found = wiring.deposits().page(user_id, before_id=page.after_id(), limit=page.limit + 1)
    shown = found[: page.limit]
    more = len(found) > page.limit
    return Answer(
        Deposits([DepositShape.of(d) for d in shown], request.next_cursor(shown[-1].deposit_id) if more else None)
    )
