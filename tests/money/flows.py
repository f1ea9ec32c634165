"""The flows: every function of the platform that moves money or may lead to it, as its file in functions/ runs it.

Each flow is one row. Its boundaries need no list: a run finds them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from callbox.composition.services import Services
from callbox.domain.errors import Unavailable
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.verifications import Selection
from callbox.services.comparing_payments import window_of
from callbox.services.reconciliation import Report
from callbox.services.verifications import Purchase
from tests.builders import a_session, a_user
from tests.money.ports import paystack_event

SELECTION = Selection(service="whatsapp", country="US", capability="sms")
SWEEP_TIME = timedelta(seconds=40)
RECONCILE_TIME = timedelta(seconds=780)


@dataclass(frozen=True)
class Flow:
    """`timeout_s` as in infra/functions.yaml; `visibility_s` of its queue, six times that."""

    run: Callable[..., Any]
    timeout_s: float

    @property
    def visibility_s(self) -> float:
        return 6 * self.timeout_s


def _create_deposit(services: Services, user: str, amount_minor: int, key: str) -> Any:
    return services.deposits.create(UserId(user), amount_minor=amount_minor, key=key, request_hash=str(amount_minor))


def _create_verification(services: Services, user: str, max_price_minor: int, key: str, wished: str = "") -> Any:
    """`wished` is an area code, or empty."""
    selection = replace(SELECTION, area_codes=(wished,)) if wished else SELECTION
    return services.verifications.create(
        UserId(user), selection, max_price_minor=max_price_minor, key=key, request_hash=f"one {wished}"
    ).verifications


def _create_batch(services: Services, user: str, max_price_minor: int, key: str, quantity: int) -> Any:
    purchase = Purchase(UserId(user), SELECTION, max_price_minor, key, f"batch of {quantity}", quantity)
    return services.batches.create(purchase)


def _limit_spending(services: Services, user: str, minor: int | None) -> Any:
    proof = ("correct horse battery", None)
    return services.own_limits.change(a_user(UserId(user)), a_session(), {"spend_a_day_minor": minor}, proof)


def _close_account(services: Services, user: str) -> Any:
    owner = UserId(user)
    return services.closures.close(a_user(owner), a_session(user_id=owner), password="correct horse battery", code=None)


def _retry_verification(services: Services, user: str, verification_id: str, key: str) -> Any:
    return services.retries.retry(
        UserId(user), VerificationId(verification_id), key=key, request_hash=f"retry {verification_id}"
    ).verifications


def _label_verification(services: Services, user: str, verification_id: str) -> Any:
    return services.verifications.label(UserId(user), VerificationId(verification_id), "mine")


def _fetch_code_of(services: Services, order_id: str, hinted_at: str) -> Any:
    return services.fulfilment.fetch_code_of(order_id, hinted_at=datetime.fromisoformat(hinted_at))


def _fetch_code(services: Services, user: str, verification_id: str, chain: str, poll_number: str) -> Any:
    """Poll together with the customer's other open verifications, as when their messages come in one batch."""
    mine = (UserId(user), VerificationId(verification_id))
    batch = [mine, *((mine[0], one.verification.verification_id) for one in services.verifications.open(mine[0]))]
    polled = services.fulfilment.poll_together(batch).get(mine)
    return services.fulfilment.fetch_code(*mine, chain=int(chain), poll_number=int(poll_number), polled=polled)


def _settle_deposit(services: Services, reference: str, returned: str = "", dispute_lost: str = "") -> Any:
    services.deposits.credit(reference)
    if returned:
        services.returns.take_back(reference, dispute_lost=bool(dispute_lost))


def _cancel_orphan_orders(services: Services) -> Any:
    try:
        orphans = services.orphans.run()
    except Unavailable:
        return
    services.notes.take(orphans.left)


def _reconcile_books(services: Services, days: int | None = None) -> Report:
    now = services.now()
    window = window_of(now) if days is None else timedelta(days=days)
    return services.reconciliation.run(since=now - window, segments=1, deadline=now + RECONCILE_TIME)


FLOWS: Mapping[str, Flow] = {
    # requests of customers
    "create_deposit": Flow(_create_deposit, 25),
    "verify_deposit": Flow(lambda s, user, deposit: s.deposits.verify(UserId(user), DepositId(deposit)), 25),
    "cancel_deposit": Flow(lambda s, user, deposit: s.deposits.cancel(UserId(user), DepositId(deposit)), 10),
    "create_verification": Flow(_create_verification, 20),
    "create_batch": Flow(_create_batch, 20),
    "retry_verification": Flow(_retry_verification, 28),
    "cancel_verification": Flow(lambda s, user, one: s.fulfilment.cancel(UserId(user), VerificationId(one)), 28),
    "cancel_batch": Flow(lambda s, user, batch: s.batch_cancels.cancel(UserId(user), batch), 28),
    "listen_for_code": Flow(lambda s, user, one: s.listening.listen(UserId(user), VerificationId(one)), 10),
    "label_verification": Flow(_label_verification, 10),
    "close_account": Flow(_close_account, 10),
    "keep_account": Flow(lambda s, user: s.closures.keep(UserId(user)), 10),
    "limit_spending": Flow(_limit_spending, 10),
    # webhooks
    "receive_paystack_event": Flow(
        lambda s, reference, returned=False, dispute_lost=False: s.paystack_events.take(
            paystack_event(reference, returned=returned, dispute_lost=dispute_lost), None
        ),
        10,
    ),
    "receive_textverified_event": Flow(lambda s, order_id: s.supplier_events.take(order_id.encode(), None), 10),
    # queues
    "settle_deposit": Flow(_settle_deposit, 30),
    "request_number": Flow(lambda s, user, one: s.ordering.request_number(UserId(user), VerificationId(one)), 120),
    "fetch_code": Flow(_fetch_code, 45),
    "fetch_code_of": Flow(_fetch_code_of, 45),
    # timers
    "sweep_open_work": Flow(lambda s: s.sweeper.run(deadline=s.now() + SWEEP_TIME), 55),
    "cancel_orphan_orders": Flow(_cancel_orphan_orders, 120),
    "reconcile_books": Flow(_reconcile_books, 900),
    # commands of operators
    "freeze": Flow(lambda s, email: s.freezes.freeze(email, author="operator", reason="looks stolen"), 60),
    "unfreeze": Flow(lambda s, email: s.freezes.unfreeze(email, author="operator", reason="is the owner"), 60),
    "refund": Flow(lambda s, email: s.repaying.repay(email, author="operator", reason="closes the account"), 60),
}
