"""GET /services"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callbox.adapters.dynamodb.stock import DynamoStockCounts
from callbox.adapters.dynamodb.tables import SettingItem
from callbox.domain.stock import TOLD_FOR
from callbox.http.shapes import timestamp
from callbox.ports.stock import Count
from tests.functions.answers import SERVICE, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World, new_key
from tests.functions.pages import assert_refuses_bad_pages, walk

AREA = {"area_codes": ["312"]}
CARRIER = {"carriers": ["vz"]}


def names(customer: Customer, **query: str) -> list[str]:
    answer = customer.get("/services", **query)
    assert answer.status == 200, answer
    return [service["name"] for service in answer.json["services"]]


def test_each_service_for_sale_is_listed_with_todays_price(ada: Customer) -> None:
    answer = ada.get("/services")

    assert answer.status == 200
    assert_shape(answer.json, {"services": list, "denied": list, "next_cursor": type(None)})
    [discord] = answer.json["services"]
    assert_shape(discord, SERVICE)
    assert (discord["name"], discord["label"], discord["price_minor"]) == ("discord", "Discord", PRICE_MINOR)


def test_visitors_see_prices_without_an_account(world: World) -> None:
    answer = world.lambdas.call("GET", "/services", headers={})

    assert answer.status == 200
    assert [one["name"] for one in answer.json["services"]] == ["discord"]


def test_each_of_the_four_prices_is_what_such_an_order_costs(world: World) -> None:
    ada = world.funded_customer(5_000_000)
    [discord] = ada.get("/services").json["services"]
    orders: dict[str, Any] = {"any": {}, "area_code": AREA, "carrier": CARRIER, "both": {**AREA, **CARRIER}}

    for name, wishes in orders.items():
        price = discord["prices"][name]
        assert ada.buy(max_price_minor=price, **wishes)["price_minor"] == price
        body = {"service": "discord", "max_price_minor": price - 1, **wishes}
        assert_problem(
            ada.post("/verifications", body, key=new_key()), 409, "price_changed", price_minor=price, currency="NGN"
        )
    assert discord["prices"]["any"] == discord["price_minor"]


def test_what_customers_call_a_service_finds_it(world: World, ada: Customer) -> None:
    world.offer("openai", "zoom")

    assert names(ada, q="ChatGPT") == ["openai"]
    [openai] = ada.get("/services", q="chatgpt").json["services"]
    assert (openai["aliases"][0], openai["kind"]) == ("chatgpt", "ai")


@pytest.mark.parametrize(
    ("query", "denied"),
    [
        ("paypal", [{"label": "PayPal", "category": "payments"}]),
        ("discord", []),
        ("pa", []),
        ("", []),
        ("nothing of the kind", []),
    ],
)
def test_a_search_for_a_denied_service_is_told_why(ada: Customer, query: str, denied: list[dict[str, str]]) -> None:
    assert ada.get("/services", q=query).json["denied"] == denied


def test_stock_is_told_while_it_is_recent(world: World, ada: Customer) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    world.offer("airbnb", "badoo")
    counts = {"airbnb": Count(50, now), "badoo": Count(50, now - TOLD_FOR - timedelta(minutes=1))}
    DynamoStockCounts().replace("US", counts)

    airbnb, badoo, discord = ada.get("/services").json["services"]

    assert airbnb["stock"] == "many"
    assert airbnb["stock_at"] == timestamp(now)
    assert [(one["stock"], one["stock_at"]) for one in (badoo, discord)] == [(None, None)] * 2


def test_the_list_is_sorted_by_name(world: World, ada: Customer) -> None:
    world.offer("zoom", "airbnb", "lyft")

    assert names(ada) == ["airbnb", "discord", "lyft", "zoom"]


@pytest.mark.parametrize("query", ["disc", "DISCORD", " cord ", "d"])
def test_a_search_matches_part_of_a_name_in_any_case(world: World, ada: Customer, query: str) -> None:
    world.offer("whatsapp")

    assert names(ada, q=query) == ["discord"]


@pytest.mark.parametrize("query", ["nothing like it", "%", ".*", "💥", "\u0000", "' OR 1=1"])
def test_a_search_does_not_find_services_that_are_not_for_sale(ada: Customer, query: str) -> None:
    assert names(ada, q=query) == []


def test_a_query_of_more_than_100_characters_is_refused(ada: Customer) -> None:
    assert names(ada, q="x" * 100) == []
    assert_invalid(ada.get("/services", q="x" * 101), "q")


@pytest.mark.parametrize("country", ["US", "us"])
def test_the_country_may_be_written_in_any_case(ada: Customer, country: str) -> None:
    assert names(ada, country=country) == ["discord"]


@pytest.mark.parametrize("country", ["NG", "zz", "??", "é"])
def test_other_countries_have_no_services(ada: Customer, country: str) -> None:
    assert ada.get("/services", country=country).json == {"services": [], "denied": [], "next_cursor": None}


def test_a_country_has_two_letters(ada: Customer) -> None:
    assert_invalid(ada.get("/services", country="USA"), "country")


def test_the_pages_of_the_list_have_no_gaps(world: World, ada: Customer) -> None:
    world.offer("airbnb", "lyft", "uber_eats", "zoom.us")

    pages = walk(ada, "/services", "services", limit=2)

    assert [[s["name"] for s in page] for page in pages] == [
        ["airbnb", "discord"],
        ["lyft", "uber_eats"],
        ["zoom.us"],
    ]


@pytest.mark.parametrize("limit", [1, 2])
def test_paging_works_with_any_characters_in_names(world: World, ada: Customer, limit: int) -> None:
    names = {"at&t + co", "café", "微信", "a:b", "naïve 💬", "x" * 100, "ß" * 100}
    world.offer(*names)

    pages = walk(ada, "/services", "services", limit=limit)

    assert [s["name"] for page in pages for s in page] == sorted({*names, "discord"})


def test_the_cursor_of_another_list_is_refused(world: World, ada: Customer) -> None:
    world.offer("zoom")
    cursor = ada.get("/services", limit="1").json["next_cursor"]

    assert ada.get("/services", cursor=cursor).status == 200
    for other in ("/deposits", "/verifications", "/wallet/entries"):
        assert_invalid(ada.get(other, cursor=cursor), "cursor")


def test_a_search_continues_over_its_pages(world: World, ada: Customer) -> None:
    world.offer("discord-one", "discord-two", "whatsapp")

    pages = walk(ada, "/services", "services", limit=1, q="discord")

    assert [s["name"] for page in pages for s in page] == ["discord", "discord-one", "discord-two"]


def test_forged_cursors_and_limits_out_of_bounds_are_refused(ada: Customer) -> None:
    assert_refuses_bad_pages(lambda **query: ada.get("/services", **query))


def test_the_list_is_empty_before_prices_are_set(ada: Customer) -> None:
    for setting in SettingItem.query("pricing"):
        setting.delete()

    answer = ada.get("/services")

    assert_problem(answer, 503, "unavailable", retry_after_s=60)
    assert answer.headers["retry-after"] == "60"
