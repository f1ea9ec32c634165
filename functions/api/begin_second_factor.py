"""POST /second-factor: return a secret for an authenticator app. It has no effect until a code confirms it."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.network import network_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request


class BeginSecondFactor(Struct, forbid_unknown_fields=True):
    password: str


class SecondFactorSecret(Struct):
    secret: str
    otpauth_url: str


@endpoint(
    "POST",
    "/second-factor",
    caller=CUSTOMER,
    status=201,
    body=BeginSecondFactor,
    refuses=(*PROOF_REFUSALS, "second_factor_on"),
    uses=("accounts", "second_factors"),
    throttle=(10, 20),
)
def begin_second_factor(request: Request[BeginSecondFactor], services: Services) -> Answer[SecondFactorSecret]:
    body = request.body
    user = services.accounts.prove(request.user_id, password=body.password, code=None, network=network_of(request))
    enrolment = services.second_factors.begin(user)
    return Answer(SecondFactorSecret(enrolment.secret, enrolment.otpauth_url))
