"""Configuration: read once from the environment, typed, complete or not at all.

Holds names of secrets, never secrets. README.md lists every variable; a test compares.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from callbox.domain.money import Money
from callbox.domain.polling import POLL_MODES, PollMode
from callbox.domain.pricing import CURRENCY
from callbox.domain.trust import LIMITS, Limits, TrustLevel, limits_with


class ConfigurationError(Exception):
    """Something is missing or malformed; names all of it."""


@dataclass(frozen=True)
class Config:
    stage: str
    version: str
    table_prefix: str
    secrets_prefix: str
    site_url: str
    mail_from: str
    paystack_url: str
    textverified_url: str
    jwt_public_keys: Mapping[str, str]
    """Key id → PEM. More than one while keys rotate."""
    deposit_min: Money
    deposit_max: Money
    require_verified_email: bool
    """Whether an address must be confirmed before the first purchase."""
    limits: Mapping[TrustLevel, Limits]
    """What customers may do, by how well they are known."""
    sign_in_failures_per_account: int
    sign_in_failures_per_address: int
    """A minute; then longer and longer pauses."""
    sign_ups_per_address: int
    reset_mails_per_address: int
    """An hour."""
    payment_questions_per_account: int
    """A minute: how often one customer may have us ask Paystack."""
    number_lanes: int
    """Orders placed with the supplier at once."""
    catalogue_requests_per_s: int
    poll_mode: PollMode
    """How the supplier is asked for codes: see `domain.polling`."""


REQUIRED = (
    "STAGE",
    "TABLE_PREFIX",
    "SECRETS_PREFIX",
    "SITE_URL",
    "MAIL_FROM",
    "PAYSTACK_URL",
    "TEXTVERIFIED_URL",
    "JWT_PUBLIC_KEYS",
)
DEFAULTS = {
    "VERSION": "unversioned",
    "DEPOSIT_MIN_MINOR": "50000",
    "DEPOSIT_MAX_MINOR": "50000000",
    "REQUIRE_VERIFIED_EMAIL": "true",
    "TRUST_LIMITS": "{}",
    "SIGN_IN_FAILURES_PER_ACCOUNT": "5",
    "SIGN_IN_FAILURES_PER_ADDRESS": "20",
    "SIGN_UPS_PER_ADDRESS": "60",
    "RESET_MAILS_PER_ADDRESS": "10",
    "PAYMENT_QUESTIONS_PER_ACCOUNT": "120",
    "NUMBER_LANES": "16",
    "CATALOGUE_REQUESTS_PER_S": "4",
    "POLL_MODE": "batch",
}
TEXTS = ("VERSION", "POLL_MODE", "TRUST_LIMITS")
FLAGS = ("REQUIRE_VERIFIED_EMAIL",)
"""Among the defaults, those that are not whole numbers."""
ORIGIN = {"ORIGIN_SECRET_HASHES": "", "REQUIRE_ORIGIN": "false"}
"""Of the edge, read apart from the rest."""
QUEUES = ("DEPOSITS_QUEUE_URL", "NUMBERS_QUEUE_URL", "CODES_QUEUE_URL", "MAILS_QUEUE_URL")
"""Set only for the functions that may send to them."""


@dataclass(frozen=True)
class OriginRule:
    """How CloudFront is known: SHA-256 (hex) of the secrets that it may bring, two while they rotate."""

    secret_hashes: tuple[str, ...]
    is_required: bool


@cache
def origin_rule() -> OriginRule:
    """Return the rule by itself: the route that touches nothing needs no other configuration."""
    hashes = tuple(filter(None, os.environ.get("ORIGIN_SECRET_HASHES", "").split(",")))
    return OriginRule(hashes, is_required=os.environ.get("REQUIRE_ORIGIN", "false") != "false")


@cache
def config() -> Config:
    """Return the configuration of this process. Raises ConfigurationError."""
    return read(os.environ)


def read(environment: Mapping[str, str]) -> Config:
    """Return what `environment` says. Raises ConfigurationError naming everything that is missing or malformed."""
    problems = [f"{name} is not set" for name in REQUIRED if not environment.get(name)]
    values = DEFAULTS | {name: environment[name] for name in (*REQUIRED, *DEFAULTS) if environment.get(name)}
    numbers: dict[str, int] = {}
    problems += [f"{name} is neither true nor false" for name in FLAGS if values[name] not in ("true", "false")]
    for name in DEFAULTS.keys() - {*TEXTS, *FLAGS}:
        try:
            numbers[name] = int(values[name])
        except ValueError:
            problems.append(f"{name} is not a whole number")
        else:
            if numbers[name] < 1:
                problems.append(f"{name} is below 1")
    if values["POLL_MODE"] not in POLL_MODES:
        problems.append(f"POLL_MODE is none of {', '.join(POLL_MODES)}")
    keys: object = None
    try:
        keys = json.loads(values.get("JWT_PUBLIC_KEYS", "{}"))
    except ValueError:
        problems.append("JWT_PUBLIC_KEYS is not JSON")
    if not problems and not (isinstance(keys, dict) and keys and all(isinstance(k, str) for k in keys.values())):
        problems.append("JWT_PUBLIC_KEYS is not an object of key id to PEM")
    limits = LIMITS
    try:
        limits = limits_with(json.loads(values["TRUST_LIMITS"]))
    except (ValueError, AttributeError) as wrong:
        problems.append(f"TRUST_LIMITS is malformed: {wrong if isinstance(wrong, ValueError) else 'no object'}")
    if problems or not isinstance(keys, dict):
        raise ConfigurationError("; ".join(problems))
    return Config(
        stage=values["STAGE"],
        version=values["VERSION"],
        table_prefix=values["TABLE_PREFIX"],
        secrets_prefix=values["SECRETS_PREFIX"],
        site_url=values["SITE_URL"].rstrip("/"),
        mail_from=values["MAIL_FROM"],
        paystack_url=values["PAYSTACK_URL"].rstrip("/"),
        textverified_url=values["TEXTVERIFIED_URL"].rstrip("/"),
        jwt_public_keys=keys,
        deposit_min=Money(numbers["DEPOSIT_MIN_MINOR"], CURRENCY),
        deposit_max=Money(numbers["DEPOSIT_MAX_MINOR"], CURRENCY),
        require_verified_email=values["REQUIRE_VERIFIED_EMAIL"] == "true",
        limits=limits,
        sign_in_failures_per_account=numbers["SIGN_IN_FAILURES_PER_ACCOUNT"],
        sign_in_failures_per_address=numbers["SIGN_IN_FAILURES_PER_ADDRESS"],
        sign_ups_per_address=numbers["SIGN_UPS_PER_ADDRESS"],
        reset_mails_per_address=numbers["RESET_MAILS_PER_ADDRESS"],
        payment_questions_per_account=numbers["PAYMENT_QUESTIONS_PER_ACCOUNT"],
        number_lanes=numbers["NUMBER_LANES"],
        catalogue_requests_per_s=numbers["CATALOGUE_REQUESTS_PER_S"],
        poll_mode=cast(PollMode, values["POLL_MODE"]),
    )


def queue_url(name: str) -> str:
    """Return the address of a queue this function may send to. Raises ConfigurationError when it may not."""
    url = os.environ.get(name, "")
    if name not in QUEUES or not url:
        raise ConfigurationError(f"{name} is not set: does the row in infra/functions.yaml say `sends`?")
    return url
