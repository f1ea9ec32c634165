"""The adapter under test, its Paystack, and the control of both."""

from typing import Any

from callbox.adapters.outbound import Outbound
from callbox.adapters.paystack import PaystackApi
from callbox.domain.money import Money
from tests.simulator_processes import RunningPaystack
from tests.waiting import PATIENCE_S

REFERENCE = "01KADEPOSIT-1"
AMOUNT = Money(500_000, "NGN")
CALLBACK_URL = "https://callbox.example/wallet/return?from=paystack"
IMPATIENT_S = 0.4
"""The adapter's timeout in tests of answers that come too late."""

INITIALIZE = {"method": "POST", "path_prefix": "/transaction/initialize"}
VERIFY = {"method": "GET", "path_prefix": "/transaction/verify"}


def adapter(
    url: str,
    secret_key: str = "sk_test_simulated",
    *,
    read_timeout_s: float = PATIENCE_S,
    retry_for_s: float = PATIENCE_S,
) -> PaystackApi:
    return PaystackApi(
        Outbound(url, connect_timeout_s=0.3),
        lambda: secret_key,
        read_timeout_s=read_timeout_s,
        retry_pause_s=0.01,
        retry_for_s=retry_for_s,
    )


def initialize(api: PaystackApi, **changes: Any) -> str:
    asked: dict[str, Any] = {
        "reference": REFERENCE,
        "amount": AMOUNT,
        "email": "ada@example.com",
        "callback_url": CALLBACK_URL,
    }
    return api.initialize(**(asked | changes))


def arm(paystack: RunningPaystack, call: dict[str, str], mode: str, **details: Any) -> None:
    paystack.control("POST", "/__control/faults", {**call, "mode": mode, **details})


def order(paystack: RunningPaystack, action: str, *, reference: str = REFERENCE, **details: Any) -> None:
    paystack.control("POST", f"/__control/transactions/{reference}", {"action": action, **details})


def received(paystack: RunningPaystack) -> list[Any]:
    """List the requests that Paystack received."""
    found = paystack.control("GET", "/__control/requests")["requests"]
    assert isinstance(found, list)
    return found


def transactions(paystack: RunningPaystack) -> list[Any]:
    found = paystack.control("GET", "/__control/transactions")["transactions"]
    assert isinstance(found, list)
    return found


def said_by(problem: BaseException) -> str:
    """Return everything that a log would show of an exception: its text and the texts of all its causes."""
    texts, link = [], problem.__cause__
    while link is not None:
        texts.append(str(link))
        link = link.__cause__ or link.__context__
    return "\n".join([str(problem), *texts])
