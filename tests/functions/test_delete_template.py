"""DELETE /templates/{template_id}"""

from urllib.parse import quote

import pytest

from tests.functions.answers import assert_problem
from tests.functions.customers import Customer

GOOD = {"name": "Work", "service": "discord"}


def test_a_template_is_deleted(ada: Customer) -> None:
    for template_id in ("t1", "t2"):
        ada.send("PUT", f"/templates/{template_id}", GOOD)

    answer = ada.send("DELETE", "/templates/t1")

    assert (answer.status, answer.text) == (204, "")
    assert [template["id"] for template in ada.get("/templates").json["templates"]] == ["t2"]


def test_deleting_twice_is_not_an_error(ada: Customer) -> None:
    ada.send("PUT", "/templates/t1", GOOD)

    assert [ada.send("DELETE", "/templates/t1").status for _ in range(2)] == [204, 204]
    assert ada.send("DELETE", "/templates/never").status == 204


def test_a_customer_cannot_delete_another_customers_template(ada: Customer, bob: Customer) -> None:
    ada.send("PUT", "/templates/t1", GOOD)

    assert bob.send("DELETE", "/templates/t1").status == 204

    assert len(ada.get("/templates").json["templates"]) == 1


@pytest.mark.parametrize("template_id", ["a b", "a/b", "é", "A" * 65])
def test_a_malformed_id_is_not_found(ada: Customer, template_id: str) -> None:
    assert_problem(ada.send("DELETE", f"/templates/{quote(template_id, safe='')}"), 404, "not_found")
