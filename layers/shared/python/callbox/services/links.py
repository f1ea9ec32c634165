"""Follow a mailed link: whatever it was mailed for, except for a new password, which needs more than the link."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from callbox.domain.errors import Refused
from callbox.domain.mails import OF_EMAIL_CHANGE, REMOVES_FACTOR, UNDOES_EMAIL, UNDOING
from callbox.services.mailed_links import invalid_token

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.identity import UserId
    from callbox.services.accounts import AccountService
    from callbox.services.closures import ClosureService
    from callbox.services.email_changes import EmailChangeService
    from callbox.services.mailed_links import MailedLinks
    from callbox.services.passwords import PasswordService
    from callbox.services.second_factor import SecondFactorService

Done = Literal[
    "email_confirmed",
    "factor_removed",
    "password_voided",
    "removal_stopped",
    "closing_stopped",
    "new_email_confirmed",
    "email_change_approved",
    "email_changed",
    "email_change_undone",
]
Next = Literal["password_mailed"]


@dataclass(frozen=True)
class Followed:
    """What a link has done, and what happens next: `password_mailed` when a link for a new password was mailed.

    `holds_from` is when the link that confirms a new address, opened again, carries the change out; None when it need
    not wait. `is_new` unless the link did the same before.
    """

    user_id: UserId
    done: Done
    next: Next | None = None
    holds_from: datetime | None = None
    is_new: bool = True


class LinkService:
    def __init__(
        self,
        *,
        links: MailedLinks,
        accounts: AccountService,
        passwords: PasswordService,
        second_factors: SecondFactorService,
        closures: ClosureService,
        email_changes: EmailChangeService,
    ) -> None:
        self._links = links
        self._accounts = accounts
        self._passwords = passwords
        self._second_factors = second_factors
        self._closures = closures
        self._email_changes = email_changes

    def follow(self, token: str) -> Followed:  # noqa: PLR0911 - one for each kind
        """Do what the link was mailed for. Raises Refused `invalid_token`, or what `EmailChangeService.open` raises."""
        found, user = self._links.read(token)
        if found.kind == "confirm_email":
            self._accounts.confirm_email(token)
            return Followed(user.user_id, "email_confirmed")
        if found.kind == "factor_lost":
            self._second_factors.keep(user.user_id)
            return Followed(user.user_id, "removal_stopped")
        if found.kind == "account_closing":
            try:
                is_kept = self._closures.keep(user.user_id)
            except Refused:  # its data are being deleted
                raise invalid_token() from None
            return Followed(user.user_id, "closing_stopped", is_new=is_kept)
        if found.kind in UNDOES_EMAIL:
            self._email_changes.must_be_undoable(found, user)
            # first, so that a tap after a failure does both: a thief may have asked to close as well
            with suppress(Refused):
                self._closures.keep(user.user_id)
            self._email_changes.undo(found, user)
            return Followed(user.user_id, "email_change_undone", "password_mailed")
        if found.kind in OF_EMAIL_CHANGE:
            change, is_new = self._email_changes.open(found, user)
            if change.state == "changed":
                return Followed(user.user_id, "email_changed", is_new=is_new)
            opened: Done = "new_email_confirmed" if found.kind == "confirm_new_email" else "email_change_approved"
            return Followed(user.user_id, opened, holds_from=change.holds_from, is_new=is_new)
        if found.kind in UNDOING:
            removes_factor = found.kind in REMOVES_FACTOR
            self._passwords.void(token, removes_factor=removes_factor)
            return Followed(user.user_id, "factor_removed" if removes_factor else "password_voided", "password_mailed")
        raise invalid_token()
