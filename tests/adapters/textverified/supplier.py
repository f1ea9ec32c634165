"""The adapter under test, its supplier, and the control of both."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from callbox.adapters.clock import SystemClock
from callbox.adapters.outbound import Outbound
from callbox.adapters.textverified import TextVerifiedApi, Timeouts
from callbox.adapters.textverified_access import Credentials
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.verifications import Selection, Verification, requested
from callbox.ports.clock import Clock
from callbox.ports.supplier_tokens import SupplierTokens
from tests.simulator_processes import RunningTextVerified
from tests.waiting import PATIENCE_S

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
API = "/api/pub/v2"
PAGE_SIZE = 3
IMPATIENT_S = 0.4
"""The adapter's timeout in tests of answers that come too late."""

ORDER = {"method": "POST", "path_prefix": f"{API}/verifications"}
READ = {"method": "GET", "path_prefix": f"{API}/verifications"}
SMS = {"method": "GET", "path_prefix": f"{API}/sms"}
PRICE = {"method": "POST", "path_prefix": f"{API}/pricing"}
SERVICES = {"method": "GET", "path_prefix": f"{API}/services"}
AREA_CODES = {"method": "GET", "path_prefix": f"{API}/area-codes"}
STOCK = {"method": "POST", "path_prefix": f"{API}/inventory"}
AUTH = {"method": "POST", "path_prefix": f"{API}/auth"}


class Tokens:
    """The shared tokens, in memory."""

    def __init__(self) -> None:
        self.by_account: dict[str, tuple[str, datetime]] = {}
        self.reads = 0

    def get(self, account: str) -> tuple[str, datetime] | None:
        self.reads += 1
        return self.by_account.get(account)

    def put(self, account: str, token: str, expires_at: datetime) -> None:
        self.by_account[account] = (token, expires_at)


class LostTokens(Tokens):
    """Shared tokens whose table does not answer."""

    def get(self, account: str) -> tuple[str, datetime] | None:
        raise Unavailable("no table")

    def put(self, account: str, token: str, expires_at: datetime) -> None:
        raise Unavailable("no table")


class ShiftedClock:
    """The machine's time plus `ahead`."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def adapter(
    supplier: RunningTextVerified,
    *,
    tokens: SupplierTokens | None = None,
    clock: Clock | None = None,
    key: str = "",
    read_s: float = PATIENCE_S,
    order_s: float = PATIENCE_S,
) -> TextVerifiedApi:
    credentials = Credentials(supplier.username, key or supplier.api_key)
    return adapter_at(supplier.url, credentials, tokens=tokens, clock=clock, read_s=read_s, order_s=order_s)


def adapter_at(
    url: str,
    credentials: Credentials,
    *,
    tokens: SupplierTokens | None = None,
    clock: Clock | None = None,
    read_s: float = PATIENCE_S,
    order_s: float = PATIENCE_S,
) -> TextVerifiedApi:
    return TextVerifiedApi(
        Outbound(url, connect_timeout_s=0.3),
        lambda: credentials,
        tokens or Tokens(),
        clock or SystemClock(),
        timeouts=Timeouts(read_s=read_s, order_s=order_s),
    )


def a_verification(key: str = "01KVERIFICATION", *, max_cost: str = "5", **selected: Any) -> Verification:
    selection: dict[str, Any] = {"service": "discord", "country": "US", "capability": "sms", **selected}
    return requested(
        user_id=UserId("01KADA"),
        verification_id=VerificationId(key),
        selection=Selection(**selection),
        price=Money(200_000, "NGN"),
        max_cost_usd=Decimal(max_cost),
        now=NOW,
    )


def arm(supplier: RunningTextVerified, call: dict[str, str], mode: str, **details: Any) -> None:
    supplier.control("POST", "/__control/faults", {**call, "mode": mode, **details})


def arrive(supplier: RunningTextVerified, order_id: str, content: str | None, **details: Any) -> None:
    message = {"from": "28849", "content": content, **details}
    supplier.control("POST", f"/__control/verifications/{order_id}/sms", message)


def sold(supplier: RunningTextVerified) -> list[Any]:
    found = supplier.control("GET", "/__control/verifications")["verifications"]
    assert isinstance(found, list)
    return found


def received(supplier: RunningTextVerified, path: str = "") -> list[Any]:
    """List the requests that the supplier received whose path under the API starts with `path`."""
    found = supplier.control("GET", "/__control/requests")["requests"]
    return [request for request in found if request["path"].startswith(API + path)]


def said_by(problem: BaseException) -> str:
    """Return everything that a log would show of an exception: its text and the texts of all its causes."""
    texts, link = [str(problem)], problem.__cause__ or problem.__context__
    while link is not None:
        texts.append(str(link))
        link = link.__cause__ or link.__context__
    return "\n".join(texts)
