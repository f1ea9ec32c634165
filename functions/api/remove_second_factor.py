"""POST /second-factor/remove: remove the second factor. Needs the password and a code or recovery code."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.network import network_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request


class RemoveSecondFactor(Struct, forbid_unknown_fields=True):
    password: str
    code: Annotated[str, Meta(max_length=40)]


@endpoint(
    "POST",
    "/second-factor/remove",
    caller=CUSTOMER,
    status=204,
    body=RemoveSecondFactor,
    refuses=PROOF_REFUSALS,
    uses=("accounts", "second_factors"),
    throttle=(10, 20),
)
def remove_second_factor(request: Request[RemoveSecondFactor], services: Services) -> Answer[None]:
    body = request.body
    services.accounts.prove(request.user_id, password=body.password, code=body.code, network=network_of(request))
    services.second_factors.remove(request.user_id)
    return Answer(None)
