"""GET /second-factor"""

from tests.functions.answers import assert_shape
from tests.functions.authenticator import enrol
from tests.functions.customers import Customer


def test_a_customer_sees_whether_it_is_on_and_how_many_recovery_codes_are_left(ada: Customer, bob: Customer) -> None:
    assert_shape(ada.get("/second-factor").json, {"enabled": False, "recovery_codes_left": 0, "removed_at": None})

    enrol(ada)

    assert_shape(ada.get("/second-factor").json, {"enabled": True, "recovery_codes_left": 10, "removed_at": None})
    assert bob.get("/second-factor").json["enabled"] is False
