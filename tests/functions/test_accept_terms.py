"""POST /terms-acceptances"""

from callbox.domain.terms import newest
from tests.functions.answers import assert_invalid
from tests.functions.customers import Customer


def test_new_terms_are_offered_until_the_customer_accepts_them(ada: Customer) -> None:
    offered = ada.get("/me").json["terms"]

    answer = ada.post("/terms-acceptances", {"version": newest().version})

    assert answer.status == 204
    assert offered["accepted"] == "1"
    assert offered["offered"]["version"] == newest().version
    assert offered["offered"]["holds_from"] == "2027-01-01T00:00:00.000Z"
    assert ada.get("/me").json["terms"] == {"accepted": newest().version, "offered": None}
    assert [entry["what"] for entry in ada.get("/account-log").json["entries"]][:1] == ["terms_accepted"]
    assert ada.post("/terms-acceptances", {"version": newest().version}).status == 204


def test_only_the_newest_terms_are_accepted(ada: Customer) -> None:
    for version in ("1", "3", "2 ", ""):
        assert_invalid(ada.post("/terms-acceptances", {"version": version}), "version")
    assert_invalid(ada.post("/terms-acceptances", {}), "version")
    assert ada.get("/me").json["terms"]["accepted"] == "1"
