"""A customer's authenticator app."""

import base64
import time

from callbox.domain.second_factor import STEP_S, code_at
from tests.functions.customers import PASSWORD, Customer


class Authenticator:
    """Shows a new code each time: this half minute's, then the next one's, which is already valid."""

    def __init__(self, secret: str) -> None:
        self._secret = base64.b32decode(secret)
        self._last = 0

    def code(self) -> str:
        step = int(time.time()) // STEP_S
        self._last = max(self._last + 1, step)
        return code_at(self._secret, self._last)


def enrol(customer: Customer) -> tuple[Authenticator, list[str]]:
    """Turn the second factor on; return the app and the recovery codes."""
    begun = customer.post("/second-factor", {"password": PASSWORD})
    assert begun.status == 201, begun
    app = Authenticator(begun.json["secret"])
    confirmed = customer.post("/second-factor/confirm", {"code": app.code()})
    assert confirmed.status == 200, confirmed
    return app, list(confirmed.json["recovery_codes"])
