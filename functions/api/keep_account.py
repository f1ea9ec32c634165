"""DELETE /account-closure: keep an account that waits to be closed. Without one that waits, nothing changes."""

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.requests import Request


@endpoint(
    "DELETE",
    "/account-closure",
    caller=LIVE_CUSTOMER,
    status=204,
    refuses=("not_cancellable",),
    uses=("account_log", "closures"),
    throttle=(10, 20),
)
def keep_account(request: Request[None], services: Services) -> Answer[None]:
    if services.closures.keep(request.user_id):
        services.account_log.note("closing_stopped", origin_of(request))
    return Answer(None)
