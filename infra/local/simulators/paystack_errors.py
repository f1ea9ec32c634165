"""Paystack's error answers, with status, code and body as documented or observed.

Unpublished messages and codes are marked "unclear upstream". A client should check status and code, not the message.
Nothing is logged, because an error is a normal answer of the simulator.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web


class PaystackError(Exception):
    """Paystack refuses a request. Contains the whole answer."""

    def __init__(self, status: int, message: str, *, code: str | None = None, next_step: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.next_step = next_step

    def response(self) -> web.Response:
        """Build the answer. An error without a code has only a message, as documented for `Entity not found`."""
        body: dict[str, Any] = {"status": False, "message": str(self)}
        if self.code is not None:
            body |= {"meta": {"nextStep": self.next_step}, "type": "validation_error", "code": self.code}
        return web.json_response(body, status=self.status)


def invalid_key() -> PaystackError:
    """Observed, capital K included."""
    step = "Ensure that you provide the correct authorization key for the request"
    return PaystackError(401, "Invalid key", code="invalid_Key", next_step=step)


def duplicate_reference() -> PaystackError:
    """Observed: initialise is not idempotent."""
    step = "Try and create the Transaction or Charge with a new reference"
    return PaystackError(400, "Duplicate Transaction Reference", code="duplicate_reference", next_step=step)


def missing_email() -> PaystackError:
    """Documented."""
    return PaystackError(400, "Email Address is required", code="missing_params", next_step="Pass an email")


def invalid_email() -> PaystackError:
    """Observed."""
    return PaystackError(
        400, "Invalid Email Address Passed", code="invalid_email_address", next_step="Pass a real email"
    )


def invalid_amount() -> PaystackError:
    """Observed; also used for an amount below the currency's minimum, where the text is unclear upstream."""
    step = "Pass a whole number of subunits that is not below the currency's minimum"
    return PaystackError(400, "Invalid Amount Sent", code="invalid_amount", next_step=step)


def unsupported_currency() -> PaystackError:
    """The message is documented; status and code are unclear upstream."""
    return PaystackError(
        400,
        "Currency not supported by merchant",
        code="unsupported_currency",
        next_step="Use another currency",
    )


def invalid_params(message: str) -> PaystackError:
    """Unclear upstream: the answer to a malformed body, reference, URL or date."""
    return PaystackError(400, message, code="invalid_params", next_step="Correct the request")


def reference_not_found() -> PaystackError:
    """Observed as 404; older versions answered 400 with the same code."""
    return PaystackError(
        404, "Transaction reference not found.", code="transaction_not_found", next_step="Check the reference"
    )


def transaction_not_found() -> PaystackError:
    """Documented message and code; the status differs between endpoints upstream."""
    return PaystackError(404, "Transaction not found", code="transaction_not_found", next_step="Check the id")


def entity_not_found() -> PaystackError:
    """Documented."""
    return PaystackError(404, "Entity not found")
