"""Settings: one table of all of them, and what a function reads of it, once, from its environment.

Everything else about a setting follows from its row here: the template's parameter and the functions' environment
(infra/settings.py), what `make deploy` and `make run` pass, and the table in README.md (infra/docs.py).

Holds names of secrets, never secrets. No message quotes a value: a secret may have been pasted by mistake.
"""
# ruff: noqa: RUF009 - the calls in the tables make fields

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

from callbox.domain.money import Money
from callbox.domain.polling import POLL_MODES, PollMode
from callbox.domain.pricing import CURRENCY
from callbox.domain.standing import TrustRule
from callbox.domain.trust import LEVELS, Limits, TrustLevel, limits_with

T = TypeVar("T")


class ConfigurationError(Exception):
    """Something is missing or malformed; names all of it, each with its cure."""


class Kind(NamedTuple, Generic[T]):
    """What values a setting may have: all of `choices` or of `pattern`, where given, that `parse` takes.

    `parse` raises ValueError for any other. `form` says what to give.
    """

    form: str
    parse: Callable[[str], T]
    pattern: str = ""
    choices: tuple[str, ...] = ()

    def read(self, value: str) -> T:
        """Return the typed value. Raises ValueError."""
        if (self.choices and value not in self.choices) or (self.pattern and not re.fullmatch(self.pattern, value)):
            raise ValueError(self.form)
        return self.parse(value)


# Who may change a setting, in the words of README.md, which explains them.
OPERATOR = "operator"
LOCAL_ONLY = "`make run` only"
STAGE_NAME = "`make deploy STAGE=…`"
KEY_ROTATION = "`python -m ops.keys`"
KEY_MAKING = "a release"
ORIGIN_ROTATION = "`python -m ops.origin`"
RESTORE = "`python -m ops.restore`"
STACK = "the stack"


class Setting(NamedTuple):
    """One row. Without a `default` a function does not start without it.

    `stage_default` is what a stage gets when its deployer gives nothing, where that is not `default`.
    """

    name: str
    kind: Kind[Any]
    changed_by: str
    meaning: str
    default: str | None = None
    stage_default: str | None = None


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004 - every malformed value is a ValueError
    return found


def _public_keys(text: str) -> Mapping[str, str]:
    keys = _object(text)
    if not keys or not all(isinstance(pem, str) for pem in keys.values()):
        raise ValueError("no PEM")
    return keys


def _limits(text: str) -> Mapping[TrustLevel, Limits]:
    return limits_with(_object(text))


def _money(text: str) -> Money:
    return Money(int(text), CURRENCY)


_DIGITS = "[1-9][0-9]{0,14}"
"""Up to 15: what JavaScript and JSON still count exactly."""
_LIMIT_NAMES = ", ".join(one.name for one in fields(Limits))

TEXT = Kind("a text", str)
STAGE = Kind("2 to 12 lower-case letters and digits, a letter first", str, "[a-z][a-z0-9]{1,11}")
URL = Kind("an address such as https://example.com", lambda text: text.rstrip("/"), r"https?://[^/\s]\S*")
SOCKET_URL = Kind("an address such as wss://example.com/live", str, r"wss?://[^/\s]\S*")
# our keys go there; plain HTTP reaches this machine's simulators alone
SUPPLIER_URL = Kind(
    "an address with https, such as https://example.com",
    lambda text: text.rstrip("/"),
    r"https://[^/\s]\S*|http://127\.0\.0\.1:[0-9]+/?",
)
MAIL = Kind("a mail address such as no-reply@example.com", str, r"[^@\s]+@[^@\s]+")
CONTACT = Kind(
    "an address that is read, such as support@your-domain, and none of example.com, example.net or example.org",
    str,
    r"[^@\s]+@(?!(?:[^@\s]*\.)?(?i:example\.(?:com|net|org))$)[^@\s]+",
)
LINE = Kind("one line of 2 to 200 characters", str, r"\S.{0,198}\S")
OPTIONAL_LINE = Kind("one line of 2 to 200 characters", str, r"(\S.{0,198}\S)?")
PHONE = Kind("a number in E.164 such as +2348012345678", str, r"(\+[1-9][0-9]{7,14})?")
"""https://www.itu.int/rec/T-REC-E.164: at most 15 digits, the country's code first."""
SWITCH = Kind("on or off", lambda text: text == "on", choices=("on", "off"))
FLAG = Kind("true or false", lambda text: text == "true", choices=("true", "false"))
HOURS = Kind("a whole number of hours, 0 for none", lambda text: timedelta(hours=int(text)), "0|[1-9][0-9]{0,3}")
COUNT = Kind("a whole number of at least 1", int, _DIGITS)
KOBO = Kind("a whole number of kobo, at least 1", _money, _DIGITS)
MODE = Kind(f"one of {', '.join(POLL_MODES)}", lambda text: cast(PollMode, text), choices=POLL_MODES)
PUBLIC_KEYS = Kind("a JSON object of key id to PEM", _public_keys)
LIMITS = Kind(
    'a JSON object such as {"funded": {"open_verifications": 5}}, with whole numbers of at least 1, '
    f"the levels {', '.join(LEVELS)} and the limits {_LIMIT_NAMES}",
    _limits,
)
PUSH_KEY = Kind(
    "a public P-256 key in base64url, as browsers take it, or an empty text",
    str,
    "([A-Za-z0-9_-]{87})?",
)
_PUSH_ORIGIN = r"(https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+|http://127\.0\.0\.1:[0-9]{1,5})"
ORIGINS: "Kind[Sequence[str]]" = Kind(
    "origins such as https://push.example.com,https://*.example.com, with commas between",
    lambda text: tuple(filter(None, text.split(","))),
    f"({_PUSH_ORIGIN}(,{_PUSH_ORIGIN})*)?",
)
HASHES = Kind(
    "SHA-256 hashes in hexadecimal, with commas between",
    lambda text: tuple(filter(None, text.split(","))),
    "[0-9a-f]{64}(,[0-9a-f]{64})*",
)


def _row(
    name: str,
    kind: Kind[T],
    changed_by: str,
    meaning: str,
    *,
    default: str | None = None,
    stage_default: str | None = None,
) -> T:
    """Return the dataclass field that carries this row; typed as the value that the kind reads."""
    row = Setting(name, kind, changed_by, meaning, default, stage_default)
    return cast(T, field(metadata={"row": row}))


_SHOWN = "in footer, mails, receipts and pages"


# fmt: off
@dataclass(frozen=True)
class Config:
    """What functions read. Each field is a row of the table."""

    stage: str = _row("STAGE", STAGE, STAGE_NAME, "name of the stage; `local` under `make run`")
    table_prefix: str = _row("TABLE_PREFIX", TEXT, STACK, "beginning of the tables' names")
    books_prefix: str = _row(
        "BOOKS_PREFIX", TEXT, RESTORE,
        "beginning of the names of the books' tables after a restore; empty: they begin as the others do", default="",
    )
    secrets_prefix: str = _row("SECRETS_PREFIX", TEXT, STACK, "beginning of the secrets' names")
    site_url: str = _row("SITE_URL", URL, STACK, "the site's public address")
    live: bool = _row(
        "LIVE", SWITCH, OPERATOR,
        "whether open pages are told of codes and payments by a socket; `off` and they ask, as before", default="on",
    )
    live_url: str = _row("LIVE_URL", SOCKET_URL, STACK, "where pages open their socket")
    mail_from: str = _row(
        "MAIL_FROM", MAIL, OPERATOR,
        "sender of all mail; its domain must be verified with SES; the first deployment needs it",
    )
    operator_name: str = _row("OPERATOR_NAME", LINE, OPERATOR, f"who runs the stage, as registered; {_SHOWN}")
    operator_number: str = _row(
        "OPERATOR_NUMBER", LINE, OPERATOR, f"the operator's registration number, RC or BN; {_SHOWN}"
    )
    operator_address: str = _row("OPERATOR_ADDRESS", LINE, OPERATOR, f"the operator's postal address; {_SHOWN}")
    support_email: str = _row("SUPPORT_EMAIL", CONTACT, OPERATOR, f"where customers get help; {_SHOWN}")
    abuse_email: str = _row("ABUSE_EMAIL", CONTACT, OPERATOR, "where misuse of numbers is reported")
    privacy_email: str = _row("PRIVACY_EMAIL", CONTACT, OPERATOR, "where people ask about their data")
    security_email: str = _row("SECURITY_EMAIL", CONTACT, OPERATOR, "where weaknesses are reported; in security.txt")
    governing_law: str = _row("GOVERNING_LAW", LINE, OPERATOR, "the country whose law the terms name, such as Nigeria")
    support_whatsapp: str = _row(
        "SUPPORT_WHATSAPP", PHONE, OPERATOR, f"the WhatsApp number of support, in E.164; {_SHOWN}", default=""
    )
    support_hours: str = _row(
        "SUPPORT_HOURS", OPTIONAL_LINE, OPERATOR, "when support answers, such as Monday to Friday, 9:00 to 17:00 WAT",
        default="",
    )
    ndpc_number: str = _row(
        "NDPC_NUMBER", OPTIONAL_LINE, OPERATOR, "the registration with Nigeria's data protection commission", default=""
    )
    paystack_url: str = _row(
        "PAYSTACK_URL", SUPPLIER_URL, OPERATOR, "Paystack's API; `make run` gives its simulator",
        stage_default="https://api.paystack.co",
    )
    checkout_url: str = _row(
        "PAYSTACK_CHECKOUT_URL", SUPPLIER_URL, OPERATOR,
        "Paystack's checkout: the page sends customers to no other origin to pay; `make run` gives its simulator",
        default="https://checkout.paystack.com",
    )
    textverified_url: str = _row(
        "TEXTVERIFIED_URL", SUPPLIER_URL, OPERATOR, "TextVerified's API; `make run` gives its simulator",
        stage_default="https://www.textverified.com",
    )
    jwt_public_keys: Mapping[str, str] = _row(
        "JWT_PUBLIC_KEYS", PUBLIC_KEYS, KEY_ROTATION, "JSON object of key id to PEM; several while keys rotate"
    )
    push_public_key: str = _row(
        "PUSH_PUBLIC_KEY", PUSH_KEY, KEY_MAKING, "the public half of `push_signing_key`, which browsers subscribe for; "
        "empty: the page offers no pushes", default="",
    )
    push_hosts: Sequence[str] = _row(
        "PUSH_HOSTS", ORIGINS, OPERATOR,
        "the origins that a push may go to, with commas between; `*` as the first label stands for one label; empty: "
        "no device can subscribe; `make run` gives its simulator",
        default="https://fcm.googleapis.com,https://updates.push.services.mozilla.com,https://*.push.apple.com,"
        "https://*.notify.windows.com",
    )
    version: str = _row(
        "VERSION", TEXT, OPERATOR,
        "what `GET /health` answers; a release gives the commit, `make run` a hash of the package",
        default="unversioned",
    )
    deposit_min: Money = _row("DEPOSIT_MIN_MINOR", KOBO, OPERATOR, "the smallest top-up, in kobo", default="100000")
    deposit_max: Money = _row("DEPOSIT_MAX_MINOR", KOBO, OPERATOR, "the largest top-up, in kobo", default="50000000")
    require_verified_email: bool = _row(
        "REQUIRE_VERIFIED_EMAIL", FLAG, OPERATOR, "whether an address must be confirmed before the first purchase",
        default="true",
    )
    limits: Mapping[TrustLevel, Limits] = _row(
        "TRUST_LIMITS", LIMITS, OPERATOR,
        'limits that differ from `domain/trust.py`, as JSON: `{"funded": {"open_verifications": 5}}`; `make run` lets '
        "`new` customers top up ₦2,000,000 a day", default="{}",
    )
    funded_from: Money = _row(
        "FUNDED_FROM_MINOR", KOBO, OPERATOR, "settled payments that make a new customer `funded`, in kobo",
        default="500000",
    )
    funded_after: timedelta = _row(
        "FUNDED_AFTER_HOURS", HOURS, OPERATOR,
        "hours that an account must exist before it is `funded`; `make run` gives 0", default="24",
    )
    cards_settle_after: timedelta = _row(
        "CARDS_SETTLE_AFTER_HOURS", HOURS, OPERATOR,
        "hours after which a card's payment counts as settled; `make run` gives 0", default="72",
    )
    payment_questions_per_account: int = _row(
        "PAYMENT_QUESTIONS_PER_ACCOUNT", COUNT, OPERATOR, "how often a minute one customer may have us ask Paystack",
        default="120",
    )
    number_lanes: int = _row(
        "NUMBER_LANES", COUNT, OPERATOR,
        "lanes in which orders are placed with the supplier; at least twice the concurrency of the queue `numbers`",
        default="16",
    )
    catalogue_requests_per_s: int = _row(
        "CATALOGUE_REQUESTS_PER_S", COUNT, OPERATOR, "requests for prices a second; `make run` gives 200", default="4"
    )
    poll_mode: PollMode = _row(
        "POLL_MODE", MODE, OPERATOR,
        "how the supplier is asked for codes: `auto`, as `webhook` while its webhook is proven, else as `batch`; "
        "`single`, each number by itself; `batch`, those due together by one list; `webhook`, as `batch` but seldom",
        default="auto",
    )
    sign_in_failures_per_account: int = _row(
        "SIGN_IN_FAILURES_PER_ACCOUNT", COUNT, OPERATOR,
        "failed tries to sign in to one account from unknown devices, a minute; then pauses of 1, 2, 4 … 15 minutes",
        default="5",
    )
    sign_in_failures_per_address: int = _row(
        "SIGN_IN_FAILURES_PER_ADDRESS", COUNT, OPERATOR,
        "failed tries to sign in from one network address, a minute, from which on work is asked; the other thresholds "
        "are multiples (docs/security.md)",
        default="20",
    )
    sign_ups_per_address: int = _row(
        "SIGN_UPS_PER_ADDRESS", COUNT, OPERATOR,
        "new accounts an hour from one network address, from which on work is asked; the other thresholds are "
        "multiples (docs/security.md); `make run` gives 10000", default="10",
    )
    reset_mails_per_address: int = _row(
        "RESET_MAILS_PER_ADDRESS", COUNT, OPERATOR,
        "mails for a new password an hour, asked for from one network address, from which on work is asked; the other "
        "thresholds are multiples (docs/security.md); `make run` gives 10000", default="10",
    )
    accounts_per_mailbox: int = _row(
        "ACCOUNTS_PER_MAILBOX", COUNT, OPERATOR,
        "new accounts of one mailbox in 30 days, whatever the spelling of its address", default="3",
    )
    mails_per_mailbox: int = _row(
        "MAILS_PER_MAILBOX", COUNT, OPERATOR,
        "mails of one kind an hour to one mailbox, and eight thirds of that a day: links for a new password and to "
        "confirm an address, each by itself; notices are not counted", default="3",
    )

    @property
    def trust_rule(self) -> TrustRule:
        return TrustRule(self.funded_from.minor, self.funded_after, self.cards_settle_after)


@dataclass(frozen=True)
class OriginRule:
    """How CloudFront is known: SHA-256 (hex) of the secrets that it may bring, two while they rotate."""

    secret_hashes: tuple[str, ...] = _row(
        "ORIGIN_SECRET_HASHES", HASHES, ORIGIN_ROTATION,
        "SHA-256 of the secrets by which CloudFront is known, with commas between", default="",
    )
    is_required: bool = _row(
        "REQUIRE_ORIGIN", FLAG, LOCAL_ONLY,
        "whether requests that do not come through CloudFront are refused; `make run` gives `false`", default="false",
        stage_default="true",
    )


# fmt: on


def _rows(table: type[Any]) -> dict[str, Setting]:
    return {one.name: one.metadata["row"] for one in fields(table)}


SHARED = (*_rows(Config).values(), *_rows(OriginRule).values())
"""What every function has in its environment."""
QUEUES = tuple(
    Setting(f"{queue}_QUEUE_URL", URL, STACK, f"the queue `{queue.lower()}`; only for functions that send to it")
    for queue in ("DEPOSITS", "NUMBERS", "CODES", "HINTS", "MAILS", "PUSHES")
)
SITE_BUCKET = Setting("SITE_BUCKET", TEXT, STACK, "the bucket of the site; only for `publish_pages`")
LIVE_CONNECTIONS_URL = Setting(
    "LIVE_CONNECTIONS_URL", URL, STACK, "where open sockets are posted to and closed; only for functions with `live`"
)
SETTINGS = (*SHARED, *QUEUES, SITE_BUCKET, LIVE_CONNECTIONS_URL)


def problems(given: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the settings among `given`, each with its cure. Empty values count as not given."""
    return _values(given, SETTINGS)[1]


def read(environment: Mapping[str, str]) -> Config:
    """Return what `environment` says. Raises ConfigurationError naming everything that is missing or malformed."""
    return _made(Config, environment, SETTINGS)


@cache
def config() -> Config:
    """Return the configuration of this process. Raises ConfigurationError."""
    return read(os.environ)


@cache
def origin_rule() -> OriginRule:
    """Return the rule by itself: the route that touches nothing needs no other configuration."""
    return _made(OriginRule, os.environ, _rows(OriginRule).values())


def queue_url(name: str) -> str:
    """Return the address of a queue this function may send to. Raises ConfigurationError when it may not."""
    url = os.environ.get(name, "")
    if not url or all(name != queue.name for queue in QUEUES):
        raise ConfigurationError(f"{name} is not set: does the row in infra/functions.yaml say `sends`?")
    return url


def may_send(name: str) -> bool:
    """Return whether this function may send to a queue."""
    return bool(os.environ.get(name))


def site_bucket() -> str:
    """Return the name of the site's bucket. Raises ConfigurationError for a function that may not write it."""
    bucket = os.environ.get(SITE_BUCKET.name, "")
    if not bucket:
        raise ConfigurationError(f"{SITE_BUCKET.name} is not set: does the row in infra/functions.yaml say `site`?")
    return bucket


def may_tell_pages() -> bool:
    """Return whether this function may post to open pages."""
    return bool(os.environ.get(LIVE_CONNECTIONS_URL.name))


def live_connections_url() -> str:
    """Return the address of the open sockets. Raises ConfigurationError for a function that may not post to them."""
    url = os.environ.get(LIVE_CONNECTIONS_URL.name, "")
    if not url:
        raise ConfigurationError(
            f"{LIVE_CONNECTIONS_URL.name} is not set: does the row in infra/functions.yaml say `live`?"
        )
    return url


def _made(table: type[T], environment: Mapping[str, str], checked: Iterable[Setting]) -> T:
    values, found = _values(environment, checked)
    rows = _rows(table)
    found += [
        f"{row.name} is not set: give {row.kind.form}"
        for row in rows.values()
        if row.default is None and not environment.get(row.name)
    ]
    if found:
        raise ConfigurationError("; ".join(found))
    return table(**{attribute: values[row.name] for attribute, row in rows.items()})


def _values(given: Mapping[str, str], checked: Iterable[Setting]) -> tuple[dict[str, Any], list[str]]:
    """Return the typed values by name, defaults filled in, and what is wrong with the others and with all together."""
    values: dict[str, Any] = {}
    found = []
    for one in checked:
        try:
            if text := given.get(one.name):
                values[one.name] = one.kind.read(text)
            elif one.default is not None:
                values[one.name] = one.kind.parse(one.default)
        except ValueError:
            found.append(f"{one.name} is malformed: give {one.kind.form}")
    smallest, largest = values.get("DEPOSIT_MIN_MINOR"), values.get("DEPOSIT_MAX_MINOR")
    if smallest and largest and smallest.minor > largest.minor:
        found.append("DEPOSIT_MIN_MINOR is above DEPOSIT_MAX_MINOR: lower the one or raise the other")
    return values, found
