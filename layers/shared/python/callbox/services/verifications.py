"""Verifications, the customer's side: buy and read.

A customer's request never waits for a number: it holds the money, records the intent and queues the work.
`services.fulfilment` handles everything between us and the supplier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callbox.domain import ledger, spending, terms, trust
from callbox.domain import verifications as rules
from callbox.domain.errors import Invalid, Refused, Unavailable, not_found
from callbox.domain.history import EVERYTHING, RECENT, Wanted, is_recent
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.verifications import Batch, Selection, Verification
from callbox.ports.request_keys import KeyTaken, RequestKey, RequestKeys
from callbox.services.commits import commit, settled
from callbox.services.deposits import key_reused
from callbox.services.documents import Documented, documented
from callbox.services.notices import send_notice
from callbox.services.open_verifications import open_verifications, wallet_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from callbox.domain.identity import User
    from callbox.domain.ledger import Movement, Wallet, WalletNow
    from callbox.domain.trust import Limits
    from callbox.ports.batches import Batches
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.messages import Messages
    from callbox.ports.queues import Queues
    from callbox.ports.users import Users
    from callbox.ports.verifications import Verifications
    from callbox.services.catalogue import CatalogueService
    from callbox.services.trust_levels import TrustLevels


@dataclass(frozen=True)
class Purchase:
    """One request to buy `quantity` numbers for the same selection, for at most `max_price_minor` each.

    `retry_of` is a closed verification that this purchase retries. Each can be retried once. `account` is the buyer's,
    if the caller has just read it. `reference` is the customer's label for the numbers.
    """

    user_id: UserId
    selection: Selection
    max_price_minor: int
    key: str
    request_hash: str
    quantity: int = 1
    retry_of: Verification | None = None
    account: User | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Bought:
    """The verifications of a purchase as first created, and the wallet as it is now.

    `replayed` tells that the key had bought them before; the wallet may then have moved since.
    """

    verifications: Sequence[Verification]
    wallet: WalletNow
    replayed: bool = False


MOST_RECENT = 40
"""Recent verifications that are read: twice as many as any level may have open."""
ROWS_AT_ONCE = 100
MOST_ROWS = 500
"""Rows that one question about filtered verifications reads; then the page ends, even an empty one."""


@dataclass(frozen=True)
class HistoryPage:
    """Verifications, newest first. Older ones may follow after `last_id`; None when there are none."""

    found: Sequence[Documented]
    last_id: VerificationId | None


class VerificationService:
    def __init__(
        self,
        *,
        verifications: Verifications,
        messages: Messages,
        batches: Batches,
        books: Books,
        keys: RequestKeys,
        catalogue: CatalogueService,
        queues: Queues,
        clock: Clock,
        ids: Ids,
        log: Log,
        users: Users,
        require_verified_email: bool,
        trust_levels: TrustLevels,
        mail_queue: MailQueue,
    ) -> None:
        self._mail_queue = mail_queue
        self._verifications = verifications
        self._messages = messages
        self._batches = batches
        self._books = books
        self._keys = keys
        self._catalogue = catalogue
        self._queues = queues
        self._clock = clock
        self._ids = ids
        self._log = log
        self._users = users
        self._require_verified_email = require_verified_email
        self._trust_levels = trust_levels

    def create(
        self,
        user_id: UserId,
        selection: Selection,
        *,
        max_price_minor: int,
        key: str,
        request_hash: str,
        account: User | None = None,
        reference: str | None = None,
    ) -> Bought:
        """Take the price of one number and queue its order, once for each key. Raises what `buy` raises."""
        return self.buy(
            Purchase(
                user_id,
                selection,
                max_price_minor=max_price_minor,
                key=key,
                request_hash=request_hash,
                account=account,
                reference=reference,
            )
        )

    def buy(self, purchase: Purchase) -> Bought:
        """Take the price of every number and queue the orders, once for each key; all numbers or none.

        Raises Invalid, or Refused: `email_unverified`, `terms_outdated`, `service_denied`, `price_changed` with the
        current `price_minor`, `too_many_open`, `rate_limited`, `insufficient_funds`, `spending_limit_reached`,
        `account_frozen`, `purchases_paused`, `account_closing`, `idempotency_key_reused`, `not_retryable`. If the queue
        does not answer, the sweeper orders the numbers a minute later.
        """
        now = self._clock.now()
        try:
            bought = self._buy(purchase, now)
        except KeyTaken as taken:
            if taken.key.key != purchase.key:  # the retry claim, taken under another key
                raise Refused("not_retryable", "This verification was already retried.", state="retried") from None
            return self._replay(taken.key, purchase)
        except (Refused, Invalid):
            # the first use of this key may have emptied the wallet: return its answer
            if taken_key := self._keys.find(purchase.user_id, purchase.key):
                return self._replay(taken_key, purchase)
            raise
        for verification in bought.verifications:
            try:
                self._queues.request_number(verification.user_id, verification.verification_id)
            except Unavailable:
                self._log.record("number_request_not_queued", verification_id=verification.verification_id)
        return bought

    def must_be_free_to_buy(self, user_id: UserId, selection: Selection, *, account: User | None = None) -> None:
        """Check before buying. Raises what `buy` would for the service, the account and its limits."""
        if account is not None:
            terms.must_hold(account.accepted_terms, now=self._clock.now())
        self._catalogue.must_be_for_sale(selection)
        wallet = self._books.wallet(user_id)
        ledger.must_be_free_to_buy(wallet)
        now = self._clock.now()
        limits = self._trust_levels.limits(wallet, now=now)
        trust.must_be_within_purchases(limits, wallet.usage, selection.service, 1, now=now)

    def get(self, user_id: UserId, verification_id: VerificationId) -> Documented:
        """Return one of the user's verifications. Raises Refused `not_found`, also for another user's."""
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        return self._documented(user_id, [verification])[0]

    def get_many(self, user_id: UserId, ids: Sequence[VerificationId]) -> Sequence[Documented]:
        """Return the user's verifications among these ids, newest first."""
        return self._documented(user_id, self._verifications.get_many(user_id, ids))

    def page(self, user_id: UserId, *, before_id: str | None, limit: int, wanted: Wanted = EVERYTHING) -> HistoryPage:
        """Return the next verifications that are wanted. Reads at most `MOST_ROWS`, so a page may be empty."""
        found, last_id = self._page(user_id, before_id=before_id, limit=limit, wanted=wanted)
        return HistoryPage(self._documented(user_id, found), last_id)

    def _page(
        self, user_id: UserId, *, before_id: str | None, limit: int, wanted: Wanted
    ) -> tuple[Sequence[Verification], VerificationId | None]:
        since_id = self._ids.first_id(wanted.since) if wanted.since else None
        until_id = self._ids.first_id(wanted.until) if wanted.until else None
        before_id = min((one for one in (before_id, until_id) if one is not None), default=None)
        at_once = ROWS_AT_ONCE if wanted.reads_rows else limit + 1
        found: list[Verification] = []
        for _ in range(MOST_ROWS // ROWS_AT_ONCE):
            if since_id is not None and before_id is not None and since_id >= before_id:
                return found, None
            rows = self._verifications.page(user_id, before_id=before_id, since_id=since_id, limit=at_once)
            for one in filter(wanted.includes, rows):
                if len(found) == limit:
                    return found, found[-1].verification_id
                found.append(one)
            if len(rows) < at_once:
                return found, None
            before_id = rows[-1].verification_id
        return found, rows[-1].verification_id

    def recent(self, user_id: UserId) -> Sequence[Documented]:
        """Return the newest verifications that are open or ended within a day."""
        now = self._clock.now()
        since_id = self._ids.first_id(now - RECENT - rules.OPEN_LOOK_BACK)
        rows = self._verifications.page(user_id, before_id=None, since_id=since_id, limit=MOST_RECENT)
        return self._documented(user_id, [one for one in rows if is_recent(one, now=now)])

    def label(self, user_id: UserId, verification_id: VerificationId, reference: str | None) -> Documented:
        """Give one of the user's verifications another label, or none. Raises Refused `not_found`."""
        labelled = settled(lambda: self._label(user_id, verification_id, reference))
        return self._documented(user_id, [labelled])[0]

    def _label(self, user_id: UserId, verification_id: VerificationId, reference: str | None) -> Verification:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        if verification.reference == reference:
            return verification
        return self._verifications.save(verification, rules.labelled(verification, reference))

    def open(self, user_id: UserId) -> Sequence[Documented]:
        """Return the user's verifications that are neither paid nor refunded, newest first."""
        return self._documented(
            user_id, open_verifications(self._verifications, self._ids, user_id, now=self._clock.now())
        )

    def _buy(self, purchase: Purchase, now: datetime) -> Bought:
        user_id, key = purchase.user_id, purchase.key
        account = purchase.account or self._users.get(user_id)
        if self._require_verified_email and not purchase.retry_of:
            self._must_be_verified(account)
        if account is not None:
            terms.must_hold(account.accepted_terms, now=now)
        quote = self._catalogue.quote(purchase.selection)
        if quote.price.minor > purchase.max_price_minor:
            raise Refused(
                "price_changed",
                "Nothing was charged. The price has changed since you saw it. Check the new price and buy again.",
                price_minor=quote.price.minor,
                currency=quote.price.currency,
            )
        batch_id = self._ids.new_id(now) if purchase.quantity > 1 else None
        again = purchase.retry_of
        bought = [
            rules.requested(
                user_id=user_id,
                verification_id=VerificationId(self._ids.new_id(now)),
                selection=purchase.selection,
                price=quote.price,
                max_cost_usd=quote.max_cost_usd,
                now=now,
                attempt=again.attempt + 1 if again else 1,
                retry_of=again.verification_id if again else None,
                batch_id=batch_id,
                avoid_numbers=rules.failed_numbers(again) if again else (),
                reference=purchase.reference,
            )
            for _ in range(purchase.quantity)
        ]
        ids = [verification.verification_id for verification in bought]
        batch = Batch(user_id, batch_id, tuple(ids), now) if batch_id else None
        request_key = RequestKey(user_id, key, purchase.request_hash, batch_id or ids[0])
        claim = RequestKey(user_id, _retry_claim(again), purchase.request_hash, ids[0]) if again else None

        waiting: Sequence[Verification] = ()

        def move(wallet: Wallet) -> Movement:
            nonlocal waiting
            # counted after the wallet is read: any later purchase moves the wallet, and then this runs again
            service, limits = purchase.selection.service, self._trust_levels.limits(wallet, now=now)
            trust.must_be_within_purchases(limits, wallet.usage, service, purchase.quantity, now=now)
            waiting = self._with_room(user_id, purchase.quantity, limits, now=now)
            total = Money(quote.price.minor * purchase.quantity, quote.price.currency)
            movement = ledger.purchase(wallet, quote.price, verification_ids=ids, at=now)
            spending.must_be_within_spending(wallet.own, wallet.usage, total, now=now)
            used = trust.with_purchases(wallet.usage, service, purchase.quantity, spent_minor=total.minor, now=now)
            is_low = spending.falls_low(wallet.own, before=wallet.balance, after=movement.after.balance)
            return ledger.counting(movement, replace(used, low_told=used.low_told or is_low))

        movement = commit(
            self._books,
            user_id,
            move,
            lambda movement: self._books.purchase(movement, bought, request_key, claim=claim, batch=batch),
        )
        if movement.after.usage.low_told and not movement.before.usage.at(now).low_told:
            send_notice("low_balance", user_id, mail_queue=self._mail_queue, log=self._log)
        for verification in bought:
            self._log.record(
                "verification_requested",
                verification_id=verification.verification_id,
                user_id=user_id,
                price_minor=quote.price.minor,
                attempt=verification.attempt,
                batch_id=batch_id,
            )
        return Bought(bought, wallet_now(movement.after, [*waiting, *bought]))

    def _with_room(self, user_id: UserId, quantity: int, limits: Limits, *, now: datetime) -> Sequence[Verification]:
        """Return the open verifications. Raises Refused `too_many_open` when they leave no room for more."""
        most = limits.batch_size if quantity > limits.batch_size else limits.open_verifications
        waiting = open_verifications(self._verifications, self._ids, user_id, now=now)
        if quantity > limits.batch_size or len(waiting) + quantity > limits.open_verifications:
            ends = [rules.ends_by(one) for one in waiting]
            raise Refused(
                "too_many_open",
                f"Nothing was charged. At most {most} numbers can wait at once. Let some finish, or cancel some.",
                limit=most,
                retry_after_s=max(1, int((min(ends, default=now) - now).total_seconds())),
            )
        return waiting

    @staticmethod
    def _must_be_verified(user: User | None) -> None:
        if user is None or not user.email_verified:
            raise Refused("email_unverified", "Nothing was charged. Confirm your e-mail address first.")

    def _replay(self, key: RequestKey, purchase: Purchase) -> Bought:
        """Return the verifications that the key created, in their first state, and the wallet as it is now."""
        if key.request_hash != purchase.request_hash:
            raise key_reused()
        batch = self._batches.get(key.user_id, key.document_id)
        ids = batch.verification_ids if batch else (VerificationId(key.document_id),)
        made = {v.verification_id: v for v in self._verifications.get_many(key.user_id, ids)}
        if len(made) != len(ids):
            raise key_reused()  # the key created something else: a deposit
        wallet = self._books.wallet(key.user_id)  # before what it holds is read
        waiting = open_verifications(self._verifications, self._ids, key.user_id, now=self._clock.now())
        first = [rules.as_requested(made[one], reference=purchase.reference) for one in ids]
        return Bought(first, wallet_now(wallet, waiting), replayed=True)

    def _documented(self, user_id: UserId, verifications: Sequence[Verification]) -> Sequence[Documented]:
        return documented(self._messages, user_id, verifications, now=self._clock.now())


def _retry_claim(again: Verification) -> str:
    """Return the claim key of a retry. It is not ASCII, so no customer can send it."""
    return f"§retry:{again.verification_id}"
