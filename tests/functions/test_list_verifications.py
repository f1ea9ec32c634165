"""GET /verifications"""

from typing import Any

import pytest

from tests.functions.answers import VERIFICATION, assert_invalid, assert_shape
from tests.functions.customers import CODE, Customer, World
from tests.functions.pages import assert_refuses_bad_pages, walk


def ids(verifications: Any) -> set[str]:
    return {one["id"] for one in verifications}


def listed(customer: Customer, **query: str) -> Any:
    answer = customer.get("/verifications", **query)
    assert answer.status == 200, answer
    return answer.json["verifications"]


def test_a_customers_verifications_are_listed_newest_first(world: World) -> None:
    ada = world.funded_customer(500_000)
    bought = [ada.buy() for _ in range(3)]

    answer = ada.get("/verifications")

    assert answer.status == 200
    assert_shape(answer.json, {"verifications": list, "next_cursor": type(None)})
    for verification in answer.json["verifications"]:
        assert_shape(verification, VERIFICATION)
    assert answer.json["verifications"] == sorted(bought, key=lambda one: one["id"], reverse=True)


def test_a_new_customer_has_no_verifications(ada: Customer) -> None:
    assert ada.get("/verifications").json == {"verifications": [], "next_cursor": None}


def test_a_customer_does_not_see_another_customers_verifications(world: World, bob: Customer) -> None:
    ada = world.funded_customer()
    bought = ada.buy()

    assert listed(bob) == []
    assert listed(bob, state="open") == []
    assert listed(bob, ids=bought["id"]) == []


def test_each_verification_has_its_own_messages(world: World) -> None:
    ada = world.funded_customer(500_000)
    first, second = world.rent(ada), world.rent(ada)
    world.send_sms(first)
    world.poll(ada, first)

    codes = {one["id"]: one["code"] for one in listed(ada)}

    assert codes == {first["id"]: CODE, second["id"]: None}


def test_open_verifications_are_neither_paid_nor_refunded(world: World) -> None:
    ada = world.funded_customer(500_000)
    received, cancelled, waiting = world.rent(ada), world.rent(ada), world.rent(ada)
    world.send_sms(received)
    world.poll(ada, received)
    ada.post(f"/verifications/{cancelled['id']}/cancel")

    assert ids(listed(ada, state="open")) == {waiting["id"]}
    assert len(listed(ada)) == 3


def test_verifications_named_by_id_are_returned_open_or_finished(world: World) -> None:
    ada = world.funded_customer(500_000)
    cancelled, waiting, _ = world.rent(ada), world.rent(ada), world.rent(ada)
    ada.post(f"/verifications/{cancelled['id']}/cancel")
    asked = f"{cancelled['id']}, {waiting['id']},,{waiting['id']},01ARZ3NDEKTSV4RRFFQ69G5FAV"

    assert ids(listed(ada, ids=asked)) == {cancelled["id"], waiting["id"]}
    assert ids(listed(ada, ids=asked, state="open")) == {waiting["id"]}


def test_another_customers_id_is_left_out(world: World) -> None:
    ada, bob = world.funded_customer(), world.funded_customer()
    mine, theirs = ada.buy(), bob.buy()

    assert ids(listed(ada, ids=f"{mine['id']},{theirs['id']}")) == {mine["id"]}


@pytest.mark.parametrize("given", ["a b", "é", "../x", "x" * 65, ",".join(f"ID{n}" for n in range(101)), "A" * 7_000])
def test_malformed_ids_are_refused(ada: Customer, given: str) -> None:
    assert_invalid(ada.get("/verifications", ids=given), "ids")


def test_a_hundred_ids_are_accepted(ada: Customer) -> None:
    assert listed(ada, ids=",".join(f"{n:026d}" for n in range(100))) == []


def test_recent_verifications_are_open_or_ended_within_a_day(world: World) -> None:
    ada = world.funded_customer(500_000)
    cancelled, waiting = world.rent(ada), world.rent(ada)
    ada.post(f"/verifications/{cancelled['id']}/cancel")

    assert [one["id"] for one in listed(ada, state="recent")] == [waiting["id"], cancelled["id"]]


def test_a_list_is_filtered(world: World) -> None:
    ada = world.funded_customer(500_000)
    got, cancelled, waiting = world.rent(ada), world.rent(ada), ada.buy(reference="ci-812")
    world.send_sms(got)
    world.poll(ada, got)
    ada.post(f"/verifications/{cancelled['id']}/cancel")
    day, instant = waiting["created_at"][:10], waiting["created_at"]

    assert ids(listed(ada, outcome="received")) == {got["id"]}
    assert ids(listed(ada, outcome="none")) == {cancelled["id"]}
    assert ids(listed(ada, outcome="open")) == {waiting["id"]}
    assert ids(listed(ada, label="CI")) == {waiting["id"]}
    assert listed(ada, service="telegram") == []
    assert {got["id"], cancelled["id"]} <= ids(listed(ada, **{"from": got["created_at"][:10], "to": day}))
    assert waiting["id"] in ids(listed(ada, **{"from": instant}))
    assert waiting["id"] not in ids(listed(ada, to=instant))


@pytest.mark.parametrize(
    "given", ["yesterday", "2026-02-30", "2026-11-29T10:00", "0001-01-01", "9999-12-31", "2026-11-29\n"]
)
def test_a_moment_that_is_none_is_refused(ada: Customer, given: str) -> None:
    assert_invalid(ada.get("/verifications", **{"from": given}), "from")


@pytest.mark.parametrize("state", ["waiting", "OPEN", "closed", " open"])
def test_the_state_filter_accepts_only_open(ada: Customer, state: str) -> None:
    assert_invalid(ada.get("/verifications", state=state), "state")


def test_the_earliest_next_poll_of_all_is_returned(world: World) -> None:
    ada = world.funded_customer(500_000)
    world.rent(ada)
    ada.buy()

    answer = ada.get("/verifications", state="open")

    soonest = min(one["next_poll_ms"] for one in answer.json["verifications"])
    assert answer.headers["retry-after"] == str(soonest // 1_000)


def test_a_list_without_open_verifications_has_no_next_poll(ada: Customer) -> None:
    assert "retry-after" not in ada.get("/verifications").headers


def test_the_pages_of_the_list_have_no_gaps(world: World) -> None:
    ada = world.funded_customer(700_000)
    bought = {ada.buy()["id"] for _ in range(5)}

    pages = walk(ada, "/verifications", "verifications", limit=2)

    assert [len(page) for page in pages] == [2, 2, 1]
    assert ids(one for page in pages for one in page) == bought


def test_forged_cursors_and_limits_out_of_bounds_are_refused(ada: Customer) -> None:
    assert_refuses_bad_pages(lambda **query: ada.get("/verifications", **query))
