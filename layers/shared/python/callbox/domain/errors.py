"""Everything that can go wrong, as a tree by what the caller can do about it.

    CallboxError
    ├── Invalid       the request is wrong; names the fields
    ├── Refused       the request is understood and denied; repeating it will not help
    ├── Unavailable   it did not happen; try again after `retry_after_s`
    └── Uncertain     it may have happened: ask, never repeat

`code` is stable and part of the HTTP contract; `facts` travel to the caller beside it. Detail texts are
written for customers: they never carry secrets, codes, message texts or another user's data.

`IllegalTransition` is outside the tree: a bug of ours, which no caller can handle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FieldCode = Literal[
    "missing",
    "unknown_field",
    "wrong_type",
    "wrong_form",
    "not_allowed",
    "too_short",
    "too_long",
    "too_few",
    "too_many",
    "out_of_range",
    "not_an_email",
    "unusual_email",
    "not_an_area_code",
    "too_common",
    "same_as_email",
    "not_accepted",
    "unknown_service",
]
"""What can be wrong with a field."""

FIELD_CODES: Mapping[FieldCode, str] = {
    "missing": "The field is required",
    "unknown_field": "There is no such field",
    "wrong_type": "The value has another type, such as text for a number",
    "wrong_form": "The text is not in the form that is asked for",
    "not_allowed": "The value is not one of those that are allowed",
    "too_short": "Fewer than `least` characters",
    "too_long": "More than `most` characters",
    "too_few": "Fewer than `least` entries",
    "too_many": "More than `most` entries",
    "out_of_range": "The number is less than `least` or more than `most`; either may be absent",
    "not_an_email": "The text is no e-mail address",
    "unusual_email": "The e-mail address has characters that new accounts may not have",
    "not_an_area_code": "The text is no North American area code",
    "too_common": "The password is among the first that are guessed",
    "same_as_email": "The password is the e-mail address",
    "not_accepted": "The current version of the terms is not accepted",
    "unknown_service": "There is no such service in the catalogue",
}
"""THE table of these codes and what they mean. The facts of a code are in backticks. README.md repeats it."""


@dataclass(frozen=True)
class FieldError:
    """One field of a request that is wrong. `field` is its JSON name, dots for nesting, empty for the whole body.

    `code` is one of FIELD_CODES; `least` and `most` are the bound that was broken, in the field's own unit: characters,
    entries, minor units. `message` says the same as a sentence in English.
    """

    field: str
    code: FieldCode
    message: str
    least: int | None = None
    most: int | None = None


def length_errors(field: str, text: str, *, most: int) -> list[FieldError]:
    """Return why `text` is not of 1 to `most` characters; empty when it is."""
    message = f"From 1 to {most} characters."
    if not text:
        return [FieldError(field, "too_short", message, least=1)]
    return [FieldError(field, "too_long", message, most=most)] if len(text) > most else []


class CallboxError(Exception):
    """Base of the family; never raised itself."""

    def __init__(self, code: str, detail: str, **facts: str | int) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.facts: Mapping[str, str | int] = MappingProxyType(facts)


class Invalid(CallboxError):
    """The request is malformed or breaks a stated bound. Nothing was changed."""

    def __init__(self, *errors: FieldError, code: str = "invalid_request", detail: str = "") -> None:
        named = "; ".join(f"{e.field}: {e.message}" if e.field else e.message for e in errors)
        super().__init__(code, detail or named)
        self.errors = errors


class Refused(CallboxError):
    """The request is well formed and denied by a rule. Nothing was changed."""


class Unavailable(CallboxError):
    """It did not happen, for a reason that passes."""

    def __init__(self, detail: str, *, retry_after_s: int = 2, code: str = "unavailable") -> None:
        super().__init__(code, detail, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class Uncertain(CallboxError):
    """An outside party did not answer clearly: it may have acted. Ask it, never repeat the act."""

    def __init__(self, detail: str) -> None:
        super().__init__("unavailable", detail, retry_after_s=5)


class IllegalTransition(Exception):
    """A document was to take a step that its state does not allow: a bug of ours, never a refusal."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"{event!r} is not possible in the state {state!r}")
        self.state = state
        self.event = event


def not_found(what: str) -> Refused:
    """The one answer for what does not exist and for what belongs to another user."""
    return Refused("not_found", f"There is no such {what}.")
