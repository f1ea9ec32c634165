"""Devices that are told of news."""

from tests.functions.customers import Customer

# A point on P-256, for tests in which nothing is pushed.
SOME_KEY = "BKWJOd1E2GIvpFz4JfmCbAF-58ozARZ5cIlSu5tDyCYeVlqMcpNlmmwDftwzom_0rFJvyOg8wmlI9qPL7IbgymU"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/a-device"


def subscribe(customer: Customer, name: str, endpoint: str = ENDPOINT) -> int:
    return customer.send("PUT", f"/push-subscriptions/{name}", {"endpoint": endpoint}).status
