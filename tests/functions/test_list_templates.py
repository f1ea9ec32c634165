"""GET /templates"""

from tests.functions.answers import TEMPLATE, assert_shape
from tests.functions.customers import Customer


def test_the_template_saved_last_comes_first(ada: Customer) -> None:
    for name in ("first", "second", "third"):
        ada.send("PUT", f"/templates/{name}", {"name": name, "service": "discord"})
    ada.send("PUT", "/templates/first", {"name": "first again", "service": "discord"})

    answer = ada.get("/templates")

    assert answer.status == 200
    assert_shape(answer.json, {"templates": list})
    for template in answer.json["templates"]:
        assert_shape(template, TEMPLATE)
    assert [template["name"] for template in answer.json["templates"]] == ["first again", "third", "second"]


def test_a_new_customer_has_no_templates(ada: Customer) -> None:
    assert ada.get("/templates").json == {"templates": []}


def test_a_customer_does_not_see_another_customers_templates(ada: Customer, bob: Customer) -> None:
    ada.send("PUT", "/templates/t1", {"name": "Work", "service": "discord"})

    assert bob.get("/templates").json == {"templates": []}
