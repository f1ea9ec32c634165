"""A frozen account cannot buy; everything else continues, and each freeze or unfreeze names its author."""

from collections.abc import Iterator
from typing import Any

import pytest

from callbox.domain.errors import Invalid, Refused
from callbox.domain.ledger import Wallet
from callbox.domain.standing import Standing
from callbox.services.verifications import Purchase
from tests.builders import ADA, NOW, PRICE, a_selection, naira
from tests.services.oversight import WatchedWorld

EMAIL = "user-ada@example.com"
TODAY = "2026-03-04"


@pytest.fixture
def world() -> Iterator[WatchedWorld]:
    world = WatchedWorld()
    world.fund(naira(1_000))
    yield world
    assert world.interruptions.left == []
    assert world.audit.account(ADA) == []


def freeze(world: WatchedWorld, reason: str = "card reported stolen") -> None:
    world.freezes.freeze(EMAIL, author="operator", reason=reason)


def unfreeze(world: WatchedWorld) -> None:
    world.freezes.unfreeze(EMAIL, author="ngozi", reason="settled")


def code_of(refused: Any) -> str:
    return str(refused.value.code)


def test_a_frozen_account_buys_nothing_and_is_charged_nothing(world: WatchedWorld) -> None:
    freeze(world)

    with pytest.raises(Refused) as refused:
        world.buy()

    assert code_of(refused) == "account_frozen"
    assert world.balance_minor == 100_000
    assert world.queues.jobs == []


def test_the_customer_is_not_told_the_operators_reason(world: WatchedWorld) -> None:
    freeze(world)

    with pytest.raises(Refused) as refused:
        world.buy()

    assert "stolen" not in refused.value.detail
    assert refused.value.facts == {}


def test_a_frozen_account_buys_no_batch(world: WatchedWorld) -> None:
    freeze(world)

    with pytest.raises(Refused) as refused:
        world.batches.create(
            Purchase(ADA, a_selection(), max_price_minor=100_000, key="batch", request_hash="body", quantity=2)
        )

    assert code_of(refused) == "account_frozen"


def test_a_refused_retry_of_a_frozen_account_keeps_its_number_waiting(world: WatchedWorld) -> None:
    bought = world.buy_with_number()
    freeze(world)

    with pytest.raises(Refused) as refused:
        world.retries.retry(ADA, bought.verification_id, key="again", request_hash="body")

    assert code_of(refused) == "account_frozen"
    assert world.verification(bought).state == "waiting"


def test_a_freeze_between_reading_and_buying_stops_the_purchase(world: WatchedWorld) -> None:
    world.meanwhile("before purchase", lambda: freeze(world))

    with pytest.raises(Refused) as refused:
        world.buy()

    assert code_of(refused) == "account_frozen"
    assert world.balance_minor == 100_000


def test_a_replayed_purchase_of_a_frozen_account_gets_the_first_answer(world: WatchedWorld) -> None:
    bought = world.buy(key="once")
    freeze(world)

    assert world.buy(key="once") == bought


def test_deposits_and_refunds_reach_a_frozen_account(world: WatchedWorld) -> None:
    bought = world.buy()
    freeze(world)

    world.credited(500_000)
    world.ordering.expire_request(ADA, bought.verification_id)

    assert world.balance_minor == 600_000
    assert world.books.wallet(ADA).frozen == "card reported stolen"


def test_a_freeze_between_reading_and_crediting_keeps_both(world: WatchedWorld) -> None:
    world.meanwhile("before credit", lambda: freeze(world))

    world.credited(500_000)

    assert world.balance_minor == 600_000
    assert world.books.wallet(ADA).frozen == "card reported stolen"


def test_an_account_that_never_had_money_can_be_frozen_and_then_pay(world: WatchedWorld) -> None:
    empty = WatchedWorld()
    freeze(empty)
    assert empty.books.wallet(ADA) == Wallet(ADA, naira(0), n=0, frozen="card reported stolen")

    empty.credited(500_000)

    assert empty.books.wallet(ADA) == Wallet(
        ADA,
        naira(5_000),
        n=1,
        frozen="card reported stolen",
        standing=Standing(settled_minor=0, maturing=(("2026-03-04T05", 500_000),)),
    )


def test_an_unfrozen_account_can_buy_again(world: WatchedWorld) -> None:
    freeze(world)
    unfreeze(world)

    assert world.buy().price == PRICE


def test_every_freeze_and_unfreeze_is_logged_with_author_time_and_reason(world: WatchedWorld) -> None:
    freeze(world)
    unfreeze(world)

    acts = world.operator_log.day(TODAY)
    assert [(act.author, act.act, act.subject, act.at) for act in acts] == [
        ("operator", "account_frozen", ADA, NOW),
        ("ngozi", "account_unfrozen", ADA, NOW),
    ]
    assert acts[0].facts == {"reason": "card reported stolen", "balance_minor": 100_000, "n": 1}
    assert acts[1].facts == {
        "reason": "settled",
        "was_frozen_for": "card reported stolen",
        "balance_minor": 100_000,
        "n": 1,
    }


def test_a_repeated_freeze_is_logged_once(world: WatchedWorld) -> None:
    for _ in range(2):
        freeze(world)

    assert len(world.operator_log.day(TODAY)) == 1


def test_a_new_reason_replaces_the_old_one_and_both_are_logged(world: WatchedWorld) -> None:
    freeze(world)
    freeze(world, "chargeback")

    assert world.books.wallet(ADA).frozen == "chargeback"
    assert [act.facts["reason"] for act in world.operator_log.day(TODAY)] == ["card reported stolen", "chargeback"]


def test_two_operators_at_once_are_logged_in_order(world: WatchedWorld) -> None:
    world.meanwhile("before freeze", lambda: freeze(world, "first"))

    freeze(world, "second")

    assert world.books.wallet(ADA).frozen == "second"
    assert [act.facts.get("was_frozen_for") for act in world.operator_log.day(TODAY)] == [None, "first"]


@pytest.mark.parametrize("email", ["USER-ada@Example.com", " user-ada@example.com "])
def test_an_address_is_found_in_any_case(world: WatchedWorld, email: str) -> None:
    assert world.freezes.show(email).user.user_id == ADA


def test_an_unknown_address_changes_nothing(world: WatchedWorld) -> None:
    with pytest.raises(Refused) as refused:
        world.freezes.freeze("unknown@example.com", author="operator", reason="mistyped")

    assert code_of(refused) == "not_found"
    assert world.operator_log.day(TODAY) == []


@pytest.mark.parametrize(("author", "reason"), [("", "why"), ("operator", ""), (" ", "why"), ("operator", "x" * 501)])
def test_a_freeze_needs_an_author_and_a_reason(world: WatchedWorld, author: str, reason: str) -> None:
    with pytest.raises(Invalid):
        world.freezes.freeze(EMAIL, author=author, reason=reason)

    assert world.books.wallet(ADA).frozen is None
