"""POST /second-factor/recovery-codes: replace the recovery codes and return the new ones. Other sessions end."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.network import origin_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import Proof, RecoveryCodes


class RenewRecoveryCodes(Struct, forbid_unknown_fields=True):
    proof: Proof


@endpoint(
    "POST",
    "/second-factor/recovery-codes",
    caller=LIVE_CUSTOMER,
    body=RenewRecoveryCodes,
    refuses=(*PROOF_REFUSALS, "email_unverified", "not_found"),
    uses=("account_log", "proofs", "second_factors"),
    throttle=(10, 20),
)
def renew_recovery_codes(request: Request[RenewRecoveryCodes], services: Services) -> Answer[RecoveryCodes]:
    proof = request.body.proof
    services.proofs.prove(request.user, request.session, password=proof.password, code=proof.code)
    codes = services.second_factors.renew_recovery_codes(request.user, request.session)
    services.account_log.note("recovery_codes_made", origin_of(request))
    return Answer(RecoveryCodes(codes))
