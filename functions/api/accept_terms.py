"""POST /terms-acceptances: accept the newest terms. Without it, nothing can be bought once they hold."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.requests import Request


class AcceptTerms(Struct, forbid_unknown_fields=True):
    version: Annotated[str, Meta(max_length=20)]


@endpoint(
    "POST",
    "/terms-acceptances",
    caller=LIVE_CUSTOMER,
    status=204,
    body=AcceptTerms,
    uses=("account_log", "terms"),
    throttle=(20, 40),
)
def accept_terms(request: Request[AcceptTerms], services: Services) -> Answer[None]:
    if services.terms.accept(request.user, request.body.version):
        services.account_log.note("terms_accepted", origin_of(request))
    return Answer(None)
