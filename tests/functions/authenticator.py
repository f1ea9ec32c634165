"""A customer's authenticator app, and the age of what it was set up for."""

import base64
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from callbox.adapters.dynamodb.second_factors import DynamoSecondFactors
from callbox.domain.identity import UserId
from callbox.domain.second_factor import STEP_S, code_at
from tests.functions.customers import PASSWORD, Customer


class Authenticator:
    """Shows a new code each time: this half minute's, then the next one's, which is already valid."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self._last = 0

    def code(self) -> str:
        step = int(time.time()) // STEP_S
        self._last = max(self._last + 1, step)
        return code_at(base64.b32decode(self.secret), self._last)


def enrol(customer: Customer) -> tuple[Authenticator, list[str]]:
    """Turn the second factor on; return the app and the recovery codes."""
    begun = customer.post("/second-factor", {"password": PASSWORD})
    assert begun.status == 201, begun
    app = Authenticator(begun.json["secret"])
    confirmed = customer.post("/second-factor/confirm", {"code": app.code()})
    assert confirmed.status == 200, confirmed
    return app, list(confirmed.json["recovery_codes"])


def let_pass(customer: Customer, duration: timedelta) -> None:
    """Make the second factor, and the removal that waits for it, this much older."""
    stored = DynamoSecondFactors()
    before = stored.get(UserId(customer.id))
    assert before is not None

    def earlier(moment: datetime | None) -> datetime | None:
        return moment and moment - duration

    times: dict[str, Any] = {
        name: earlier(getattr(before, name)) for name in ("on_since", "lost_at", "removed_at", "mail_due_at")
    }
    stored.save(before, replace(before, **times))
