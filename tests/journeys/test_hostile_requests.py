"""Bad input on every POST route of the running platform gets a clear refusal and changes nothing.

The routes and their bodies come from the declarations, so a new route is tried as well.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from callbox.http.endpoint import ENDPOINTS, Endpoint
from infra.rows import API_PREFIX, Row, read_rows
from tests.browser.outside import Paystack, Supplier
from tests.functions.answers import Answer, assert_invalid, assert_problem, assert_sentence
from tests.journeys.customers import SERVICE, Customer, Site, done, new_key

POSTS = [row for row in read_rows().values() if row.method == "POST"]
DEPOSIT_MINOR = 1_000_000
UNKNOWN_ID = "01KAQ0000000000000000000ZZ"
MALFORMED_IDS = ("a%20b", "x" * 65, "..%2F..%2Fusers", "%00", "1'%20OR%20'1'='1")
NOT_JSON = (b"", b"{", b'{"', b"NaN", b"a=1&b=2", b"\xff\xfe{", b"{'a': 1}")
NOT_AN_OBJECT = (b"[]", b"null", b'"text"', b"17", b"[" * 10_000)
BAD_AMOUNTS: tuple[Any, ...] = (-1, -500_000, 0, 0.5, 500_000.5, 1e300, 10**18, 10**40, "500000", True, None, [500_000])


@dataclass(frozen=True)
class Victim:
    """A customer with money, an open verification and a batch."""

    customer: Customer
    deposit: Any
    waiting: Any
    batch: Any

    def possessions(self) -> Any:
        """Return all that the customer has, except what changes with time."""
        has = {path: self.customer.get(path) for path in ("/wallet", "/wallet/entries", "/deposits", "/verifications")}
        for verification in has["/verifications"]["verifications"]:
            del verification["next_poll_ms"]
        return has

    def id_for(self, row: Row) -> str:
        """Return the customer's id for the parameter of a route."""
        kinds = {"deposit_id": self.deposit, "verification_id": self.waiting, "batch_id": self.batch}
        [owned] = [thing for name, thing in kinds.items() if f"{{{name}}}" in row.path]
        return str(owned["id"])


@pytest.fixture(scope="module")
def victim(site: Site, outside_supplier: Supplier) -> Victim:
    outside_supplier.send_nothing_by_itself()
    ada = site.new_customer()
    deposit = ada.top_up(DEPOSIT_MINOR)
    body = {"service": SERVICE, "max_price_minor": ada.price_minor(), "quantity": 2}
    batch = done(ada.post("/verification-batches", body, key=new_key()), 202)["batch"]
    waiting = ada.rent()
    for member in batch["verifications"]:
        ada.wait_for(member, "waiting")
    return Victim(ada, deposit, waiting, batch)


@pytest.fixture(scope="module")
def stranger(site: Site) -> Customer:
    return site.new_customer()


@pytest.fixture(autouse=True)
def nothing_changes(victim: Victim, paystack: Paystack, outside_supplier: Supplier) -> Iterator[None]:
    before = victim.possessions(), paystack.opened(), outside_supplier.ordered()
    yield
    assert (victim.possessions(), paystack.opened(), outside_supplier.ordered()) == before


def path_of(row: Row, id_: str = UNKNOWN_ID) -> str:
    head, brace, tail = row.path.removeprefix(API_PREFIX).partition("{")
    return head + id_ + tail.partition("}")[2] if brace else head


def is_signed_in(route: Endpoint) -> bool:
    return route.caller.kind == "customer"


def rows_that(condition: Any) -> list[Any]:
    return [pytest.param(row, id=row.name) for row in POSTS if condition(row, ENDPOINTS[row.name])]


@pytest.mark.parametrize("row", rows_that(lambda _, route: is_signed_in(route)))
def test_requests_without_a_valid_token_are_refused(site: Site, victim: Victim, row: Row) -> None:
    path = path_of(row, victim.id_for(row)) if "{" in row.path else path_of(row)
    header, _, rest = victim.customer.token.partition(".")

    for token in (None, "", "nonsense", f"{header}.{rest[:-4]}AAAA", "a.b.c"):
        assert_problem(site.call("POST", path, {}, token=token, key=new_key()), 401, "unauthenticated")


@pytest.mark.parametrize("row", rows_that(lambda _, route: route.caller.kind != "webhook"))
def test_a_body_of_17_kilobytes_is_refused(victim: Victim, row: Row) -> None:
    path = path_of(row, victim.id_for(row)) if "{" in row.path else path_of(row)

    answer = victim.customer.post(path, raw=b'{"a": "' + b"x" * 17_000 + b'"}', key=new_key())

    assert_problem(answer, 413, "body_too_large")


@pytest.mark.parametrize("row", rows_that(lambda _, route: route.body))
def test_a_body_that_breaks_the_description_is_refused_with_a_message(victim: Victim, row: Row) -> None:
    fields = {one.encode_name: one.type for one in msgspec.structs.fields(ENDPOINTS[row.name].body)}  # type: ignore[arg-type]

    def post(raw: bytes) -> Answer:
        return victim.customer.post(path_of(row), raw=raw, key=new_key())

    for raw in NOT_JSON:
        assert_problem(post(raw), 400, "malformed_json")
    for raw in (*NOT_AN_OBJECT, b"{}", b'{"is_admin": true}'):
        assert_refused_with_a_message(post(raw))
    for field, kind in fields.items():
        is_object = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        answer = post(json.dumps({field: "$gt" if is_object else {"$gt": ""}}).encode())
        assert_invalid(answer, field)


@pytest.mark.parametrize("row", rows_that(lambda row, _: "{" in row.path))
def test_ids_of_another_customer_and_unknown_ids_are_not_found(victim: Victim, stranger: Customer, row: Row) -> None:
    for id_ in (victim.id_for(row), UNKNOWN_ID, *MALFORMED_IDS):
        assert_problem(stranger.post(path_of(row, id_), key=new_key()), 404, "not_found")


@pytest.mark.parametrize("row", rows_that(lambda _, route: route.caller.kind == "webhook"))
def test_a_webhook_without_its_senders_signature_is_refused(
    site: Site, victim: Victim, stack: dict[str, str], row: Row
) -> None:
    deposit = victim.customer.get("/deposits")["deposits"][0]
    event = json.dumps({"event": "charge.success", "data": {"reference": deposit["reference"]}}).encode()
    header = ENDPOINTS[row.name].caller.signature
    of_another_body = hmac.new(stack["paystack_secret_key"].encode(), b"{}", hashlib.sha512).hexdigest()

    for signature in (None, "", "0" * 128, of_another_body, "HMAC-SHA512=" + "A" * 88, "é".encode().decode("latin-1")):
        headers = {} if signature is None else {header: signature}
        assert_problem(site.call("POST", path_of(row), raw=event, headers=headers), 401, "invalid_signature")


def test_invalid_amounts_are_refused(victim: Victim) -> None:
    for amount in BAD_AMOUNTS:
        assert_invalid(victim.customer.post("/deposits", {"amount_minor": amount}, key=new_key()), "amount_minor")
        assert_invalid(victim.customer.buy(max_price_minor=amount), "max_price_minor")
    body = {"service": SERVICE, "max_price_minor": DEPOSIT_MINOR}
    for quantity in (-2, 0, 1, 11, 2.5, 10**9, "2", None):
        answer = victim.customer.post("/verification-batches", {**body, "quantity": quantity}, key=new_key())
        assert_invalid(answer, "quantity")


def test_invalid_selections_are_refused(victim: Victim) -> None:
    for changes in (
        {"area_codes": ["312\n"]},
        {"area_codes": ["112"]},
        {"area_codes": "312"},
        {"carriers": ["pigeon"]},
        {"country": "NG"},
        {"capability": "voice"},
        {"service": "no such service"},
        {"service": ""},
        {"service": "x" * 101},
    ):
        assert_refused_with_a_message(victim.customer.buy(**changes))
    assert_problem(
        victim.customer.buy(max_price_minor=1),
        409,
        "price_changed",
        price_minor=victim.customer.price_minor(),
        currency="NGN",
    )


@pytest.mark.parametrize("row", rows_that(lambda _, route: route.idempotent))
def test_without_a_key_nothing_is_bought_and_no_deposit_is_opened(victim: Victim, row: Row) -> None:
    path = path_of(row, victim.id_for(row)) if "{" in row.path else path_of(row)

    for key in (None, "", "x" * 256, "tab\there"):
        answer = victim.customer.post(path, good_body(row, victim.customer), key=key)
        assert_problem(answer, 400, "idempotency_key_missing")


def good_body(row: Row, customer: Customer) -> object:
    """Return a body that the route would accept."""
    selection = {"service": SERVICE, "max_price_minor": customer.price_minor()}
    return {
        "create_deposit": {"amount_minor": DEPOSIT_MINOR},
        "create_verification": selection,
        "create_batch": {**selection, "quantity": 2},
        "retry_verification": None,
    }[row.name]


def assert_refused_with_a_message(answer: Answer) -> None:
    assert_problem(answer, 422, "invalid_request", errors=answer.json.get("errors"))
    assert not answer.json["detail"].startswith(":")
    for error in answer.json["errors"]:
        assert_sentence(error["message"])
