"""Prepare accounts, money and numbers for browser tests, over the same HTTP API as the site.

The calls are made from a page of the site, since only browsers resolve *.localhost.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Page, expect

from callbox.domain.terms import newest
from callbox.http.cookies import REFRESH
from tests.browser.outside import Paystack
from tests.waiting import PATIENCE_S, wait_for

PASSWORD = "seven green parrots"  # not a secret: each test makes its own accounts
POLL_S = 0.3

_CALL = """async ({method, path, body, token, key}) => {
  const headers = {'X-Requested-With': 'callbox'};
  if (body !== null) headers['Content-Type'] = 'application/json';
  if (token) headers.Authorization = `Bearer ${token}`;
  if (key) headers['Idempotency-Key'] = key;
  const sent = body === null ? undefined : JSON.stringify(body);
  const answer = await fetch(`/api/v1${path}`, {method, headers, body: sent});
  const text = await answer.text();
  return {status: answer.status, body: text ? JSON.parse(text) : null};
}"""


# Run once for each tab, before the site's own code: there may be a session, so the site asks for it.
_HAS_BEEN_HERE = """
if (!sessionStorage.getItem('let_in')) {
  sessionStorage.setItem('let_in', 'yes');
  localStorage.setItem('callbox.signed_in', 'true');
}
"""


@dataclass(frozen=True)
class Customer:
    """A customer with an account."""

    email: str
    password: str
    token: str

    def sign_in(self, page: Page) -> None:
        """Sign in with the form, and wait for the first screen."""
        page.goto("/sign-in")
        page.get_by_label("Email").fill(self.email)
        page.get_by_label("Password", exact=True).fill(self.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1, name="Get a code")).to_be_visible()


class Backstage:
    def __init__(self, page: Page, paystack: Paystack, mailbox_url: str) -> None:
        self._page = page
        self._paystack = paystack
        self._mailbox_url = mailbox_url
        page.goto("/terms")

    def new_customer(self, *, naira: int = 0, email: str | None = None, confirmed: bool = True) -> Customer:
        """Make an account with this much money, and confirm its address unless the test does so later."""
        email = email or f"ada.{secrets.token_hex(6)}@example.com"
        self._done("POST", "/users", {"email": email, "password": PASSWORD, "accepted_terms": newest().version})
        customer = Customer(email, PASSWORD, self.token_for(email))
        if confirmed:
            self.confirm_email(customer)
        if naira:
            self.fund(customer, naira)
        return customer

    def token_for(self, email: str) -> str:
        """Sign in an account that was made on the page."""
        # one browser for all customers: a sign-in would end the session that it had before, which is another's
        self._page.context.clear_cookies(name=REFRESH.name)
        token: str = self._done("POST", "/sessions", {"email": email, "password": PASSWORD})["access_token"]
        return token

    def let_in(self, customer: Customer, page: Page, path: str = "/") -> None:
        """Open a page that is already signed in: set a new session's cookie instead of filling in the form."""
        self.token_for(customer.email)
        cookies: Any = self._page.context.cookies()
        page.context.add_cookies(cookies)
        page.add_init_script(_HAS_BEEN_HERE)
        page.goto(path)

    def order(self, customer: Customer, service: str, **wishes: Any) -> dict[str, Any]:
        """Buy a number at today's price; return the verification when it has its number."""
        body = {"service": service, "country": "US", "capability": "sms", "area_codes": [], "carriers": []} | wishes
        body.setdefault("max_price_minor", 10_000_00)
        bought = self._done("POST", "/verifications", body, customer.token, secrets.token_hex(8))["verification"]

        def numbered() -> dict[str, Any] | None:
            found: dict[str, Any] = self.get(customer, f"/verifications/{bought['id']}")["verification"]
            return found if found["state"] != "requesting" else None

        found: dict[str, Any] = wait_for(numbered, every_s=POLL_S)
        return found

    def retry(self, customer: Customer, verification_id: str) -> dict[str, Any]:
        """Retry a verification that got no code; return the new one."""
        path = f"/verifications/{verification_id}/retry"
        again: dict[str, Any] = self._done("POST", path, None, customer.token, secrets.token_hex(8))["verification"]
        return again

    def cancel(self, customer: Customer, verification_id: str) -> None:
        self._done("POST", f"/verifications/{verification_id}/cancel", None, customer.token)

    def await_state(self, customer: Customer, verification_id: str, state: str) -> None:
        path = f"/verifications/{verification_id}"
        wait_for(lambda: self.get(customer, path)["verification"]["state"] == state, every_s=POLL_S)

    def confirm_email(self, customer: Customer) -> None:
        """Open the link in the mail of the sign-up."""
        self._done("POST", "/email-verifications/confirm", {"token": self.mailed_token(customer.email)})

    def mailed_token(self, email: str, *, path: str = "/verify-email") -> str:
        """Wait for a mail with a link to `path`, and return the token of the newest."""
        token: str = wait_for(lambda: self._find_mailed_token(email, path), every_s=POLL_S)
        return token

    def start_deposit(self, customer: Customer, naira: int) -> str:
        """Start a top-up without paying; return its reference."""
        reference: str = self._new_deposit(customer, naira)["reference"]
        return reference

    def _new_deposit(self, customer: Customer, naira: int) -> dict[str, Any]:
        body = {"amount_minor": naira * 100}
        deposit: dict[str, Any] = self._done("POST", "/deposits", body, customer.token, secrets.token_hex(8))["deposit"]
        return deposit

    def fund(self, customer: Customer, naira: int) -> None:
        deposit = self._new_deposit(customer, naira)
        self._paystack.pay(deposit["reference"])
        path = f"/deposits/{deposit['id']}/verify"

        def credited() -> bool:
            found = self._done("POST", path, None, customer.token)["deposit"]
            return bool(found["status"] == "credited")

        wait_for(credited, every_s=POLL_S)

    def get(self, customer: Customer, path: str) -> Any:
        return self._done("GET", path, None, customer.token)

    def balance_minor(self, customer: Customer) -> int:
        balance: int = self.get(customer, "/wallet")["balance_minor"]
        return balance

    def newest_reference(self, customer: Customer) -> str:
        """The reference of the customer's newest payment."""
        reference: str = self.get(customer, "/deposits?limit=1")["deposits"][0]["reference"]
        return reference

    def entries(self, customer: Customer) -> list[tuple[str, int]]:
        """Return kind and amount of each entry, oldest first."""
        newest_first = self.get(customer, "/wallet/entries?limit=100")["entries"]
        return [(entry["kind"], entry["amount_minor"]) for entry in reversed(newest_first)]

    def _done(self, method: str, path: str, body: Any, token: str | None = None, key: str | None = None) -> Any:
        answer = self._call(method, path, body, token, key)
        assert answer["status"] < 300, f"{method} {path} answered {answer}"
        return answer["body"]

    def _call(self, method: str, path: str, body: Any, token: str | None, key: str | None = None) -> Any:
        return self._page.evaluate(_CALL, {"method": method, "path": path, "body": body, "token": token, "key": key})

    def _find_mailed_token(self, email: str, path: str) -> str | None:
        by_account = requests.get(self._mailbox_url, timeout=PATIENCE_S).json()["messages"]
        texts = [mail["BodyText"] for mails in by_account.values() for mail in mails if mail["To"] == [email]]
        found = [token for text in texts for token in re.findall(rf"{path}#token=([\w-]+)", text)]
        return found[-1] if found else None
