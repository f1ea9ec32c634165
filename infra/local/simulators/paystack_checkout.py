"""Paystack's checkout page at `authorization_url`, with the buttons Pay, Decline and Cancel.

One HTML form without scripts or external assets. Paying sends the signed event and then redirects the customer to
`callback_url` with `trxref` and `reference` (observed: both, with the same value). Cancelling redirects to
`metadata.cancel_action` if given. As with the real Paystack, a callback proves nothing. The form has no field for a
card number.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from aiohttp import web
from yarl import URL

from infra.local.simulators.paystack_api import CHECKOUT_PREFIX
from infra.local.simulators.paystack_events import PaystackEvents
from infra.local.simulators.paystack_transactions import (
    Transaction,
    TransactionBook,
    abandon,
    charge,
    decline,
)

SYMBOLS = {"NGN": "₦", "USD": "$", "GHS": "GH₵", "ZAR": "R", "KES": "KSh", "XOF": "CFA"}
PAGE = Template(Path(__file__).with_name("paystack_checkout.html").read_text(encoding="utf-8"))

CHOICES = Template(
    '<form method="post">'
    '<button class="pay" name="choice" value="pay">Pay $price</button>'
    '<button name="choice" value="decline">Decline</button>'
    '<button name="choice" value="cancel">Cancel</button>'
    "</form>"
)
DECLINED = '<p role="alert">Your card was declined. You can try again.</p>'
PAID = '<p role="status">Payment received. You can close this page.</p>'
CANCELLED = '<p role="status">Payment cancelled. Nothing was charged.</p>'


class Checkout:
    """The customer's side of a transaction."""

    def __init__(self, book: TransactionBook, events: PaystackEvents) -> None:
        self._book = book
        self._events = events

    def routes(self) -> list[web.RouteDef]:
        """Return the page and its form."""
        path = CHECKOUT_PREFIX + "{access_code}"
        return [web.get(path, self._show), web.post(path, self._choose)]

    async def _show(self, request: web.Request) -> web.Response:
        return page(self._find(request))

    async def _choose(self, request: web.Request) -> web.Response:
        transaction = self._find(request)
        choice = (await request.post()).get("choice")
        if choice not in ("pay", "decline", "cancel"):
            raise web.HTTPBadRequest(text="choose pay, decline or cancel")
        if transaction.status in ("success", "reversed"):  # a second tap, or the browser's back button
            return leave(transaction, transaction.callback_url) or page(transaction)
        if choice == "pay":
            transaction.ip_address = request.remote
            charge(transaction)
            self._events.charge_succeeded(transaction)
            return leave(transaction, transaction.callback_url) or page(transaction)
        if choice == "decline":
            decline(transaction)
            return see_other(request.url)
        abandon(transaction)
        if transaction.cancel_url is not None:
            return see_other(URL(transaction.cancel_url))
        return leave(transaction, transaction.callback_url) or page(transaction, CANCELLED)

    def _find(self, request: web.Request) -> Transaction:
        transaction = self._book.with_access_code(request.match_info["access_code"])
        if transaction is None:
            raise web.HTTPNotFound(text="There is no such payment.")
        return transaction


def leave(transaction: Transaction, callback_url: str | None) -> web.Response | None:
    """Redirect to the callback with the reference under both names; None when there is no callback."""
    if callback_url is None:
        return None
    return see_other(URL(callback_url).extend_query(trxref=transaction.reference, reference=transaction.reference))


def see_other(url: URL) -> web.Response:
    """Redirect with a GET."""
    return web.Response(status=303, headers={"Location": str(url)})


def page(transaction: Transaction, notice: str = "") -> web.Response:
    """Render the page for the transaction's state."""
    price = escape(format_price(transaction.requested_minor, transaction.currency))
    if transaction.status in ("success", "reversed"):
        content = PAID
    elif notice:
        content = notice
    else:
        content = (DECLINED if transaction.status == "failed" else "") + CHOICES.substitute(price=price)
    html = PAGE.substitute(
        price=price,
        email=escape(transaction.customer.email),
        reference=escape(transaction.reference),
        content=content,
    )
    return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


def format_price(amount_minor: int, currency: str) -> str:
    """Format an amount for display: `₦5,000.00`."""
    return f"{SYMBOLS.get(currency, currency)}{amount_minor // 100:,}.{amount_minor % 100:02}"
