"""Stories of accounts that cost us: withheld texts, shared cards, payers who won disputes."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money
from callbox.domain.payers import PaidAccount
from tests.builders import ADA, BOB, a_user
from tests.money.customers import Customer
from tests.money.payments import Outcome
from tests.money.scenario import Scenario, supplied_by
from tests.money.scheduler import START
from tests.money.supplying import Behaviour, Text
from tests.money.world import PRICE, Circumstances, World

_CARD = "SIG_1"
_PAYER = f"card:hash of {_CARD}"
_CALM = Circumstances()
_DENIED = Behaviour(window_s=12.0, texts=(Text(1.0, is_denied=True),))
_FOR_FOUR = Money(4 * PRICE.minor, "NGN")


def _withheld(world: World, *, buys_at_s: tuple[float, ...] = (), freed_at_s: float | None = None) -> None:
    """Three numbers get texts of a service that is not for sale, while the customer goes on buying."""
    world.fund(ADA, _FOR_FOUR)
    customer = Customer(world, ADA)
    customer.buy_batch(PRICE, quantity=3)
    for at_s in buys_at_s:
        customer.buy(PRICE, key=f"at {at_s}", delay_s=at_s)
    if freed_at_s is not None:
        world.start("unfreeze", a_user(ADA).email, delay_s=freed_at_s)


def _paid_for(world: World, *names: str, disputed: bool = False) -> None:
    """The card has paid for these accounts before."""
    before = START - timedelta(days=1)
    for name in names:
        known = PaidAccount(_PAYER, UserId(name), DepositId(f"of {name}"), before, before, before if disputed else None)
        world.tables.payers[_PAYER, known.user_id] = known


def _pay_by_card(world: World, *, buys: bool = False) -> None:
    """The payment is announced, and the customer asks for it at the same time and buys with it."""
    customer = Customer(world, ADA)

    def opened(deposit: Deposit) -> None:
        customer.pay_later(deposit, Outcome(card=_CARD), delay_s=20.0)
        customer.verify_later(deposit, delay_s=20.005)
        if buys:
            customer.buy(PRICE, delay_s=20.1)

    customer.deposit(PRICE, then=opened)


def _fourth_account(world: World) -> None:
    _paid_for(world, "one", "two", "three")
    _pay_by_card(world, buys=True)


def _two_last_accounts(world: World) -> None:
    """Two new accounts are paid for by one card at the same moment: at least one of them is the fourth."""
    _paid_for(world, "one", "two", "three")
    for user_id in (ADA, BOB):
        customer = Customer(world, user_id)
        customer.deposit(PRICE, then=partial(customer.pay_later, outcome=Outcome(card=_CARD), delay_s=20.0))


def _disputed_payer(world: World) -> None:
    _paid_for(world, "one", disputed=True)
    _pay_by_card(world)


def _charged_back(world: World) -> None:
    """A card's payment is charged back, and then the card pays for another account."""
    reference = world.fund(ADA, PRICE, card=_CARD)

    def lose() -> None:
        if world.paystack.charge_back(reference):
            world.notify_returned(reference)

    world.scheduler.after(2.0, lose)
    customer = Customer(world, BOB)
    customer.deposit(PRICE, then=partial(customer.pay_later, outcome=Outcome(card=_CARD), delay_s=60.0))


RISK: Mapping[str, Scenario] = {
    "three texts are withheld": Scenario(_withheld, supplied_by(_DENIED)),
    "a customer buys while the third text is withheld": Scenario(
        partial(_withheld, buys_at_s=(8.0, 12.5)), supplied_by(_DENIED)
    ),
    "an operator allows purchases after three withheld texts": Scenario(
        partial(_withheld, freed_at_s=60.0), supplied_by(_DENIED)
    ),
    "a card pays for a fourth account": Scenario(_fourth_account, supplied_by(_DENIED)),
    "a card pays for two new accounts at once": Scenario(_two_last_accounts, _CALM),
    "a payer who won a dispute pays again": Scenario(_disputed_payer, _CALM),
    "a card that was charged back pays for another account": Scenario(_charged_back, _CALM),
}
