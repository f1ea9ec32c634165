"""GET /wallet/entries"""

from tests.functions.answers import ENTRY, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World
from tests.functions.pages import assert_refuses_bad_pages, walk


def test_the_statement_has_every_movement_newest_first(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit)
    ada.post(f"/deposits/{deposit['id']}/verify")
    waiting = world.rent(ada)
    ada.post(f"/verifications/{waiting['id']}/cancel")

    answer = ada.get("/wallet/entries")

    assert answer.status == 200
    assert_shape(answer.json, {"entries": list, "next_cursor": type(None)})
    for entry in answer.json["entries"]:
        assert_shape(entry, ENTRY)
    rows = [(e["kind"], e["amount_minor"], e["balance_after_minor"]) for e in answer.json["entries"]]
    assert rows == [
        ("refund", PRICE_MINOR, 500_000),
        ("purchase", -PRICE_MINOR, 500_000 - PRICE_MINOR),
        ("deposit", 500_000, 500_000),
    ]
    causes = [(e["deposit_id"], e["verification_id"]) for e in answer.json["entries"]]
    assert causes == [(None, waiting["id"]), (None, waiting["id"]), (deposit["id"], None)]


def test_a_new_customer_has_an_empty_statement(ada: Customer) -> None:
    assert ada.get("/wallet/entries").json == {"entries": [], "next_cursor": None}


def test_the_pages_of_the_statement_have_no_gaps(world: World) -> None:
    ada = world.funded_customer(500_000)
    ada.buy()
    ada.buy()

    pages = walk(ada, "/wallet/entries", "entries", limit=2)

    assert [[entry["id"] for entry in page] for page in pages] == [["3", "2"], ["1"]]


def test_a_statement_of_exactly_one_page_has_no_second_page(world: World) -> None:
    ada = world.funded_customer(500_000)
    ada.buy()

    assert [len(page) for page in walk(ada, "/wallet/entries", "entries", limit=2)] == [2]


def test_new_entries_do_not_shift_the_next_page(world: World) -> None:
    ada = world.funded_customer(500_000)
    ada.buy()
    first = ada.get("/wallet/entries", limit="1").json

    ada.buy()
    second = ada.get("/wallet/entries", limit="1", cursor=first["next_cursor"]).json

    assert (first["entries"][0]["id"], second["entries"][0]["id"]) == ("2", "1")


def test_another_customers_cursor_shows_only_the_callers_own_items(world: World) -> None:
    ada, bob = world.funded_customer(500_000), world.funded_customer(200_000)
    ada.buy()
    cursor = ada.get("/wallet/entries", limit="1").json["next_cursor"]

    entries = bob.get("/wallet/entries", cursor=cursor).json["entries"]

    assert [entry["amount_minor"] for entry in entries] == [200_000]


def test_forged_cursors_and_limits_out_of_bounds_are_refused(ada: Customer) -> None:
    assert_refuses_bad_pages(lambda **query: ada.get("/wallet/entries", **query))


def test_a_cursor_of_another_list_is_refused(world: World, ada: Customer) -> None:
    ada.open_deposit()
    ada.open_deposit()
    cursor = ada.get("/deposits", limit="1").json["next_cursor"]

    assert ada.get("/wallet/entries", cursor=cursor).status == 422
