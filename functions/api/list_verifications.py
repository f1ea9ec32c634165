"""GET /verifications?state=open|recent | ?ids= | ?limit=&cursor=: the customer's verifications, newest first.

`state=open` returns all unfinished ones, `recent` at most 40 that are open or ended within a day; `ids` returns the
named ones, finished or not. `ids` and `state=open` can be combined. The other parameters filter the pages: `outcome`
(`received` a code, `none`, or still `open`), `service`, `from` and `to` (when it was bought), `label` (any part of its
reference). A request looks at 500 rows at most, so a filtered page may be empty and have a `next_cursor`.
"""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.domain.history import OUTCOMES, Wanted
from callbox.domain.identity import VerificationId
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.query import PAGE, Choice, Ids, Moment, Text
from callbox.http.requests import Request
from callbox.http.shapes import VerificationShape, retry_after

STATE = Choice("state", ("open", "recent"))
IDS = Ids()
OUTCOME = Choice("outcome", OUTCOMES)
SERVICE = Text("service")
LABEL = Text("label", 64)
FROM, TO = Moment("from"), Moment("to", ends_day=True)


class Verifications(Struct):
    verifications: list[VerificationShape]
    next_cursor: str | None


@endpoint(
    "GET",
    "/verifications",
    caller=CUSTOMER,
    query=(STATE, IDS, OUTCOME, SERVICE, LABEL, FROM, TO, PAGE),
    headers=("Retry-After",),
    uses=("verifications",),
    throttle=(200, 400),
)
def list_verifications(request: Request[None], services: Services) -> Answer[Verifications]:
    verifications = services.verifications
    state = request.query(STATE)
    ids = [VerificationId(i) for i in request.query(IDS)]
    page = request.query(PAGE)
    next_cursor = None
    if ids:
        found = verifications.get_many(request.user_id, ids)
        found = [f for f in found if f.verification.is_open or state != "open"]
    elif state == "open":
        found = verifications.open(request.user_id)
    elif state == "recent":
        found = verifications.recent(request.user_id)
    else:
        history = verifications.page(
            request.user_id, before_id=page.after_id(), limit=page.limit, wanted=_wanted(request)
        )
        found = history.found
        next_cursor = request.next_cursor(history.last_id) if history.last_id else None
    now = services.now()
    shapes = [VerificationShape.of(f.verification, f.messages, now=now) for f in found]
    return Answer(Verifications(shapes, next_cursor), headers=retry_after(shapes))


def _wanted(request: Request[None]) -> Wanted:
    outcome = request.query(OUTCOME)
    return Wanted(
        outcome=next((one for one in OUTCOMES if one == outcome), None),
        service=request.query(SERVICE),
        label=request.query(LABEL),
        since=request.query(FROM),
        until=request.query(TO),
    )
