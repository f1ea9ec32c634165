"""Links that sign in while an account or its network is closed: mailed after the right password, for one browser.

Right and wrong passwords do the same: a token for the browser, one write, one message for the queue. The consumer mails
only what belongs to an account, so neither the answer nor its time says which it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import mails
from callbox.domain.errors import Refused

if TYPE_CHECKING:
    from callbox.domain.identity import User
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.mail import MailQueue
    from callbox.ports.mailed_tokens import MailedTokens
    from callbox.ports.users import Users

LONGEST_TOKEN = 200


class LinkMailed(Refused):
    """The try was refused; if its password was right, a link is on its way. `browser_token` is for a cookie."""

    def __init__(self, closed: Refused, browser_token: str) -> None:
        detail = "Too many tries. If your password was right, we have sent you a link that signs you in here."
        super().__init__(closed.code, detail, **closed.facts)
        self.browser_token = browser_token


class SignInLinks:
    def __init__(self, *, users: Users, tokens: MailedTokens, mail_queue: MailQueue, clock: Clock, ids: Ids) -> None:
        self._users = users
        self._tokens = tokens
        self._mail_queue = mail_queue
        self._clock = clock
        self._ids = ids

    def ask(self, owner: User | None) -> str:
        """Have a link mailed to the owner, None for nobody. Returns the token for the browser. Raises Unavailable."""
        browser, now = self._ids.new_secret(), self._clock.now()
        asked = mails.asked_token(owner, secret=browser, now=now)
        self._tokens.add(asked)
        self._mail_queue.send_mail("sign_in_link", asked.token_hash)
        return browser

    def owner(self, token: str, browser: str | None) -> User:
        """Return the account that a link signs in to. Raises Refused `invalid_token`, also for another browser."""
        found = None
        if browser and max(len(browser), len(token)) <= LONGEST_TOKEN:
            found = self._tokens.get(mails.token_hash(mails.bound(token, mails.token_hash(browser))))
        user = self._users.get(found.user_id) if found else None
        is_good = found and user and mails.is_good(found, user, now=self._clock.now())
        if not found or not user or not is_good or found.kind != "sign_in_link":
            raise Refused(
                "invalid_token", "This link no longer works, or not in this browser. Sign in to get a new one."
            )
        return user
