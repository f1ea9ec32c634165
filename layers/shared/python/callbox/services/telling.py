"""Telling: after each commit, a customer's open pages hear what changed, as the API would answer it.

The ports that change documents are wrapped here, so no use case can forget it. A push is never part of a transaction
or its retry, and delays nothing: what fails is logged, and then nothing is told for a while. New purchases are not
told: their answer says the same, and the page that hears them is the one that bought.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain.news import is_code_news, is_end_or_begin, is_news, is_payment_news
from callbox.services.documents import documented
from callbox.services.open_verifications import open_verifications, wallet_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from callbox.domain.deposits import Deposit
    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Movement, Wallet, WalletNow
    from callbox.domain.returns import Receivable
    from callbox.domain.verifications import Verification
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.ids import Ids
    from callbox.ports.live import Frames, Live
    from callbox.ports.log import Log
    from callbox.ports.messages import Messages
    from callbox.ports.verifications import Verifications
    from callbox.services.pushing import PushNews

QUIET = timedelta(seconds=5)
"""How long nothing is told after a failure: a batch of ten orders waits for one that stalls, not for ten."""


class Telling:
    """Writes the frames and posts them. Reads only when a page is open."""

    def __init__(
        self,
        *,
        live: Live | None,
        push_news: PushNews | None,
        frames: Frames,
        books: Books,
        verifications: Verifications,
        messages: Messages,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._live = live
        self._push_news = push_news
        self._frames = frames
        self._books = books
        self._verifications = verifications
        self._messages = messages
        self._clock = clock
        self._ids = ids
        self._log = log
        self._quiet_until: datetime | None = None

    def verification(self, stored: Verification, *, moved: Wallet | None = None, is_wallet_news: bool = True) -> None:
        """Tell a stored verification, with the wallet when it is news; `moved` is the wallet if it is known."""

        def frame() -> bytes:
            now = self._clock.now()
            [found] = documented(self._messages, stored.user_id, [stored], now=now)
            wallet = self._wallet(stored.user_id, moved) if is_wallet_news else None
            return self._frames.verification(found.verification, found.messages, wallet, now=now)

        self._tell(stored.user_id, frame)

    def deposit(self, stored: Deposit, *, moved: Wallet | None = None) -> None:
        """Tell a stored deposit, with the wallet that it moved."""

        def frame() -> bytes:
            return self._frames.deposit(stored, self._wallet(stored.user_id, moved) if moved else None)

        self._tell(stored.user_id, frame)

    def push(self, user_id: UserId) -> None:
        """Have the customer's devices told whose page is closed."""
        if self._push_news is not None:
            self._push_news.tell(user_id)

    def _wallet(self, user_id: UserId, moved: Wallet | None) -> WalletNow:
        wallet = moved or self._books.wallet(user_id)  # before what it holds is read
        return wallet_now(wallet, open_verifications(self._verifications, self._ids, user_id, now=self._clock.now()))

    def _tell(self, user_id: UserId, frame: Callable[[], bytes]) -> None:
        if self._live is None:
            return
        if self._quiet_until is not None and self._clock.now() < self._quiet_until:
            return
        is_unreadable = False

        def made() -> bytes:
            nonlocal is_unreadable
            is_unreadable = True
            text = frame()
            is_unreadable = False
            return text

        try:
            self._live.tell(user_id, made)
        except Exception as failed:  # noqa: BLE001 - the change is stored: nothing may undo or repeat it
            if not is_unreadable:  # else it is this customer's documents, and others' pages are told on
                self._quiet_until = self._clock.now() + QUIET
            self._log.record("live_failed", kind=type(failed).__name__)


class TellingBooks:
    """The books. Tells the document that a movement belongs to, with the wallet."""

    def __init__(self, books: Books, telling: Telling) -> None:
        self._books = books
        self._telling = telling
        self.wallet, self.entries, self.purchase = books.wallet, books.entries, books.purchase
        self.freeze, self.set_trust, self.limit_own = books.freeze, books.set_trust, books.limit_own
        self.close, self.keep = books.close, books.keep

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        self._books.credit(movement, before, after)
        self._telling.deposit(after, moved=movement.after)
        self._telling.push(after.user_id)

    def refund(self, movement: Movement, before: Verification, after: Verification) -> Verification:
        stored = self._books.refund(movement, before, after)
        self._telling.verification(stored, moved=movement.after)
        return stored

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        self._books.adjust(movement, before, after, receivable)
        if is_payment_news(before, after):
            self._telling.deposit(after, moved=movement.after)


class TellingVerifications:
    """The verifications. Tells what pages show of a change."""

    def __init__(self, verifications: Verifications, telling: Telling) -> None:
        self._verifications = verifications
        self._telling = telling
        self.get, self.get_many, self.get_each = verifications.get, verifications.get_many, verifications.get_each
        self.page, self.find_by_order_id, self.due = (
            verifications.page,
            verifications.find_by_order_id,
            verifications.due,
        )

    def save(self, before: Verification, after: Verification) -> Verification:
        stored = self._verifications.save(before, after)
        if is_news(before, stored):
            self._telling.verification(stored, is_wallet_news=is_end_or_begin(before, stored))
        if is_code_news(before, stored):
            self._telling.push(stored.user_id)
        return stored


class TellingDeposits:
    """The deposits. Tells what pages show of a change that moves no money."""

    def __init__(self, deposits: Deposits, telling: Telling) -> None:
        self._deposits = deposits
        self._telling = telling
        self.add, self.get, self.page = deposits.add, deposits.get, deposits.page
        self.asked_on, self.due = deposits.asked_on, deposits.due

    def save(self, before: Deposit, after: Deposit) -> Deposit:
        stored = self._deposits.save(before, after)
        if is_payment_news(before, stored):
            self._telling.deposit(stored)
        return stored
