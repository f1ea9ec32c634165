"""Stories for the exhaustive search: each leads its flows to all their boundaries, in a calm world.

Stories are short on purpose: every call gets every possible fault, alone and with a second one.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from callbox.domain.deposits import Deposit
from callbox.domain.money import Money
from callbox.domain.verifications import Verification
from callbox.services.batches import DocumentedBatch
from tests.builders import ADA
from tests.money.customers import Customer
from tests.money.oversight_scenarios import OVERSIGHT
from tests.money.payments import Outcome
from tests.money.risk_scenarios import RISK
from tests.money.scenario import Scenario, supplied_by
from tests.money.supplying import EXPIRED, Behaviour, Text
from tests.money.world import ANOTHER_AREA, ITS_AREA, PRICE, PRICE_IN_AREA, Circumstances, World

_FIVE_THOUSAND = Money(500_000, "NGN")
_SHORT = 12.0
"""A supplier's window of this many seconds keeps the polling short."""


def _deposit(
    world: World,
    *,
    outcome: Outcome | None = None,
    webhook: bool = True,
    returns: bool = False,
    cancel_after_s: float | None = None,
) -> None:
    customer = Customer(world, ADA)

    def opened(deposit: Deposit) -> None:
        if cancel_after_s is not None:
            customer.cancel_deposit_later(deposit, delay_s=cancel_after_s)
        if outcome is None:
            return
        customer.pay_later(deposit, outcome, delay_s=20.0, webhook=webhook)
        if returns:
            customer.verify_later(deposit, delay_s=20.5)

    customer.deposit(_FIVE_THOUSAND, then=opened)


def _unknown(world: World) -> None:
    """A reference of another shop, and one that looks like ours."""
    world.fund(ADA, _FIVE_THOUSAND)
    world.notify_paid("order-17")
    world.start("receive_paystack_event", "01KJVKTCGR00000000000000ZZ-1", True, True)


def _last_minute(world: World, *, is_paid: bool) -> None:
    """A deposit fails at the end of its window; it may still be paid."""
    customer = Customer(world, ADA)
    world.auditor.sent_key(ADA, "late")
    created, _ = world.services.deposits.create(ADA, amount_minor=_FIVE_THOUSAND.minor, key="late", request_hash="")
    world.pass_unnoticed(hours=96)
    customer.verify_later(created, delay_s=5.0)
    if is_paid:
        customer.pay_later(created, Outcome(), delay_s=200.0)


def _buy(world: World, *, cancel_after_s: float | None = None, doubled: bool = False, wished: str = "") -> None:
    world.fund(ADA, _FIVE_THOUSAND)
    customer = Customer(world, ADA)

    def bought(verification: Verification) -> None:
        if cancel_after_s is not None:
            customer.cancel_later(verification, delay_s=cancel_after_s)

    for _ in range(2 if doubled else 1):
        customer.buy(PRICE_IN_AREA if wished else PRICE, key="purchase", wished=wished, then=bought)


def _buy_and_listen(world: World) -> None:
    """The customer asks for another code, and labels the number, while its texts come."""
    world.fund(ADA, _FIVE_THOUSAND)
    customer = Customer(world, ADA)

    def bought(verification: Verification) -> None:
        customer.label_later(verification, delay_s=1.5)
        customer.listen_later(verification, delay_s=6.0)

    customer.buy(PRICE, key="purchase", then=bought)


def _buy_with_two_workers(world: World) -> None:
    """The supplier refuses the first of two workers; the second gets a number before the first saves the refusal."""
    world.fund(ADA, _FIVE_THOUSAND)

    def bought(verification: Verification) -> None:
        for delay_s in (1.0, 1.005):
            world.start("request_number", ADA, verification.verification_id, delay_s=delay_s)

    Customer(world, ADA).buy(PRICE, key="purchase", then=bought)


def _buy_the_last_one_twice(world: World) -> None:
    """Two different requests with money for one."""
    world.fund(ADA, PRICE)
    customer = Customer(world, ADA)
    for key in ("first", "second"):
        customer.buy(PRICE, key=key)


def _retry(world: World, *, keys: tuple[str, ...] = ("again",)) -> None:
    world.fund(ADA, Money(3 * PRICE.minor, "NGN"))
    customer = Customer(world, ADA)

    def bought(verification: Verification) -> None:
        for key in keys:
            customer.retry_later(verification, key=key, delay_s=6.0)

    customer.buy(PRICE, then=bought)


def _retry_while_others_buy(world: World) -> None:
    """Another purchase spends the refund of a retry before the retry can buy."""
    world.fund(ADA, PRICE)
    customer = Customer(world, ADA)

    def bought(verification: Verification) -> None:
        customer.retry_later(verification, key="again", delay_s=6.0)
        for k in range(4):
            customer.buy(PRICE, key=f"other-{k}", delay_s=6.075 + k / 100)

    customer.buy(PRICE, then=bought)


def _limit_while_buying(world: World) -> None:
    """Purchases that were decided before the customer lowered the sum a day."""
    world.fund(ADA, _FIVE_THOUSAND)
    customer = Customer(world, ADA)
    for k in range(4):
        customer.limit_spending(PRICE.minor - 1, delay_s=0.02 * k)
    customer.buy(PRICE, key="purchase")


def _raise_a_limit(world: World) -> None:
    """A higher sum is asked for and spent at once; a refund makes room below the old one."""
    world.fund(ADA, _FIVE_THOUSAND)
    customer = Customer(world, ADA)
    customer.limit_spending(PRICE.minor)
    customer.limit_spending(10 * PRICE.minor, delay_s=1.0)
    for k in range(2):
        customer.buy(PRICE, key=f"early-{k}", delay_s=2.0 + k)
    customer.buy(PRICE, key="after the refund", delay_s=60.0)


def _close_while_buying(world: World) -> None:
    """The account is closed and kept again while its customer buys and tops up: before, while and after it closes."""
    world.fund(ADA, PRICE)
    customer = Customer(world, ADA)
    customer.close_account()
    customer.keep_account(delay_s=0.5)
    customer.deposit(_FIVE_THOUSAND, key="top-up", delay_s=0.15)
    for k, delay_s in enumerate((0.15, 1.0)):
        customer.buy(PRICE, key=f"purchase-{k}", delay_s=delay_s)


def _buy_while_closing(world: World) -> None:
    """The account is closed while purchases are on their way, each decided before the closure is written or after."""
    world.fund(ADA, PRICE)
    customer = Customer(world, ADA)
    customer.buy(PRICE, key="purchase")
    for k in range(6):
        customer.close_account(delay_s=0.01 * k)


def _paid_after_closing(world: World) -> None:
    """A payment succeeds whose customer cancelled it and closed the account; an operator sends it back."""
    customer = Customer(world, ADA)

    def opened(deposit: Deposit) -> None:
        customer.cancel_deposit_later(deposit, delay_s=1.0)
        customer.close_account(delay_s=5.0)
        customer.pay_later(deposit, _success, delay_s=20.0)

    customer.deposit(_FIVE_THOUSAND, then=opened)
    world.refund_account(ADA, delay_s=60.0)


def _refund_while_buying(world: World) -> None:
    """An operator refunds two payments of an account that is not frozen, whose customer tries to buy all the time."""
    for key in ("first", "second"):
        world.fund(ADA, PRICE, key=key)
    world.refund_account(ADA)
    for k in range(12):
        Customer(world, ADA).buy(PRICE, key=f"purchase-{k}", delay_s=0.04 + k)


def _batch(world: World, *, cancel_after_s: float | None = None) -> None:
    world.fund(ADA, _FIVE_THOUSAND)
    customer = Customer(world, ADA)

    def bought(batch: DocumentedBatch) -> None:
        if cancel_after_s is not None:
            customer.cancel_batch_later(batch, delay_s=cancel_after_s)

    customer.buy_batch(PRICE, quantity=2, then=bought)


_CODE = Behaviour(texts=(Text(5.0),))
_UNSURE = Behaviour(window_s=_SHORT, texts=(Text(5.0, has_code=False),), state_lag_s=2.0, sends_webhooks=False)
_NO_CODE = Behaviour(window_s=_SHORT)
_CALM = Circumstances()
_success = Outcome()

SCENARIOS: Mapping[str, Scenario] = {
    # deposits
    "a webhook announces an unknown payment": Scenario(_unknown, _CALM),
    "a deposit is credited by the webhook": Scenario(partial(_deposit, outcome=_success), _CALM),
    "a deposit is credited when the customer returns": Scenario(
        partial(_deposit, outcome=_success, webhook=False, returns=True), _CALM
    ),
    "webhook, customer and sweeper check one payment at once": Scenario(
        partial(_deposit, outcome=_success, returns=True), replace(_CALM, webhook_copies=lambda: 2, sweepers=2)
    ),
    "a deposit is credited by the sweeper alone": Scenario(partial(_deposit, outcome=_success, webhook=False), _CALM),
    "a payment is too small": Scenario(
        partial(_deposit, outcome=Outcome(paid=Money(499_900, "NGN"), requested=_FIVE_THOUSAND)), _CALM
    ),
    "a payment has another requested amount": Scenario(
        partial(_deposit, outcome=Outcome(paid=Money(1_000_000, "NGN"))), _CALM
    ),
    "a payment is in another currency": Scenario(
        partial(_deposit, outcome=Outcome(paid=Money(500_000, "USD"), requested=Money(500_000, "USD"))), _CALM
    ),
    "a payment covers the fees too": Scenario(
        partial(_deposit, outcome=Outcome(paid=Money(507_500, "NGN"), requested=_FIVE_THOUSAND)), _CALM
    ),
    "a payment is reversed": Scenario(partial(_deposit, outcome=Outcome(status="reversed")), _CALM),
    "a payment comes after its deposit has failed": Scenario(partial(_last_minute, is_paid=True), _CALM),
    "a deposit is never paid": Scenario(partial(_last_minute, is_paid=False), _CALM),
    "a cancelled deposit is paid": Scenario(partial(_deposit, outcome=_success, cancel_after_s=5.0), _CALM),
    "a cancelled deposit is paid, and only the sweeper notices": Scenario(
        partial(_deposit, outcome=_success, webhook=False, cancel_after_s=5.0), _CALM
    ),
    "a deposit is cancelled while its payment is credited": Scenario(
        partial(_deposit, outcome=_success, returns=True, cancel_after_s=20.5), _CALM
    ),
    # purchases
    "a poll finds the code": Scenario(_buy, supplied_by(replace(_CODE, sends_webhooks=False))),
    "a webhook brings the code": Scenario(_buy, supplied_by(replace(_CODE, texts=(Text(1.0), Text(3.0))))),
    "texts come after the code, one of a denied service": Scenario(
        _buy_and_listen,
        supplied_by(
            Behaviour(window_s=16.0, texts=(Text(1.0), Text(8.0, is_denied=True), Text(11.0)), sends_webhooks=False)
        ),
    ),
    "a text has no certain code": Scenario(
        _buy, supplied_by(Behaviour(window_s=_SHORT, texts=(Text(5.0, has_code=False),)))
    ),
    "a text comes from a denied service": Scenario(
        _buy, supplied_by(Behaviour(window_s=_SHORT, texts=(Text(3.0, is_denied=True), Text(4.0))))
    ),
    "a text without a code is shown before a denied one": Scenario(
        _buy, supplied_by(Behaviour(window_s=_SHORT, texts=(Text(1.0, has_code=False), Text(6.0, is_denied=True))))
    ),
    "no code comes in time": Scenario(_buy, supplied_by(_NO_CODE)),
    "the supplier never settles": Scenario(
        _buy, supplied_by(Behaviour(window_s=_SHORT, cancels_from_s=None, settles_s=None))
    ),
    "the order completes without a text": Scenario(
        _buy, supplied_by(Behaviour(window_s=_SHORT, completes_alone_s=5.0))
    ),
    "the supplier refuses": Scenario(_buy, supplied_by(Behaviour(refusal="supplier_out_of_credit", refusals=9))),
    "the supplier abandons the order": Scenario(_buy, supplied_by(Behaviour(refusal=EXPIRED, refusals=9))),
    "the number arrives later": Scenario(_buy, supplied_by(replace(_CODE, number_after_s=5.0))),
    "no number ever arrives": Scenario(_buy, supplied_by(Behaviour(number_after_s=None))),
    "the order is accepted and the answer is an error": Scenario(
        _buy, supplied_by(replace(_CODE, breaks_after_accepting=True))
    ),
    "the order takes longer than we wait": Scenario(_buy, supplied_by(replace(_CODE, order_takes_s=35.0))),
    "the request is abandoned while the order is under way": Scenario(
        _buy,
        supplied_by(
            replace(_NO_CODE, order_takes_s=25.0),
            lateness_s=lambda: 45.0,
            skew_s=lambda flow: 300.0 if flow == "sweep_open_work" else 0.0,
            most_skew_s=300.0,
        ),
    ),
    "the number arrives just as its request is abandoned": Scenario(
        _buy,
        supplied_by(
            replace(_NO_CODE, order_takes_s=14.915),  # between the sweeper's read and its decision
            lateness_s=lambda: 45.0,
            skew_s=lambda flow: 300.0 if flow == "sweep_open_work" else 0.0,
            most_skew_s=300.0,
        ),
    ),
    "the number has the wished area code": Scenario(partial(_buy, wished=ITS_AREA), supplied_by(_CODE)),
    "the number has another area code": Scenario(partial(_buy, wished=ANOTHER_AREA), supplied_by(_CODE)),
    "the number has another area code and the supplier refuses to cancel": Scenario(
        partial(_buy, wished=ANOTHER_AREA), supplied_by(replace(_NO_CODE, cancels_from_s=None))
    ),
    "two workers get a number with another area code": Scenario(
        partial(_buy, wished=ANOTHER_AREA, doubled=True), supplied_by(_CODE, copies=lambda: 2)
    ),
    "polls are never delivered": Scenario(_buy, supplied_by(_CODE, idle=frozenset({"fetch_code"}))),
    "order requests are never delivered": Scenario(_buy, supplied_by(_CODE, idle=frozenset({"request_number"}))),
    # two at once
    "a purchase is sent twice with one key": Scenario(partial(_buy, doubled=True), supplied_by(_CODE)),
    "one worker is refused while another gets a number": Scenario(
        _buy_with_two_workers,
        supplied_by(
            replace(_CODE, refusal="no_numbers", refusals=1, refusal_takes_s=0.1, order_takes_s=0.0),
            idle=frozenset({"request_number"}),
        ),
    ),
    "two purchases compete for the money of one": Scenario(_buy_the_last_one_twice, supplied_by(_CODE)),
    "a purchase meets a limit that was just lowered": Scenario(_limit_while_buying, supplied_by(_NO_CODE)),
    "a limit is raised and its customer buys at once": Scenario(_raise_a_limit, supplied_by(_NO_CODE)),
    "an account is closed and kept while its customer buys and tops up": Scenario(
        _close_while_buying, supplied_by(_NO_CODE)
    ),
    "an account is closed while a purchase is on its way": Scenario(_buy_while_closing, supplied_by(_NO_CODE)),
    "a payment succeeds after its account was closed": Scenario(_paid_after_closing, _CALM),
    "an account that buys is refunded": Scenario(
        _refund_while_buying, supplied_by(_NO_CODE, refund_takes_s=lambda number: 4.0 * number)
    ),
    # cancels and retries
    "a number is cancelled": Scenario(partial(_buy, cancel_after_s=3.0), supplied_by(_NO_CODE)),
    "a code comes while its number is cancelled": Scenario(
        partial(_buy, cancel_after_s=5.4), supplied_by(replace(_CODE, state_lag_s=2.0))
    ),
    "a code that nobody has read yet comes before the cancel": Scenario(
        partial(_buy, cancel_after_s=5.4),
        supplied_by(replace(_CODE, state_lag_s=2.0, sends_webhooks=False), idle=frozenset({"fetch_code"})),
    ),
    "the supplier refuses to cancel": Scenario(
        partial(_buy, cancel_after_s=3.0), supplied_by(replace(_CODE, cancels_from_s=None))
    ),
    "a code comes after the cancel": Scenario(
        partial(_buy, cancel_after_s=3.0), supplied_by(replace(_CODE, texts_after_return=True))
    ),
    "two requests retry one number": Scenario(partial(_retry, keys=("one", "two")), supplied_by(_NO_CODE)),
    "the refund is spent before the retry can buy": Scenario(_retry_while_others_buy, supplied_by(_NO_CODE)),
    "a retry is sent twice with one key": Scenario(partial(_retry, keys=("once", "once")), supplied_by(_NO_CODE)),
    "a number is retried after its code": Scenario(
        _retry, supplied_by(replace(_CODE, texts=(Text(1.0),), sends_webhooks=False))
    ),
    "the same number is assigned again and gets a text": Scenario(
        _retry, supplied_by(Behaviour(window_s=_SHORT, texts=(Text(7.0),)), number=lambda: "12025550100")
    ),
    "a text without a code comes while its number is cancelled": Scenario(
        partial(_buy, cancel_after_s=5.4), supplied_by(_UNSURE)
    ),
    "a text without a code comes while its number is retried": Scenario(_retry, supplied_by(_UNSURE)),
    "a webhook comes after the order has timed out": Scenario(
        _buy,
        supplied_by(
            Behaviour(window_s=_SHORT, settles_s=0.0, texts=(Text(14.0, has_code=False),), texts_after_return=True),
            idle=frozenset({"fetch_code"}),
        ),
    ),
    "a webhook comes after the end while the order is still open": Scenario(
        _buy,
        supplied_by(
            Behaviour(window_s=_SHORT, settles_s=60.0, texts=(Text(14.0, has_code=False),), state_lag_s=60.0),
            idle=frozenset({"fetch_code"}),
        ),
    ),
    # several at once
    "a text without a code comes while its batch is cancelled": Scenario(
        partial(_batch, cancel_after_s=5.4), supplied_by(_UNSURE)
    ),
    "a batch is bought": Scenario(_batch, supplied_by(_CODE)),
    "a code comes while its batch is cancelled": Scenario(
        partial(_batch, cancel_after_s=5.4), supplied_by(replace(_CODE, state_lag_s=2.0))
    ),
    "a batch is cancelled": Scenario(partial(_batch, cancel_after_s=3.0), supplied_by(_NO_CODE)),
    "a batch is refused": Scenario(_batch, supplied_by(Behaviour(refusal="no_numbers", refusals=9))),
    # returns, freezes, orphan orders, reconciliation
    **OVERSIGHT,
    # withheld texts, shared cards, disputed payers
    **RISK,
}
