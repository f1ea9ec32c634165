"""GET /me: return the signed-in customer, their limits and what is used of them."""

from msgspec import Struct

from callbox.composition.services import Services
from callbox.domain.standing import MOST_WITHHELD
from callbox.domain.terms import Terms, offered
from callbox.http.endpoint import CUSTOMER, Answer, endpoint
from callbox.http.me import Closing, EmailChangeShape, Limits, NextLevel, Purchases, Usage
from callbox.http.requests import Request
from callbox.http.shapes import Timestamp, UserShape, timestamp


class LostFactor(Struct):
    """The second factor was reported lost, and is removed at `removed_at`.

    `POST /second-factor/keep` stops it in a session that began before, if the customer asked for it. What an operator
    `ruled` is stopped by the mailed link alone.
    """

    removed_at: Timestamp
    ruled: bool


class OfferedTerms(Struct):
    """Terms that the account has not accepted. From `holds_from` on it buys nothing without."""

    version: str
    holds_from: Timestamp
    changes: str

    @classmethod
    def of(cls, terms: Terms | None) -> "OfferedTerms | None":
        return None if terms is None else cls(terms.version, timestamp(terms.holds_from), terms.changes)


class AccountTerms(Struct):
    accepted: str
    offered: OfferedTerms | None


class Me(Struct):
    """`checkout_url` is where customers pay: the page sends them to no other origin. `live_url` is where it opens its
    socket (docs/live.md); null while there is none, and the page asks.

    `push_public_key` is what a device subscribes for before `PUT /push-subscriptions/{subscription_id}`, or null.
    `refunds_blocked_until` is set for seven days after a lost factor was removed, and for 72 hours after the address
    changed: no money is sent back. `closing` is set while the account waits to be closed; `DELETE /account-closure`
    keeps it.
    """

    user: UserShape
    limits: Limits
    usage: Usage
    next_level: NextLevel | None
    purchases: Purchases
    terms: AccountTerms
    checkout_url: str
    push_public_key: str | None
    live_url: str | None
    email_change: EmailChangeShape | None
    lost_factor: LostFactor | None
    refunds_blocked_until: Timestamp | None
    closing: Closing | None


@endpoint(
    "GET",
    "/me",
    caller=CUSTOMER,
    uses=("accounts", "wallets", "second_factors", "email_changes"),
    throttle=(100, 200),
)
def get_me(request: Request[None], services: Services) -> Answer[Me]:
    user = services.accounts.get(request.user_id)
    may = services.wallets.allowed(user.user_id)
    limits = Limits.of(may, services.deposit_bounds)
    purchases = Purchases(may.paused, may.withheld, MOST_WITHHELD)
    factor = services.second_factors.status(user.user_id)
    change = services.email_changes.of(user)
    blocked_until = max(filter(None, (factor.refunds_blocked_until, change.refunds_blocked_until)), default=None)
    return Answer(
        Me(
            user=UserShape.of(user),
            limits=limits,
            usage=Usage.of(may),
            next_level=NextLevel.of(may, currency=limits.currency),
            purchases=purchases,
            terms=AccountTerms(user.accepted_terms, OfferedTerms.of(offered(user.accepted_terms))),
            checkout_url=services.settings.checkout_url,
            push_public_key=services.settings.push_public_key or None,
            live_url=services.settings.live_url if services.settings.live else None,
            email_change=EmailChangeShape.of(change.waiting) if change.waiting else None,
            lost_factor=LostFactor(timestamp(factor.removed_at), factor.is_ruled) if factor.removed_at else None,
            refunds_blocked_until=timestamp(blocked_until) if blocked_until else None,
            closing=Closing.of(may.closes_at, may.balance, user.user_id) if may.closes_at else None,
        )
    )
