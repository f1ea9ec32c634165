"""A local Paystack simulator: transactions, refunds, the checkout page and signed events.

    python -m infra.local.simulators.paystack --port 0 --secret-key sk_test_… --webhook-url http://localhost/…

It implements the vendor's protocol over HTTP, with state in memory and control routes under `/__control`. It builds
links from the request's Host header. It knows nothing about Callbox, handles no real cards, and connects only to this
machine. It does not simulate the popup (inline.js), whose hosts are hard-coded.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from infra.local.simulators.control import Control
from infra.local.simulators.paystack_api import TransactionApi, answer_rejections
from infra.local.simulators.paystack_checkout import Checkout
from infra.local.simulators.paystack_control import PaystackControl
from infra.local.simulators.paystack_events import PaystackEvents
from infra.local.simulators.paystack_refunds import RefundApi, RefundBook
from infra.local.simulators.paystack_transactions import TransactionBook
from infra.local.simulators.serving import common_arguments, serve
from infra.local.simulators.webhooks import RETRY_DELAYS_S, Background, WebhookSender

REFUND_AFTER_S = 2.0  # real refunds take days; long enough to see one pending


def build(
    *,
    secret_key: str,
    webhook_url: str | None,
    retry_delays_s: Sequence[float] = RETRY_DELAYS_S,
    refund_after_s: float = REFUND_AFTER_S,
) -> web.Application:
    """Build the simulator; the caller serves it."""
    background = Background()
    webhooks = WebhookSender(background, webhook_url, retry_delays_s)
    events = PaystackEvents(webhooks, secret_key)
    book = TransactionBook()
    refunds = RefundBook(events, background, refund_after_s)

    def reset() -> None:
        background.cancel_all()
        webhooks.forget()
        refunds.clear()
        book.clear()

    control = Control(reset)
    application = web.Application(middlewares=[*control.middlewares(), answer_rejections(secret_key)])
    application.add_routes(control.routes())
    application.add_routes(PaystackControl(book, refunds, events, webhooks).routes())
    application.add_routes(TransactionApi(book).routes())
    application.add_routes(RefundApi(book, refunds).routes())
    application.add_routes(Checkout(book, events).routes())

    async def clean_up(_application: web.Application) -> None:
        background.cancel_all()
        await webhooks.close()

    application.on_cleanup.append(clean_up)
    return application


def main() -> None:
    """Run from the command line."""
    parser = common_arguments("A local Paystack simulator.")
    parser.add_argument("--secret-key", required=True, help="sk_test_…; also signs the events")
    parser.add_argument("--refund-after-s", type=float, default=REFUND_AFTER_S, help="seconds before a refund ends")
    options = parser.parse_args()
    application = build(
        secret_key=options.secret_key,
        webhook_url=options.webhook_url,
        retry_delays_s=options.webhook_retry_s,
        refund_after_s=options.refund_after_s,
    )
    serve(application, host=options.host, port=options.port)


if __name__ == "__main__":
    main()
