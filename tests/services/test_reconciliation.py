"""The reconciliation finds each seeded difference, stores it once and raises an alarm; it repairs what it can."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.money import Money
from tests.builders import ADA, naira
from tests.services.oversight import NIGHT, WatchedWorld


@pytest.fixture
def world() -> WatchedWorld:
    return WatchedWorld()


def difference_alarms(world: WatchedWorld) -> list[tuple[object, object]]:
    return [(facts["difference"], facts["subject"]) for event, facts in world.log.alarms if event == "books_differ"]


def test_an_ordinary_day_has_no_differences(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.buy()
    world.paystack.refund(deposit.reference, naira(100))
    world.returns.take_back(deposit.reference)
    world.top_up(key="not paid")

    report = world.reconcile()

    assert report.is_clean
    assert (report.differences, report.made_good, report.left_out) == ([], [], [])
    assert report.facts["successes credited"] == 1
    assert report.facts["successes, minor units"] == 500_000
    assert report.facts["wallets"] == 1
    assert world.alarms() == []


def test_a_mismatched_payment_is_held_and_is_not_a_difference(world: WatchedWorld) -> None:
    deposit = world.top_up()
    world.paystack.pay(deposit.reference, amount=naira(1))
    world.deposits.credit(deposit.reference)

    report = world.reconcile()
    assert report.is_clean
    assert report.facts["successes held as mismatched"] == 1


# --- repairs


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(hours=97)], ids=["pending", "failed"])
def test_a_success_without_a_webhook_is_credited(world: WatchedWorld, wait: timedelta) -> None:
    world.clock.advance(-wait)
    deposit = world.top_up()
    world.clock.advance(wait)
    world.sweep()
    world.paystack.pay(deposit.reference)

    report = world.reconcile()

    assert report.made_good == [f"credited {deposit.reference}"]
    assert report.is_clean
    assert world.balance_minor == 500_000
    assert world.reconcile().made_good == []


def test_a_late_payment_without_a_webhook_is_found_on_a_sunday(world: WatchedWorld) -> None:
    deposit = world.top_up()
    world.clock.advance(timedelta(days=8))  # a Thursday
    world.sweep()
    world.paystack.pay(deposit.reference)

    made_good = []
    for _ in ("Thursday", "Friday", "Saturday", "Sunday"):
        made_good.append(world.reconcile().made_good)
        world.clock.advance(timedelta(days=1))

    assert made_good == [[], [], [], [f"credited {deposit.reference}"]]
    assert world.balance_minor == 500_000


def test_a_sunday_run_covers_an_ordinary_month(world: WatchedWorld) -> None:
    for number in range(4):
        deposit = world.credited(key=f"week {number}")
        world.paystack.refund(deposit.reference, naira(100))
        world.returns.take_back(deposit.reference)
        world.clock.advance(timedelta(days=7))
    world.clock.advance(timedelta(days=4))

    report = world.reconcile()
    assert report.is_clean
    assert report.facts["successes credited"] == 3  # the first was opened more than thirty days ago


def test_a_refund_without_a_webhook_is_taken_from_the_wallet(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.paystack.refund(deposit.reference, naira(1_200))

    assert world.reconcile().made_good == [f"took back the return of {deposit.reference}"]
    assert world.balance_minor == 380_000
    assert world.reconcile().made_good == []


def test_a_refund_of_an_old_payment_is_found_by_the_date_of_the_refund(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.clock.advance(timedelta(days=40))
    world.paystack.refund(deposit.reference, naira(1_200))
    world.clock.advance(timedelta(days=29))

    assert world.reconcile().made_good == [f"took back the return of {deposit.reference}"]


def test_a_chargeback_months_later_is_taken_from_the_wallet(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.clock.advance(timedelta(days=120))
    world.paystack.pay(deposit.reference, status="reversed")

    assert world.reconcile().made_good == [f"took back the return of {deposit.reference}"]
    assert world.balance_minor == 0


def test_a_settled_return_is_not_checked_every_night(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.paystack.refund(deposit.reference, naira(5_000))
    world.returns.take_back(deposit.reference)
    asked = world.paystack.count("verify")

    assert world.reconcile().is_clean
    assert world.paystack.count("verify") == asked


def test_an_orphan_order_is_cancelled(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now() - timedelta(minutes=10))

    assert world.reconcile().made_good == ["cancelled orphan order lr_1"]
    assert world.reconcile().made_good == []


# --- differences from Paystack


def test_a_success_without_a_deposit_is_a_difference(world: WatchedWorld) -> None:
    world.paystack.sell("SHOP-7", naira(300))
    world.paystack.sell("01KNEVERSEEN-1", naira(300))

    assert world.found() == [("payment_unknown", "01KNEVERSEEN-1"), ("payment_unknown", "SHOP-7")]


def test_a_success_with_a_reference_that_its_deposit_never_used_is_a_difference(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.paystack.sell(f"{deposit.deposit_id}-9", naira(5_000))

    assert world.found() == [("payment_unknown", f"{deposit.deposit_id}-9")]


def test_a_second_payment_for_one_deposit_is_a_difference(world: WatchedWorld) -> None:
    world.paystack.lose_answer("initialize", Uncertain("lost"))
    deposit = world.credited()
    world.paystack.pay(f"{deposit.deposit_id}-1")

    [difference] = world.reconcile().differences
    assert (difference.kind, difference.subject) == ("paid_twice", f"{deposit.deposit_id}-1")
    assert difference.facts["settled_reference"] == f"{deposit.deposit_id}-2"
    assert world.balance_minor == 500_000


def test_a_second_payment_that_was_refunded_at_paystack_is_not_a_difference(world: WatchedWorld) -> None:
    world.paystack.lose_answer("initialize", Uncertain("lost"))
    deposit = world.credited()
    world.paystack.pay(f"{deposit.deposit_id}-1")
    world.paystack.refund(f"{deposit.deposit_id}-1", naira(5_000))

    assert world.reconcile().is_clean
    assert world.balance_minor == 500_000


@pytest.mark.parametrize("charged", [Money(499_999, "NGN"), Money(500_000, "USD")])
def test_a_credited_payment_of_another_amount_is_a_difference(world: WatchedWorld, charged: Money) -> None:
    deposit = world.credited()
    world.paystack.pay(deposit.reference, amount=charged)

    [difference] = world.reconcile().differences
    assert (difference.kind, difference.subject) == ("payment_amount_differs", deposit.deposit_id)
    assert difference.facts["charged_minor"] == charged.minor
    assert difference.facts["amount_minor"] == 500_000


def test_a_credited_deposit_that_paystack_does_not_know_is_a_difference(world: WatchedWorld) -> None:
    deposit = world.credited()
    del world.paystack.payments[deposit.reference]
    world.clock.advance(NIGHT)

    assert world.found() == [("deposit_unknown_to_paystack", deposit.deposit_id)]


@pytest.mark.parametrize("status", ["abandoned", "failed"])
def test_a_credited_deposit_without_a_success_is_a_difference(world: WatchedWorld, status: str) -> None:
    deposit = world.credited()
    world.paystack.pay(deposit.reference, status=status)
    world.clock.advance(NIGHT)

    [difference] = world.reconcile().differences
    assert (difference.kind, difference.facts["paystack"]) == ("deposit_not_paid", status)


def test_a_deposit_outside_the_window_is_not_reported_as_missing(world: WatchedWorld) -> None:
    deposit = world.credited()
    del world.paystack.payments[deposit.reference]
    world.clock.advance(timedelta(days=6))

    assert world.found() == []


def test_an_undone_return_is_a_difference(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.paystack.refund(deposit.reference, naira(100))
    world.returns.take_back(deposit.reference)
    world.tables.deposits[deposit.deposit_id] = replace(world.deposit(deposit.deposit_id), returned_minor=20_000)

    kinds = {kind for kind, _ in world.found()}
    assert kinds == {"returned_less_than_taken", "return_entries_differ"}


def test_a_dispute_that_is_won_after_its_money_was_taken_is_a_difference(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.paystack.pay(deposit.reference, status="reversed")
    world.returns.take_back(deposit.reference)
    world.clock.advance(timedelta(days=100))
    world.paystack.pay(deposit.reference, status="success")

    assert ("returned_less_than_taken", deposit.deposit_id) in world.found()
    assert world.balance_minor == 0


def test_a_return_in_another_currency_is_a_difference(world: WatchedWorld) -> None:
    deposit = world.credited()
    world.paystack.refund(deposit.reference, Money(1_200, "USD"))

    assert world.found() == [("return_currency_differs", deposit.deposit_id)]


def test_a_payment_that_fails_does_not_block_the_others(world: WatchedWorld) -> None:
    first, second = world.top_up(key="first"), world.top_up(key="second")
    for deposit in (first, second):
        world.paystack.pay(deposit.reference)

    def contradict() -> None:
        raise RuntimeError("the books contradict themselves")

    world.meanwhile("before credit", contradict)
    report = world.reconcile()

    assert {(one.kind, one.subject) for one in report.differences} == {
        ("payment_not_settled", second.deposit_id),
        ("payment_not_credited", second.deposit_id),
    }
    assert report.made_good == [f"credited {first.reference}"]


# --- differences in the books and at the supplier


def test_a_wrong_wallet_is_a_difference(world: WatchedWorld) -> None:
    world.credited()
    world.tables.wallets[ADA] = replace(world.tables.wallets[ADA], balance=naira(1))

    assert world.found() == [("balance_differs", ADA)]


def test_an_orphan_whose_cancel_the_supplier_refuses_is_a_difference(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now() - timedelta(minutes=10))
    world.listed.cancellable = False

    assert world.found() == [("orphan_order", "lr_1")]


def test_orders_are_left_out_when_the_supplier_stops_answering(world: WatchedWorld) -> None:
    world.listed.silent = {f"lr_{number}" for number in range(5)}
    for order_id in sorted(world.listed.silent):
        world.listed.list_order(order_id, world.clock.now() - timedelta(minutes=10))

    report = world.reconcile()
    assert {one.kind for one in report.differences} == {"orphan_order"}
    assert report.left_out == ["orders: supplier_silent"]


def test_a_billed_order_of_a_refunded_customer_is_a_difference(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now() - timedelta(hours=2), outcome="delivered")

    assert world.found() == [("order_without_payer", "lr_1")]
    assert difference_alarms(world) == [("order_without_payer", "lr_1")]
    assert world.found() == []


def test_the_suppliers_credit_is_reported_and_an_unexplained_change_is_a_difference(world: WatchedWorld) -> None:
    world.reconcile()
    world.listed.balance -= 3
    world.clock.advance(timedelta(days=1))

    report = world.reconcile()
    assert report.facts["supplier's credit, USD"] == "97"
    assert report.facts["credit that orders do not explain, USD"] == "-3"
    assert [one.kind for one in report.differences] == ["supplier_credit_unexplained"]


def test_a_balance_is_not_saved_before_its_differences_are_stored(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now() - timedelta(hours=2), outcome="delivered")
    world.differences.failing = Unavailable("down")

    with pytest.raises(Unavailable):
        world.reconcile()
    world.differences.failing = None
    assert world.found() == [("order_without_payer", "lr_1")]


# --- storage of differences


def test_a_difference_is_stored_once_and_raises_an_alarm_each_time(world: WatchedWorld) -> None:
    world.paystack.sell("SHOP-7", naira(300))
    first_at = world.clock.now()
    first = world.reconcile()
    world.clock.advance(timedelta(days=1))
    second = world.reconcile()

    assert (first.new, second.new) == (1, 0)
    [(difference, seen_first, seen_last)] = world.differences.stored.values()
    assert (difference.difference_id, seen_first) == ("payment_unknown:SHOP-7", first_at)
    assert seen_last == first_at + timedelta(days=1)
    assert difference_alarms(world) == [("payment_unknown", "SHOP-7")] * 2


def test_every_repair_is_reported(world: WatchedWorld) -> None:
    world.credited()
    world.tables.wallets[ADA] = replace(world.tables.wallets[ADA], balance=naira(1))
    world.reconcile()

    assert world.balance_minor == 100


# --- incomplete runs


def test_the_books_are_audited_when_paystack_does_not_answer(world: WatchedWorld) -> None:
    world.credited()
    world.tables.wallets[ADA] = replace(world.tables.wallets[ADA], balance=naira(1))
    world.paystack.fail("transactions", Unavailable("down", code="payment_provider_unavailable"))
    world.clock.advance(NIGHT)
    asked = world.paystack.count("verify")

    report = world.reconcile()

    assert report.left_out == ["payments: payment_provider_unavailable"]
    assert [one.kind for one in report.differences] == ["balance_differs"]
    # without a list every deposit would look missing, and each would be checked
    assert world.paystack.count("verify") == asked
    assert "reconciliation_incomplete" in world.alarms()
    assert not report.is_clean


def test_an_incomplete_list_from_paystack_reports_no_missing_deposit(world: WatchedWorld) -> None:
    world.credited()
    world.paystack.fail("refunds", Unavailable("down"))
    world.clock.advance(NIGHT)

    report = world.reconcile()

    assert report.differences == []
    assert report.left_out == ["payments: unavailable"]


def test_payments_are_compared_when_the_supplier_does_not_answer(world: WatchedWorld) -> None:
    world.listed.failing = Unavailable("down")
    deposit = world.top_up()
    world.paystack.pay(deposit.reference)

    report = world.reconcile()

    assert report.made_good == [f"credited {deposit.reference}"]
    assert report.left_out == ["orders: unavailable", "supplier's account: unavailable"]


def test_a_run_that_runs_out_of_time_reports_what_it_left_out(world: WatchedWorld) -> None:
    world.credited()

    report = world.reconciliation.run(
        since=world.clock.now() - timedelta(days=5), segments=1, deadline=world.clock.now()
    )

    assert report.left_out == [
        "payments: time ran out before all deposits were read",
        "books: time ran out before all wallets were read",
    ]
    assert world.alarms() == ["reconciliation_incomplete"] * 2


def missed_at_paystack(world: WatchedWorld, number: int) -> None:
    """Remove this many credited deposits from Paystack's lists, so that each is checked; and add a listed success
    without a deposit.
    """
    for k in range(number):
        del world.paystack.payments[world.credited(key=f"missed {k}").reference]
    world.paystack.sell("SHOP-7", naira(300))
    world.clock.advance(NIGHT)
    world.paystack.calls.clear()


def test_a_run_stops_checking_deposits_when_paystack_stops_answering(world: WatchedWorld) -> None:
    missed_at_paystack(world, 7)
    world.paystack.fail("verify", *[Unavailable("down", code="payment_provider_unavailable")] * 7)

    report = world.reconcile()

    assert world.paystack.count("verify") == 3
    unanswered = ["payments: payment_provider_unavailable"] * 3
    assert report.left_out == [*unanswered, "payments: payment_provider_silent"]
    assert difference_alarms(world) == [("payment_unknown", "SHOP-7")]
    assert list(world.differences.stored) == ["payment_unknown:SHOP-7"]


def test_failures_that_are_not_consecutive_do_not_stop_the_checking_of_deposits(world: WatchedWorld) -> None:
    missed_at_paystack(world, 7)
    silent = Unavailable("down", code="payment_provider_unavailable")
    world.paystack.fail("verify", silent, silent, RuntimeError("an odd answer"), silent, Uncertain("lost"))

    report = world.reconcile()

    assert world.paystack.count("verify") == 7
    assert "payments: payment_provider_silent" not in report.left_out
    assert len([one for one in report.differences if one.kind == "deposit_unknown_to_paystack"]) == 2


def test_a_slow_paystack_is_not_asked_after_the_deadline(world: WatchedWorld) -> None:
    missed_at_paystack(world, 5)
    world.paystack.verify_takes = timedelta(minutes=5)
    now = world.clock.now()

    report = world.reconciliation.run(since=now - timedelta(days=5), deadline=now + timedelta(minutes=10))

    assert world.paystack.count("verify") == 2
    assert report.left_out == ["payments: time ran out before all deposits were asked about"]
    assert "reconciliation_incomplete" in world.alarms()
    kinds = [difference.kind for difference, _, _ in world.differences.stored.values()]
    assert sorted(kinds) == ["deposit_unknown_to_paystack"] * 2 + ["payment_unknown"]


def test_the_books_are_audited_only_on_request(world: WatchedWorld) -> None:
    world.credited()
    world.tables.wallets[ADA] = replace(world.tables.wallets[ADA], balance=naira(1))

    report = world.reconciliation.run(since=world.clock.now() - timedelta(days=5))

    assert report.is_clean
    assert "wallets" not in report.facts
