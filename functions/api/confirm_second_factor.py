"""POST /second-factor/confirm: turn the second factor on; answers the recovery codes, this once."""

from typing import Annotated

from chalice import Blueprint
from msgspec import Meta, Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


class ConfirmSecondFactor(Struct, forbid_unknown_fields=True):
    code: Annotated[str, Meta(max_length=40)]


class RecoveryCodes(Struct):
    recovery_codes: list[str]


@endpoint(routes, "POST", "/second-factor/confirm", refuses=("invalid_code", "second_factor_on"))
def confirm_second_factor(request: Request) -> Answer[RecoveryCodes]:
    user_id = request.user_id(wiring.access_tokens())
    return Answer(RecoveryCodes(wiring.second_factors().confirm(user_id, request.json(ConfirmSecondFactor).code)))
