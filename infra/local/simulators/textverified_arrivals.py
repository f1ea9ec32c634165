"""Messages that arrive at rented numbers, on a control order or automatically, and their webhooks.

By default every new number receives its service's code a few seconds after the rental; a configurable share never gets
one. Tests switch this off with control orders. Without a webhook URL, a client finds messages by polling.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from infra.local.simulators.textverified_account import PENDING, Sms, SupplierAccount, Verification
from infra.local.simulators.textverified_messages import Text, compose
from infra.local.simulators.textverified_records import Casing, sms_event
from infra.local.simulators.webhooks import Background, SignedBody, WebhookSender


@dataclass(frozen=True)
class Autopilot:
    """When codes arrive automatically for new rentals; a share of `never_ratio` gets none.

    None switches it off, also for codes that are scheduled already.
    """

    code_after_s: float | None
    never_ratio: float = 0.0


class Arrivals:
    """Delivers messages to verifications and calls the client's webhook."""

    def __init__(
        self,
        account: SupplierAccount,
        webhooks: WebhookSender,
        background: Background,
        *,
        webhook_secret: str,
        autopilot: Autopilot,
    ) -> None:
        self._account = account
        self._webhooks = webhooks
        self._background = background
        self._webhook_secret = webhook_secret
        self._first_autopilot = autopilot
        self._random = random.Random()  # chance, no secret  # nosec B311
        self.autopilot = autopilot
        self.casing: Casing = "camel"

    def reset(self) -> None:
        """Restore the initial settings."""
        self.autopilot = self._first_autopilot
        self.casing = "camel"

    def expect_code(self, verification: Verification) -> None:
        """Schedule the code of a new rental, unless it gets none."""
        settings = self.autopilot
        if settings.code_after_s is None or self._random.random() < settings.never_ratio:
            return
        self._background.later(settings.code_after_s, lambda: self._arrive_by_itself(verification))

    def arrive(self, verification: Verification, text: Text, *, webhook: bool = True, times: int = 1) -> Sms:
        """Deliver a message now; `webhook` false drops its event, `times` repeats it."""
        sms = self._account.receive(
            verification, sender=text.sender, content=text.content, parsed_code=text.parsed_code
        )
        if webhook:
            self._notify(sms, times)
        return sms

    def _arrive_by_itself(self, verification: Verification) -> None:
        self._account.settle_expired()
        if self.autopilot.code_after_s is None or verification.state != PENDING:
            return
        service = verification.service
        self.arrive(verification, compose(service.name, service.label, self._random))

    def _notify(self, sms: Sms, times: int) -> None:
        casing = self.casing

        def build(attempt: int) -> SignedBody:
            return sms_event(sms, attempt, secret=self._webhook_secret, casing=casing)

        self._webhooks.send(sms.reservation_id, "v2.sms.received", build, times=times)
