"""Customers: they repeat an unanswered request with the same key, as the site does."""

from collections.abc import Callable
from typing import Any

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.verifications import Verification
from callbox.services.batches import DocumentedBatch
from tests.money.payments import Outcome
from tests.money.scheduler import Task
from tests.money.world import World

_TRIES = 4
_PAUSE_S = 3.0

Then = Callable[[Any], None]


class Customer:
    """One account. A request's `then` is called with each answer that one of its senders gets."""

    def __init__(self, world: World, user_id: UserId) -> None:
        self._world = world
        self.user_id = user_id
        self._keys = 0

    def deposit(self, amount: Money, *, key: str | None = None, then: Then | None = None, delay_s: float = 0.0) -> None:
        self._ask("create_deposit", amount.minor, self._key(key), then=_first_of(then), delay_s=delay_s)

    def pay_later(self, deposit: Deposit, outcome: Outcome, *, delay_s: float, webhook: bool = True) -> None:
        """Act at the checkout that was shown. Paystack announces a success to us."""
        if deposit.authorization_url is None:
            return
        reference = deposit.authorization_url.rpartition("/")[2]

        def pay() -> None:
            self._world.record.note(self._world.scheduler.now_s, self.user_id, f"{outcome.status} for {reference}")
            self._world.paystack.pay(reference, outcome)
            if webhook and outcome.status == "success":
                self._world.notify_paid(reference)

        self._world.scheduler.after(delay_s, pay)

    def verify_later(self, deposit: Deposit, *, delay_s: float) -> None:
        self._ask("verify_deposit", deposit.deposit_id, delay_s=delay_s)

    def cancel_deposit_later(self, deposit: Deposit, *, delay_s: float) -> None:
        self._ask("cancel_deposit", deposit.deposit_id, delay_s=delay_s)

    def limit_spending(self, minor: int | None, *, delay_s: float = 0.0) -> None:
        """Allow oneself this sum a day; None for any."""
        self._ask("limit_spending", minor, delay_s=delay_s)

    def close_account(self, *, delay_s: float = 0.0) -> None:
        self._ask("close_account", delay_s=delay_s)

    def keep_account(self, *, delay_s: float) -> None:
        self._ask("keep_account", delay_s=delay_s)

    def buy(
        self,
        price: Money,
        *,
        key: str | None = None,
        wished: str = "",
        then: Then | None = None,
        delay_s: float = 0.0,
    ) -> None:
        """Buy a number; `wished` is its area code, or empty for any."""
        wish = (wished,) if wished else ()
        self._ask("create_verification", price.minor, self._key(key), *wish, then=_first_of(then), delay_s=delay_s)

    def buy_batch(self, price: Money, *, quantity: int, then: Then | None = None, delay_s: float = 0.0) -> None:
        self._ask("create_batch", price.minor, self._key(None), quantity, then=_first_of(then), delay_s=delay_s)

    def cancel_later(self, verification: Verification, *, delay_s: float) -> None:
        self._ask("cancel_verification", verification.verification_id, delay_s=delay_s)

    def listen_later(self, verification: Verification, *, delay_s: float) -> None:
        self._ask("listen_for_code", verification.verification_id, delay_s=delay_s)

    def label_later(self, verification: Verification, *, delay_s: float) -> None:
        self._ask("label_verification", verification.verification_id, delay_s=delay_s)

    def cancel_batch_later(self, batch: DocumentedBatch, *, delay_s: float) -> None:
        self._ask("cancel_batch", batch.batch_id, delay_s=delay_s)

    def retry_later(
        self, verification: Verification, *, delay_s: float, key: str | None = None, then: Then | None = None
    ) -> None:
        self._ask(
            "retry_verification",
            verification.verification_id,
            self._key(key),
            then=_first_of(then),
            delay_s=delay_s,
        )

    def _key(self, chosen: str | None) -> str:
        self._keys += 1
        key = chosen or f"key-{self._keys}"
        self._world.auditor.sent_key(self.user_id, key)
        return key

    def _ask(self, flow: str, *args: Any, then: Then | None = None, delay_s: float = 0.0, tries: int = _TRIES) -> None:
        def ended(task: Task) -> None:
            if task.crashed or isinstance(task.error, (Unavailable, Uncertain)):
                if tries > 1:
                    self._ask(flow, *args, then=then, delay_s=_PAUSE_S, tries=tries - 1)
            elif task.error is None and then is not None:
                then(task.result)

        self._world.start(flow, self.user_id, *args, on_end=ended, delay_s=delay_s)


def _first_of(then: Then | None) -> Then | None:
    """Adapt to services that return (document, what else they know), or the documents."""
    if then is None:
        return None
    return lambda answer: then(answer[0])
