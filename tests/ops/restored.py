"""A local stage that can be restored: a stack with the parameter, functions with a queue and a timer, and customers."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
from callbox.adapters.dynamodb.connection import use_tables
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.pricing import DynamoPricing
from callbox.composition.aws import AwsPorts
from callbox.composition.services import Services
from callbox.config import config
from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId
from callbox.domain.verifications import Selection, Verification
from ops.operating import CONFIGURED, Silent
from tests.builders import a_service, pricing_settings
from tests.ops.operated import PREFIX, REGION, Operated
from tests.simulator_processes import RunningPaystack, RunningTextVerified

STACK = "callbox-local"
QUEUE_CONSUMER, TIMER = "settle_deposit", "sweep_open_work"
FUNCTIONS = (CONFIGURED, QUEUE_CONSUMER, TIMER, "get_health")
DISCORD = Selection(service="discord", country="US", capability="sms")
ALARMS = {
    f"{TIMER}-silent": "Invocations",
    "deposits-late": "ApproximateAgeOfOldestMessage",
    "page-errors": "page_errors",
}
"""Metrics of alarms: two that a stop rings, and one that it does not."""
RESERVED = 7
"""Of the queue's consumer, before the restore and after it."""
PRICE_MINOR = 135_000
"""Of Discord: 0.75 dollars × 1,500 naira × 1.2."""
TEXT = "Your Discord verification code is: 482913"


@dataclass(frozen=True)
class Restorable:
    """The stage, and what its customers do: through the use cases, configured as its functions are."""

    operated: Operated
    paystack: RunningPaystack
    supplier: RunningTextVerified

    def services(self) -> Services:
        """Return the use cases on the tables that the stage's functions use now."""
        found = self.operated.client("lambda").get_function_configuration(FunctionName=f"{STACK}-{CONFIGURED}")
        os.environ.update(found["Environment"]["Variables"])
        config.cache_clear()
        ports = AwsPorts(log=Silent())
        use_tables(
            PREFIX, books_prefix=ports.settings.books_prefix, region=REGION, endpoint_url=self.operated.endpoint_url
        )
        return Services(ports)

    def open_deposit(self, user_id: UserId, *, key: str = "", amount_minor: int = 500_000) -> Deposit:
        deposit, _ = self.services().deposits.create(
            user_id, amount_minor=amount_minor, key=key or str(uuid4()), request_hash="h" * 64
        )
        return deposit

    def act(self, deposit: Deposit, action: str, **order: object) -> None:
        """Let something happen at Paystack of which we hear nothing."""
        path = f"/__control/transactions/{deposit.reference}"
        self.paystack.control("POST", path, {"action": action, "webhook": False, **order})

    def credited(self, deposit: Deposit) -> Deposit:
        self.act(deposit, "pay")
        self.services().deposits.credit(deposit.reference)
        found = DynamoDeposits().get(deposit.deposit_id)
        assert found is not None
        assert found.status == "credited"
        return found

    def rented(self, user_id: UserId) -> Verification:
        """Buy a number for Discord and get it."""
        services = self.services()
        [bought] = services.verifications.create(
            user_id, DISCORD, max_price_minor=PRICE_MINOR, key=str(uuid4()), request_hash="h" * 64
        ).verifications
        services.ordering.request_number(user_id, bought.verification_id)
        return self.verification(bought)

    def verification(self, one: Verification) -> Verification:
        return self.services().verifications.get(one.user_id, one.verification_id).verification

    def receive_code(self, one: Verification) -> Verification:
        path = f"/__control/verifications/{one.order_id}/sms"
        self.supplier.control("POST", path, {"from": "28849", "content": TEXT})
        self.services().fulfilment.fetch_code(one.user_id, one.verification_id, chain=one.poll_chain)
        return self.verification(one)

    def order_states(self) -> Mapping[str, str]:
        orders = self.supplier.control("GET", "/__control/verifications")["verifications"]
        return {one["id"]: one["state"] for one in orders}

    def books_prefix(self) -> str:
        found = self.operated.client("lambda").get_function_configuration(FunctionName=f"{STACK}-{CONFIGURED}")
        return str(found["Environment"]["Variables"]["BOOKS_PREFIX"])

    def running(self) -> tuple[list[int | None], str, str]:
        """Return each function's reserved concurrency, and the states of the queue's source and of the timer's rule."""
        client = self.operated.client("lambda")
        reserved = [
            client.get_function_concurrency(FunctionName=f"{STACK}-{name}").get("ReservedConcurrentExecutions")
            for name in FUNCTIONS
        ]
        [source] = client.list_event_source_mappings(FunctionName=f"{STACK}-{QUEUE_CONSUMER}")["EventSourceMappings"]
        rule = self.operated.client("events").describe_rule(Name=f"{STACK}-timer")
        return reserved, source["State"], rule["State"]

    def ringing(self) -> dict[str, bool]:
        """Return whether each alarm tells its topic."""
        client = self.operated.client("cloudwatch")
        found = client.describe_alarms(AlarmNamePrefix=f"{STACK}-")["MetricAlarms"]
        return {one["AlarmName"].removeprefix(f"{STACK}-"): one["ActionsEnabled"] for one in found}

    def tables(self, begin: str) -> list[str]:
        return [one for one in self.operated.client("dynamodb").list_tables()["TableNames"] if one.startswith(begin)]


@contextmanager
def restorable(stage: Operated, paystack: RunningPaystack, supplier: RunningTextVerified) -> Iterator[Restorable]:
    """Give an operated stage its stack and something to sell. Its functions never run."""
    client = stage.client("lambda")
    name = f"{STACK}-{CONFIGURED}"
    variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    client.delete_function(FunctionName=name)
    _create_stack(stage, variables)
    client.create_event_source_mapping(
        FunctionName=f"{STACK}-{QUEUE_CONSUMER}",
        EventSourceArn=f"arn:aws:sqs:{REGION}:000000000000:{PREFIX}deposits",
    )
    for alarm, metric in ALARMS.items():
        stage.client("cloudwatch").put_metric_alarm(
            AlarmName=f"{STACK}-{alarm}", Namespace="AWS/Lambda", MetricName=metric, Statistic="Sum", Period=300,
            EvaluationPeriods=1, Threshold=1, ComparisonOperator="LessThanThreshold",
        )  # fmt: skip
    client.put_function_concurrency(FunctionName=f"{STACK}-{QUEUE_CONSUMER}", ReservedConcurrentExecutions=RESERVED)
    [timer] = [
        one["FunctionArn"] for one in client.list_functions()["Functions"] if one["FunctionName"].endswith(TIMER)
    ]
    stage.client("events").put_rule(Name=f"{STACK}-timer", ScheduleExpression="rate(1 day)")
    stage.client("events").put_targets(Rule=f"{STACK}-timer", Targets=[{"Id": "timer", "Arn": timer}])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", stage.endpoint_url)
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        for queue, suffix in (("deposits", ""), ("numbers", ".fifo"), ("codes", ""), ("mails", "")):
            patch.setenv(f"{queue.upper()}_QUEUE_URL", stage.queue_url(f"{queue}{suffix}"))
        for variable in variables:  # `services` sets them; the patch takes them away again
            patch.setenv(variable, variables[variable])
        patch.setenv("BOOKS_PREFIX", "")
        made = Restorable(stage, paystack, supplier)
        made.services()
        DynamoPricing().add_pricing(pricing_settings())
        DynamoCatalogue().put([a_service("discord", cost_usd=Decimal("0.75"), refreshed_at=datetime.now(UTC))])
        yield made
    config.cache_clear()


def _create_stack(stage: Operated, variables: Mapping[str, str]) -> None:
    template = {
        "Parameters": {"BooksPrefix": {"Type": "String", "Default": ""}},
        "Resources": {
            name.replace("_", ""): {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "FunctionName": f"{STACK}-{name}",
                    "Runtime": "python3.11",
                    "Role": "arn:aws:iam::000000000000:role/none",
                    "Handler": "index.handler",
                    "Timeout": 1,
                    "Code": {"ZipFile": "def handler(event, context): ..."},
                    "Environment": {"Variables": {**variables, "BOOKS_PREFIX": {"Ref": "BooksPrefix"}}},
                },
            }
            for name in FUNCTIONS
        },
    }
    cloudformation = stage.client("cloudformation")
    cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


def next_second() -> float:
    """Wait for the next whole second and return it: what is done then is after it."""
    second = float(int(time.time()) + 1)
    while time.time() < second:
        time.sleep(0.01)
    return second
