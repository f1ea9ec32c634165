"""GET /verifications/{verification_id}"""

from tests.functions.answers import VERIFICATION, assert_shape
from tests.functions.customers import CODE, World


def test_a_verification_is_returned_as_it_was_bought(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy()

    answer = ada.get(f"/verifications/{bought['id']}")

    assert answer.status == 200
    assert answer.json == {"verification": bought}


def test_an_open_verification_says_when_to_poll_next(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    answer = ada.get(f"/verifications/{waiting['id']}")

    poll_ms = answer.json["verification"]["next_poll_ms"]
    assert 1_000 <= poll_ms <= 4_000
    assert answer.headers["retry-after"] == str(poll_ms // 1_000)


def test_a_received_verification_has_its_code_and_messages_and_is_polled_for_later_ones(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)

    answer = ada.get(f"/verifications/{waiting['id']}")

    received = answer.json["verification"]
    assert_shape(received, VERIFICATION)
    assert (received["state"], received["code"]) == ("received", CODE)
    assert [sms["code"] for sms in received["messages"]] == [CODE]
    assert received["next_poll_ms"] == 5_000
    assert answer.headers["retry-after"] == "5"


def test_reading_a_verification_sends_no_request_to_the_supplier(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    before = len(world.supplier.control("GET", "/__control/requests")["requests"])

    assert ada.verification(waiting["id"])["state"] == "waiting"
    assert len(world.supplier.control("GET", "/__control/requests")["requests"]) == before
