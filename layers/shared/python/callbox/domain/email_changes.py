"""The change of an account's e-mail address: when it holds, and how long it can be undone.

Pure. A stolen password must not become the loss of the account. So the former address hears of the change at once, and
has a link that undoes it for seven days. Without an old second factor, the former address also approves the change, or
72 hours pass in which it could have undone it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from callbox.domain.errors import Refused
from callbox.domain.identity import Session, User, UserId, email_key

HOLDS_AFTER = timedelta(hours=72)
"""From the wish, where the former address does not approve it."""
WISH_LIFETIME = timedelta(days=7)
UNDO_LIFETIME = timedelta(days=7)
"""From the change itself. As long the former address is reserved for the account and hears of what happens to it."""
REFUNDS_BLOCKED_FOR = timedelta(hours=72)

State = Literal["asked", "changed", "undone"]


@dataclass(frozen=True)
class EmailChange:
    """The last wish of an account for another address, and what became of it.

    `former` and `email` are the two addresses as typed. The wish was made by the session `session_id`, when the account
    had this `session_epoch`: it dies when all sessions end. `asks_former`: the former address approves it, or 72 hours
    pass. `confirmed_at` and `approved_at` say when the new and the former address opened their links. `moved_at` is
    when the account's address last changed, also by an undo or an earlier wish.
    """

    user_id: UserId
    change_id: str
    former: str
    email: str
    asked_at: datetime
    epoch: int
    session_id: str
    asks_former: bool
    state: State = "asked"
    confirmed_at: datetime | None = None
    approved_at: datetime | None = None
    moved_at: datetime | None = None
    version: int = 0

    @property
    def ends_at(self) -> datetime:
        """Until when the links of the wish work."""
        return self.asked_at + WISH_LIFETIME

    @property
    def expires_at(self) -> datetime:
        """When it can be deleted: nothing follows from it any more."""
        return max(self.ends_at, self.moved_at + UNDO_LIFETIME) if self.moved_at else self.ends_at

    @property
    def holds_from(self) -> datetime | None:
        """From when on the new address alone carries it out; None when it need not wait."""
        return self.asked_at + HOLDS_AFTER if self.asks_former and not self.approved_at else None

    def waits(self, user: User, *, now: datetime) -> bool:
        """Return whether its links still work."""
        return (
            self.state == "asked"
            and now < self.ends_at
            and self.epoch == user.session_epoch
            and email_key(self.former) == user.email_key
        )

    def holds(self, *, now: datetime) -> bool:
        """Return whether it is carried out now."""
        return self.confirmed_at is not None and (self.holds_from is None or now >= self.holds_from)

    def can_be_undone(self, *, now: datetime) -> bool:
        """Return whether it is a change that the link in the former mailbox still takes back."""
        return self.state == "changed" and self.moved_at is not None and now < self.moved_at + UNDO_LIFETIME


def asked(
    user: User,
    session: Session,
    email: str,
    *,
    change_id: str,
    has_old_factor: bool,
    before: EmailChange | None,
    now: datetime,
) -> EmailChange:
    """Return the wish that replaces `before`. Raises Refused `email_changed_lately` while a change can be undone.

    Otherwise a second change would make the link in the first address useless.
    """
    if before and before.moved_at and before.can_be_undone(now=now):
        until = before.moved_at + UNDO_LIFETIME
        raise Refused(
            "email_changed_lately", "The address was changed in the last seven days.", until=until.isoformat()
        )
    return EmailChange(
        user_id=user.user_id,
        change_id=change_id,
        former=user.email,
        email=email,
        asked_at=now,
        epoch=user.session_epoch,
        session_id=session.family_id,
        asks_former=not has_old_factor,
        moved_at=before.moved_at if before else None,
    )


def confirmed(change: EmailChange, *, now: datetime) -> EmailChange:
    """Return the wish after the link in the new mailbox was opened."""
    return replace(change, confirmed_at=change.confirmed_at or now)


def approved(change: EmailChange, *, now: datetime) -> EmailChange:
    """Return the wish after the former address approved it."""
    return replace(change, approved_at=change.approved_at or now)


def carried_out(change: EmailChange, *, now: datetime) -> EmailChange:
    return replace(change, state="changed", moved_at=now)


def undone(change: EmailChange, *, now: datetime) -> EmailChange:
    """Return the wish that was stopped, or the change that was taken back: then the address moves once more."""
    return replace(change, state="undone", moved_at=now if change.state == "changed" else change.moved_at)


def former_address(change: EmailChange | None, *, now: datetime) -> str | None:
    """Return the address that still hears of what happens to the account, besides its own."""
    return change.former if change and change.can_be_undone(now=now) else None


def refunds_blocked_until(change: EmailChange | None, *, now: datetime) -> datetime | None:
    """Return until when no money is sent back because the address changed; None when it may be."""
    until = change.moved_at + REFUNDS_BLOCKED_FOR if change and change.moved_at else None
    return until if until and now < until else None
