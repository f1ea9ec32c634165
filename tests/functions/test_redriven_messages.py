"""Dead letters that are redriven twice to the functions that process them."""

import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from callbox.adapters.clock import SystemClock
from callbox.adapters.dynamodb.connection import shared_connection
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.adapters.dynamodb.verifications import DynamoVerifications
from callbox.services.dead_letters import DeadLetterService
from ops.dead_letters import DeadQueue, redrive
from tests.functions.cloud import PREFIX
from tests.functions.customers import World

MONEY = ("wallets", "entries", "deposits", "verifications", "messages", "receivables")


class Office:
    """Redrives dead letters as an operator does."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sqs = world.cloud.sqs
        self._service = DeadLetterService(
            deposits=DynamoDeposits(), verifications=DynamoVerifications(), users=DynamoUsers(), clock=SystemClock()
        )

    def bury_and_redrive(self, queue: str, *bodies: Mapping[str, object]) -> int:
        """Put messages into a dead-letter queue and redrive them; return how many its function then processed."""
        dead = self._dead_queue(queue)
        for number, body in enumerate(bodies):
            fifo = {"MessageGroupId": "a", "MessageDeduplicationId": f"{number}"} if dead.is_fifo else {}
            self._sqs.send_message(QueueUrl=dead.dead_url, MessageBody=json.dumps(body), **fifo)
        with redirect_stdout(StringIO()):  # the command's output is not part of the log
            redrive(self._sqs, dead, self._service, wait_s=0)
        return self._world.lambdas.work_off(queue)

    def _dead_queue(self, queue: str) -> DeadQueue:
        is_fifo = queue == "numbers"
        suffix, attributes = (".fifo", {"FifoQueue": "true"}) if is_fifo else ("", {})
        made = self._sqs.create_queue(QueueName=f"{PREFIX}{queue}-dead{suffix}", Attributes=attributes)
        return DeadQueue(queue, self._world.cloud.queue_urls[queue], made["QueueUrl"], is_fifo)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def stored() -> Any:
    """Return every item of the tables that record money."""
    scan = shared_connection().client.scan
    items = {name: scan(TableName=f"{PREFIX}{name}")["Items"] for name in MONEY}
    return {name: sorted(json.dumps(item, sort_keys=True) for item in some) for name, some in items.items()}


def test_messages_redriven_twice_move_money_and_order_numbers_once(world: World, office: Office) -> None:
    world.open_shop()
    ada = world.funded_customer(500_000)
    paid, refunded = ada.open_deposit(300_000), ada.open_deposit(200_000)
    for deposit in (paid, refunded):
        world.pay(deposit, webhook=False)
    ada.post(f"/deposits/{refunded['id']}/verify")
    world.refund(refunded, 120_000)
    bought = ada.buy()
    [order] = world.cloud.take("numbers")
    world.cloud.delete("numbers", order)
    payments = ({"reference": paid["reference"]}, {"reference": refunded["reference"], "returned": True})
    request = {"user_id": ada.id, "verification_id": bought["id"]}
    look = {**request, "chain": 1}

    first = office.bury_and_redrive("deposits", *payments), office.bury_and_redrive("numbers", request)
    world.send_sms(bought)
    assert (*first, office.bury_and_redrive("codes", look)) == (2, 1, 1)
    assert ada.balance() == 500_000 + 300_000 + 200_000 - 120_000 - bought["price_minor"]
    assert ada.verification(bought["id"])["state"] == "received"
    before = stored()

    assert office.bury_and_redrive("deposits", *payments) == 2
    assert office.bury_and_redrive("numbers", request) == 1
    assert office.bury_and_redrive("codes", look) == 1

    assert stored() == before
    assert len(world.orders()) == 1


def test_a_redriven_mail_has_a_working_link(world: World, office: Office) -> None:
    customer = world.unconfirmed_customer()
    before = len(world.mails_to(customer.email))

    assert office.bury_and_redrive("mails", {"kind": "confirm_email", "recipient": customer.id}) == 1

    assert len(world.mails_to(customer.email)) == before + 1
    assert customer.confirm_email(world.mailed_token(customer.email)).status == 204
