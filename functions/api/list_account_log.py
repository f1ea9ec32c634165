"""GET /account-log?limit=&cursor=: what happened to the account, newest first, for 400 days."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.query import PAGE
from callbox.http.requests import Request
from callbox.http.shapes import AccountEntryShape


class AccountLog(Struct):
    entries: list[AccountEntryShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/account-log",
    caller=CUSTOMER,
    query=(PAGE,),
    uses=("account_log",),
    throttle=(20, 40),
)
def list_account_log(request: Request[None], services: Services) -> Answer[AccountLog]:
    page = request.query(PAGE)
    entries = services.account_log.page(request.user_id, before_id=page.after_id(), limit=page.limit + 1)
    shown = entries[: page.limit]
    more = len(entries) > page.limit
    return Answer(
        AccountLog(
            [AccountEntryShape.of(entry) for entry in shown], request.next_cursor(shown[-1].entry_id) if more else None
        )
    )
