"""No customer makes us pay for nothing: withheld texts, shared cards, lost disputes, and earned trust."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Refused
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.payers import traits
from callbox.domain.trust import LIMITS, Limits
from callbox.domain.verifications import Verification
from tests.builders import ADA, a_selection, a_user, naira
from tests.services.oversight import WatchedWorld

DENIED_TEXT = "Chase: Your one-time code is 730164. We'll NEVER call you to ask for it."


KEYS = count()


def buy(world: WatchedWorld, user_id: UserId = ADA) -> Verification:
    [bought] = world.verifications.create(
        user_id, a_selection(), max_price_minor=10**9, key=f"key-{next(KEYS)}", request_hash="x"
    ).verifications
    world.ordering.request_number(user_id, bought.verification_id)
    return world.verifications.get(user_id, bought.verification_id).verification


@pytest.fixture
def world() -> Iterator[WatchedWorld]:
    world = WatchedWorld()
    yield world
    assert world.audit.account(ADA) == []


def text_a_denied_code(world: WatchedWorld, user_id: UserId = ADA) -> Verification:
    """Buy a number and text it a code of a service that is not for sale, from another phone."""
    bought = buy(world, user_id)
    world.supplier.deliver(bought.order_id or "", DENIED_TEXT)
    world.fulfilment.fetch_code_of(bought.order_id or "")
    return world.verifications.get(user_id, bought.verification_id).verification


def pay(
    world: WatchedWorld, user_id: UserId = ADA, *, card: str | None = None, minor: int = 500_000, **how: object
) -> Deposit:
    deposit, _ = world.deposits.create(user_id, amount_minor=minor, key=f"key-{next(KEYS)}", request_hash="x")
    payer = traits("card", card) if card else None
    world.paystack.pay(deposit.reference, **{"payer": payer, **how})  # type: ignore[arg-type]
    world.deposits.credit(deposit.reference)
    return world.deposits.get(user_id, deposit.deposit_id)


def someone(world: WatchedWorld, name: str) -> UserId:
    user_id = UserId(f"user-{name}")
    world.users.add(a_user(user_id))
    return user_id


def refusal(world: WatchedWorld, user_id: UserId = ADA) -> str:
    with pytest.raises(Refused) as refused:
        buy(world, user_id)
    return f"{refused.value.code} {refused.value.facts.get('reason', '')}".strip()


def balance_minor(world: WatchedWorld, user_id: UserId) -> int:
    return world.books.wallet(user_id).balance.minor


# --- withheld texts


def test_the_third_withheld_text_pauses_purchases_and_keeps_the_balance(world: WatchedWorld) -> None:
    world.fund(naira(5_000))
    for so_far in (1, 2):
        assert text_a_denied_code(world).reason == "service_denied"
        assert (world.wallets.allowed(ADA).withheld, world.wallets.allowed(ADA).paused) == (so_far, None)
    text_a_denied_code(world)

    assert refusal(world) == "purchases_paused withheld_texts"
    assert world.wallets.allowed(ADA).paused == "withheld_texts"
    assert world.balance_minor == 500_000
    assert [facts for event, facts in world.log.alarms if event == "purchases_paused"] == [
        {"user_id": ADA, "reason": "withheld_texts"}
    ]


def test_the_same_withheld_text_counts_once_however_often_it_is_read(world: WatchedWorld) -> None:
    world.fund(naira(5_000))
    denied = text_a_denied_code(world)
    for _ in range(3):
        world.fulfilment.fetch_code_of(denied.order_id or "")

    assert world.wallets.allowed(ADA).withheld == 1


def test_withheld_texts_of_eight_days_do_not_pause(world: WatchedWorld) -> None:
    world.fund(naira(5_000))
    text_a_denied_code(world)
    world.clock.advance(8 * 86_400)
    for _ in range(2):
        text_a_denied_code(world)

    assert buy(world).state == "waiting"


def test_an_operator_who_has_looked_allows_purchases_and_begins_the_count_anew(world: WatchedWorld) -> None:
    world.fund(naira(5_000))
    for _ in range(3):
        text_a_denied_code(world)
    account = world.freezes.unfreeze(a_user(ADA).email, author="ops", reason="tests PayPal by mistake")

    world.clock.advance(1)
    assert account.wallet.frozen is None
    for _ in range(2):
        text_a_denied_code(world)
    assert buy(world).state == "waiting"
    text_a_denied_code(world)
    assert refusal(world) == "purchases_paused withheld_texts"


def test_a_paused_account_can_still_pay_and_be_refunded_to_its_payer(world: WatchedWorld) -> None:
    world.fund(naira(5_000))
    for _ in range(3):
        text_a_denied_code(world)
    pay(world, minor=200_000)

    assert world.balance_minor == 700_000


def test_withheld_texts_are_counted_over_all_accounts_of_a_card(world: WatchedWorld) -> None:
    bob, eve = someone(world, "bob"), someone(world, "eve")
    for one in (ADA, bob, eve):
        pay(world, one, card="SIG_1")
        text_a_denied_code(world, one)

    assert (refusal(world, eve), buy(world, bob).state) == ("purchases_paused withheld_texts", "waiting")


def test_a_written_off_order_is_a_loss_that_pauses_nothing(world: WatchedWorld) -> None:
    world.fund(naira(5_000))
    for _ in range(3):
        bought = buy(world)
        world.supplier.silent_s = 0.0
        world.clock.advance(3_600)
        world.fulfilment.sweep(ADA, bought.verification_id)
        world.supplier.silent_s = None

    assert [reason for _, reason in world.books.wallet(ADA).standing.losses] == ["supplier_never_settled"] * 3
    assert buy(world).state == "waiting"


# --- payers


def test_the_fourth_account_of_a_card_is_credited_and_paused_and_the_first_three_are_not(world: WatchedWorld) -> None:
    accounts = [ADA, *(someone(world, name) for name in ("bob", "eve", "kit"))]
    for one in accounts:
        pay(world, one, card="SIG_1")

    assert [balance_minor(world, one) for one in accounts] == [500_000] * 4
    assert [world.wallets.allowed(one).paused for one in accounts] == [None, None, None, "shared_card"]
    assert refusal(world, accounts[3]) == "purchases_paused shared_card"
    pay(world, ADA, card="SIG_1")
    assert world.wallets.allowed(ADA).paused is None


def test_another_card_in_the_family_pauses_nothing(world: WatchedWorld) -> None:
    accounts = [ADA, *(someone(world, name) for name in ("bob", "eve", "kit"))]
    for number, one in enumerate(accounts):
        pay(world, one, card=f"SIG_{number}")

    assert {world.wallets.allowed(one).paused for one in accounts} == {None}


def test_an_agent_who_transfers_for_many_is_shown_to_operators_and_pauses_nothing(world: WatchedWorld) -> None:
    agent = traits("transfer", "GTBank", "XXXX1234", "Agent Ada")
    accounts = [ADA, *(someone(world, name) for name in ("bob", "eve", "kit", "zoe"))]
    for one in accounts:
        pay(world, one, payer=agent, channel="bank_transfer")

    assert {world.wallets.allowed(one).paused for one in accounts} == {None}
    [shared] = world.services.reviews.shared()
    assert {one.user_id for one in shared} == set(accounts)
    assert "Agent Ada" not in repr(world.log.recorded) + repr(world.log.alarms)


def test_a_payment_stores_how_and_by_whom_it_was_made_without_naming_the_card(world: WatchedWorld) -> None:
    deposit = pay(world, card="SIG_1")

    assert (deposit.channel, deposit.payer) == ("card", "card:hash of sig_1")


def test_a_payment_without_a_payer_is_credited_as_any(world: WatchedWorld) -> None:
    deposit = pay(world, channel=None)

    assert (deposit.status, deposit.payer, world.balance_minor) == ("credited", None, 500_000)


def test_a_payment_that_is_judged_twice_links_its_account_once_and_still_pauses_it(world: WatchedWorld) -> None:
    others = [someone(world, name) for name in ("bob", "eve", "kit")]
    for one in others:
        pay(world, one, card="SIG_1")
    deposit, _ = world.deposits.create(ADA, amount_minor=500_000, key="mine", request_hash="mine")
    world.paystack.pay(deposit.reference, payer=traits("card", "SIG_1"))
    payment = world.paystack.verify(deposit.reference)
    assert payment is not None
    world.services.payers.judge(deposit, payment, now=world.clock.now())  # the run that then died

    world.deposits.credit(deposit.reference)
    world.deposits.credit(deposit.reference)

    assert (world.wallets.allowed(ADA).paused, world.balance_minor) == ("shared_card", 500_000)
    assert len(world.tables.payers) == 4


def test_a_lost_dispute_makes_its_account_new_and_its_payers_next_account_paused(world: WatchedWorld) -> None:
    bob, eve = someone(world, "bob"), someone(world, "eve")
    disputed = pay(world, card="SIG_1")
    pay(world, eve, card="SIG_1")
    world.clock.advance(80 * 3_600)
    assert world.wallets.allowed(ADA).level == "funded"
    world.paystack.pay(disputed.reference, status="reversed", payer=traits("card", "SIG_1"))
    world.returns.take_back(disputed.reference, dispute_lost=True)

    assert (world.wallets.allowed(ADA).level, world.wallets.allowed(ADA).paused) == ("new", "frozen")
    assert refusal(world) == "account_frozen"
    assert world.wallets.allowed(eve).paused is None  # shown to operators, not stopped by a machine
    pay(world, bob, card="SIG_1")
    assert (balance_minor(world, bob), world.wallets.allowed(bob).paused) == (500_000, "disputed_payer")


def test_a_chargeback_replaces_a_pause_by_a_freeze(world: WatchedWorld) -> None:
    disputed = pay(world, card="SIG_1")
    for _ in range(3):
        text_a_denied_code(world)
    world.paystack.pay(disputed.reference, status="reversed", payer=traits("card", "SIG_1"))
    world.returns.take_back(disputed.reference, dispute_lost=True)

    assert world.wallets.allowed(ADA).paused == "frozen"
    assert [event for event, _ in world.log.alarms] == ["purchases_paused", "account_frozen"]


# --- trust


@pytest.fixture
def real() -> WatchedWorld:
    """A world with the real rule and limits, whose customer has just signed up."""
    world = WatchedWorld(
        funded_from=Money(500_000, "NGN"),
        funded_after=timedelta(hours=24),
        cards_settle_after=timedelta(hours=72),
    )
    world.limits.update(LIMITS)
    return world


def just_signed_up(world: WatchedWorld) -> UserId:
    user_id = UserId(world.ids.new_id(world.clock.now()))
    world.users.add(a_user(user_id))
    return user_id


def test_one_payment_of_500_naira_leaves_the_limits_of_new(real: WatchedWorld) -> None:
    user_id = just_signed_up(real)
    pay(real, user_id, minor=50_000)
    real.clock.advance(30 * 86_400)

    may = real.wallets.allowed(user_id)
    assert (may.level, may.limits.open_verifications) == ("new", 3)
    assert may.next_level is not None
    assert may.next_level.missing_minor == 450_000


def test_a_transfer_of_5000_naira_counts_after_the_accounts_first_day(real: WatchedWorld) -> None:
    user_id = just_signed_up(real)
    pay(real, user_id, channel="bank_transfer")
    assert real.wallets.allowed(user_id).level == "new"

    real.clock.advance(24 * 3_600)
    assert real.wallets.allowed(user_id).level == "funded"


def test_a_card_counts_after_72_hours_and_not_once_it_is_returned(real: WatchedWorld) -> None:
    user_id = just_signed_up(real)
    kept, returned = pay(real, user_id), pay(real, user_id, minor=100_000)
    real.clock.advance(73 * 3_600)
    assert real.wallets.allowed(user_id).level == "funded"

    real.paystack.pay(kept.reference, status="reversed")
    real.returns.take_back(kept.reference)
    may = real.wallets.allowed(user_id)
    assert (may.level, returned.status) == ("new", "credited")


def test_a_new_customer_tops_up_at_most_50000_naira_a_day(real: WatchedWorld) -> None:
    user_id = just_signed_up(real)
    pay(real, user_id, minor=4_000_000)

    with pytest.raises(Refused) as refused:
        pay(real, user_id, minor=1_000_001)
    assert (refused.value.code, refused.value.facts["limit"]) == ("rate_limited", 5_000_000)
    pay(real, user_id, minor=1_000_000)


def test_an_operators_level_stays_above_what_is_earned(real: WatchedWorld) -> None:
    user_id = just_signed_up(real)
    real.freezes.set_trust(a_user(user_id).email, "reviewed", author="ops", reason="tests X")

    may = real.wallets.allowed(user_id)
    assert (may.level, may.next_level) == ("reviewed", None)


def test_returns_from_an_empty_wallet_at_the_same_time_are_both_counted(real: WatchedWorld) -> None:
    user_id = just_signed_up(real)
    one, other = (pay(real, user_id, channel="bank_transfer", minor=300_000) for _ in range(2))
    third = pay(real, user_id, channel="bank_transfer", minor=300_000)
    real.limits["new"] = Limits(99, 99, 99, 99, 99, 10, 10**9)
    for _ in range(20):
        buy(real, user_id)
    real.freezes.freeze(a_user(user_id).email, author="ops", reason="so that neither return changes the freeze")
    for deposit in (one, other):
        real.paystack.pay(deposit.reference, status="reversed")
    real.interruptions.plan("before adjust", lambda: real.returns.take_back(other.reference))
    real.returns.take_back(one.reference)

    assert real.interruptions.left == []
    assert (balance_minor(real, user_id), third.status) == (0, "credited")
    assert real.books.wallet(user_id).standing.settled_minor == 300_000
