"""Customers who do everything through the API, and the world around them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import requests

import app as deployed
from callbox.adapters.dynamodb.catalogue import DynamoCatalogue
from callbox.adapters.dynamodb.connection import use_tables
from callbox.adapters.dynamodb.pricing import DynamoPricing
from callbox.config import config, origin_rule
from callbox.http.cookies import REFRESH
from tests.builders import a_service, pricing_settings
from tests.functions.answers import WALLET_NOW, Answer
from tests.functions.cloud import PREFIX, Cloud, message
from tests.functions.lambdas import Lambdas
from tests.functions.log import Log
from tests.simulator_processes import RunningPaystack, RunningTextVerified
from tests.waiting import PATIENCE_S, wait_for

PASSWORD = "correct horse battery staple"
PRICE_MINOR = 135_000
"""Of Discord: 0.75 dollars × 1,500 naira × 1.2."""
SAME_SITE = {"Origin": "https://callbox.example", "X-Requested-With": "callbox"}
CODE = "482913"
TEXT = f"Your Discord verification code is: {CODE}"

_numbers = count(1)


class Customer:
    """A customer with an account, signed in while `token` is set."""

    def __init__(self, lambdas: Lambdas, *, email: str) -> None:
        self._lambdas = lambdas
        self.email = email
        self.token: str | None = None
        self.refresh_token = ""
        self.id = ""

    def get(self, path: str, **query: str) -> Answer:
        return self._lambdas.call("GET", path, query=query, headers=self._authorization())

    def post(self, path: str, body: object = None, *, raw: bytes | None = None, key: str | None = None) -> Answer:
        headers = self._authorization() | ({"Idempotency-Key": key} if key is not None else {})
        return self._lambdas.call("POST", path, body=body, raw=raw, headers=headers)

    def send(self, method: str, path: str, body: object = None, *, raw: bytes | None = None) -> Answer:
        return self._lambdas.call(method, path, body=body, raw=raw, headers=self._authorization())

    def sign_up(self) -> None:
        body = {"email": self.email, "password": PASSWORD, "accepted_terms": "1"}
        answer = self._lambdas.call("POST", "/users", body=body)
        assert answer.status == 201, answer
        self.id = answer.json["user"]["id"]

    def confirm_email(self, token: str) -> Answer:
        return self._lambdas.call("POST", "/email-verifications/confirm", body={"token": token})

    def sign_in(self) -> Answer:
        answer = self._lambdas.call("POST", "/sessions", body={"email": self.email, "password": PASSWORD})
        assert answer.status == 200, answer
        self.token = answer.json["access_token"]
        self.refresh_token = refresh_token_in(answer)
        return answer

    def refresh(self, refresh_token: str | None = None, **changes: str) -> Answer:
        """Use a refresh token as the site does; the customer keeps the new one."""
        headers = {**SAME_SITE, "Cookie": f"{REFRESH.name}={refresh_token or self.refresh_token}", **changes}
        answer = self._lambdas.call("POST", "/sessions/refresh", headers=headers)
        if answer.status == 200 and refresh_token is None:
            self.token, self.refresh_token = answer.json["access_token"], refresh_token_in(answer)
        return answer

    def open_deposit(self, amount_minor: int = 500_000) -> Any:
        answer = self.post("/deposits", {"amount_minor": amount_minor}, key=new_key())
        assert answer.status == 201, answer
        return answer.json["deposit"]

    def buy(self, service: str = "discord", **changes: object) -> Any:
        """Buy a number and return the verification from the answer."""
        body = {"service": service, "max_price_minor": PRICE_MINOR, **changes}
        answer = self.post("/verifications", body, key=new_key())
        assert answer.status == 202, answer
        return answer.json["verification"]

    def verification(self, verification_id: str) -> Any:
        return self.get(f"/verifications/{verification_id}").json["verification"]

    def balance(self) -> int:
        return int(self.get("/wallet").json["balance_minor"])

    def wallet_now(self) -> dict[str, int]:
        """Return the wallet as it stands beside a document."""
        return {name: self.get("/wallet").json[name] for name in WALLET_NOW}

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass
class World:
    """Callbox in its cloud, with Paystack, the supplier and services to sell."""

    lambdas: Lambdas
    cloud: Cloud
    paystack: RunningPaystack
    supplier: RunningTextVerified
    log: Log

    def customer(self) -> Customer:
        """Return a new customer who has confirmed the address and is signed in."""
        customer = self.unconfirmed_customer()
        assert customer.confirm_email(self.mailed_token(customer.email)).status == 204
        return customer

    def unconfirmed_customer(self) -> Customer:
        customer = Customer(self.lambdas, email=f"customer{next(_numbers)}@example.com")
        customer.sign_up()
        customer.sign_in()
        return customer

    def mails_to(self, email: str) -> list[str]:
        """Send the queued mails, and return the texts of those to an address, oldest first."""
        self.lambdas.work_off("mails")
        return [mail.body for mail in self.cloud.sent_mails() if mail.destinations["ToAddresses"] == [email]]

    def mailed_token(self, email: str) -> str:
        """Return the token of the newest link mailed to an address."""
        [*_, newest] = self.mails_to(email)
        [token] = re.findall(r"#token=([\w-]{43})\s", newest)
        self.log.keep_out(token)
        return str(token)

    def funded_customer(self, amount_minor: int = 500_000) -> Customer:
        """Return a customer with a credited payment."""
        customer = self.customer()
        self.fund(customer, amount_minor)
        return customer

    def fund(self, customer: Customer, amount_minor: int = 500_000) -> None:
        deposit = customer.open_deposit(amount_minor)
        self.pay(deposit)
        assert customer.post(f"/deposits/{deposit['id']}/verify").json["deposit"]["status"] == "credited"

    def pay(self, deposit: Any, **order: object) -> None:
        """Let the customer pay at Paystack's page."""
        reference = deposit["reference"]
        self.paystack.control("POST", f"/__control/transactions/{reference}", {"action": "pay", **order})

    def refund(self, deposit: Any, amount_minor: int) -> None:
        """Refund part of a payment at Paystack, and wait until the refund is processed."""
        path = f"/__control/transactions/{deposit['reference']}"
        self.paystack.control("POST", path, {"action": "refund", "amount": amount_minor})
        wait_for(lambda: self._is_refunded(deposit["reference"]) or None)

    def _is_refunded(self, reference: str) -> bool:
        transactions = self.paystack.control("GET", "/__control/transactions")["transactions"]
        [transaction] = [one for one in transactions if one["reference"] == reference]
        authorization = {"Authorization": f"Bearer {self.paystack.secret_key}"}
        answer = requests.get(f"{self.paystack.url}/refund", headers=authorization, timeout=PATIENCE_S)
        return any(
            one["transaction"] == transaction["id"] and one["status"] == "processed" for one in answer.json()["data"]
        )

    def offer(self, *names: str, cost_usd: str = "0.75") -> None:
        asked_at = datetime.now(UTC)
        DynamoCatalogue().put(a_service(name, cost_usd=Decimal(cost_usd), refreshed_at=asked_at) for name in names)

    def open_shop(self) -> None:
        """Set prices and offer Discord."""
        use_tables(PREFIX)
        DynamoPricing().add_pricing(pricing_settings())
        self.offer("discord")

    def rent(self, customer: Customer) -> Any:
        """Buy a number and let the worker order it; return the verification, which waits for its code."""
        bought = customer.buy()
        assert self.lambdas.work_off("numbers") == 1
        waiting = customer.verification(bought["id"])
        assert waiting["state"] == "waiting", waiting
        return waiting

    def orders(self) -> Any:
        """Return the supplier's orders, newest first."""
        return self.supplier.control("GET", "/__control/verifications")["verifications"]

    def order_of(self, verification: Any) -> Any:
        [order] = [order for order in self.orders() if order["idempotency_key"] == verification["id"]]
        return order

    def send_sms(self, verification: Any, content: str = TEXT) -> None:
        """Let a message arrive at a rented number."""
        self.log.keep_out(content, CODE)
        order = self.order_of(verification)
        self.supplier.control(
            "POST", f"/__control/verifications/{order['id']}/sms", {"from": "28849", "content": content}
        )

    def poll(self, customer: Customer, verification: Any) -> list[str]:
        """Let the worker poll for the code now, whatever its queue says; return the messages that failed."""
        body = {"user_id": customer.id, "verification_id": verification["id"], "chain": 1}
        return self.lambdas.consume("fetch_code", [message(body)])


def refresh_token_in(answer: Answer) -> str:
    [value] = [
        value
        for cookie in answer.cookies
        for name, _, value in [cookie.partition(";")[0].partition("=")]
        if name == REFRESH.name
    ]
    return value


def new_key() -> str:
    return str(uuid4())


def forget_caches() -> None:
    """Make every function start cold."""
    deployed.services.cache_clear()
    config.cache_clear()
    origin_rule.cache_clear()
