"""POLL_MODE=auto on the functions: the delays of the queued polls follow what the supplier's events prove."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callbox.adapters.dynamodb.webhook_records import DynamoWebhookRecords
from callbox.domain.suppliers import SUPPLIER
from callbox.domain.webhook_trust import ANNOUNCED_WITHIN, DOUBTED_FOR
from tests.functions.customers import Customer, World, forget_caches
from tests.functions.test_receive_textverified_event import deliver, event_about

LATE = ANNOUNCED_WITHIN + timedelta(seconds=1)
OFTEN, SELDOM = 4, 20
"""Seconds until the first look at a new number."""


@pytest.fixture
def customer(world: World) -> Customer:
    return world.funded_customer(5_000_000)


def passes(time: timedelta) -> None:
    """Let time pass for the stored record, and for what the processes have read of it."""
    records = DynamoWebhookRecords()
    record = records.get(SUPPLIER)
    noted = tuple(replace(one, at=one.at - time) for one in record.noted)
    records.save(record, replace(record, noted=noted, missed_at=record.missed_at and record.missed_at - time))
    forget_caches()


def first_look_s(world: World, customer: Customer) -> int:
    """Rent a number and return the delay of its first queued poll."""
    before = len(world.cloud.delays_s("codes"))
    world.rent(customer)
    [delay_s] = world.cloud.delays_s("codes")[before:]
    return delay_s


def announce(world: World, verification: Any) -> None:
    assert deliver(world.lambdas, event_about(world.order_of(verification)["id"])).status == 200
    world.lambdas.work_off("hints")


def test_looks_go_from_often_to_seldom_and_back(world: World, customer: Customer) -> None:
    assert first_look_s(world, customer) == OFTEN

    announced = world.rent(customer)
    world.send_sms(announced)
    announce(world, announced)
    assert first_look_s(world, customer) == SELDOM
    assert len(world.log.events("webhook_proven")) == 1

    for is_lost_first in (True, False):
        lost = world.rent(customer)
        world.send_sms(lost)
        world.poll(customer, lost)
        passes(LATE)
        assert first_look_s(world, customer) == (SELDOM if is_lost_first else OFTEN)
    [alarm] = world.log.events("webhook_missed")
    assert (alarm["level"], alarm["order_id"]) == ("error", world.order_of(lost)["id"])
    assert len(world.log.events("webhook_event_lost")) == 2

    announce(world, world.rent(customer))
    assert first_look_s(world, customer) == OFTEN, "an event within the hour proves nothing"

    passes(DOUBTED_FOR)
    announce(world, world.rent(customer))
    assert first_look_s(world, customer) == SELDOM


def test_an_event_after_a_look_keeps_the_trust(world: World, customer: Customer) -> None:
    announce(world, world.rent(customer))
    found_first = world.rent(customer)
    world.send_sms(found_first)
    world.poll(customer, found_first)
    [found] = DynamoWebhookRecords().get(SUPPLIER).noted
    assert (found.order_id, found.what) == (world.order_of(found_first)["id"], "found")

    announce(world, found_first)

    [announced] = DynamoWebhookRecords().get(SUPPLIER).noted
    assert (announced.order_id, announced.what) == (found.order_id, "announced")
    assert first_look_s(world, customer) == SELDOM


def test_a_forged_event_proves_nothing(world: World, customer: Customer) -> None:
    waiting = world.rent(customer)

    raw = event_about(world.order_of(waiting)["id"])
    assert deliver(world.lambdas, raw, "HMAC-SHA512=forged").status == 401
    world.lambdas.work_off("hints")

    assert first_look_s(world, customer) == OFTEN
