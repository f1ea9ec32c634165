"""Every setting of README.md is seen taking effect on a stage that `make run` started with it in the environment.

One start serves all. What an operator may change is set to another value than its default (settings_stage.CHOSEN); what
the stack or a command sets is seen in what customers get. Effects show in the API, the mailbox and the suppliers' logs,
those of NUMBER_LANES, STAGE and the prefixes in the cloud itself.
"""

import hmac
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha512
from itertools import pairwise
from typing import Any, TypeVar

import pytest
import requests

from callbox.config import LOCAL_ONLY, OPERATOR, SETTINGS
from infra.settings import documented_default, given
from ops.keys import set_parameters
from tests.adapters.dynamodb.table_definitions import create_tables
from tests.infra.settings_stage import CHOSEN, PASSWORD, ChosenStage, chosen_stage, eventually

Test = TypeVar("Test", bound=Callable[..., None])
SEEN: set[str] = set()
"""The settings whose effect a test below proves."""
ORDERS = "/api/pub/v2/verifications"
PRICES = "/api/pub/v2/pricing/verifications"


def proves(*names: str) -> Callable[[Test], Test]:
    def note(test: Test) -> Test:
        SEEN.update(names)
        return test

    return note


@pytest.fixture(scope="module")
def started() -> Iterator[ChosenStage]:
    with chosen_stage() as running:
        yield running


@pytest.fixture(scope="module")
def rented(started: ChosenStage) -> Any:
    """A number as the supplier knows it: rented before all tests, since the first poll for it takes 20 s to come."""
    customer = started.funded_customer()
    verification = customer.bought("/verifications")["verification"]
    path = f"/verifications/{verification['id']}"
    eventually(lambda: customer.get(path)["verification"]["state"] == "waiting")
    [order] = started.supplier.control("GET", "/__control/verifications")["verifications"]
    return order


@pytest.fixture(scope="module")
def stage(started: ChosenStage, rented: Any) -> ChosenStage:
    return started


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def test_every_setting_has_a_test_of_its_effect() -> None:
    assert {setting.name for setting in SETTINGS} == SEEN


def test_every_setting_that_may_be_changed_is_started_with_another_value() -> None:
    changeable = {one.name: documented_default(one) for one in SETTINGS if one.changed_by in (OPERATOR, LOCAL_ONLY)}
    unlike_aws = {"REQUIRE_ORIGIN"}  # `make run` gives false, so that true is the other value

    assert {*CHOSEN, "PAYSTACK_URL", "TEXTVERIFIED_URL"} == changeable.keys()
    assert [name for name in CHOSEN if CHOSEN[name] == changeable[name]] == [*unlike_aws]
    assert given(CHOSEN, locally=True) == CHOSEN


@proves("VERSION")
def test_the_version_is_what_health_answers(stage: ChosenStage) -> None:
    answer = stage.call("GET", "/health", address=stage.new_address())

    assert answer.json() == {"status": "ok", "version": CHOSEN["VERSION"]}


@proves("REQUIRE_ORIGIN", "ORIGIN_SECRET_HASHES")
def test_only_requests_with_the_secret_of_cloudfront_are_answered(stage: ChosenStage) -> None:
    host = stage.stack["site_url"].removeprefix("http://")
    through_the_site = requests.get(
        f"{stage.stack['aws_endpoint_url']}/api/v1/health", headers={"Host": host}, timeout=60
    )

    assert stage.call("GET", "/health", address=None).status_code == 403
    assert stage.call("GET", "/health", address=None, X_Callbox_Origin="guessed").status_code == 403
    assert through_the_site.status_code == 200


@proves("MAIL_FROM", "SITE_URL", "MAILS_QUEUE_URL")
def test_mails_come_from_the_sender_and_link_to_the_site(stage: ChosenStage) -> None:
    customer = stage.new_customer()

    [mail] = eventually(lambda: stage.mails_to(customer.email))

    assert mail["Source"] == CHOSEN["MAIL_FROM"]
    assert f"\n{stage.stack['site_url']}/verify-email?token=" in mail["BodyText"]


@proves("TRUST_LIMITS", "JWT_PUBLIC_KEYS")
def test_a_customer_who_is_signed_in_sees_the_changed_limit_and_the_others_as_they_are(stage: ChosenStage) -> None:
    limits = stage.new_customer().get("/me")["limits"]

    assert (limits["open_verifications"], limits["purchases_an_hour"]) == (7, 20)


@proves("DEPOSIT_MIN_MINOR")
def test_the_smallest_top_up(stage: ChosenStage) -> None:
    customer = stage.new_customer()

    assert [customer.open_deposit(amount).status_code for amount in (299_999, 300_000)] == [422, 201]
    assert customer.get("/me")["limits"]["deposit_min_minor"] == 300_000


@proves("DEPOSIT_MAX_MINOR")
def test_the_largest_top_up(stage: ChosenStage) -> None:
    customer = stage.new_customer()

    assert [customer.open_deposit(amount).status_code for amount in (900_001, 900_000)] == [422, 201]
    assert customer.get("/me")["limits"]["deposit_max_minor"] == 900_000


@proves("PAYSTACK_URL")
def test_customers_pay_where_paystack_is(stage: ChosenStage) -> None:
    deposit = stage.new_customer().opened_deposit()

    assert deposit["authorization_url"].startswith(stage.paystack.url)
    assert stage.paystack.url != stage.stack["paystack_url"]


@proves("PAYMENT_QUESTIONS_PER_ACCOUNT")
def test_the_third_question_to_paystack_within_a_minute_is_refused(stage: ChosenStage) -> None:
    customer = stage.new_customer()
    deposit = customer.opened_deposit()  # the first question

    answers = [customer.post(f"/deposits/{deposit['id']}/verify") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]


@proves("DEPOSITS_QUEUE_URL")
def test_a_payment_event_is_worked_off_by_the_queue(stage: ChosenStage) -> None:
    customer = stage.new_customer()
    deposit = customer.opened_deposit()
    stage.pay(deposit)
    event = {"event": "charge.success", "data": {"reference": deposit["reference"]}}
    # as `requests` writes a body of JSON
    text = requests.Request("POST", "http://any", json=event).prepare().body
    assert isinstance(text, bytes)
    signature = hmac.digest(stage.credentials.paystack_secret_key.encode(), text, sha512).hex()

    answer = stage.call(
        "POST", "/webhooks/paystack", event, address=stage.new_address(), X_Paystack_Signature=signature
    )

    assert answer.status_code == 200, answer.text
    eventually(lambda: customer.get(f"/deposits/{deposit['id']}")["deposit"]["status"] == "credited")


@proves("REQUIRE_VERIFIED_EMAIL", "NUMBERS_QUEUE_URL", "TEXTVERIFIED_URL")
def test_a_number_is_rented_without_a_confirmed_address_where_the_supplier_is(stage: ChosenStage, rented: Any) -> None:
    assert rented["number"]
    assert stage.supplier.url != stage.stack["textverified_url"]


@proves("CATALOGUE_REQUESTS_PER_S")
def test_prices_are_asked_for_at_the_rate(stage: ChosenStage) -> None:
    moments = [one["at"] for one in stage.asked_of_the_supplier("POST", PRICES)]

    assert len(moments) > 20
    assert all(seconds_between(*both) >= 1 / 20 for both in pairwise(moments))


@proves("NUMBER_LANES")
def test_all_orders_wait_in_the_one_lane(stage: ChosenStage) -> None:
    customer = stage.funded_customer()
    sqs, functions = stage.client("sqs"), stage.client("lambda")
    url = stage.environment_of("create_batch")["NUMBERS_QUEUE_URL"]
    [consumer] = functions.list_event_source_mappings(FunctionName="callbox-local-request_number")[
        "EventSourceMappings"
    ]
    functions.update_event_source_mapping(UUID=consumer["UUID"], Enabled=False)
    try:
        customer.bought("/verification-batches", quantity=3)
        waiting = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"], VisibilityTimeout=0
        )["Messages"]
    finally:
        functions.update_event_source_mapping(UUID=consumer["UUID"], Enabled=True)

    assert [message["Attributes"]["MessageGroupId"] for message in waiting] == ["textverified-0"] * 3


@proves("SIGN_IN_FAILURES_PER_ACCOUNT")
def test_the_third_failed_try_to_sign_in_to_an_account_is_refused(stage: ChosenStage) -> None:
    email, _ = stage.sign_up(stage.new_address())

    answers = [stage.sign_in(email, "three blue parrots", stage.new_address()) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


@proves("SIGN_IN_FAILURES_PER_ADDRESS")
def test_the_fourth_failed_try_from_an_address_is_refused(stage: ChosenStage) -> None:
    address = stage.new_address()

    answers = [stage.sign_in(f"nobody.{k}@example.com", PASSWORD, address) for k in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


@proves("SIGN_UPS_PER_ADDRESS")
def test_the_fifth_account_from_an_address_is_refused(stage: ChosenStage) -> None:
    address = stage.new_address()

    answers = [stage.sign_up(address)[1] for _ in range(5)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 429]


@proves("RESET_MAILS_PER_ADDRESS")
def test_the_third_mail_for_a_new_password_from_an_address_is_refused(stage: ChosenStage) -> None:
    address = stage.new_address()

    answers = [
        stage.call("POST", "/password-resets", {"email": f"ada.{k}@example.com"}, address=address) for k in range(3)
    ]

    assert [answer.status_code for answer in answers] == [202, 202, 429]


@proves("STAGE", "TABLE_PREFIX", "SECRETS_PREFIX")
def test_the_stage_names_what_is_its_own(stage: ChosenStage) -> None:
    variables = stage.environment_of("sign_in")

    assert {name: variables[name] for name in ("STAGE", "TABLE_PREFIX", "SECRETS_PREFIX")} == {
        "STAGE": "local",
        "TABLE_PREFIX": "callbox-local-",
        "SECRETS_PREFIX": "callbox/local/",
    }
    # a session is stored in the one and signed with the other
    assert "callbox-local-sessions" in stage.client("dynamodb").list_tables()["TableNames"]
    assert stage.client("secretsmanager").get_secret_value(SecretId="callbox/local/jwt_signing_key")["SecretString"]


@proves("POLL_MODE", "CODES_QUEUE_URL")
def test_the_first_poll_comes_after_20_seconds_and_not_after_4(stage: ChosenStage, rented: Any) -> None:
    order = stage.asked_of_the_supplier("POST", ORDERS)[0]

    def polls() -> list[float]:
        """Seconds after the order; the request for the number itself comes within the first three."""
        since = [
            seconds_between(order["at"], one["at"])
            for one in stage.asked_of_the_supplier("GET", f"{ORDERS}/{rented['id']}")
        ]
        return [after for after in since if after > 3]

    assert eventually(polls)[0] >= 19


@proves("BOOKS_PREFIX")
def test_a_restored_stage_reads_and_writes_the_books_that_the_prefix_names_and_no_others(stage: ChosenStage) -> None:
    """The last test here: while it runs, the books of all customers are empty ones."""

    def balance(customer: Any) -> int:
        return int(customer.get("/wallet")["balance_minor"])

    paid = int(CHOSEN["DEPOSIT_MAX_MINOR"])
    before = stage.funded_customer()
    create_tables(stage.client("dynamodb"), "callbox-local-at-a-second-")
    session: Any = stage  # what `set_parameters` needs of a session
    set_parameters(session, "local", {"BooksPrefix": "callbox-local-at-a-second-"})
    try:
        during = stage.funded_customer()
        assert (balance(before), balance(during)) == (0, paid)
    finally:
        set_parameters(session, "local", {"BooksPrefix": ""})
    assert (balance(before), balance(during)) == (paid, 0)
