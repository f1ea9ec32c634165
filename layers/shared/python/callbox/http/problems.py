"""Errors on the wire: RFC 9457 problem+json. THE table of codes; README.md repeats it and a test compares the two."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType, to_builtins

from callbox.domain.errors import CallboxError, FieldCode, FieldError, Invalid

PROBLEMS: Mapping[str, tuple[int, str]] = {
    "malformed_json": (400, "The body is not JSON"),
    "idempotency_key_missing": (400, "Idempotency-Key is missing"),
    "unauthenticated": (401, "Not signed in"),
    "invalid_credentials": (401, "Wrong e-mail address or password"),
    "second_factor_required": (401, "A code of two-step sign-in is needed"),
    "invalid_code": (401, "The code is wrong or was used"),
    "session_revoked": (401, "The session was ended"),
    "invalid_signature": (401, "The signature does not match"),
    "insufficient_funds": (402, "Not enough money in the wallet"),
    "spending_limit_reached": (402, "The spending limit of the day is reached"),
    "cross_site": (403, "Not from this site"),
    "service_denied": (403, "Not for this service"),
    "email_unverified": (403, "The e-mail address is not confirmed"),
    "terms_outdated": (403, "The terms have changed and are not accepted yet"),
    "account_frozen": (403, "Purchases are on hold"),
    "purchases_paused": (403, "Purchases are paused until we have looked at the account"),
    "account_closing": (403, "The account is being closed"),
    "payout_blocked": (403, "No money is sent back at this time"),
    "not_found": (404, "Not found"),
    "email_taken": (409, "The e-mail address is taken"),
    "too_many_accounts": (409, "This mailbox has enough accounts"),
    "email_changed_lately": (409, "The e-mail address was changed a short time ago"),
    "price_changed": (409, "The price has changed"),
    "not_cancellable": (409, "Cannot be cancelled now"),
    "not_retryable": (409, "Cannot be tried again"),
    "not_listening": (409, "No more codes can come"),
    "second_factor_on": (409, "Two-step sign-in is on"),
    "factor_waits": (409, "Two-step sign-in is turned off later"),
    "numbers_open": (409, "Numbers are open"),
    "payment_under_way": (409, "A payment is under way"),
    "payout_under_way": (409, "Money is being sent back"),
    "too_many_templates": (409, "Too many templates"),
    "too_many_subscriptions": (409, "Too many devices are told"),
    "body_too_large": (413, "The body is too large"),
    "unsupported_media_type": (415, "The body is not declared as JSON"),
    "invalid_request": (422, "The request breaks a rule"),
    "endpoint_refused": (422, "No address of a known push service"),
    "area_code_unknown": (422, "There is no such area code"),
    "invalid_token": (422, "The link is not valid any more"),
    "payment_refused": (422, "Paystack does not take this payment"),
    "work_wrong": (422, "The proof of work is wrong or was used"),
    "idempotency_key_reused": (422, "Idempotency-Key was used for something else"),
    "work_required": (428, "Work is asked for first"),
    "too_many_open": (429, "Too many open verifications"),
    "rate_limited": (429, "Too many requests"),
    "internal_error": (500, "Something broke on our side"),
    "payment_provider_unavailable": (503, "Paystack does not answer"),
    "unavailable": (503, "Not available at this moment"),
}

PROOF_REFUSALS = ("invalid_credentials", "second_factor_required", "invalid_code")
"""What every route that asks for the password may refuse."""

PURCHASE_REFUSALS = (
    "insufficient_funds",
    "area_code_unknown",
    "spending_limit_reached",
    "service_denied",
    "terms_outdated",
    "account_frozen",
    "purchases_paused",
    "account_closing",
    "price_changed",
    "too_many_open",
    "rate_limited",
)
"""What every route that buys may refuse."""

MEDIA_TYPE = "application/problem+json"


class FieldProblem(Struct):
    """One field that is wrong; dots in its name for nesting. `least` and `most` are in the field's own unit."""

    field: str
    code: FieldCode
    message: str
    least: int | UnsetType = UNSET
    most: int | UnsetType = UNSET

    @classmethod
    def of(cls, error: FieldError) -> "FieldProblem":
        least, most = (UNSET if bound is None else bound for bound in (error.least, error.most))
        return cls(error.field, error.code, error.message, least, most)


class Problem(Struct, omit_defaults=True):
    """What every error answers. Facts about it stand beside these: texts and whole numbers."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem] = []


def problem(error: CallboxError, *, request_id: str) -> tuple[int, dict[str, str], str]:
    """Return (status, headers, body) for an error. A code outside the table is a bug and answers 500."""
    if error.code not in PROBLEMS:
        return internal_error(request_id=request_id)
    errors = [FieldProblem.of(one) for one in error.errors] if isinstance(error, Invalid) else []
    body = _body(error.code, error.detail, request_id, errors) | dict(error.facts)
    headers = {"Content-Type": MEDIA_TYPE}
    if "retry_after_s" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after_s"])
    return PROBLEMS[error.code][0], headers, json.dumps(body)


def internal_error(*, request_id: str) -> tuple[int, dict[str, str], str]:
    """Return the answer to what nobody expected: the request id and nothing else."""
    detail = "Something went wrong on our side. If money was involved, it is safe; quote this request id."
    body = _body("internal_error", detail, request_id, [])
    return PROBLEMS["internal_error"][0], {"Content-Type": MEDIA_TYPE}, json.dumps(body)


def _body(code: str, detail: str, request_id: str, errors: list[FieldProblem]) -> dict[str, Any]:
    status, title = PROBLEMS[code]
    fields: dict[str, Any] = to_builtins(Problem(f"/problems/{code}", title, status, detail, code, request_id, errors))
    return fields
