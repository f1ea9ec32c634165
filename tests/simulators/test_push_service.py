"""The simulated push service takes a push only with a token that the subscription's key signed for its origin."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
import requests

from ops.push_key import new_push_key
from tests.push_devices import PushDevice
from tests.simulator_processes import RunningSimulator, running_push_service

KEY, OTHER = new_push_key(), new_push_key()
Send = Callable[..., int]


@pytest.fixture(scope="module")
def service() -> Iterator[RunningSimulator]:
    with running_push_service() as running:
        yield running


@pytest.fixture
def device(service: RunningSimulator) -> PushDevice:
    return PushDevice(service.url, KEY["public_key"])


@pytest.fixture
def send(service: RunningSimulator, device: PushDevice) -> Send:
    """Send a push whose token differs from a good one by these claims, and return the status."""

    def push(*, signed_with: Any = KEY, named: Any = KEY, headers: Any = None, **claims: Any) -> int:
        good = {"aud": service.url, "exp": int(time.time()) + 3600, "sub": "mailto:a@example.com"}
        told = {name: value for name, value in {**good, **claims}.items() if value is not None}
        token = jwt.encode(told, signed_with["private_key_pem"], algorithm="ES256")
        sent = {"Authorization": f"vapid t={token}, k={named['public_key']}", "TTL": "60", **(headers or {})}
        return requests.post(device.endpoint, headers=sent, timeout=10).status_code

    return push


def test_a_push_with_a_good_token_is_taken(send: Send, device: PushDevice) -> None:
    assert send() == 201
    assert len(device.pushes) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_with": OTHER},
        {"signed_with": OTHER, "named": OTHER},
        {"aud": "https://elsewhere.example"},
        {"aud": None},
        {"exp": int(time.time()) - 3600},
        {"exp": int(time.time()) + 48 * 3600},
        {"exp": None},
        {"sub": None},
        {"sub": "somebody"},
    ],
)
def test_a_wrong_token_is_refused(send: Send, device: PushDevice, wrong: dict[str, Any]) -> None:
    assert send(**wrong) == 403
    assert device.pushes == []


def test_a_push_without_a_token_or_a_time_to_live_is_refused(send: Send, device: PushDevice) -> None:
    assert requests.post(device.endpoint, headers={"TTL": "60"}, timeout=10).status_code == 401
    assert send(headers={"TTL": ""}) == 400
    assert device.pushes == []


def test_an_address_that_ended_or_never_was_is_gone(send: Send, device: PushDevice, service: RunningSimulator) -> None:
    device.unsubscribe()

    assert send() == 410
    assert requests.post(f"{service.url}/push/unknown", timeout=10).status_code == 404
