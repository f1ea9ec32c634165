"""A customer's money: the balance, the amount that open verifications hold, and the statement."""

from callbox.domain.ledger import WalletNow
from callbox.domain.money import Money
from tests.builders import ADA, BOB, PRICE, naira
from tests.services.world import World, minutes


def test_a_new_customer_has_an_empty_wallet(world: World) -> None:
    assert world.wallets.wallet(BOB) == WalletNow(naira(0), naira(0), 0)
    assert world.wallets.entries(BOB, before_n=None, limit=20) == []


def test_the_held_amount_is_the_sum_of_the_open_verifications(world: World) -> None:
    world.fund(naira(5_000))
    paid, cancelled, _ = (world.buy_with_number() for _ in range(3))
    world.buy()
    assert world.wallets.wallet(ADA).held.minor == 4 * PRICE.minor

    world.supplier.deliver(world.order_of(paid), "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(paid))
    world.fulfilment.cancel(ADA, cancelled.verification_id)

    wallet = world.wallets.wallet(ADA)

    assert (wallet.balance, wallet.held) == (Money(500_000 - 3 * PRICE.minor, "NGN"), Money(2 * PRICE.minor, "NGN"))
    assert wallet.revision == world.entries()[-1].n == 6


def test_nothing_is_held_when_every_verification_has_ended(world: World) -> None:
    world.fund(naira(5_000))
    world.buy()
    world.buy()
    world.live(minutes(16))

    assert world.wallets.wallet(ADA).held == naira(0)
    assert world.balance_minor == 500_000


def test_a_statement_is_paged_newest_first(world: World) -> None:
    world.fund(naira(5_000))
    verification = world.buy_with_number()
    world.fulfilment.cancel(ADA, verification.verification_id)
    world.buy()

    first = world.wallets.entries(ADA, before_n=None, limit=3)
    rest = world.wallets.entries(ADA, before_n=first[-1].n, limit=3)

    statement = [(entry.n, entry.kind, entry.amount.minor, entry.balance_after.minor) for entry in [*first, *rest]]
    assert statement == [
        (4, "purchase", -45_000, 455_000),
        (3, "refund", 45_000, 500_000),
        (2, "purchase", -45_000, 455_000),
        (1, "deposit", 500_000, 500_000),
    ]
