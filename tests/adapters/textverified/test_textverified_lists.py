"""The supplier's own list of orders, and our credit there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.domain.errors import Unavailable
from tests.adapters.textverified.supplier import API, PAGE_SIZE, READ, a_verification, arm, arrive, received
from tests.simulator_processes import RunningTextVerified

ACCOUNT = {"method": "GET", "path_prefix": f"{API}/account"}
HOUR = timedelta(hours=1)


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - HOUR


def an_order(api: TextVerifiedApi, number: int) -> str:
    return api.order(a_verification(f"01KVERIFICATION{number}"))


def listed(api: TextVerifiedApi) -> Iterator[tuple[str, str]]:
    return ((one.order_id, one.outcome) for one in api.orders(since=an_hour_ago()))


def test_orders_are_listed_with_state_and_cost(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    first, second, third = (an_order(api, number) for number in range(3))
    arrive(supplier, second, "Your code is 482913")
    api.cancel(third)

    found = list(api.orders(since=an_hour_ago()))

    assert [(one.order_id, one.outcome) for one in found] == [
        (third, "cancelled"),
        (second, "delivered"),
        (first, "open"),
    ]
    assert all(one.cost_usd > 0 for one in found)
    assert all(timedelta(0) <= datetime.now(UTC) - one.ordered_at < HOUR for one in found)


def test_all_pages_are_read(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    ordered = [an_order(api, number) for number in range(2 * PAGE_SIZE + 1)]

    assert [order_id for order_id, _ in listed(api)] == ordered[::-1]
    assert len([one for one in received(supplier, "/verifications") if one["method"] == "GET"]) == 3


def test_an_order_that_a_new_one_moves_to_the_next_page_is_listed_once(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    at = f"{datetime.now(UTC):%FT%TZ}"
    first_page = [
        {"id": f"lr_{number}", "state": "verificationCompleted", "createdAt": at, "totalCost": 0.25}
        for number in range(PAGE_SIZE, 0, -1)
    ]
    onwards = {"hasNext": True, "links": {"next": {"href": "/verifications?page=2", "method": "GET"}}}
    arm(supplier, READ, "error_before", status=200, body={"data": first_page, **onwards})
    arm(supplier, READ, "error_before", status=200, body={"data": first_page[-1:], "hasNext": False})

    found = list(api.orders(since=an_hour_ago()))

    assert [one.order_id for one in found] == [one["id"] for one in first_page]
    assert sum(one.cost_usd for one in found) == PAGE_SIZE * Decimal("0.25")
    assert asked(supplier) == 2


def test_pages_of_older_orders_are_not_read(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    for number in range(2 * PAGE_SIZE):
        an_order(api, number)

    assert list(api.orders(since=datetime.now(UTC) + HOUR)) == []
    assert len([one for one in received(supplier, "/verifications") if one["method"] == "GET"]) == 1


def test_an_account_without_orders_has_an_empty_list(api: TextVerifiedApi) -> None:
    assert list(listed(api)) == []


def asked(supplier: RunningTextVerified) -> int:
    return len([one for one in received(supplier, "/verifications") if one["method"] == "GET"])


def test_the_states_of_several_orders_cost_one_request(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    first, second, third = (an_order(api, number) for number in range(3))
    arrive(supplier, second, "Your code is 482913")
    api.cancel(third)

    outcomes = api.outcomes({first, second, third}, since=an_hour_ago())

    assert outcomes == {first: "open", second: "delivered", third: "cancelled"}
    assert asked(supplier) == 1


def test_a_malformed_order_in_the_list_affects_no_other(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    order = {"id": "lr_1", "state": "verificationCompleted", "createdAt": "2026-03-04T05:06:07+00:00"}
    odd = [
        None,
        {},
        {"id": 7},
        {**order, "id": "lr_2", "createdAt": "yesterday"},
        {**order, "id": "lr_3", "state": None},
    ]
    arm(supplier, READ, "error_before", status=200, body={"data": [*odd, order]})

    assert api.outcomes({"lr_1", "lr_2", "lr_3"}, since=an_hour_ago()) == {"lr_1": "delivered"}


def test_a_further_page_is_read_only_while_it_may_save_more_requests_than_it_costs(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    ordered = [an_order(api, number) for number in range(3 * PAGE_SIZE)]
    oldest, newest = ordered[:PAGE_SIZE], ordered[-1]

    assert api.outcomes({newest, oldest[0]}, since=an_hour_ago()) == {newest: "open"}
    assert asked(supplier) == 1

    assert set(api.outcomes({*oldest, newest}, since=an_hour_ago())) == {*oldest, newest}
    assert asked(supplier) == 1 + 3


def test_no_further_page_is_read_when_the_first_shows_none_of_the_wanted_orders(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    ordered = [an_order(api, number) for number in range(2 * PAGE_SIZE)]

    assert api.outcomes(ordered[:PAGE_SIZE], since=an_hour_ago()) == {}
    assert asked(supplier) == 1


def test_pages_of_older_orders_are_not_read_for_several_orders_either(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    for number in range(2 * PAGE_SIZE):
        an_order(api, number)

    unknown = {f"lr_unknown_{k}" for k in range(9)}
    assert api.outcomes(unknown, since=datetime.now(UTC) + HOUR) == {}
    assert asked(supplier) == 1


def test_our_credit_falls_by_what_an_order_costs(api: TextVerifiedApi) -> None:
    before = api.balance_usd()
    an_order(api, 1)

    [order] = api.orders(since=an_hour_ago())
    assert before - api.balance_usd() == order.cost_usd
    assert isinstance(before, Decimal)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_a_refused_request_is_an_error(api: TextVerifiedApi, supplier: RunningTextVerified, status: int) -> None:
    arm(supplier, READ, "error_before", status=status)
    with pytest.raises(Unavailable):
        list(listed(api))

    arm(supplier, READ, "error_before", status=status)
    with pytest.raises(Unavailable):
        api.outcomes({"lr_1", "lr_2"}, since=an_hour_ago())

    arm(supplier, ACCOUNT, "error_before", status=status)
    with pytest.raises(Unavailable):
        api.balance_usd()


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": [{"id": "lr_1"}]}])
def test_an_unreadable_list_is_not_an_empty_list(
    api: TextVerifiedApi, supplier: RunningTextVerified, body: object
) -> None:
    arm(supplier, READ, "error_before", status=200, body=body)

    with pytest.raises(Unavailable):
        list(listed(api))
