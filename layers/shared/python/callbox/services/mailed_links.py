"""Mailed links: whose a link is, and whether it still works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import mails
from callbox.domain.errors import Refused

if TYPE_CHECKING:
    from callbox.domain.identity import User
    from callbox.domain.mails import MailedToken, MailKind
    from callbox.ports.clock import Clock
    from callbox.ports.mailed_tokens import MailedTokens
    from callbox.ports.users import Users


class MailedLinks:
    def __init__(self, *, mailed_tokens: MailedTokens, users: Users, clock: Clock) -> None:
        self._mailed_tokens = mailed_tokens
        self._users = users
        self._clock = clock

    def read(self, token: str) -> tuple[MailedToken, User]:
        """Return a link and the user to whom it was mailed. Raises Refused `invalid_token` unless it works now."""
        found = self._mailed_tokens.get(mails.token_hash(token))
        user = self._users.get(found.user_id) if found else None
        if found is None or user is None or not mails.is_good(found, user, now=self._clock.now()):
            raise invalid_token()
        return found, user

    def owner(self, token: str, *kinds: MailKind) -> User:
        """Return the user to whom a link of one of these kinds was mailed. Raises Refused `invalid_token`."""
        found, user = self.read(token)
        if found.kind not in kinds:
            raise invalid_token()
        return user


def invalid_token() -> Refused:
    return Refused("invalid_token", "This link no longer works. Request a new one.")
