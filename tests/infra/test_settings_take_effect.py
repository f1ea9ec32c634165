"""Every setting of README.md is seen taking effect on a stage that `make run` started with it in the environment.

One start serves all. What an operator may change is set to another value than its default (settings_stage.CHOSEN); what
the stack or a command sets is seen in what customers get. Effects show in the API, the mailbox and the suppliers' logs,
those of NUMBER_LANES, STAGE and the prefixes in the cloud itself.
"""

import hmac
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha512
from typing import Any, TypeVar

import pytest
import requests

from callbox.config import LOCAL_ONLY, OPERATOR, SETTINGS
from infra.settings import documented_default, given
from ops.keys import set_parameters
from tests.adapters.dynamodb.table_definitions import create_tables
from tests.infra.settings_stage import CHOSEN, PASSWORD, ChosenStage, chosen_stage, eventually
from tests.push_devices import PushDevice
from tests.socket_client import CLOSED, Socket

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

    assert {*CHOSEN, "PAYSTACK_URL", "TEXTVERIFIED_URL", "PUSH_HOSTS"} == changeable.keys()
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


@proves("MAIL_FROM", "SITE_URL", "MAILS_QUEUE_URL", "OPERATOR_NAME", "SUPPORT_EMAIL")
def test_mails_come_from_the_sender_and_link_to_the_site(stage: ChosenStage) -> None:
    customer = stage.new_customer()

    [mail] = eventually(lambda: stage.mails_to(customer.email))

    assert mail["Source"] == CHOSEN["MAIL_FROM"]
    assert f"\n{stage.stack['site_url']}/verify-email#token=" in mail["BodyText"]
    assert mail["BodyText"].endswith("\n-- \nChosen Numbers Limited runs Callbox. Help: support@elsewhere.example\n")


SHOWN = {
    "OPERATOR_NUMBER": "/help",
    "OPERATOR_ADDRESS": "/services/whatsapp",
    "ABUSE_EMAIL": "/fair-use",
    "PRIVACY_EMAIL": "/privacy",
    "SECURITY_EMAIL": "/.well-known/security.txt",
    "GOVERNING_LAW": "/terms",
    "SUPPORT_WHATSAPP": "/sign-in",
    "SUPPORT_HOURS": "/support",
    "NDPC_NUMBER": "/privacy",
}


@proves(*SHOWN, "SITE_BUCKET")
def test_who_runs_the_stage_stands_on_its_pages(stage: ChosenStage) -> None:
    host = stage.stack["site_url"].removeprefix("http://")

    def page(path: str) -> str:
        answer = requests.get(f"{stage.stack['aws_endpoint_url']}{path}", headers={"Host": host}, timeout=60)
        assert answer.status_code == 200, path
        return answer.content.decode()

    assert [name for name, path in SHOWN.items() if CHOSEN[name] not in page(path)] == []
    # the function wrote it into the bucket
    assert re.search("US number for a WhatsApp code.*₦", page("/services/whatsapp"), re.DOTALL)


@proves("TRUST_LIMITS", "JWT_PUBLIC_KEYS")
def test_a_customer_who_is_signed_in_sees_the_changed_limit_and_the_others_as_they_are(stage: ChosenStage) -> None:
    limits = stage.new_customer().get("/me")["limits"]

    assert (limits["open_verifications"], limits["purchases_an_hour"]) == (7, 20)


@proves("FUNDED_FROM_MINOR", "FUNDED_AFTER_HOURS", "CARDS_SETTLE_AFTER_HOURS")
def test_a_new_customer_is_told_the_changed_sum_and_waits(stage: ChosenStage) -> None:
    customer = stage.new_customer()
    opened = customer.get("/me")
    needs = opened["next_level"]
    assert needs["missing_minor"] == 700_000
    assert 3_590 < seconds_between(opened["user"]["created_at"], needs["not_before"]) <= 3_600

    paid = stage.funded_customer().get("/me")
    assert (paid["next_level"]["missing_minor"], paid["next_level"]["maturing_minor"]) == (0, 700_000)
    # by card: two hours from the end of the clock hour of the credit
    assert 7_200 <= seconds_between(paid["user"]["created_at"], paid["next_level"]["not_before"]) <= 10_860


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


@proves("PAYSTACK_CHECKOUT_URL")
def test_the_page_is_told_where_the_checkout_is(stage: ChosenStage) -> None:
    assert stage.new_customer().get("/me")["checkout_url"] == "https://pay.elsewhere.example"


@proves("PUSH_HOSTS", "PUSH_PUBLIC_KEY", "PUSHES_QUEUE_URL")
def test_a_credited_payment_is_pushed_to_the_push_service_that_is_allowed(stage: ChosenStage) -> None:
    customer = stage.new_customer()
    phone = PushDevice(stage.push_service.url, customer.get("/me")["push_public_key"])

    assert customer.subscribe("https://fcm.googleapis.com/fcm/send/x").status_code == 422
    assert customer.subscribe(phone.endpoint).status_code == 204
    deposit = customer.opened_deposit()
    stage.pay(deposit)
    assert customer.post(f"/deposits/{deposit['id']}/verify").status_code == 200

    eventually(lambda: phone.pushes)


@proves("LIVE", "LIVE_URL", "LIVE_CONNECTIONS_URL")
def test_the_page_has_no_socket_and_one_that_it_opens_is_closed_by_us(stage: ChosenStage) -> None:
    customer = stage.new_customer()

    assert customer.get("/me")["live_url"] is None
    with Socket(stage.stack) as socket:
        socket.join(customer.token)
        assert socket.hears() is CLOSED


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
    # over all of them: a busy machine may take one late and the next in time
    assert seconds_between(moments[0], moments[-1]) >= 0.95 * (len(moments) - 1) / 20


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
def test_the_fourth_failed_try_from_an_address_is_asked_for_work(stage: ChosenStage) -> None:
    address = stage.new_address()

    answers = [stage.sign_in(f"nobody.{k}@example.com", PASSWORD, address) for k in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 428]


@proves("SIGN_UPS_PER_ADDRESS")
def test_the_fifth_account_from_an_address_is_asked_for_work(stage: ChosenStage) -> None:
    address = stage.new_address()

    answers = [stage.sign_up(address)[1] for _ in range(5)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 428]


@proves("RESET_MAILS_PER_ADDRESS")
def test_the_third_mail_for_a_new_password_from_an_address_is_asked_for_work(stage: ChosenStage) -> None:
    address = stage.new_address()

    answers = [
        stage.call("POST", "/password-resets", {"email": f"ada.{k}@example.com"}, address=address) for k in range(3)
    ]

    assert [answer.status_code for answer in answers] == [202, 202, 428]


@proves("ACCOUNTS_PER_MAILBOX")
def test_the_third_account_of_a_mailbox_is_refused(stage: ChosenStage) -> None:
    local = f"ada.{secrets.token_hex(6)}"
    account = {"password": PASSWORD, "accepted_terms": "1"}

    answers = [
        stage.call(
            "POST", "/users", {**account, "email": f"{local}+{k}@example.com"}, address=stage.new_address()
        ).status_code
        for k in range(3)
    ]

    assert answers == [201, 201, 409]


@proves("MAILS_PER_MAILBOX")
def test_the_second_link_to_confirm_an_address_is_refused(stage: ChosenStage) -> None:
    customer = stage.new_customer()
    eventually(lambda: stage.mails_to(customer.email))

    assert customer.post("/email-verifications").status_code == 429


@proves("STAGE", "TABLE_PREFIX", "SECRETS_PREFIX")
def test_the_stage_names_what_is_its_own(stage: ChosenStage) -> None:
    variables = stage.environment_of("sign_in")

    assert {name: variables[name] for name in ("STAGE", "TABLE_PREFIX", "SECRETS_PREFIX")} == {
        "STAGE": "local",
        "TABLE_PREFIX": "callbox-local-",
        "SECRETS_PREFIX": "/callbox/local/",
    }
    # a session is stored in the one and signed with the other
    assert "callbox-local-sessions" in stage.client("dynamodb").list_tables()["TableNames"]
    assert stage.client("ssm").get_parameter(Name="/callbox/local/jwt_signing_key")["Parameter"]["Value"]


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


@proves("HINTS_QUEUE_URL")
def test_an_event_of_the_supplier_is_worked_off_by_the_queue(stage: ChosenStage, rented: Any) -> None:
    event = {"id": "e1", "event": "v2.sms.received", "attempt": 1, "data": {"reservationId": rented["id"]}}
    text = requests.Request("POST", "http://any", json=event).prepare().body
    assert isinstance(text, bytes)
    signature = b64encode(hmac.digest(stage.credentials.textverified_webhook_secret.encode(), text, sha512)).decode()

    answer = stage.call(
        "POST",
        "/webhooks/textverified",
        event,
        address=stage.new_address(),
        X_Webhook_Signature=f"HMAC-SHA512={signature}",
    )

    assert answer.status_code == 200, answer.text
    # a poll of an open order does not read its texts; one for an event does
    eventually(lambda: stage.asked_of_the_supplier("GET", "/api/pub/v2/sms"))


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
