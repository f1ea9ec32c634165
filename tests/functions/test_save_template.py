"""PUT /templates/{template_id}"""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from callbox.adapters.dynamodb.area_codes import DynamoAreaCodes
from tests.functions.answers import TEMPLATE, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import Customer

GOOD = {"name": "Work", "service": "discord", "area_codes": ["312"], "carriers": ["vz"], "max_price_minor": 200_000}


def test_a_template_is_saved_under_the_id_that_the_device_chose(ada: Customer) -> None:
    answer = ada.send("PUT", "/templates/t1", GOOD)

    assert answer.status == 200
    assert_shape(answer.json, {"template": dict})
    template = answer.json["template"]
    assert_shape(template, TEMPLATE)
    assert template["id"] == "t1"
    assert {name: template[name] for name in GOOD} == GOOD
    assert ada.get("/templates").json == {"templates": [template]}


def test_a_template_without_a_maximum_price_buys_at_any_price(ada: Customer) -> None:
    body = {"name": "Any", "service": "discord"}

    template = ada.send("PUT", "/templates/t1", body).json["template"]

    assert (template["max_price_minor"], template["area_codes"], template["carriers"]) == (None, [], [])


def test_saving_again_replaces_the_template(ada: Customer) -> None:
    ada.send("PUT", "/templates/t1", GOOD)

    ada.send("PUT", "/templates/t1", {**GOOD, "name": "Home"})

    assert [t["name"] for t in ada.get("/templates").json["templates"]] == ["Home"]


def test_two_customers_may_use_the_same_id(ada: Customer, bob: Customer) -> None:
    ada.send("PUT", "/templates/t1", GOOD)
    bob.send("PUT", "/templates/t1", {**GOOD, "name": "Bob's"})

    assert [t["name"] for t in ada.get("/templates").json["templates"]] == ["Work"]


def test_a_customer_has_at_most_50_templates(ada: Customer) -> None:
    for n in range(50):
        assert ada.send("PUT", f"/templates/t{n}", GOOD).status == 200

    assert_problem(ada.send("PUT", "/templates/t50", GOOD), 409, "too_many_templates")
    assert ada.send("PUT", "/templates/t49", {**GOOD, "name": "Changed"}).status == 200
    assert len(ada.get("/templates").json["templates"]) == 50


@pytest.mark.parametrize("template_id", ["a b", "a/b", "é", "A" * 65, "\u0000"])
def test_a_malformed_id_is_not_found(ada: Customer, template_id: str) -> None:
    assert_problem(ada.send("PUT", f"/templates/{quote(template_id, safe='')}", GOOD), 404, "not_found")


WRONG: list[tuple[str, object]] = [
    ("name", ""),
    ("name", "x" * 61),
    ("name", 17),
    ("service", ""),
    ("service", None),
    ("country", "NG"),
    ("capability", "voice"),
    ("area_codes", ["312"] * 11),
    ("carriers", "vz"),
    ("max_price_minor", 0),
    ("max_price_minor", -1),
    ("max_price_minor", 1.5),
    ("max_price_minor", True),
    ("max_price_minor", 10**12 + 1),
    ("id", "t2"),
    ("user_id", "somebody"),
]


def test_an_invalid_field_is_named(ada: Customer) -> None:
    for field, value in WRONG:
        assert_invalid(ada.send("PUT", "/templates/t1", {**GOOD, field: value}), field)
    assert ada.get("/templates").json["templates"] == []


@pytest.mark.parametrize("name", ["名前", "<script>alert(1)</script>", "a\u0000b", "🐎" * 60])
def test_a_name_is_returned_as_it_was_sent(ada: Customer, name: str) -> None:
    assert ada.send("PUT", "/templates/t1", {**GOOD, "name": name}).json["template"]["name"] == name
    assert ada.get("/templates").json["templates"][0]["name"] == name


def test_an_area_code_that_does_not_exist_is_not_saved(ada: Customer) -> None:
    DynamoAreaCodes().replace("US", ["312", "313", "314"], read_at=datetime.now(UTC))

    refused = ada.send("PUT", "/templates/work", {**GOOD, "area_codes": ["999"]})

    assert_problem(refused, 422, "area_code_unknown", area_code="999", near="314, 313, 312")
    assert ada.send("PUT", "/templates/work", GOOD).status == 200
