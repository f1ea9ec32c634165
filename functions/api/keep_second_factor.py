"""POST /second-factor/keep: stop the removal of the second factor. Without one that waits, nothing changes."""

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.requests import Request


@endpoint(
    "POST",
    "/second-factor/keep",
    caller=LIVE_CUSTOMER,
    status=204,
    refuses=("not_cancellable",),
    uses=("account_log", "second_factors"),
    throttle=(10, 20),
)
def keep_second_factor(request: Request[None], services: Services) -> Answer[None]:
    if services.second_factors.keep(request.user_id, session=request.session):
        services.account_log.note("removal_stopped", origin_of(request))
    return Answer(None)
