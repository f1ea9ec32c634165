"""A local TextVerified simulator: API v2 for verifications, and signed webhooks.

    python -m infra.local.simulators.textverified --port 0 --api-key … --username … --webhook-secret whsec_…

It implements the vendor's protocol over HTTP, with state in memory and control routes under `/__control`. The vendor's
official client works with it unchanged. It knows nothing about Callbox, connects only to this machine, and gives out no
number that could belong to a person. Unlike the vendor, it never disables a failing webhook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aiohttp import web

from infra.local.simulators.control import Control
from infra.local.simulators.serving import common_arguments, serve
from infra.local.simulators.textverified_account import SupplierAccount, Terms
from infra.local.simulators.textverified_api import Credentials, ReadingApi, Tokens, answer_refusals
from infra.local.simulators.textverified_arrivals import Arrivals, Autopilot
from infra.local.simulators.textverified_catalogue import Catalogue
from infra.local.simulators.textverified_control import TextVerifiedControl
from infra.local.simulators.textverified_verifications import VerificationApi, refuse_running_keys
from infra.local.simulators.webhooks import Background, WebhookSender


@dataclass(frozen=True)
class Settings:
    """The settings from the command line."""

    credentials: Credentials
    terms: Terms
    autopilot: Autopilot
    page_size: int
    webhook_secret: str
    webhook_url: str | None
    retry_delays_s: Sequence[float]


def build(settings: Settings) -> web.Application:
    """Build the simulator; the caller serves it."""
    background = Background()
    webhooks = WebhookSender(background, settings.webhook_url, settings.retry_delays_s)
    account = SupplierAccount(Catalogue(), settings.terms, now)
    arrivals = Arrivals(
        account,
        webhooks,
        background,
        webhook_secret=settings.webhook_secret,
        autopilot=settings.autopilot,
    )
    verifications = VerificationApi(account, arrivals, settings.page_size)
    tokens = Tokens(settings.credentials, now)

    def reset() -> None:
        """Reset everything except tokens and the webhook URL, which clients and the platform still use."""
        background.cancel_all()
        webhooks.forget()
        arrivals.reset()
        verifications.forget()
        account.clear()

    control = Control(reset)
    *outer, faults = control.middlewares()
    # The check for running keys is outside the faults, so a creation that a fault delays counts as running.
    application = web.Application(middlewares=[*outer, refuse_running_keys(), faults, answer_refusals(tokens)])
    application.add_routes(control.routes())
    application.add_routes(TextVerifiedControl(account, verifications, arrivals, webhooks).routes())
    application.add_routes(tokens.routes())
    application.add_routes(ReadingApi(account, settings.credentials.username, settings.page_size).routes())
    application.add_routes(verifications.routes())

    async def clean_up(_application: web.Application) -> None:
        background.cancel_all()
        await webhooks.close()

    application.on_cleanup.append(clean_up)
    return application


def now() -> datetime:
    """Return the current time of this machine."""
    return datetime.now(UTC)


def main() -> None:
    """Run from the command line."""
    parser = common_arguments("A local TextVerified simulator.")
    parser.add_argument("--api-key", required=True)
    parser.add_argument("--username", required=True, help="the account's email address")
    parser.add_argument("--webhook-secret", required=True, help="whsec_…; signs the events")
    parser.add_argument("--code-after", type=float, default=6.0, help="seconds until a code arrives; negative: never")
    parser.add_argument("--never-ratio", type=float, default=0.0, help="share of numbers that get no code")
    parser.add_argument("--window-s", type=float, default=900.0, help="how long a number waits for its code")
    parser.add_argument("--reuse-window-s", type=float, default=30.0)
    parser.add_argument("--token-life-s", type=float, default=899.0)
    parser.add_argument("--balance", type=Decimal, default=Decimal(1000), help="initial credits")
    parser.add_argument("--max-pending", type=int, default=1000, help="maximum number of pending verifications")
    parser.add_argument("--page-size", type=int, default=50)
    options = parser.parse_args()
    settings = Settings(
        credentials=Credentials(options.api_key, options.username, timedelta(seconds=options.token_life_s)),
        terms=Terms(
            balance=options.balance,
            window=timedelta(seconds=options.window_s),
            reuse_window=timedelta(seconds=options.reuse_window_s),
            max_pending=options.max_pending,
        ),
        autopilot=Autopilot(None if options.code_after < 0 else options.code_after, options.never_ratio),
        page_size=options.page_size,
        webhook_secret=options.webhook_secret,
        webhook_url=options.webhook_url,
        retry_delays_s=options.webhook_retry_s,
    )
    serve(build(settings), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
