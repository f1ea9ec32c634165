"""One access token serves all functions, and losing it loses no order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callbox.adapters.clock import SystemClock
from callbox.adapters.outbound import Outbound
from callbox.adapters.textverified import TextVerifiedApi
from callbox.adapters.textverified_access import Credentials
from callbox.domain.errors import Unavailable
from tests.adapters.textverified.supplier import (
    AUTH,
    IMPATIENT_S,
    ORDER,
    SERVICES,
    LostTokens,
    ShiftedClock,
    Tokens,
    a_verification,
    adapter,
    arm,
    received,
    said_by,
    sold,
)
from tests.simulator_processes import RunningTextVerified


def test_one_token_serves_all_calls_and_all_functions(supplier: RunningTextVerified) -> None:
    tokens = Tokens()
    one, another = adapter(supplier, tokens=tokens), adapter(supplier, tokens=tokens)

    one.services()
    one.services()
    another.services()
    another.services()

    assert len(received(supplier, "/auth")) == 1
    assert tokens.reads == 2  # each function reads it once and caches it


def test_no_request_is_sent_and_no_key_is_read_before_the_first_call(supplier: RunningTextVerified) -> None:
    def no_credentials() -> Credentials:
        raise AssertionError("read too early")

    TextVerifiedApi(Outbound(supplier.url), no_credentials, Tokens(), SystemClock())

    assert received(supplier) == []


def test_a_token_is_renewed_a_minute_before_it_expires(supplier: RunningTextVerified) -> None:
    tokens, clock = Tokens(), ShiftedClock()
    api = adapter(supplier, tokens=tokens, clock=clock)
    api.services()
    left = tokens.by_account[supplier.username][1] - datetime.now(UTC)

    clock.ahead = left - timedelta(seconds=70)
    api.services()
    adapter(supplier, tokens=tokens, clock=clock).services()
    assert len(received(supplier, "/auth")) == 1

    clock.ahead = left - timedelta(seconds=59)
    api.services()
    assert len(received(supplier, "/auth")) == 2


def test_a_refused_token_is_replaced_once_and_the_call_is_repeated(supplier: RunningTextVerified) -> None:
    api = adapter(supplier)
    api.services()
    arm(supplier, ORDER, "error_before", status=401)

    order_id = api.order(a_verification())

    assert [number["id"] for number in sold(supplier)] == [order_id]
    assert len(received(supplier, "/auth")) == 2


def test_a_token_that_another_function_renewed_is_used(supplier: RunningTextVerified) -> None:
    tokens = Tokens()
    api = adapter(supplier, tokens=tokens)
    api.services()
    adapter(supplier, tokens=(newer := Tokens())).services()
    tokens.by_account.update(newer.by_account)
    arm(supplier, SERVICES, "error_before", status=401)

    api.services()

    assert len(received(supplier, "/auth")) == 2  # the third call makes neither


def test_a_token_that_stays_refused_is_unavailable_after_three_tries(supplier: RunningTextVerified) -> None:
    api = adapter(supplier)
    arm(supplier, ORDER, "error_before", status=401, times=100)

    with pytest.raises(Unavailable):
        api.order(a_verification())

    assert len(received(supplier, "/verifications")) <= 3
    assert sold(supplier) == []


def test_a_wrong_key_is_unavailable_and_logs_the_reason_without_the_key(supplier: RunningTextVerified) -> None:
    with pytest.raises(Unavailable) as problem:
        adapter(supplier, key="key-of-another-account").order(a_verification())

    assert "/auth answered 401" in said_by(problem.value)
    assert "another-account" not in said_by(problem.value)
    assert "another-account" not in repr(Credentials(supplier.username, "key-of-another-account"))


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "error_before", "status": 500},
        {"mode": "error_before", "status": 429},
        {"mode": "error_before", "status": 200, "body": {"token": "secret-token"}},
        {"mode": "error_before", "status": 200, "body": "secret-token"},
        {"mode": "drop_reply"},
        {"mode": "timeout"},
    ],
    ids=str,
)
def test_an_order_without_a_token_was_certainly_not_made(supplier: RunningTextVerified, fault: dict[str, Any]) -> None:
    supplier.control("POST", "/__control/faults", {**AUTH, **fault})

    with pytest.raises(Unavailable) as problem:
        adapter(supplier, read_s=IMPATIENT_S).order(a_verification())

    assert received(supplier, "/verifications") == []
    assert "secret-token" not in said_by(problem.value)


def test_a_function_gets_its_own_token_when_the_shared_ones_are_unavailable(supplier: RunningTextVerified) -> None:
    api = adapter(supplier, tokens=LostTokens())

    api.services()
    api.services()

    assert len(received(supplier, "/auth")) == 1
