"""Queue `pushes`, with a push service that checks our tokens."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from callbox.adapters.dynamodb.push_subscriptions import DynamoPushSubscriptions
from callbox.domain.identity import UserId
from ops.push_key import PUSH_SECRET, new_push_key
from tests.functions.answers import assert_problem
from tests.functions.cloud import Cloud, message
from tests.functions.customers import CODE, Customer, World, forget_caches
from tests.functions.pushes import subscribe
from tests.push_devices import PushDevice
from tests.simulator_processes import RunningSimulator, running_push_service

KEY = new_push_key()
FROM_NOW = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def push_service_process() -> Iterator[RunningSimulator]:
    with running_push_service() as push_service:
        yield push_service


@pytest.fixture
def push_service(
    monkeypatch: pytest.MonkeyPatch, cloud: Cloud, push_service_process: RunningSimulator
) -> RunningSimulator:
    """A push service that we push to, with our own key."""
    push_service_process.control("POST", "/__control/reset")
    monkeypatch.setenv("PUSH_HOSTS", push_service_process.url)
    monkeypatch.setenv("PUSH_PUBLIC_KEY", KEY["public_key"])
    cloud.put_secret(PUSH_SECRET, KEY)
    forget_caches()
    return push_service_process


@pytest.fixture
def device(push_service: RunningSimulator, ada: Customer) -> PushDevice:
    """Ada's phone, which is told."""
    phone = PushDevice(push_service.url, KEY["public_key"])
    assert subscribe(ada, "phone", phone.endpoint) == 204
    return phone


def news(customer: Customer, at: datetime = FROM_NOW) -> dict[str, str]:
    return {"user_id": customer.id, "happened_at": at.isoformat()}


def kept(customer: Customer) -> list[str]:
    return [one.subscription_id for one in DynamoPushSubscriptions().list(UserId(customer.id))]


def fault(push_service: RunningSimulator, mode: str, **more: object) -> None:
    push_service.control("POST", "/__control/faults", {"mode": mode, "method": "POST", **more})


def test_a_device_gets_an_empty_push_with_our_signature(
    world: World, ada: Customer, device: PushDevice, push_service: RunningSimulator
) -> None:
    assert world.lambdas.consume("send_push", [message(news(ada))]) == []

    [push] = device.pushes
    assert (push["body_bytes"], push["ttl"], push["urgency"], push["topic"]) == (0, 900, "high", "news")
    assert (push["aud"], push["sub"]) == (push_service.url, "mailto:support@callbox.example")


def test_one_token_serves_an_origin_for_hours(
    world: World, ada: Customer, device: PushDevice, push_service: RunningSimulator
) -> None:
    laptop = PushDevice(push_service.url, KEY["public_key"])
    assert subscribe(ada, "laptop", laptop.endpoint) == 204

    assert world.lambdas.consume("send_push", [message(news(ada))]) == []

    requests = push_service.control("GET", "/__control/requests")["requests"]
    assert len({one["headers"]["Authorization"] for one in requests}) == 1
    assert (len(device.pushes), len(laptop.pushes)) == (1, 1)


def test_a_code_that_comes_reaches_the_device(world: World, device: PushDevice, ada: Customer) -> None:
    world.fund(ada)
    waiting = world.rent(ada)
    pushed_before = len(device.pushes)
    world.send_sms(waiting)

    assert world.poll(ada, waiting) == []
    assert world.lambdas.work_off("pushes") >= 1

    assert ada.verification(waiting["id"])["code"] == CODE
    assert len(device.pushes) == pushed_before + 1


def test_a_credited_deposit_reaches_the_device(world: World, device: PushDevice, ada: Customer) -> None:
    deposit = ada.open_deposit()
    world.pay(deposit)
    assert world.lambdas.consume("settle_deposit", [message({"reference": deposit["reference"]})]) == []

    assert world.lambdas.work_off("pushes") == 1

    assert len(device.pushes) == 1


def test_nothing_is_queued_for_a_customer_without_a_device(world: World, ada: Customer) -> None:
    world.fund(ada)
    waiting = world.rent(ada)
    world.send_sms(waiting)

    assert world.poll(ada, waiting) == []

    assert world.cloud.waiting("pushes") == 0


def test_a_device_that_unsubscribed_is_forgotten(world: World, ada: Customer, device: PushDevice) -> None:
    device.unsubscribe()

    assert world.lambdas.consume("send_push", [message(news(ada))]) == []

    assert (device.pushes, kept(ada)) == ([], [])


@pytest.mark.parametrize("status", [408, 429, 500, 503, 302])
def test_a_push_that_is_not_taken_is_tried_again_later(
    world: World, ada: Customer, device: PushDevice, push_service: RunningSimulator, status: int
) -> None:
    fault(push_service, "error_before", status=status, headers={"Location": f"{push_service.url}/push/{device.id}"})
    record = message(news(ada))

    assert world.lambdas.consume("send_push", [record]) == [record["messageId"]]
    assert (device.pushes, kept(ada)) == ([], ["phone"])
    assert world.lambdas.consume("send_push", [record]) == []
    assert len(device.pushes) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_push_that_is_refused_is_not_repeated_and_its_device_stays(
    world: World, ada: Customer, device: PushDevice, push_service: RunningSimulator, status: int
) -> None:
    fault(push_service, "error_before", status=status)

    assert world.lambdas.consume("send_push", [message(news(ada))]) == []

    assert (device.pushes, kept(ada)) == ([], ["phone"])
    assert world.log.events("push_refused")[-1]["status"] == status


def test_a_lost_answer_and_a_dead_push_service_are_tried_again_later(
    world: World, ada: Customer, device: PushDevice, push_service: RunningSimulator
) -> None:
    fault(push_service, "drop_reply")
    record = message(news(ada))

    assert world.lambdas.consume("send_push", [record]) == [record["messageId"]]
    assert world.lambdas.consume("send_push", [record]) == []
    assert len(device.pushes) == 2  # the first had arrived: the device shows one line for both


def test_a_session_that_ended_is_told_nothing(world: World, ada: Customer, device: PushDevice) -> None:
    assert ada.send("DELETE", "/sessions").status == 204

    assert world.lambdas.consume("send_push", [message(news(ada))]) == []

    assert (device.pushes, kept(ada)) == ([], [])


def test_an_access_token_of_an_ended_session_subscribes_no_device(world: World, ada: Customer) -> None:
    assert ada.send("DELETE", "/sessions").status == 204

    body = {"endpoint": "https://fcm.googleapis.com/x"}
    assert_problem(ada.send("PUT", "/push-subscriptions/phone", body), 401, "session_revoked")


def test_what_was_told_is_not_told_again(world: World, ada: Customer, device: PushDevice) -> None:
    assert world.lambdas.consume("send_push", [message(news(ada, datetime(2020, 1, 1, tzinfo=UTC)))]) == []

    assert device.pushes == []


@pytest.mark.parametrize("poison", ["", "not json", "null", "[]", "{}", json.dumps({"user_id": "x"})])
def test_a_poisoned_message_is_redelivered(world: World, poison: str) -> None:
    world.log.may_crash = True
    record = message(poison)

    assert world.lambdas.consume("send_push", [record]) == [record["messageId"]]


def test_no_line_of_the_log_names_an_endpoint_or_the_key(
    world: World, ada: Customer, device: PushDevice, push_service: RunningSimulator
) -> None:
    world.log.keep_out(device.id, device.endpoint, KEY["private_key_pem"])
    fault(push_service, "error_before", status=500)

    for _ in range(2):
        world.lambdas.consume("send_push", [message(news(ada))])

    [pushed] = world.log.events("pushed")
    assert (pushed["devices"], pushed["forgotten"]) == (1, 0)
