"""What a customer pays, gets and is refunded on the running platform."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.browser.outside import Paystack, Supplier
from tests.functions.answers import Answer, assert_problem
from tests.journeys.customers import SERVICE, Customer, Site, assert_adds_up, done, eventually, new_key, pay_at_checkout

DEPOSIT_MINOR = 1_000_000
CODE = "482913"
AT_ONCE = 8
"""Requests under way at the same time: each wakes a worker of the local platform."""


def test_a_customer_pays_rents_a_number_reads_the_code_and_the_statement_adds_up(
    site: Site, supplier: Supplier
) -> None:
    ada = site.new_customer()
    price = ada.price_minor()
    deposit = ada.top_up(DEPOSIT_MINOR)
    assert deposit["amount_minor"] == DEPOSIT_MINOR
    assert_adds_up(ada)

    waiting = ada.rent()
    assert_adds_up(ada, held_minor=price)
    supplier.send(waiting["number"], f"Your Discord verification code is: {CODE}")
    received = ada.wait_for(waiting, "received")

    assert (received["code"], received["refunded"], received["price_minor"]) == (CODE, False, price)
    assert [message["code"] for message in received["messages"]] == [CODE]
    assert ada.movements() == [("deposit", DEPOSIT_MINOR), ("purchase", -price)]
    assert_adds_up(ada)


def test_a_number_without_a_code_is_refunded_once(site: Site, supplier: Supplier) -> None:
    ada = site.new_customer(amount_minor=DEPOSIT_MINOR)
    waiting = ada.rent()

    supplier.expire(waiting["number"])
    expired = ada.wait_for(waiting, "expired")

    assert expired["refunded"]
    assert done(ada.post(f"/verifications/{waiting['id']}/cancel"), 409)["code"] == "not_cancellable"
    price = waiting["price_minor"]
    assert ada.movements() == [("deposit", DEPOSIT_MINOR), ("purchase", -price), ("refund", price)]
    assert_adds_up(ada)


def test_a_cancelled_number_is_refunded_once_however_often_it_is_cancelled(site: Site, supplier: Supplier) -> None:
    ada = site.new_customer(amount_minor=DEPOSIT_MINOR)
    waiting = ada.rent()
    supplier_calls = supplier.ordered()

    with ThreadPoolExecutor(4) as taps:
        answers = list(taps.map(lambda _: ada.post(f"/verifications/{waiting['id']}/cancel"), range(4)))

    states = {done(answer, 200)["verification"]["state"] for answer in answers}
    assert states == {"cancelled"}
    price = waiting["price_minor"]
    assert ada.movements() == [("deposit", DEPOSIT_MINOR), ("purchase", -price), ("refund", price)]
    assert_adds_up(ada)
    assert supplier.ordered() == supplier_calls


def test_a_retry_refunds_the_first_number_and_pays_for_the_second(site: Site, supplier: Supplier) -> None:
    ada = site.new_customer(amount_minor=DEPOSIT_MINOR)
    first = ada.rent()

    again = done(ada.post(f"/verifications/{first['id']}/retry", key=new_key()), 202)["verification"]
    second = ada.wait_for(again, "waiting")
    supplier.send(second["number"], f"Your Discord verification code is: {CODE}")
    ada.wait_for(second, "received")

    assert (second["attempt"], second["retry_of"]) == (2, first["id"])
    assert second["number"] != first["number"]
    assert [kind for kind, _ in ada.movements()] == ["deposit", "purchase", "refund", "purchase"]
    assert_adds_up(ada)


def test_a_repeated_key_makes_one_deposit_and_one_number_and_gets_the_first_answer(
    site: Site, supplier: Supplier
) -> None:
    ada = site.new_customer(amount_minor=DEPOSIT_MINOR)
    deposit_key, number_key = new_key(), new_key()
    body = {"amount_minor": DEPOSIT_MINOR}
    first_deposit = ada.post("/deposits", body, key=deposit_key)
    pay_at_checkout(first_deposit.json["deposit"])
    ada.wait_for_deposit(first_deposit.json["deposit"], "credited")
    first_number = ada.buy(key=number_key)
    ada.wait_for(first_number.json["verification"], "waiting")

    deposit_again, number_again = ada.post("/deposits", body, key=deposit_key), ada.buy(key=number_key)

    assert_replayed(deposit_again, first_deposit)
    assert_replayed(number_again, first_number)
    price = first_number.json["verification"]["price_minor"]
    assert ada.movements() == [("deposit", DEPOSIT_MINOR), ("deposit", DEPOSIT_MINOR), ("purchase", -price)]
    assert len(ada.get("/deposits")["deposits"]) == 2
    assert len(ada.get("/verifications")["verifications"]) == 1


def test_a_key_of_another_request_is_refused(site: Site, supplier: Supplier) -> None:
    bob = site.new_customer(amount_minor=DEPOSIT_MINOR)
    key, price = new_key(), bob.price_minor()
    first = done(bob.buy(key=key), 202)["verification"]
    bob.wait_for(first, "waiting")
    deposits, balance = bob.get("/deposits"), bob.wallet()

    for answer in (
        bob.buy(key=key, max_price_minor=price + 1),
        bob.buy(key=key, area_codes=["312"], max_price_minor=2 * price),
        bob.post("/deposits", {"amount_minor": DEPOSIT_MINOR}, key=key),
        bob.post("/verification-batches", {"service": SERVICE, "max_price_minor": price, "quantity": 2}, key=key),
        bob.post(f"/verifications/{first['id']}/retry", key=key),
    ):
        assert_problem(answer, 422, "idempotency_key_reused")

    assert (bob.get("/deposits"), bob.wallet()) == (deposits, balance)
    assert bob.wait_for(first, "waiting")["number"]
    done(bob.post(f"/verifications/{first['id']}/cancel"), 200)
    assert_adds_up(bob)


def test_a_payment_with_five_events_is_credited_once(site: Site, paystack: Paystack) -> None:
    ada = site.new_customer()
    deposit = ada.open_deposit(DEPOSIT_MINOR)

    paystack.pay(deposit["reference"], webhook=True, times=5)
    ada.wait_for_deposit(deposit, "credited")
    eventually(lambda: paystack.thanks(deposit["reference"]) == 5)

    assert ada.movements() == [("deposit", DEPOSIT_MINOR)]
    assert_adds_up(ada)


def test_exactly_half_of_32_concurrent_purchases_succeed_with_money_for_half(site: Site, supplier: Supplier) -> None:
    """Four customers send eight each; then they cancel what was bought, and every wallet has its full balance again."""
    price = site.new_customer().price_minor()
    customers = [site.new_customer(amount_minor=4 * price + price // 2) for _ in range(4)]
    body = {"service": SERVICE, "max_price_minor": price}

    def tap(customer: Customer) -> Answer:
        return customer.post("/verifications", body, key=new_key())

    with ThreadPoolExecutor(AT_ONCE) as taps:
        answers = list(taps.map(tap, customers * 8))

    assert Counter(answer.status for answer in answers) == {202: 16, 402: 16}
    for customer in customers:
        bought = customer.get("/verifications?state=open")["verifications"]
        assert len(bought) == 4
        assert customer.movements()[1:] == [("purchase", -price)] * 4
        assert_adds_up(customer, held_minor=4 * price)
        for verification in bought:
            customer.wait_for(verification, "waiting")
            done(customer.post(f"/verifications/{verification['id']}/cancel"), 200)
        assert_adds_up(customer)
        assert customer.wallet() == (4 * price + price // 2, 0)


def test_nothing_can_be_bought_without_money(site: Site, supplier: Supplier) -> None:
    ada = site.new_customer()
    ordered = supplier.ordered()

    price = ada.price_minor()
    assert_problem(ada.buy(), 402, "insufficient_funds", balance_minor=0, price_minor=price, currency="NGN")

    assert (ada.entries(), ada.wallet()) == ([], (0, 0))
    assert supplier.ordered() == ordered


def assert_replayed(again: Answer, first: Answer) -> None:
    assert (again.status, again.json) == (first.status, first.json)
    assert again.headers["idempotent-replay"] == "true"
    assert "idempotent-replay" not in first.headers
