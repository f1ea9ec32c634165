"""DELETE /push-subscriptions/{subscription_id}"""

from callbox.adapters.dynamodb.push_subscriptions import DynamoPushSubscriptions
from callbox.domain.identity import UserId
from tests.functions.customers import Customer
from tests.functions.pushes import subscribe


def test_a_device_is_forgotten_and_a_second_call_changes_nothing(ada: Customer, bob: Customer) -> None:
    for customer in (ada, bob):
        assert subscribe(customer, "phone") == 204

    assert [ada.send("DELETE", "/push-subscriptions/phone").status for _ in range(2)] == [204, 204]

    store = DynamoPushSubscriptions()
    assert list(store.list(UserId(ada.id))) == []
    assert len(store.list(UserId(bob.id))) == 1
