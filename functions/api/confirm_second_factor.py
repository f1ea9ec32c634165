"""POST /second-factor/confirm: turn the second factor on and return its recovery codes. Other sessions end."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.requests import Request
from callbox.http.shapes import RecoveryCodes


class ConfirmSecondFactor(Struct, forbid_unknown_fields=True):
    code: Annotated[str, Meta(max_length=40)]


@endpoint(
    "POST",
    "/second-factor/confirm",
    caller=LIVE_CUSTOMER,
    body=ConfirmSecondFactor,
    refuses=("invalid_code", "email_unverified", "second_factor_on", "invalid_token"),
    uses=("account_log", "second_factors"),
    throttle=(10, 20),
)
def confirm_second_factor(request: Request[ConfirmSecondFactor], services: Services) -> Answer[RecoveryCodes]:
    codes = services.second_factors.confirm(request.user, request.session, request.body.code)
    services.account_log.note("factor_set", origin_of(request))
    return Answer(RecoveryCodes(codes))
