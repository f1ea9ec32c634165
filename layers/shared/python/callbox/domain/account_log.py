"""The account log: what happened to an account besides its orders and payments, for its owner to read.

It holds no codes, texts or secrets. It says who did it (a session, a mailed link, an operator, or we by ourselves) and
from which network address, where a request came through the site.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from callbox.domain.identity import UserId

KEPT = timedelta(days=400)

AccountAct = Literal[
    "signed_up",
    "signed_in",
    "sign_ins_refused",
    "session_ended",
    "all_sessions_ended",
    "email_confirmed",
    "email_change_asked",
    "new_email_confirmed",
    "email_change_approved",
    "email_changed",
    "email_change_undone",
    "password_changed",
    "password_reset",
    "password_voided",
    "factor_set",
    "factor_removed",
    "factor_reported_lost",
    "removal_stopped",
    "recovery_codes_made",
    "terms_accepted",
    "closing_asked",
    "closing_stopped",
]
"""The list grows; clients that read the log must take acts that they do not know."""
Actor = Literal["session", "link", "operator", "system"]


@dataclass(frozen=True)
class Origin:
    """Who acts on an account. `by_id` is the session's id, `address` the viewer's address; None where there is none."""

    user_id: UserId
    by: Actor
    by_id: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class AccountEntry:
    """One line of the log. `subject_id` is the id of what was acted on, `changed` the names of its changed fields."""

    user_id: UserId
    entry_id: str
    at: datetime
    what: AccountAct
    by: Actor
    by_id: str | None = None
    address: str | None = None
    subject_id: str | None = None
    changed: tuple[str, ...] = ()

    @property
    def expires_at(self) -> datetime:
        return self.at + KEPT
