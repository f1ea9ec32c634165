"""POST /second-factor/remove: sign-in asks for no code any more. Needs the password and a code, or a recovery code."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta, Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request

routes = Blueprint(__name__)


class RemoveSecondFactor(Struct, forbid_unknown_fields=True):
    password: str
    code: Annotated[str, Meta(max_length=40)]


@endpoint(routes, "POST", "/second-factor/remove", status=204, refuses=PROOF_REFUSALS)
def remove_second_factor(request: Request) -> Answer[None]:
    user_id = request.user_id(wiring.access_tokens())
    body = request.json(RemoveSecondFactor)
    wiring.accounts().prove(user_id, password=body.password, code=body.code, network=request.network)
    wiring.second_factors().remove(user_id)
    return Answer(None)
