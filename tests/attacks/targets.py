"""The routes to attack: all of infra/functions.yaml, so that a new one is attacked or fails here."""

import re
from collections.abc import Mapping
from typing import Any

from infra.openapi import document
from infra.rows import Row, read_rows

ROUTES = [row for row in read_rows().values() if row.kind == "api"]
OPERATIONS: Mapping[str, Any] = {
    operation["operationId"]: operation for methods in document()["paths"].values() for operation in methods.values()
}
OPEN = {
    "sign_up",
    "sign_in",
    "sign_in_by_link",
    "confirm_email",
    "ask_password_reset",
    "reset_password",
    "follow_link",
    "receive_paystack_event",
    "receive_textverified_event",
    "get_health",
    "list_services",
}
"""Routes for people who are not signed in, and for the two that sign what they send."""
WITH_COOKIE = {"refresh_session", "sign_out"}
WITH_ID = [row for row in ROUTES if "{" in row.path]
ID_NAMES = sorted({name for row in WITH_ID for name in re.findall(r"{(\w+)}", row.path)})
WEBHOOKS = {"receive_paystack_event", "receive_textverified_event"}
# Every route that takes JSON, with a body whose form is valid.
BODIES: Mapping[str, Mapping[str, Any]] = {
    "sign_up": {"email": "eve@example.com", "password": "seven green parrots", "accepted_terms": "1"},
    "sign_in": {"email": "eve@example.com", "password": "seven green parrots"},
    "sign_in_by_link": {"token": "x" * 43},
    "confirm_email": {"token": "x" * 43},
    "ask_password_reset": {"email": "eve@example.com"},
    "reset_password": {"token": "x" * 43, "password": "seven green parrots"},
    "begin_second_factor": {"password": "seven green parrots"},
    "confirm_second_factor": {"code": "123456"},
    "remove_second_factor": {"password": "seven green parrots", "code": "123456"},
    "renew_recovery_codes": {"proof": {"password": "seven green parrots"}},
    "change_me": {"spend_a_day_minor": 100_000},
    "change_password": {"password": "seven green parrots", "new_password": "eight blue parrots"},
    "close_account": {"proof": {"password": "seven green parrots"}},
    "ask_email_change": {"email": "eve@example.com", "proof": {"password": "seven green parrots"}},
    "follow_link": {"token": "x" * 43},
    "accept_terms": {"version": "2"},
    "create_deposit": {"amount_minor": 500_000},
    "create_verification": {"service": "discord", "max_price_minor": 135_000},
    "create_batch": {"service": "discord", "max_price_minor": 135_000, "quantity": 2},
    "label_verification": {"reference": "Mine"},
    "save_template": {"name": "Mine", "service": "discord"},
    "save_push_subscription": {"endpoint": "https://fcm.googleapis.com/fcm/send/a-device"},
}


def path_of(row: Row, **ids: str) -> str:
    """Return a row's path without the prefix; each parameter is the given id, or a well-formed unknown one."""
    return re.sub(r"{(\w+)}", lambda found: ids.get(found[1], "0" * 26), row.path.removeprefix("/api/v1"))


def takes_json(row: Row) -> bool:
    return "requestBody" in OPERATIONS[row.name] and row.name not in WEBHOOKS
