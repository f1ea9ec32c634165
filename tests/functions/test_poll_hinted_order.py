"""Queue `hints`"""

from callbox.domain.verifications import MAX_TEXTS
from tests.functions.cloud import Record, message
from tests.functions.customers import CODE, TEXT, World

PATH_OF_TEXTS = "/sms"


def hint(world: World, verification: object, at: str = "2020-01-01T00:00:00+00:00") -> Record:
    """Return a hint about the verification's order that came then."""
    return message({"order_id": world.order_of(verification)["id"], "hinted_at": at})


LATE = "2099-01-01T00:00:00+00:00"


def test_a_hint_from_the_supplier_finds_its_verification(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)

    hints = [hint(world, waiting), hint(world, waiting)]

    assert world.lambdas.consume("poll_hinted_order", hints) == []
    assert ada.verification(waiting["id"])["code"] == CODE


def test_a_hint_queues_no_poll(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    before = world.cloud.waiting("codes")

    world.lambdas.consume("poll_hinted_order", [hint(world, waiting)])

    assert world.cloud.waiting("codes") == before


def test_a_hint_about_an_unknown_order_is_dropped(world: World) -> None:
    assert world.lambdas.consume("poll_hinted_order", [message({"order_id": "lr_unknown", "hinted_at": LATE})]) == []

    [event] = world.log.events("supplier_order_unknown")
    assert event["order_id"] == "lr_unknown"


def test_a_second_message_is_kept_beside_the_first(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)
    world.send_sms(waiting, "Welcome to Discord!")

    world.lambdas.consume("poll_hinted_order", [hint(world, waiting, LATE)])

    received = ada.verification(waiting["id"])
    assert [sms["text"] for sms in received["messages"]] == [TEXT, "Welcome to Discord!"]
    assert received["code"] == CODE


def readings(world: World) -> int:
    requests = world.supplier.control("GET", "/__control/requests")["requests"]
    return sum(one["method"] == "GET" and PATH_OF_TEXTS in one["path"] for one in requests)


def test_hints_of_one_batch_about_one_order_are_one_poll(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    before = readings(world)

    world.lambdas.consume("poll_hinted_order", [hint(world, waiting, LATE) for _ in range(10)])

    assert readings(world) == before + 1


def test_a_hint_that_came_before_the_last_reading_asks_nobody(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.lambdas.consume("poll_hinted_order", [hint(world, waiting)])
    before = readings(world)

    world.lambdas.consume("poll_hinted_order", [hint(world, waiting)])
    assert readings(world) == before

    world.lambdas.consume("poll_hinted_order", [hint(world, waiting, LATE)])
    assert readings(world) == before + 1


def test_a_flood_of_texts_is_read_up_to_a_limit_and_then_no_more(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    for number in range(MAX_TEXTS + 5):
        world.send_sms(waiting, f"Hello {'x' * 2000} {number}")
    world.lambdas.consume("poll_hinted_order", [hint(world, waiting, LATE)])
    before = readings(world)

    world.lambdas.consume("poll_hinted_order", [hint(world, waiting, LATE)])

    shown = ada.verification(waiting["id"])["messages"]
    assert len(shown) == MAX_TEXTS
    assert {len(sms["text"]) for sms in shown} == {1_600}
    assert readings(world) == before


def test_a_hint_that_has_no_time_left_comes_again(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    failed = world.lambdas.consume("poll_hinted_order", [hint(world, waiting)], left_s=20)

    assert len(failed) == 1


def test_a_hint_that_the_supplier_cannot_confirm_now_is_redelivered(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    fault = {"path_prefix": "/api/pub/v2/", "mode": "error_before", "times": 1}
    announced = hint(world, waiting)
    world.supplier.control("POST", "/__control/faults", fault)

    assert world.lambdas.consume("poll_hinted_order", [announced]) == [announced["messageId"]]
    assert world.lambdas.consume("poll_hinted_order", [announced]) == []
