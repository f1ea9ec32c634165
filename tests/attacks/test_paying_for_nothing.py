"""Customers who let us pay: texts that they send to their own number, many accounts of one card, one small payment."""

from typing import Any

import pytest

from callbox import config
from callbox.adapters.dynamodb.tables import DepositItem, PayerItem
from tests.functions.answers import assert_problem
from tests.functions.cloud import message
from tests.functions.customers import PRICE_MINOR, Customer, World, forget_caches, new_key

OWN_TEXT = "Chase: Your one-time code is 730164. We'll NEVER call you to ask for it."
BODY = {"service": "discord", "max_price_minor": PRICE_MINOR}


def text_the_own_number(world: World, customer: Customer) -> None:
    """Rent a number and text it a code of a denied service: refunded, and billed by the supplier."""
    waiting = world.rent(customer)
    world.log.keep_out("730164")
    world.send_sms(waiting, OWN_TEXT)
    assert world.poll(customer, waiting) == []
    assert customer.verification(waiting["id"])["reason"] == "service_denied"


def pay(world: World, customer: Customer, **how: Any) -> Any:
    deposit = customer.open_deposit()
    world.pay(deposit, webhook=False, **how)
    record = message({"reference": deposit["reference"]})
    assert world.lambdas.consume("settle_deposit", [record, record]) == []
    return deposit


def assert_paused(customer: Customer, reason: str, *, waiting: str | None = None) -> None:
    """Every route that buys refuses; the balance stays, and more can be paid."""
    before = customer.balance()
    assert_problem(customer.post("/verifications", BODY, key=new_key()), 403, "purchases_paused", reason=reason)
    batch = customer.post("/verification-batches", {**BODY, "quantity": 2}, key=new_key())
    assert_problem(batch, 403, "purchases_paused", reason=reason)
    if waiting is not None:
        again = customer.post(f"/verifications/{waiting}/retry", key=new_key())
        assert_problem(again, 403, "purchases_paused", reason=reason)
    assert customer.get("/me").json["purchases"]["paused"] == reason
    assert customer.balance() == before
    assert customer.open_deposit(100_000)["status"] == "pending"


def test_a_customer_who_texts_the_own_number_is_paused_at_the_third_text(world: World) -> None:
    eve = world.funded_customer(1_000_000)
    waiting = world.rent(eve)
    for count in (1, 2):
        text_the_own_number(world, eve)
        assert eve.get("/me").json["purchases"] == {
            "paused": None,
            "withheld_texts": count,
            "withheld_texts_pause_at": 3,
        }
    text_the_own_number(world, eve)

    assert_paused(eve, "withheld_texts", waiting=waiting["id"])
    [alarm] = world.log.events("purchases_paused")
    assert (alarm["level"], alarm["user_id"], alarm["reason"]) == ("error", eve.id, "withheld_texts")


def test_texts_to_own_numbers_are_counted_over_the_accounts_of_one_card(world: World) -> None:
    accounts = [world.customer() for _ in range(3)]
    for account in accounts:
        pay(world, account, card="eve")
        text_the_own_number(world, account)

    assert_paused(accounts[2], "withheld_texts")


def test_the_fourth_account_of_one_card_is_paused_and_credited_once(world: World) -> None:
    accounts = [world.customer() for _ in range(4)]
    for account in accounts:
        pay(world, account, card="eve")

    assert [account.balance() for account in accounts] == [500_000] * 4
    assert_paused(accounts[3], "shared_card")
    assert accounts[0].buy()["state"] == "requesting"


def test_a_charged_back_card_buys_nothing_from_another_account(world: World) -> None:
    eve, other = world.customer(), world.customer()
    deposit = pay(world, eve, card="eve")
    world.paystack.control("POST", f"/__control/transactions/{deposit['reference']}", {"action": "reverse"})
    returned = message({"reference": deposit["reference"], "returned": True})
    assert world.lambdas.consume("settle_deposit", [returned, returned]) == []
    assert eve.get("/me").json["limits"]["trust_level"] == "new"
    assert eve.get("/me").json["purchases"]["paused"] == "frozen"

    pay(world, other, card="eve")
    assert other.balance() == 500_000
    assert_paused(other, "disputed_payer")


def test_an_agents_transfers_pause_nothing(world: World) -> None:
    sender = {"bank": "GTBank", "account": "XXXXXX7788", "name": "Agent Ada"}
    for account in [world.customer() for _ in range(5)]:
        pay(world, account, channel="bank_transfer", sender=sender)
        assert account.get("/me").json["purchases"]["paused"] is None


def test_neither_the_card_nor_the_senders_name_is_stored_or_logged(world: World) -> None:
    world.log.keep_out("SIG_eve-s-card", "Agent Ada", "XXXXXX7788")
    pay(world, world.customer(), card="eve-s-card")
    pay(world, world.customer(), channel="bank_transfer", sender={"account": "XXXXXX7788", "name": "Agent Ada"})

    stored = str([item.to_simple_dict() for model in (PayerItem, DepositItem) for item in model.scan()]).casefold()
    assert "card:" in stored
    assert not [one for one in ("eve-s-card", "agent ada", "7788") if one in stored]


@pytest.fixture
def strict(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Callbox with a stage's rule of trust, which `make run` and other tests shorten."""
    monkeypatch.setenv("FUNDED_AFTER_HOURS", "24")
    monkeypatch.setenv("CARDS_SETTLE_AFTER_HOURS", "72")
    config.config.cache_clear()
    forget_caches()
    return world


def test_one_small_payment_leaves_the_limits_of_new(world: World) -> None:
    eve = world.funded_customer(100_000)

    me = eve.get("/me").json
    assert (me["limits"]["trust_level"], me["limits"]["open_verifications"]) == ("new", 3)
    assert me["next_level"]["missing_minor"] == 400_000


def test_a_new_account_with_money_stays_new_for_a_day_and_a_card_for_three(strict: World) -> None:
    eve, bob = strict.customer(), strict.customer()
    pay(strict, eve, card="eve")
    pay(strict, bob, channel="bank_transfer")

    by_card, by_transfer = (one.get("/me").json for one in (eve, bob))
    assert {by_card["limits"]["trust_level"], by_transfer["limits"]["trust_level"]} == {"new"}
    assert (by_card["next_level"]["missing_minor"], by_card["next_level"]["maturing_minor"]) == (0, 500_000)
    assert by_transfer["next_level"]["not_before"] < by_card["next_level"]["not_before"]


def test_a_new_account_tops_up_at_most_50000_naira_a_day(strict: World) -> None:
    eve = strict.customer()
    assert eve.get("/me").json["limits"]["deposit_max_minor"] == 5_000_000
    eve.open_deposit(4_900_001)

    answer = eve.post("/deposits", {"amount_minor": 100_000}, key=new_key())
    left_s = answer.json["retry_after_s"]
    assert_problem(answer, 429, "rate_limited", limit_name="top_up_a_day_minor", limit=5_000_000, retry_after_s=left_s)
