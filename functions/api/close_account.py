"""POST /account-closure: close the account in seven days. Until then nothing can be bought, and it can be kept."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import LIVE_CUSTOMER, Answer, endpoint
from callbox.http.me import Closing
from callbox.http.network import origin_of
from callbox.http.problems import PROOF_REFUSALS
from callbox.http.requests import Request
from callbox.http.shapes import Proof


class CloseAccount(Struct, forbid_unknown_fields=True):
    proof: Proof


@endpoint(
    "POST",
    "/account-closure",
    caller=LIVE_CUSTOMER,
    status=202,
    body=CloseAccount,
    refuses=(
        *PROOF_REFUSALS,
        "account_frozen",
        "numbers_open",
        "payment_under_way",
        "payout_blocked",
        "payout_under_way",
        "purchases_paused",
        "rate_limited",
    ),
    uses=("account_log", "closures"),
    throttle=(10, 20),
)
def close_account(request: Request[CloseAccount], services: Services) -> Answer[Closing]:
    proof = request.body.proof
    closure = services.closures.close(request.user, request.session, password=proof.password, code=proof.code)
    services.account_log.note("closing_asked", origin_of(request))
    return Answer(Closing.of(closure.closes_at, closure.left, closure.user_id))
