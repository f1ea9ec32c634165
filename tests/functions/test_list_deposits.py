"""GET /deposits"""

from tests.functions.answers import DEPOSIT, assert_shape
from tests.functions.customers import Customer
from tests.functions.pages import assert_refuses_bad_pages, walk


def test_a_customers_deposits_are_listed_newest_first(ada: Customer) -> None:
    made = [ada.open_deposit(amount) for amount in (100_000, 110_000, 120_000)]

    answer = ada.get("/deposits")

    assert answer.status == 200
    assert_shape(answer.json, {"deposits": list, "next_cursor": type(None)})
    for deposit in answer.json["deposits"]:
        assert_shape(deposit, DEPOSIT)
    assert answer.json["deposits"] == sorted(made, key=lambda deposit: deposit["id"], reverse=True)


def test_a_new_customer_has_no_deposits(ada: Customer) -> None:
    assert ada.get("/deposits").json == {"deposits": [], "next_cursor": None}


def test_a_customer_does_not_see_another_customers_deposits(ada: Customer, bob: Customer) -> None:
    ada.open_deposit()

    assert bob.get("/deposits").json["deposits"] == []


def test_the_pages_of_the_list_have_no_gaps(ada: Customer) -> None:
    made = {ada.open_deposit()["id"] for _ in range(5)}

    pages = walk(ada, "/deposits", "deposits", limit=2)

    assert [len(page) for page in pages] == [2, 2, 1]
    assert {deposit["id"] for page in pages for deposit in page} == made


def test_a_list_of_exactly_one_page_has_no_second_page(ada: Customer) -> None:
    for _ in range(2):
        ada.open_deposit()

    assert [len(page) for page in walk(ada, "/deposits", "deposits", limit=2)] == [2]


def test_another_customers_cursor_shows_only_the_callers_own_items(ada: Customer, bob: Customer) -> None:
    mine = bob.open_deposit()
    for _ in range(2):
        ada.open_deposit()
    hers = ada.get("/deposits", limit="1").json["next_cursor"]

    assert [d["id"] for d in bob.get("/deposits", cursor=hers).json["deposits"]] == [mine["id"]]


def test_forged_cursors_and_limits_out_of_bounds_are_refused(ada: Customer) -> None:
    assert_refuses_bad_pages(lambda **query: ada.get("/deposits", **query))
