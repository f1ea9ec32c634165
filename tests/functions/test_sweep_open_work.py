"""Every minute: the sweeper checks overdue deposits and verifications"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.verifications import DynamoVerifications
from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.verifications import Verification
from tests.functions.customers import CODE, PRICE_MINOR, Customer, World

NOTHING = {"deposits": 0, "verifications": 0, "failed": 0}


def age_deposit(deposit: Any, by: timedelta) -> None:
    """Make the deposit `by` older, so that it is due."""
    store = DynamoDeposits()
    found = store.get(DepositId(deposit["id"]))
    assert isinstance(found, Deposit)
    now = datetime.now(UTC)
    store.save(found, replace(found, created_at=found.created_at - by, due_at=now - timedelta(seconds=1)))


def age_verification(customer: Customer, verification: Any, by: timedelta) -> None:
    """Make the verification `by` older, so that it is due."""
    store = DynamoVerifications()
    found = store.get(UserId(customer.id), VerificationId(verification["id"]))
    assert isinstance(found, Verification)
    store.save(
        found,
        replace(
            found,
            created_at=found.created_at - by,
            ends_at=found.ends_at - by if found.ends_at else None,
            due_at=datetime.now(UTC) - timedelta(seconds=1),
        ),
    )


def test_a_run_with_nothing_due_does_nothing(world: World) -> None:
    ada = world.funded_customer()
    ada.open_deposit()
    ada.buy()

    assert world.lambdas.tick("sweep_open_work") == NOTHING
    assert world.log.events("open_work_swept") == []


def test_a_payment_whose_event_was_lost_is_credited(world: World, ada: Customer) -> None:
    deposit = ada.open_deposit(500_000)
    world.pay(deposit)
    age_deposit(deposit, timedelta(minutes=2))

    assert world.lambdas.tick("sweep_open_work") == {**NOTHING, "deposits": 1}

    assert ada.balance() == 500_000
    assert world.lambdas.tick("sweep_open_work") == NOTHING


def test_an_unpaid_deposit_is_asked_about_again_later(world: World, ada: Customer) -> None:
    deposit = ada.open_deposit()
    age_deposit(deposit, timedelta(hours=1))

    assert world.lambdas.tick("sweep_open_work") == {**NOTHING, "deposits": 1}

    assert ada.get(f"/deposits/{deposit['id']}").json["deposit"] == {
        **deposit,
        "progress": "not_paid",
        "created_at": ada.get(f"/deposits/{deposit['id']}").json["deposit"]["created_at"],
    }
    assert world.lambdas.tick("sweep_open_work") == NOTHING


def test_a_deposit_unpaid_after_96_hours_fails_but_a_late_payment_is_credited(world: World, ada: Customer) -> None:
    deposit = ada.open_deposit(500_000)
    age_deposit(deposit, timedelta(hours=97))

    world.lambdas.tick("sweep_open_work")
    assert ada.get(f"/deposits/{deposit['id']}").json["deposit"]["status"] == "failed"

    world.pay(deposit)
    assert ada.post(f"/deposits/{deposit['id']}/verify").json["deposit"]["status"] == "credited"
    assert ada.balance() == 500_000


def test_a_lost_request_is_queued_again(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy()
    for record in world.cloud.take("numbers"):
        world.cloud.delete("numbers", record)
    age_verification(ada, bought, timedelta(minutes=2))

    assert world.lambdas.tick("sweep_open_work") == {**NOTHING, "verifications": 1}
    assert world.lambdas.work_off("numbers") == 1

    assert ada.verification(bought["id"])["state"] == "waiting"


def test_a_request_without_a_number_in_time_is_refunded(world: World) -> None:
    ada = world.funded_customer(500_000)
    bought = ada.buy()
    age_verification(ada, bought, timedelta(minutes=5))

    world.lambdas.tick("sweep_open_work")

    failed = ada.verification(bought["id"])
    assert (failed["state"], failed["reason"], failed["refunded"]) == ("failed", "no_number_in_time", True)
    assert ada.balance() == 500_000


def test_a_code_whose_poll_was_lost_is_found(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    age_verification(ada, waiting, timedelta(minutes=16))

    world.lambdas.tick("sweep_open_work")

    assert ada.verification(waiting["id"])["code"] == CODE


def test_a_number_whose_window_is_over_is_refunded(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.supplier.control("POST", f"/__control/verifications/{world.order_of(waiting)['id']}/expire")
    age_verification(ada, waiting, timedelta(minutes=16))

    world.lambdas.tick("sweep_open_work")
    world.lambdas.tick("sweep_open_work")

    assert ada.verification(waiting["id"])["state"] == "expired"
    assert ada.balance() == 500_000


def test_one_failing_document_does_not_delay_the_others(world: World, ada: Customer, bob: Customer) -> None:
    broken, good = ada.open_deposit(160_000), bob.open_deposit(170_000)
    for deposit in (broken, good):
        world.pay(deposit)
        age_deposit(deposit, timedelta(minutes=2))
    path = f"/transaction/verify/{broken['reference']}"
    fault = {"method": "GET", "path_prefix": path, "mode": "error_before", "times": 3}
    world.paystack.control("POST", "/__control/faults", fault)

    assert world.lambdas.tick("sweep_open_work") == {**NOTHING, "deposits": 2, "failed": 1}

    assert (ada.balance(), bob.balance()) == (0, 170_000)
    [failure] = world.log.events("sweep_failed")
    assert (failure["document_id"], failure["code"]) == (broken["id"], "payment_provider_unavailable")
    assert world.lambdas.tick("sweep_open_work") == NOTHING  # a failed document waits a minute
    age_deposit(broken, timedelta(minutes=1))
    world.lambdas.tick("sweep_open_work")
    assert ada.balance() == 160_000


def test_a_run_out_of_time_leaves_everything_due(world: World) -> None:
    ada = world.funded_customer(500_000)
    deposit = ada.open_deposit(500_000)
    world.pay(deposit)
    bought = ada.buy()
    age_deposit(deposit, timedelta(minutes=2))
    age_verification(ada, bought, timedelta(minutes=5))

    assert world.lambdas.tick("sweep_open_work", left_s=10) == NOTHING
    assert ada.balance() == 500_000 - PRICE_MINOR

    assert world.lambdas.tick("sweep_open_work") == {**NOTHING, "deposits": 1, "verifications": 1}
    assert ada.balance() == 1_000_000


def test_a_run_beside_the_regular_workers_repeats_nothing(world: World) -> None:
    ada = world.funded_customer(500_000)
    deposit = ada.open_deposit(500_000)
    world.pay(deposit)
    waiting = world.rent(ada)
    world.send_sms(waiting)
    age_deposit(deposit, timedelta(minutes=2))
    age_verification(ada, waiting, timedelta(minutes=16))

    world.poll(ada, waiting)
    world.lambdas.tick("sweep_open_work")
    ada.post(f"/deposits/{deposit['id']}/verify")
    world.lambdas.tick("sweep_open_work")

    assert ada.balance() == 1_000_000 - PRICE_MINOR
    assert len(world.log.events("code_received")) == 1


def test_the_run_is_logged(world: World, ada: Customer) -> None:
    deposit = ada.open_deposit()
    age_deposit(deposit, timedelta(minutes=2))
    world.lambdas.tick("sweep_open_work")

    [event] = world.log.events("open_work_swept")
    assert (event["deposits"], event["verifications"], event["failed"]) == (1, 0, 0)
