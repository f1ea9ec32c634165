"""A customer's whole journey through the real functions, with every call counted.

Workers start at their first use and stay warm. A step that does not answer as the contract says stops the bench,
because a refusal is cheap and its figure would mislead.
"""

import base64
import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.cloud import PREFIX, SITE, Cloud
from bench.events import batch, join, request, tick
from bench.processes import BenchError, Counted, Worker
from callbox.http.cookies import REFRESH
from infra.rows import Row, read_rows

PASSWORD = "correct horse battery staple"  # noqa: S105 - for customers who exist for a minute
SERVICE = "discord"
MAX_PRICE_MINOR = 500_000
SMS = {"from": "28849", "content": "Your Discord verification code is: 482913"}
SAME_SITE = {"Origin": SITE, "X-Requested-With": "callbox"}
# the contract's successful statuses other than 200
STATUSES = {
    "sign_up": 201, "create_deposit": 201, "create_verification": 202, "retry_verification": 202, "create_batch": 202,
    "sign_out": 204, "delete_template": 204,
}  # fmt: skip

_numbers = count(1)


class Journey:
    """One shop with its functions; `counted` holds the usage of each invocation by function."""

    def __init__(self, cloud: Cloud, path: Sequence[Path]) -> None:
        self.cloud = cloud
        self.rows = read_rows()
        self.counted: dict[str, list[Counted]] = defaultdict(list)
        self._path = path
        self._workers: dict[str, Worker] = {}

    def end(self) -> None:
        for worker in self._workers.values():
            worker.end()
        self._workers.clear()

    # --- functions, as AWS calls them

    def invoke(self, name: str, event: Any) -> Any:
        """Invoke a function; return the body of a route or the failures of a consumer. Raises BenchError."""
        row = self.rows[name]
        if name not in self._workers:
            self._workers[name] = Worker(row, self._path, self.cloud.environment_of(row))
        before = self.cloud.sockets.posts
        used = self._workers[name].call(event)
        used = replace(used, pushes=self.cloud.sockets.posts - before)
        self.counted[name].append(used)
        if row.kind == "queue" and used.answer["batchItemFailures"]:
            raise BenchError(f"{name} returned messages to the queue: {used.log}")
        if row.kind != "api":
            return used.answer
        if used.answer["statusCode"] != STATUSES.get(name, 200):
            raise BenchError(f"{name} answered {used.answer}\n{used.log}")
        return {**json.loads(used.answer["body"] or "{}"), "_cookies": _cookies(used.answer)}

    def consume(self, queue: str) -> int:
        """Run one batch of due messages through the queue's consumer; return their number."""
        row = next(row for row in self.rows.values() if row.queue == queue)
        bodies = self.take(queue)
        if bodies:
            self.invoke(row.name, batch(queue, bodies))
        return len(bodies)

    def take(self, queue: str) -> list[str]:
        sqs, url = self.cloud.client("sqs"), self.cloud.queue_urls[queue]
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages]

    def open_shop(self) -> None:
        """Set prices and refresh the catalogue."""
        _set_prices(self.cloud)
        self.invoke("refresh_catalogue", tick("refresh_catalogue"))

    # --- webhooks, signed as the suppliers sign them

    def paystack_event(self, row: Row, reference: str) -> dict[str, Any]:
        body = json.dumps({"event": "charge.success", "data": {"reference": reference}})
        signature = hmac.new(self.cloud.paystack.secret_key.encode(), body.encode(), hashlib.sha512).hexdigest()
        return request(row, raw=body, headers={"x-paystack-signature": signature})

    def textverified_event(self, row: Row, order_id: str) -> dict[str, Any]:
        body = json.dumps({"Event": "v2.sms.received", "Data": {"ReservationId": order_id}})
        digest = hmac.new(self.cloud.textverified.webhook_secret.encode(), body.encode(), hashlib.sha512).digest()
        signature = f"HMAC-SHA512={base64.b64encode(digest).decode()}"
        return request(row, raw=body, headers={"X-Webhook-Signature": signature})

    # --- the world outside

    def pay(self, reference: str) -> None:
        self.cloud.paystack.control("POST", f"/__control/transactions/{reference}", {"action": "pay"})

    def order_of(self, verification_id: str) -> Any:
        orders = self.cloud.textverified.control("GET", "/__control/verifications")["verifications"]
        [order] = [order for order in orders if order["idempotency_key"] == verification_id]
        return order

    def send_sms(self, verification_id: str, sms: Mapping[str, str] = SMS) -> None:
        order = self.order_of(verification_id)
        self.cloud.textverified.control("POST", f"/__control/verifications/{order['id']}/sms", dict(sms))

    def stored(self, user_id: str, verification_id: str) -> Any:
        """Return the stored item of a verification."""
        key = {"user_id": {"S": user_id}, "verification_id": {"S": verification_id}}
        return self.cloud.client("dynamodb").get_item(TableName=f"{PREFIX}verifications", Key=key)["Item"]

    def customer(self) -> "Customer":
        customer = Customer(self, f"customer{next(_numbers)}@example.com")
        customer.sign_up()
        # the mail with the link is not measured
        self.cloud.client("dynamodb").update_item(
            TableName=f"{PREFIX}users",
            Key={"user_id": {"S": customer.id}},
            UpdateExpression="SET email_verified = :yes",
            ExpressionAttributeValues={":yes": {"BOOL": True}},
        )
        customer.sign_in()
        return customer

    def funded_customer(self, amount_minor: int = 5_000_000) -> "Customer":
        customer = self.customer()
        deposit = customer.post("create_deposit", {"amount_minor": amount_minor})["deposit"]
        self.pay(deposit["reference"])
        self.invoke("receive_paystack_event", self.paystack_event(self.rows["receive_paystack_event"],
                                                                  deposit["reference"]))  # fmt: skip
        while self.consume("deposits"):
            pass
        customer.deposit_id = deposit["id"]
        return customer


class Customer:
    """A signed-in customer."""

    def __init__(self, journey: Journey, email: str) -> None:
        self._journey = journey
        self.email = email
        self.id = ""
        self.token = ""
        self.refresh_cookie = ""
        self.deposit_id = ""

    def sign_up(self) -> None:
        body = {"email": self.email, "password": PASSWORD, "accepted_terms": "1"}
        self.id = self.send("sign_up", body)["user"]["id"]

    def sign_in(self) -> None:
        answer = self.send("sign_in", {"email": self.email, "password": PASSWORD})
        self.token = answer["access_token"]
        [cookie] = [one for one in answer["_cookies"] if one.startswith(REFRESH.name)]
        self.refresh_cookie = cookie.partition(";")[0]

    def event(
        self,
        name: str,
        body: object = None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return the event of a request of this customer, with a new idempotency key."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}
        if name in ("refresh_session", "sign_out"):
            headers = {**SAME_SITE, "Cookie": self.refresh_cookie, "Authorization": headers["Authorization"]}
        return request(self._journey.rows[name], body=body, path=path, query=query, headers=headers)

    def send(self, name: str, body: object = None, **options: Any) -> Any:
        return self._journey.invoke(name, self.event(name, body, **options))

    post = send

    def join(self) -> None:
        """Open a socket: from now on, what is told to this customer's page is posted to it."""
        self._journey.invoke("join_live", join(self.token))

    def buy(self) -> str:
        """Buy a number and run the worker that orders it; return the verification's id."""
        bought = self.send("create_verification", selection())["verification"]
        while self._journey.consume("numbers"):
            pass
        return str(bought["id"])

    def poll_body(self, verification_id: str) -> str:
        """Return the message that makes `fetch_code` poll, as `request_number` queues it."""
        return json.dumps({"user_id": self.id, "verification_id": verification_id, "chain": 1})


def _cookies(answer: Mapping[str, Any]) -> list[str]:
    found: list[str] = answer.get("multiValueHeaders", {}).get("Set-Cookie", [])
    return found


def selection(**changes: object) -> dict[str, object]:
    return {"service": SERVICE, "country": "US", "capability": "sms", "max_price_minor": MAX_PRICE_MINOR, **changes}


def _set_prices(cloud: Cloud) -> None:
    item = {
        "name": {"S": "pricing"},
        "changed_at": {"S": "2026-01-01T00:00:00.000000+0000"},
        "author": {"S": "bench"},
        "ngn_per_usd": {"S": "1500"},
        "markup": {"S": "1.2"},
        "floor_margin_minor": {"N": "2000"},
        "currency": {"S": "NGN"},
        "area_code_surcharge_usd": {"S": "0.10"},
        "carrier_surcharge_usd": {"S": "0.10"},
    }
    cloud.client("dynamodb").put_item(TableName=f"{PREFIX}settings", Item=item)
