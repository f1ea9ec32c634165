"""Stories of returns, frozen accounts, orphan orders and reconciliations."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from callbox.domain.money import Money
from tests.builders import ADA, BOB, a_user
from tests.money.customers import Customer
from tests.money.payments import Outcome
from tests.money.scenario import Scenario, supplied_by
from tests.money.supplying import Behaviour, Text
from tests.money.world import PRICE, Circumstances, World

_FIVE_THOUSAND = Money(500_000, "NGN")
_A_PART = 100_000
_A_DAY_S = 86_400.0
_CALM = Circumstances()
_CODE = Behaviour(window_s=12.0, texts=(Text(1.0),))
_EMAIL = a_user(ADA).email

Story = Callable[[World], None]
Happening = Callable[[World, str], None]
"""What happens to the payment with this reference."""


def _refund(minor: int, *, webhook: bool = True) -> Happening:
    def happen(world: World, reference: str) -> None:
        if world.paystack.refund(reference, minor) and webhook:
            world.notify_returned(reference)

    return happen


def _charge_back(world: World, reference: str) -> None:
    if world.paystack.charge_back(reference):
        world.notify_returned(reference)


def _charge_back_unheard(world: World, reference: str) -> None:
    world.paystack.charge_back(reference)


def _win(world: World, reference: str) -> None:
    world.paystack.restore(reference)
    world.notify_returned(reference)


def _win_unheard(world: World, reference: str) -> None:
    world.paystack.restore(reference)


def _dispute(world: World, reference: str) -> None:
    """A dispute is opened: nothing is returned yet."""
    world.notify_returned(reference)


def _lose_dispute(world: World, reference: str) -> None:
    """A dispute is lost, whether or not money is returned."""
    if world.paystack.lose_dispute(reference):
        world.notify_dispute_lost(reference)


def _free(world: World, _reference: str) -> None:
    """An operator unfreezes the account."""
    world.start("unfreeze", _EMAIL)


def _returned(
    *happenings: tuple[float, Happening], amount: Money = _FIVE_THOUSAND, buys_at_s: float | None = None
) -> Story:
    """A payment is credited, the customer may buy, and then the payment changes."""

    def begin(world: World) -> None:
        reference = world.fund(ADA, amount)
        if buys_at_s is not None:
            Customer(world, ADA).buy(PRICE, delay_s=buys_at_s)
        for at_s, happen in happenings:
            world.scheduler.after(at_s, partial(happen, world, reference))

    return begin


def _paid(*happenings: tuple[float, Happening]) -> Story:
    """A deposit is paid after a second; the next events come before its webhook is processed."""

    def begin(world: World) -> None:
        customer = Customer(world, ADA)

        def opened(deposit: object) -> None:
            reference = next(iter(world.paystack.asked))
            customer.pay_later(deposit, Outcome(), delay_s=1.0)  # type: ignore[arg-type]
            for at_s, happen in happenings:
                world.scheduler.after(at_s, partial(happen, world, reference))

        customer.deposit(_FIVE_THOUSAND, then=opened)

    return begin


def _paid_twice(world: World, *, then: Happening | None = None) -> None:
    """An unclear answer left two checkouts; the customer pays the shown one and then the lost one."""
    customer = Customer(world, ADA)

    def pay_the_lost_one() -> None:
        lost = next(iter(world.paystack.asked))
        world.paystack.pay(lost, Outcome())
        world.notify_paid(lost)
        if then is not None:
            world.scheduler.after(3.0, partial(then, world, lost))

    def opened(deposit: object) -> None:
        customer.pay_later(deposit, Outcome(), delay_s=1.0)  # type: ignore[arg-type]
        world.scheduler.after(3.0, pay_the_lost_one)

    customer.deposit(_FIVE_THOUSAND, then=opened)


def _frozen(*acts: tuple[float, str], buys_at_s: tuple[float, ...] = ()) -> Story:
    """Operators freeze and unfreeze an account that buys."""

    def begin(world: World) -> None:
        world.fund(ADA, _FIVE_THOUSAND)
        for at_s, act in acts:
            world.start(act, _EMAIL, delay_s=at_s)
        for at_s in buys_at_s:
            Customer(world, ADA).buy(PRICE, key=f"at {at_s}", delay_s=at_s)

    return begin


def _frozen_twice(world: World) -> None:
    """An operator and a chargeback freeze an account at once."""
    reference = world.fund(ADA, _FIVE_THOUSAND)
    world.start("freeze", _EMAIL, delay_s=1.0)
    world.scheduler.after(0.98, partial(_charge_back, world, reference))


def _paid_out(*at_s: float, buys_at_s: tuple[float, ...] = (), meanwhile: Mapping[float, Happening] = {}) -> Story:
    """An account with two payments is frozen, and operators pay it out at these times.

    `meanwhile` also happens to its newer payment.
    """

    def begin(world: World) -> None:
        world.fund(ADA, _FIVE_THOUSAND)
        newer = world.fund(ADA, PRICE, key="newer")
        for buy_s in buys_at_s:
            Customer(world, ADA).buy(PRICE, key=f"at {buy_s}", delay_s=buy_s)
        world.start("freeze", _EMAIL, delay_s=1.0)
        for time_s in at_s:
            world.refund_account(ADA, delay_s=time_s)
        for time_s, happen in meanwhile.items():
            world.scheduler.after(time_s, partial(happen, world, newer))

    return begin


def _unheard(world: World, outcome: Outcome = Outcome(), *, paid_at_s: float = 20_000.0) -> None:  # noqa: B008 - it is frozen
    """A deposit is paid after it has failed, without a webhook: only the reconciliation can find it."""
    customer = Customer(world, ADA)
    world.auditor.sent_key(ADA, "late")
    created, _ = world.services.deposits.create(ADA, amount_minor=_FIVE_THOUSAND.minor, key="late", request_hash="")
    world.pass_unnoticed(hours=96)
    customer.verify_later(created, delay_s=5.0)
    customer.pay_later(created, outcome, delay_s=paid_at_s, webhook=False)


def _reconciled(world: World) -> None:
    """The reconciliation runs while the books hold one of everything, and while they change."""
    references = [world.fund(user_id, _FIVE_THOUSAND) for user_id in (ADA, BOB)]
    _refund(_A_PART, webhook=False)(world, references[0])
    _charge_back_unheard(world, references[1])
    ada, bob = Customer(world, ADA), Customer(world, BOB)
    bob.deposit(_FIVE_THOUSAND, then=lambda deposit: bob.pay_later(deposit, Outcome(paid=PRICE), delay_s=1.0))
    ada.buy(PRICE)
    world.reconcile(delay_s=2.0)
    for k in range(3):
        ada.buy(PRICE, key=f"meanwhile-{k}", delay_s=2.1 + k * 0.07)


def _without_payer(world: World) -> None:
    """A text ends its verification unpaid, and is billed; the reconciliation runs long after the order."""
    world.fund(ADA, _FIVE_THOUSAND)
    Customer(world, ADA).buy(PRICE)
    world.reconcile(delay_s=5_000.0)


def _reconciled_while_it_moves(world: World) -> None:
    """A wallet keeps moving during its audit."""
    world.fund(ADA, _FIVE_THOUSAND)
    world.reconcile(delay_s=2.0)
    for k in range(4):
        Customer(world, ADA).buy(PRICE, key=f"meanwhile-{k}", delay_s=1.95 + k * 0.06)


_spent = replace(_CALM, behave=lambda _: _CODE)
_refused = supplied_by(Behaviour(refusal="no_numbers", refusals=9))
_kept = Behaviour(number_after_s=None)

OVERSIGHT: Mapping[str, Scenario] = {
    # returned payments
    "a payment is refunded in part": Scenario(_returned((5.0, _refund(_A_PART))), _CALM),
    "a payment is refunded in full": Scenario(_returned((5.0, _refund(500_000))), _CALM),
    "two refunds of a payment happen at once": Scenario(
        _returned((5.0, _refund(_A_PART)), (5.02, _refund(_A_PART))),
        replace(_CALM, webhook_copies=lambda: 2),
    ),
    "a payment is charged back": Scenario(_returned((5.0, _charge_back)), _CALM),
    "a partly refunded payment is charged back": Scenario(
        _returned((5.0, _refund(_A_PART)), (6.0, _charge_back)), _CALM
    ),
    "a partly spent payment is charged back": Scenario(_returned((20.0, _charge_back), buys_at_s=0.0), _spent),
    "a fully spent payment is charged back": Scenario(
        _returned((20.0, _charge_back), amount=PRICE, buys_at_s=0.0), _spent
    ),
    "a payment is refunded while its money is spent": Scenario(
        _returned((5.0, _refund(PRICE.minor)), amount=PRICE, buys_at_s=5.02), _spent
    ),
    "a payment is charged back while its money is spent": Scenario(
        _returned((5.0, _charge_back), buys_at_s=5.02), _spent
    ),
    "a payment is returned before it is credited": Scenario(_paid((1.01, _refund(_A_PART))), _CALM),
    "a dispute is lost before its payment is credited": Scenario(
        _paid((1.01, _charge_back_unheard), (1.02, _lose_dispute), (20.0, _win), (40.0, _refund(_A_PART))), _CALM
    ),
    "a deposit is paid at both of its checkouts": Scenario(_paid_twice, replace(_CALM, unclear_openings=1)),
    "a deposit is paid at both of its checkouts and one payment is returned": Scenario(
        partial(_paid_twice, then=_refund(_A_PART)), replace(_CALM, unclear_openings=1)
    ),
    "a dispute is opened and nothing is returned": Scenario(_returned((5.0, _dispute)), _CALM),
    "a dispute is won after its money was taken": Scenario(_returned((5.0, _charge_back), (20.0, _win)), _CALM),
    "a dispute is won without a webhook": Scenario(_returned((5.0, _charge_back), (20.0, _win_unheard)), _CALM),
    "a lost dispute is paid as a refund": Scenario(
        _returned((5.0, _refund(500_000)), (5.05, _lose_dispute)), replace(_CALM, webhook_copies=lambda: 2)
    ),
    "a refund is announced only by its lost dispute": Scenario(
        _returned((5.0, _refund(_A_PART, webhook=False)), (5.05, _lose_dispute)), _CALM
    ),
    "a lost dispute is announced before its refund": Scenario(
        _returned((5.0, _lose_dispute), (9.0, _refund(_A_PART))), _CALM
    ),
    "a dispute is lost and nothing is returned": Scenario(_returned((5.0, _lose_dispute)), _CALM),
    "an account is unfrozen and its lost dispute announced again": Scenario(
        _returned((5.0, _refund(_A_PART)), (6.0, _lose_dispute), (8.0, _free), (8.02, _lose_dispute)), _CALM
    ),
    "only the reconciliation finds a refund": Scenario(_returned((5.0, _refund(_A_PART, webhook=False))), _CALM),
    "only the reconciliation finds a chargeback": Scenario(_returned((5.0, _charge_back_unheard)), _CALM),
    # frozen accounts
    "an account is frozen while it buys": Scenario(
        _frozen((1.0, "freeze"), buys_at_s=(0.975, 0.985, 0.995, 1.005, 2.0)), _spent
    ),
    "an account is unfrozen and frozen at once": Scenario(
        _frozen((1.0, "freeze"), (2.0, "unfreeze"), (2.01, "freeze"), buys_at_s=(2.03,)), _spent
    ),
    "an operator and a chargeback freeze an account at once": Scenario(_frozen_twice, _CALM),
    # pay-outs
    "a frozen account is paid out": Scenario(_paid_out(2.0), _CALM),
    "two operators pay out one account": Scenario(_paid_out(2.0, 2.0), _CALM),
    "an operator pays out an account after another has started": Scenario(_paid_out(2.0, 2.085, 2.12), _CALM),
    "an account that has bought is paid out": Scenario(
        _paid_out(2.0, 120.0, buys_at_s=(0.0,)), supplied_by(Behaviour(window_s=20.0))
    ),
    "an account is paid out again while its refunds are processed": Scenario(
        _paid_out(20.0, 22.0, 25.165, buys_at_s=(0.0,)), _spent
    ),
    "Paystack does not process an operator's refund": Scenario(
        _paid_out(2.0, 40.0), replace(_CALM, refund_takes_s=lambda nth: None if nth == 1 else 5.0)
    ),
    "an account is paid out while its payment is charged back": Scenario(
        _paid_out(2.0, meanwhile={2.03: _charge_back}), _CALM
    ),
    "an account is paid out before it is frozen": Scenario(_paid_out(0.5), _CALM),
    # orphan orders
    "the supplier refuses to cancel an orphan order": Scenario(
        _frozen(buys_at_s=(0.0,)), supplied_by(replace(_kept, cancels_from_s=None))
    ),
    "the cancel of one of three orphan orders is never answered": Scenario(
        _frozen(buys_at_s=(0.0, 1.0, 2.0)),
        Circumstances(
            behave=lambda key: replace(_kept, answers_cancels=False, settles_s=None) if key.endswith("3") else _kept
        ),
    ),
    "an orphan order is listed beside an owned one": Scenario(
        _frozen(buys_at_s=(0.0, 1.0)),
        Circumstances(behave=lambda key: _kept if key.endswith("3") else Behaviour(), idle=frozenset({"fetch_code"})),
    ),
    # the reconciliation
    "only the reconciliation finds a late payment": Scenario(_unheard, _CALM),
    "only the reconciliation finds a late mismatched payment": Scenario(
        partial(_unheard, outcome=Outcome(paid=PRICE)), _CALM
    ),
    "only the weekly reconciliation finds a payment on the eighth day": Scenario(
        partial(_unheard, paid_at_s=4 * _A_DAY_S), _CALM
    ),
    "the books are reconciled while they change": Scenario(_reconciled, _refused),
    "an order of a refunded customer is billed": Scenario(
        _without_payer,
        supplied_by(Behaviour(texts=(Text(1.0, is_denied=True),)), idle=frozenset({"fetch_code"})),
    ),
    "a wallet keeps moving during its audit": Scenario(_reconciled_while_it_moves, _refused),
}
