"""POST /second-factor: return a secret for an authenticator app. A code confirms it within 15 minutes."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
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
    caller=LIVE_CUSTOMER,
    status=201,
    body=BeginSecondFactor,
    refuses=(*PROOF_REFUSALS, "email_unverified", "second_factor_on"),
    uses=("proofs", "second_factors"),
    throttle=(10, 20),
)
def begin_second_factor(request: Request[BeginSecondFactor], services: Services) -> Answer[SecondFactorSecret]:
    services.proofs.prove(request.user, request.session, password=request.body.password, code=None)
    enrolment = services.second_factors.begin(request.user)
    return Answer(SecondFactorSecret(enrolment.secret, enrolment.otpauth_url))
