"""The messages of a number: all of them, once, in order, and none of another number."""

from datetime import UTC, datetime
from typing import Any

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.domain.errors import Unavailable
from tests.adapters.textverified.supplier import PAGE_SIZE, SMS, a_verification, arm, arrive, received, sold
from tests.simulator_processes import RunningTextVerified


def test_a_message_comes_with_its_sender_text_code_and_time(
    api: TextVerifiedApi, supplier: RunningTextVerified
) -> None:
    order_id = api.order(a_verification())
    before = datetime.now(UTC)
    arrive(supplier, order_id, "Your Discord code is 482-913")

    (message,) = api.messages(order_id, most=20)

    assert (message.sender, message.text, message.code) == ("28849", "Your Discord code is 482-913", "482913")
    assert before <= message.received_at <= datetime.now(UTC)
    assert message.id == sold(supplier)[0]["messages"][0]["id"]


def test_no_message_is_an_empty_list(api: TextVerifiedApi) -> None:
    assert api.messages(api.order(a_verification()), most=20) == []


def test_messages_of_all_pages_come_oldest_first_and_once(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    order_id = api.order(a_verification())
    texts = [f"Your code is {100_000 + n}" for n in range(2 * PAGE_SIZE + 1)]
    for text in texts:
        arrive(supplier, order_id, text)

    messages = api.messages(order_id, most=20)

    assert [message.text for message in messages] == texts
    assert len(received(supplier, "/sms")) == 3


def test_every_page_requests_only_the_orders_own_messages(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    mine, other = api.order(a_verification("01KMINE")), api.order(a_verification("01KOTHER"))
    for n in range(PAGE_SIZE + 1):
        arrive(supplier, mine, f"Your code is {100_000 + n}")
        arrive(supplier, other, f"Your code is {200_000 + n}")

    assert {message.text[13] for message in api.messages(mine, most=20)} == {"1"}
    asked = [next(iter(request["query"].items())) for request in received(supplier, "/sms")]
    assert asked == [("reservationId", mine)] * 2


@pytest.mark.parametrize("query", ["page=2", "ReservationId=lr_other&page=2", "reservationid=&page=2"])
def test_a_link_cannot_lead_to_another_orders_messages_or_another_host(
    api: TextVerifiedApi, supplier: RunningTextVerified, query: str
) -> None:
    page = sms_page(next_href=f"https://elsewhere.example/api/pub/v2/sms?{query}")
    arm(supplier, SMS, "error_before", status=200, body=page)

    api.messages("lr_mine", most=20)

    assert [request["query"] for request in received(supplier, "/sms")] == [
        {"reservationId": "lr_mine"},
        {"reservationId": "lr_mine", "page": "2"},
    ]


def test_at_most_ten_pages_are_read(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    page = sms_page(sms("1", "one"), next_href="/api/pub/v2/sms?page=2")
    arm(supplier, SMS, "error_before", status=200, body=page, times=1000)

    assert [message.text for message in api.messages("lr_1", most=20)] == ["one"]
    assert len(received(supplier, "/sms")) == 10


@pytest.mark.parametrize(
    "links",
    [
        {"hasNext": False, "links": {"next": {"method": "GET", "href": "/api/pub/v2/sms?page=2"}}},
        {"hasNext": True, "links": {"next": {"method": None, "href": None}}},
        {"hasNext": True, "links": {}},
        {"hasNext": True},
        {},
    ],
    ids=str,
)
def test_every_form_of_a_last_page_is_understood(
    api: TextVerifiedApi, supplier: RunningTextVerified, links: dict[str, Any]
) -> None:
    arm(supplier, SMS, "error_before", status=200, body={"data": [sms("1", "one")], **links})

    assert [message.text for message in api.messages("lr_1", most=20)] == ["one"]
    assert len(received(supplier, "/sms")) == 1


@pytest.mark.parametrize(
    ("content", "parsed_code", "shown"),
    [
        ("Use 7731 to sign in. Your code: 7731", "7731", ("Use 7731 to sign in. Your code: 7731", "7731")),
        ("G-482913 is your Google code", None, ("G-482913 is your Google code", "482913")),
        ("Your code is 482913", "999999", ("Your code is 482913", "482913")),
        (None, "482913", ("482913", "482913")),
        ("Welcome!", None, ("Welcome!", None)),
        (None, None, ("", None)),
    ],
)
def test_the_suppliers_parsed_code_is_used_only_when_it_fits_the_text(
    api: TextVerifiedApi,
    supplier: RunningTextVerified,
    content: str | None,
    parsed_code: str | None,
    shown: tuple[str, str | None],
) -> None:
    item = {**sms("1", content), "parsedCode": parsed_code, "from": None}
    arm(supplier, SMS, "error_before", status=200, body=sms_page(item))

    (message,) = api.messages("lr_1", most=20)

    assert message.sender is None
    assert (message.text, message.code) == shown


def test_messages_of_one_moment_have_a_stable_order(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    page = sms_page(sms("3", "c"), sms("1", "a"), sms("2", "b", created_at="2026-03-04T05:06:06Z"))
    arm(supplier, SMS, "error_before", status=200, body=page)

    assert [message.id for message in api.messages("lr_1", most=20)] == ["2", "1", "3"]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        {"id": "odd"},
        {"smsContent": "Code 111222", "createdAt": "2026-03-04T05:06:07Z"},
        {"id": {}, "smsContent": "Code 111222"},
    ],
    ids=str,
)
def test_an_item_that_is_no_text_never_hides_the_others(
    api: TextVerifiedApi, supplier: RunningTextVerified, odd: Any
) -> None:
    arm(supplier, SMS, "error_before", status=200, body=sms_page(sms("1", "Code 482913"), odd, sms("2", "Code 737373")))

    assert [one.code for one in api.messages("lr_1", most=20)] == ["482913", "737373"]


def test_an_odd_field_costs_that_field_and_not_the_text(api: TextVerifiedApi, supplier: RunningTextVerified) -> None:
    odd = sms("1", "Code 482913") | {"id": 7, "from": {"name": "Acme"}, "parsedCode": 482913, "createdAt": "yesterday"}
    arm(supplier, SMS, "error_before", status=200, body=sms_page(odd))

    [read] = api.messages("lr_1", most=20)

    assert (read.id, read.sender, read.text, read.code) == ("7", None, "Code 482913", "482913")
    assert read.received_at.tzinfo is not None


@pytest.mark.parametrize("body", [None, {"data": None}, {}, []], ids=str)
def test_an_unreadable_page_is_unavailable_and_not_an_empty_list(
    api: TextVerifiedApi, supplier: RunningTextVerified, body: Any
) -> None:
    arm(supplier, SMS, "error_before", status=200, body=body)

    with pytest.raises(Unavailable):
        api.messages("lr_1", most=20)


def sms(sms_id: str, content: str | None, *, created_at: str = "2026-03-04T05:06:07+00:00") -> dict[str, Any]:
    return {
        "id": sms_id,
        "from": "28849",
        "to": "3125550142",
        "createdAt": created_at,
        "smsContent": content,
        "parsedCode": None,
        "encrypted": False,
    }


def sms_page(*items: dict[str, Any], next_href: str | None = None) -> dict[str, Any]:
    return {
        "data": list(items),
        "hasNext": next_href is not None,
        "links": {"next": {"method": "GET", "href": next_href}},
    }
