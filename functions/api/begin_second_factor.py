"""POST /second-factor: a secret for an authenticator app, which does nothing before a code of it confirms it."""

from chalice import Blueprint
from msgspec import Struct

from callbox import wiring
from callbox.http.endpoint import Answer, endpoint
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request

routes = Blueprint(__name__)


class BeginSecondFactor(Struct, forbid_unknown_fields=True):
    password: str


class SecondFactorSecret(Struct):
    secret: str
    otpauth_url: str


@endpoint(routes, "POST", "/second-factor", status=201, refuses=(*PROOF_REFUSALS, "second_factor_on"))
def begin_second_factor(request: Request) -> Answer[SecondFactorSecret]:
    user_id = request.user_id(wiring.access_tokens())
    body = request.json(BeginSecondFactor)
    user = wiring.accounts().prove(user_id, password=body.password, code=None, network=request.network)
    enrolment = wiring.second_factors().begin(user)
    return Answer(SecondFactorSecret(enrolment.secret, enrolment.otpauth_url))
