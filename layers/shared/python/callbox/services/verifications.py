"""Verifications, the customer's side: buy, look, give up.

The request of a customer never waits for a number: it holds the money, records the intent, queues the work.
What happens between us and the supplier is in `services.fulfilment`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from callbox.domain import ledger
from callbox.domain import verifications as rules
from callbox.domain.errors import Refused, Unavailable, not_found
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.ledger import Entry, Wallet
from callbox.domain.messages import Message
from callbox.domain.money import Money
from callbox.domain.verifications import Selection, Verification
from callbox.ports import (
    Books,
    Clock,
    Events,
    Ids,
    KeyTaken,
    Messages,
    Queues,
    RequestKey,
    RequestKeys,
    Verifications,
)
from callbox.services.catalogue import CatalogueService
from callbox.services.commits import commit
from callbox.services.deposits import key_reused

MAX_OPEN = 100
"""More open verifications than this are not looked at; the limit for a customer lies far below."""


@dataclass(frozen=True)
class Documented:
    """A verification with the messages that came for it, oldest first."""

    verification: Verification
    messages: Sequence[Message]


class VerificationService:
    def __init__(
        self,
        *,
        verifications: Verifications,
        messages: Messages,
        books: Books,
        keys: RequestKeys,
        catalogue: CatalogueService,
        queues: Queues,
        clock: Clock,
        ids: Ids,
        events: Events,
        open_limit: int,
    ) -> None:
        self._verifications = verifications
        self._messages = messages
        self._books = books
        self._keys = keys
        self._catalogue = catalogue
        self._queues = queues
        self._clock = clock
        self._ids = ids
        self._events = events
        self._open_limit = open_limit

    def create(
        self, user_id: UserId, selection: Selection, *, max_price_minor: int, key: str, request_hash: str
    ) -> tuple[Verification, bool]:
        """Take the price and queue the order, once for each key. Return (verification, whether it was replayed).

        Raises Invalid, or Refused: `price_changed` with today's `price_minor`, `too_many_open`, `insufficient_funds`,
        `idempotency_key_reused`. When the queue does not answer, the sweeper orders the number a minute later.
        """
        now = self._clock.now()
        try:
            verification = self._buy(
                user_id, selection, max_price_minor=max_price_minor, key=key, request_hash=request_hash, now=now
            )
        except KeyTaken as taken:
            return self._replay(taken.key, request_hash), True
        except Refused:
            # the key's first use may be what emptied the wallet: its answer is still the first one
            if taken_key := self._keys.find(user_id, key):
                return self._replay(taken_key, request_hash), True
            raise
        try:
            self._queues.request_number(user_id, verification.verification_id)
        except Unavailable:
            self._events.record("number_request_not_queued", verification_id=verification.verification_id)
        return verification, False

    def get(self, user_id: UserId, verification_id: VerificationId) -> Documented:
        """Return one of the user's. Raises Refused `not_found`, also for somebody else's."""
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        return self._documented(user_id, [verification])[0]

    def get_many(self, user_id: UserId, ids: Sequence[VerificationId]) -> Sequence[Documented]:
        """Return those of the ids that are the user's, newest first."""
        return self._documented(user_id, self._verifications.get_many(user_id, ids))

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Documented]:
        return self._documented(user_id, self._verifications.page(user_id, before_id=before_id, limit=limit))

    def open(self, user_id: UserId) -> Sequence[Documented]:
        """Return all that are neither paid nor refunded yet, newest first."""
        return self._documented(user_id, self._open(user_id, self._clock.now()))

    def _open(self, user_id: UserId, now: datetime) -> Sequence[Verification]:
        recent = self._verifications.page(
            user_id, before_id=None, since_id=self._ids.first_id(now - rules.LONGEST_OPEN), limit=MAX_OPEN
        )
        return [verification for verification in recent if verification.is_open]

    def _buy(
        self,
        user_id: UserId,
        selection: Selection,
        *,
        max_price_minor: int,
        key: str,
        request_hash: str,
        now: datetime,
    ) -> Verification:
        quote = self._catalogue.quote(selection)
        if quote.price.minor > max_price_minor:
            raise Refused(
                "price_changed",
                "The price has changed since you saw it. Nothing was charged.",
                price_minor=quote.price.minor,
                currency=quote.price.currency,
            )
        if len(self._open(user_id, now)) >= self._open_limit:
            raise Refused(
                "too_many_open",
                f"You have {self._open_limit} numbers waiting. Let one finish, or cancel one.",
                limit=self._open_limit,
            )
        verification = rules.requested(
            user_id=user_id,
            verification_id=VerificationId(self._ids.new_id(now)),
            selection=selection,
            price=quote.price,
            max_cost_usd=quote.max_cost_usd,
            now=now,
        )
        request_key = RequestKey(user_id, key, request_hash, verification.verification_id)
        commit(
            self._books,
            user_id,
            lambda wallet: ledger.purchase(
                wallet, quote.price, verification_ids=[verification.verification_id], at=now
            ),
            lambda movement: self._books.purchase(movement, [verification], request_key),
        )
        self._events.record(
            "verification_requested",
            verification_id=verification.verification_id,
            user_id=user_id,
            price_minor=quote.price.minor,
        )
        return verification

    def _replay(self, key: RequestKey, request_hash: str) -> Verification:
        if key.request_hash != request_hash:
            raise key_reused()
        verification = self._verifications.get(key.user_id, VerificationId(key.document_id))
        if verification is None:
            raise key_reused()  # the key made something else, a deposit
        return rules.as_requested(verification)

    def _documented(self, user_id: UserId, verifications: Sequence[Verification]) -> Sequence[Documented]:
        """Join the messages, with one query for all of them and none where none came."""
        ids = sorted(v.verification_id for v in verifications if v.message_count)
        found = self._messages.between(user_id, first=ids[0], last=ids[-1]) if ids else {}
        return [
            # what came for a refunded number was not paid for and is not shown
            Documented(v, () if v.is_refunded else found.get(v.verification_id, ()))
            for v in verifications
        ]


class WalletService:
    """What the customer has: the balance, what open verifications hold, the statement."""

    def __init__(self, *, books: Books, verifications: Verifications, clock: Clock, ids: Ids) -> None:
        self._books = books
        self._verifications = verifications
        self._clock = clock
        self._ids = ids

    def wallet(self, user_id: UserId) -> tuple[Wallet, Money]:
        """Return the wallet and the sum of the prices that open verifications hold."""
        wallet = self._books.wallet(user_id)
        since = self._ids.first_id(self._clock.now() - rules.LONGEST_OPEN)
        recent = self._verifications.page(user_id, before_id=None, since_id=since, limit=MAX_OPEN)
        held = sum(v.price.minor for v in recent if v.is_open)
        return wallet, Money(held, wallet.balance.currency)

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        return self._books.entries(user_id, before_n=before_n, limit=limit)
