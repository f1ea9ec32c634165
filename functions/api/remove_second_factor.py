"""POST /second-factor/remove: remove the second factor. Other sessions end."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request


class RemoveSecondFactor(Struct, forbid_unknown_fields=True):
    password: str
    code: Annotated[str, Meta(max_length=40)]


@endpoint(
    "POST",
    "/second-factor/remove",
    caller=LIVE_CUSTOMER,
    status=204,
    body=RemoveSecondFactor,
    refuses=(*PROOF_REFUSALS, "email_unverified"),
    uses=("account_log", "proofs", "second_factors"),
    throttle=(10, 20),
)
def remove_second_factor(request: Request[RemoveSecondFactor], services: Services) -> Answer[None]:
    body = request.body
    services.proofs.prove(request.user, request.session, password=body.password, code=body.code)
    services.second_factors.remove(request.user, request.session)
    services.account_log.note("factor_removed", origin_of(request))
    return Answer(None)
