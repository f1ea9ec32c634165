"""POST /second-factor/confirm: turn the second factor on and return the recovery codes, only this once."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.requests import Request


class ConfirmSecondFactor(Struct, forbid_unknown_fields=True):
    code: Annotated[str, Meta(max_length=40)]


class RecoveryCodes(Struct):
    recovery_codes: list[str]


@endpoint(
    "POST",
    "/second-factor/confirm",
    caller=CUSTOMER,
    body=ConfirmSecondFactor,
    refuses=("invalid_code", "second_factor_on"),
    uses=("second_factors",),
    throttle=(10, 20),
)
def confirm_second_factor(request: Request[ConfirmSecondFactor], services: Services) -> Answer[RecoveryCodes]:
    return Answer(RecoveryCodes(services.second_factors.confirm(request.user_id, request.body.code)))
