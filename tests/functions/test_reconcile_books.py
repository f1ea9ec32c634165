"""Every day: the books are reconciled with Paystack and the supplier"""

from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.functions.customers import Customer, World
from tests.waiting import PATIENCE_S

CLEAN = {"differences": 0, "new": 0, "made_good": 0, "left_out": 0}


def at_paystack(world: World, deposit: Any, **order: object) -> None:
    world.paystack.control("POST", f"/__control/transactions/{deposit['reference']}", order)


def test_books_that_match_paystack_and_the_supplier_have_no_differences(world: World) -> None:
    ada = world.funded_customer()
    world.rent(ada)
    world.customer().open_deposit()

    assert world.lambdas.tick("reconcile_books") == CLEAN

    assert world.log.events("books_differ") == []
    assert world.log.events("reconciliation_incomplete") == []
    [told] = world.log.events("books_reconciled")
    assert (told["differences"], told["made_good"], told["left_out"]) == (0, 0, 0)


def test_a_payment_whose_event_was_lost_is_credited(world: World, ada: Customer) -> None:
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, webhook=False)

    assert world.lambdas.tick("reconcile_books") == {**CLEAN, "made_good": 1}
    assert ada.balance() == 500_000
    assert world.lambdas.tick("reconcile_books") == CLEAN


def test_a_reversed_payment_is_debited_once(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, webhook=False)
    ada.post(f"/deposits/{deposit['id']}/verify")
    at_paystack(world, deposit, action="reverse")

    assert world.lambdas.tick("reconcile_books") == {**CLEAN, "made_good": 1}
    assert ada.balance() == 0
    assert world.lambdas.tick("reconcile_books") == CLEAN


def test_a_payment_without_a_deposit_is_a_difference(world: World) -> None:
    body = {"email": "x@example.com", "amount": 9_000, "currency": "NGN", "reference": "SHOP-7"}
    headers = {"Authorization": f"Bearer {world.paystack.secret_key}"}
    requests.post(f"{world.paystack.url}/transaction/initialize", json=body, headers=headers, timeout=PATIENCE_S)
    at_paystack(world, {"reference": "SHOP-7"}, action="pay", webhook=False)

    assert world.lambdas.tick("reconcile_books") == {**CLEAN, "differences": 1, "new": 1}
    [alarm] = world.log.events("books_differ")
    assert (alarm["difference"], alarm["subject"]) == ("payment_unknown", "SHOP-7")


def test_orders_are_compared_even_when_paystack_does_not_answer(world: World) -> None:
    world.funded_customer(500_000)
    world.paystack.control(
        "POST",
        "/__control/faults",
        {"method": "GET", "path_prefix": "/transaction", "mode": "error_before", "status": 401, "times": 1},
    )

    assert world.lambdas.tick("reconcile_books") == {**CLEAN, "left_out": 1}
    [incomplete] = world.log.events("reconciliation_incomplete")
    assert (incomplete["part"], incomplete["reason"]) == ("payments", "payment_provider_unavailable")
    asked = world.supplier.control("GET", "/__control/requests")["requests"]
    assert [one for one in asked if one["path"].endswith("/account/me")]


def test_a_run_out_of_time_reports_that_it_is_incomplete(world: World) -> None:
    world.funded_customer()

    assert world.lambdas.tick("reconcile_books", left_s=60) == {**CLEAN, "left_out": 1}


def test_a_billed_order_without_a_verification_is_reported_on_one_night_only(world: World) -> None:
    made = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    order = {"id": "lr_billed", "state": "verificationCompleted", "createdAt": made, "totalCost": 0.75}
    fault = {"method": "GET", "path_prefix": "/api/pub/v2/verifications", "mode": "error_before", "status": 200}
    answers = {**fault, "body": {"data": [order], "hasNext": False}, "times": 4}  # two lists a night
    world.supplier.control("POST", "/__control/faults", answers)

    assert world.lambdas.tick("reconcile_books") == {**CLEAN, "differences": 1, "new": 1}
    assert world.lambdas.tick("reconcile_books") == CLEAN

    [alarm] = world.log.events("books_differ")
    assert (alarm["difference"], alarm["subject"]) == ("order_without_payer", "lr_billed")
    assert (alarm["cost_usd"], alarm["level"]) == ("0.75", "error")
