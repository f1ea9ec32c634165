"""The audit recomputes every wallet from its entries, on live tables.

Entries never change and their numbers are the wallet's version. So the data read is consistent if the wallet is still
at the same `n` afterwards; otherwise the audit reads again. A difference counts only if a second pass, with strongly
consistent reads of everything, also finds it.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from callbox.domain import auditing as rules
from callbox.domain.auditing import Account
from callbox.domain.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from callbox.domain.deposits import Deposit
    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Entry
    from callbox.domain.verifications import Verification
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.receivables import Receivables
    from callbox.ports.scans import DepositScan, WalletScan
    from callbox.ports.verifications import Verifications

MAX_READS = 10
"""If a wallet moves during ten reads, the audit compares it with its entries only, without documents."""
PAGE = 500
REPORT_EVERY = 100


@dataclass(frozen=True)
class Share:
    """Part `index` of `count` about equal parts of the tables. The parts together cover everything."""

    index: int
    count: int


WHOLE = Share(0, 1)


@dataclass
class Audited:
    """The result of an audit. `moving` wallets were compared without their documents."""

    wallets: int = 0
    entries: int = 0
    deposits: int = 0
    frozen: int = 0
    moving: int = 0
    balance_minor: int = 0
    is_complete: bool = True
    accounts: Counter[str] = field(default_factory=Counter)
    """Net inflow of each account, with all wallets as one account. The sum is zero (I6)."""
    differences: list[Difference] = field(default_factory=list)
    owners: set[UserId] = field(default_factory=set)


class Audit:
    def __init__(
        self,
        *,
        books: Books,
        wallets: WalletScan,
        deposits: Deposits,
        all_deposits: DepositScan,
        verifications: Verifications,
        receivables: Receivables,
        clock: Clock,
    ) -> None:
        self._books = books
        self._wallets = wallets
        self._deposits = deposits
        self._all_deposits = all_deposits
        self._verifications = verifications
        self._receivables = receivables
        self._clock = clock

    def run(
        self,
        *,
        segments: int,
        share: Share = WHOLE,
        deadline: datetime | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Audited:
        """Recompute every wallet of a share with `segments` threads, and check every deposit of the share.

        `progress` is called for every hundred wallets of a segment, from its thread. At the deadline the audit stops,
        and the result is marked as incomplete.
        """

        def read(segment: int) -> Audited:
            return self._segment(share.index * segments + segment, share.count * segments, deadline, progress)

        if segments == 1:  # the caller's thread is enough
            parts = [read(0)]
        else:
            with ThreadPoolExecutor(segments) as threads:
                parts = list(threads.map(read, range(segments)))
        audited = _joined(parts)
        for deposit in self._all_deposits.scan(segment=share.index, segments=share.count):
            if self._is_over(deadline):
                audited.is_complete = False
                break
            audited.deposits += 1
            audited.differences += self._of_deposit(deposit, audited.owners)
        return audited

    def account(self, user_id: UserId) -> list[Difference]:
        """Return the differences in one customer's books, each confirmed by a second read."""
        _, differences, _ = self._account(user_id)
        return differences

    def _segment(
        self, segment: int, segments: int, deadline: datetime | None, progress: Callable[[int], None]
    ) -> Audited:
        audited = Audited()
        for listed in self._wallets.scan(segment=segment, segments=segments):
            if self._is_over(deadline):
                audited.is_complete = False
                break
            account, differences, is_moving = self._account(listed.user_id)
            wallet = account.wallet
            audited.wallets += 1
            audited.entries += len(account.entries)
            audited.frozen += wallet.frozen is not None
            audited.moving += is_moving
            audited.balance_minor += wallet.balance.minor
            audited.differences += differences
            audited.owners.add(wallet.user_id)
            _add_up(audited.accounts, account.entries)
            if audited.wallets % REPORT_EVERY == 0:
                progress(REPORT_EVERY)
        progress(audited.wallets % REPORT_EVERY)
        return audited

    def _of_deposit(self, deposit: Deposit, owners: set[UserId]) -> list[Difference]:
        if rules.is_overdue(deposit, now=self._clock.now()):
            return [Difference("deposit_unsettled", deposit.deposit_id, {"user_id": deposit.user_id})]
        if deposit.status != "credited" or deposit.user_id in owners:
            return []
        owners.add(deposit.user_id)
        if self._books.wallet(deposit.user_id).n > 0:
            return []  # its wallet is in another share, or was created after the wallets were read
        facts: dict[str, str | int] = {"deposit_id": deposit.deposit_id, "amount_minor": deposit.amount.minor}
        return [Difference("wallet_missing", deposit.user_id, facts)]

    def _account(self, user_id: UserId) -> tuple[Account, list[Difference], bool]:
        """Return (the data, its differences, whether the wallet kept moving)."""
        account, is_moving = self._read(user_id, thorough=False)
        differences = self._judge(account, is_moving=is_moving)
        if differences:
            account, is_moving = self._read(user_id, thorough=True)
            before = {one.difference_id for one in differences}
            again = self._judge(account, is_moving=is_moving)
            differences = [one for one in again if one.difference_id in before]
        return account, differences, is_moving

    def _judge(self, account: Account, *, is_moving: bool) -> list[Difference]:
        if is_moving:
            return rules.audit_entries(account.wallet, account.entries)
        return rules.audit(account, now=self._clock.now())

    def _read(self, user_id: UserId, *, thorough: bool) -> tuple[Account, bool]:
        wallet = self._books.wallet(user_id)
        for _ in range(MAX_READS):
            entries = self._entries(user_id)
            account = Account(
                wallet=wallet,
                entries=entries,
                deposits=self._deposits_of(user_id, entries, thorough=thorough),
                verifications=self._verifications_of(user_id),
                receivables=self._receivables.of(user_id),
            )
            wallet = self._books.wallet(user_id)
            if wallet.n == account.wallet.n:
                return account, False
        until = [entry for entry in self._entries(user_id) if entry.n <= wallet.n]
        return Account(wallet, until, [], [], []), True

    def _entries(self, user_id: UserId) -> list[Entry]:
        found: list[Entry] = []
        before_n: int | None = None
        while page := self._books.entries(user_id, before_n=before_n, limit=PAGE):
            found += page
            if len(page) < PAGE:
                break
            before_n = page[-1].n
        return found[::-1]

    def _deposits_of(self, user_id: UserId, entries: Sequence[Entry], *, thorough: bool) -> list[Deposit]:
        """Return the user's deposits. The list may lag; with `thorough`, also read each deposit by its id."""
        found: list[Deposit] = []
        before_id: str | None = None
        while page := self._deposits.page(user_id, before_id=before_id, limit=PAGE):
            found += page
            if len(page) < PAGE:
                break
            before_id = page[-1].deposit_id
        if not thorough:
            return found
        ids = {one.deposit_id for one in found} | {entry.deposit_id for entry in entries if entry.deposit_id}
        again = [self._deposits.get(one) for one in sorted(ids)]
        return [one for one in again if one is not None and one.user_id == user_id]

    def _verifications_of(self, user_id: UserId) -> list[Verification]:
        found: list[Verification] = []
        before_id: str | None = None
        while page := self._verifications.page(user_id, before_id=before_id, limit=PAGE):
            found += page
            if len(page) < PAGE:
                break
            before_id = page[-1].verification_id
        return found

    def _is_over(self, deadline: datetime | None) -> bool:
        return deadline is not None and self._clock.now() >= deadline


def _add_up(accounts: Counter[str], entries: Sequence[Entry]) -> None:
    for entry in entries:
        accounts[_total_name(entry.debit_account)] -= abs(entry.amount.minor)
        accounts[_total_name(entry.credit_account)] += abs(entry.amount.minor)


def _total_name(account: str) -> str:
    return "wallets" if account.startswith("wallet:") else account


def _joined(parts: Sequence[Audited]) -> Audited:
    whole = Audited()
    for part in parts:
        whole.wallets += part.wallets
        whole.entries += part.entries
        whole.frozen += part.frozen
        whole.moving += part.moving
        whole.balance_minor += part.balance_minor
        whole.is_complete &= part.is_complete
        whole.accounts.update(part.accounts)
        whole.differences += part.differences
        whole.owners |= part.owners
    return whole
