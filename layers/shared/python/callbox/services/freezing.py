"""Operators' acts on an account. A freeze stops purchases only: deposits, refunds and returns still work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callbox.domain.closures import claim_as_written
from callbox.domain.errors import Invalid, Refused, not_found
from callbox.domain.identity import User, UserId, email_key
from callbox.domain.operators import OperatorAct, act_errors
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.closures import Closure
    from callbox.domain.ledger import Wallet
    from callbox.domain.returns import Receivable
    from callbox.domain.trust import TrustLevel
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.closures import Closures
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.receivables import Receivables
    from callbox.ports.users import Users
    from callbox.services.mailbox_accounts import MailboxAccounts
    from callbox.services.trust_levels import TrustLevels


@dataclass(frozen=True)
class Account:
    """An account as an operator sees it."""

    user: User
    wallet: Wallet
    receivables: Sequence[Receivable]


@dataclass(frozen=True)
class Claimed:
    """What a claim number names: the closure, and the account's wallet as it is now."""

    closure: Closure
    wallet: Wallet


class FreezeService:
    def __init__(
        self,
        *,
        books: Books,
        closures: Closures,
        users: Users,
        receivables: Receivables,
        trust_levels: TrustLevels,
        mailbox_accounts: MailboxAccounts,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._books = books
        self._closures = closures
        self._users = users
        self._receivables = receivables
        self._trust_levels = trust_levels
        self._mailbox_accounts = mailbox_accounts
        self._clock = clock
        self._ids = ids
        self._log = log

    def show(self, email: str) -> Account:
        """Return an account. Raises Refused `not_found`."""
        user = self._users.find_by_email(email_key(email))
        if user is None:
            raise Refused("not_found", "There is no account with this address.")
        return Account(user, self._books.wallet(user.user_id), self._receivables.of(user.user_id))

    def claimed(self, typed: str) -> Claimed:
        """Return what a claim number names, however it is spelled. Raises Refused `not_found`."""
        closure = self._closures.get(claim_as_written(typed))
        if closure is None:
            raise not_found("claim")
        return Claimed(closure, self._books.wallet(closure.user_id))

    def level(self, wallet: Wallet) -> TrustLevel:
        """Return the account's trust level now."""
        return self._trust_levels.level(wallet, now=self._clock.now())

    def address_of(self, user_id: UserId) -> str:
        """Return the address of an account, by which the other methods know it. Raises Refused `not_found`."""
        user = self._users.get(user_id)
        if user is None:
            raise Refused("not_found", "There is no account with this id.")
        return user.email

    def freeze(self, email: str, *, author: str, reason: str) -> Account:
        """Stop purchases. A frozen account gets the new reason. The act is logged in the same transaction.

        Raises Refused `not_found`, or Invalid without an author or a reason.
        """
        return self._set(email, "account_frozen", reason, author=author, reason=reason)

    def unfreeze(self, email: str, *, author: str, reason: str) -> Account:
        """Allow purchases again, also after a pause. Texts withheld before no longer count. Receivables stay on record.

        Logs and raises as above.
        """
        return self._set(email, "account_unfrozen", None, author=author, reason=reason)

    def set_trust(self, email: str, level: TrustLevel, *, author: str, reason: str) -> Account:
        """Set the account's trust level and so its limits. Logs and raises as above.

        `reviewed` also lifts the limit of accounts of its mailbox; a later lower level lets it count again.
        """
        if errors := act_errors(author, reason):
            raise Invalid(*errors)
        user = self.show(email).user
        settled(lambda: self._write_trust(user, level, author=author, reason=reason))
        # after the logged change: an interrupted command is run again, and then does the rest
        self._mailbox_accounts.review(user.email, user.user_id, is_reviewed=level == "reviewed")
        return self.show(email)

    def _write_trust(self, user: User, level: TrustLevel, *, author: str, reason: str) -> None:
        wallet = self._books.wallet(user.user_id)
        if wallet.trust == level:
            return
        now = self._clock.now()
        facts: dict[str, str | int] = {"reason": reason, "level": level, "was": self.level(wallet)}
        deed = OperatorAct(self._ids.new_id(now), now, author, "trust_level_set", user.user_id, facts)
        self._books.set_trust(wallet, level, deed)
        self._log.record("trust_level_set", user_id=user.user_id, level=level)

    def _set(self, email: str, act: str, frozen: str | None, *, author: str, reason: str) -> Account:
        if errors := act_errors(author, reason):
            raise Invalid(*errors)
        user = self.show(email).user
        settled(lambda: self._write(user, act, frozen, author=author, reason=reason))
        return self.show(email)

    def _write(self, user: User, act: str, frozen: str | None, *, author: str, reason: str) -> None:
        wallet = self._books.wallet(user.user_id)
        if wallet.frozen == frozen:
            return  # already done, perhaps by an earlier attempt of this call whose reply was lost
        now = self._clock.now()
        facts: dict[str, str | int] = {"reason": reason, "balance_minor": wallet.balance.minor, "n": wallet.n}
        if wallet.frozen is not None:
            facts["was_frozen_for"] = wallet.frozen
        deed = OperatorAct(self._ids.new_id(now), now, author, act, user.user_id, facts)
        self._books.freeze(wallet, frozen, deed)
        self._log.record(act, user_id=user.user_id)
