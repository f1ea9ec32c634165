"""The stores in memory, with the semantics of the real ones: versions, uniqueness, and atomicity under threads.

All stores of one test share one `FakeTables` and its lock, as the real ones share a database. The contract suites in
tests/adapters/dynamodb hold them to the same contract as DynamoDB.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import RLock

from callbox.domain.account_log import AccountEntry
from callbox.domain.attempts import Tally
from callbox.domain.closures import Closure
from callbox.domain.deposits import Deposit
from callbox.domain.devices import Device
from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import DepositId, Session, User, UserId, VerificationId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.mailboxes import MailboxPlace
from callbox.domain.mails import MailedToken
from callbox.domain.messages import Message
from callbox.domain.money import Money
from callbox.domain.movement_rules import (
    check_adjustment,
    check_credit,
    check_purchase,
    check_refund,
)
from callbox.domain.operators import OperatorAct
from callbox.domain.payers import PaidAccount
from callbox.domain.pricing import CURRENCY, PricingSettings
from callbox.domain.push import PushSubscription
from callbox.domain.returns import Receivable
from callbox.domain.second_factor import SecondFactor
from callbox.domain.spending import OwnLimits
from callbox.domain.standing import UNDER_REFUND, looked_at
from callbox.domain.templates import Template
from callbox.domain.trust import TrustLevel
from callbox.domain.verifications import Batch, Verification
from callbox.domain.webhook_trust import WebhookRecord
from callbox.domain.work import Challenge
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from callbox.ports.catalogue import Service
from callbox.ports.deposits import AccountCloses, TopUpsExceeded
from callbox.ports.request_keys import KeyTaken, RequestKey
from callbox.ports.stock import Count

_Owned = tuple[UserId, VerificationId]


@dataclass
class FakeTables:
    """The stored items. Tests may read them; only the stores below write them."""

    lock: RLock = field(default_factory=RLock)
    users: dict[UserId, User] = field(default_factory=dict)
    emails: dict[str, UserId] = field(default_factory=dict)
    reserved_emails: dict[str, datetime] = field(default_factory=dict)
    """Until when an address that its account no longer has stays claimed."""
    sessions: dict[str, Session] = field(default_factory=dict)
    second_factors: dict[UserId, SecondFactor] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    account_log: dict[tuple[UserId, str], AccountEntry] = field(default_factory=dict)
    devices: dict[tuple[UserId, str], Device] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    mailboxes: dict[tuple[str, int], MailboxPlace] = field(default_factory=dict)
    mailbox_reviews: dict[str, UserId] = field(default_factory=dict)
    email_changes: dict[UserId, EmailChange] = field(default_factory=dict)
    mailed_tokens: dict[str, MailedToken] = field(default_factory=dict)
    wallets: dict[UserId, Wallet] = field(default_factory=dict)
    entries: dict[UserId, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    deposits: dict[DepositId, Deposit] = field(default_factory=dict)
    verifications: dict[_Owned, Verification] = field(default_factory=dict)
    batches: dict[tuple[UserId, str], Batch] = field(default_factory=dict)
    templates: dict[tuple[UserId, str], Template] = field(default_factory=dict)
    push_subscriptions: dict[tuple[UserId, str], PushSubscription] = field(default_factory=dict)
    messages: dict[tuple[UserId, VerificationId, str], Message] = field(default_factory=dict)
    keys: dict[tuple[UserId, str], RequestKey] = field(default_factory=dict)
    services: dict[tuple[str, str, str], Service] = field(default_factory=dict)
    area_codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stock: dict[str, dict[str, Count]] = field(default_factory=dict)
    pricing: dict[datetime, PricingSettings] = field(default_factory=dict)
    supplier_tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    webhooks: dict[str, WebhookRecord] = field(default_factory=dict)
    receivables: dict[tuple[UserId, str], Receivable] = field(default_factory=dict)
    closures: dict[str, Closure] = field(default_factory=dict)
    payers: dict[tuple[str, UserId], PaidAccount] = field(default_factory=dict)
    operator_log: dict[tuple[str, str], OperatorAct] = field(default_factory=dict)
    top_ups: dict[tuple[UserId, date], int] = field(default_factory=lambda: defaultdict(int))

    def wallet(self, user_id: UserId) -> Wallet:
        return self.wallets.get(user_id, Wallet(user_id, Money(0, CURRENCY)))

    def must_be_free(self, key: RequestKey) -> None:
        if (taken := self.keys.get((key.user_id, key.key))) is not None:
            raise KeyTaken(taken)


class Store:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables
        self._lock = tables.lock


class FakeRequestKeys(Store):
    def find(self, user_id: UserId, key: str) -> RequestKey | None:
        with self._lock:
            return self._tables.keys.get((user_id, key))


class FakeBatches(Store):
    def get(self, user_id: UserId, batch_id: str) -> Batch | None:
        with self._lock:
            return self._tables.batches.get((user_id, batch_id))


class FakeTemplates(Store):
    def list(self, user_id: UserId) -> Sequence[Template]:
        with self._lock:
            return [one for (owner, _), one in self._tables.templates.items() if owner == user_id]

    def put(self, template: Template) -> None:
        with self._lock:
            self._tables.templates[template.user_id, template.template_id] = template

    def delete(self, user_id: UserId, template_id: str) -> None:
        with self._lock:
            self._tables.templates.pop((user_id, template_id), None)


class FakeBooks(Store):
    def wallet(self, user_id: UserId) -> Wallet:
        with self._lock:
            return self._tables.wallet(user_id)

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        with self._lock:
            entries = self._tables.entries.get(user_id, [])
            older = [entry for entry in reversed(entries) if before_n is None or entry.n < before_n]
            return older[:limit]

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        check_credit(movement, before, after)
        with self._lock:
            stored = self._tables.deposits.get(before.deposit_id)
            if stored is None or (stored.version, stored.status) != (before.version, before.status):
                raise Moved("the deposit is not as it was read")
            self._move(movement)
            self._tables.deposits[before.deposit_id] = replace(after, version=before.version + 1)

    def purchase(
        self,
        movement: Movement,
        verifications: Sequence[Verification],
        key: RequestKey,
        *,
        claim: RequestKey | None = None,
        batch: Batch | None = None,
    ) -> None:
        check_purchase(movement, verifications)
        keys = [key] if claim is None else [key, claim]
        with self._lock:
            for one in keys:
                self._tables.must_be_free(one)
            if any(_owned(verification) in self._tables.verifications for verification in verifications):
                raise Moved("a verification with this id exists")
            if batch is not None and (batch.user_id, batch.batch_id) in self._tables.batches:
                raise Moved("a batch with this id exists")
            self._move(movement)
            for one in keys:
                self._tables.keys[one.user_id, one.key] = one
            if batch is not None:
                self._tables.batches[batch.user_id, batch.batch_id] = batch
            for verification in verifications:
                self._tables.verifications[_owned(verification)] = replace(verification, version=1)

    def refund(self, movement: Movement, before: Verification, after: Verification) -> Verification:
        check_refund(movement, before, after)
        with self._lock:
            stored = self._tables.verifications.get(_owned(before))
            if stored is None or (stored.version, stored.state) != (before.version, before.state):
                raise Moved("the verification is not as it was read")
            self._move(movement)
            written = replace(after, version=before.version + 1)
            self._tables.verifications[_owned(before)] = written
            return written

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        check_adjustment(movement, before, after, receivable)
        with self._lock:
            stored = self._tables.deposits.get(before.deposit_id)
            if stored is None or (stored.version, stored.status) != (before.version, before.status):
                raise Moved("the deposit is not as it was read")
            self._move(movement)
            self._tables.deposits[before.deposit_id] = replace(after, version=before.version + 1)
            if receivable is not None:
                self._tables.receivables[receivable.user_id, receivable.receivable_id] = receivable

    def freeze(self, before: Wallet, reason: str | None, act: OperatorAct) -> None:
        with self._lock:
            wallet = self._tables.wallet(before.user_id)
            if wallet.frozen != before.frozen or (reason is None and wallet.standing != before.standing):
                raise WalletMoved(wallet)
            is_kept = reason or before.frozen == UNDER_REFUND
            seen = wallet.standing if is_kept else looked_at(wallet.standing, act.at)
            self._tables.wallets[wallet.user_id] = replace(wallet, frozen=reason, standing=seen)
            self._tables.operator_log[act.day, act.act_id] = act

    def limit_own(self, before: Wallet, own: OwnLimits) -> None:
        with self._lock:
            wallet = self._tables.wallet(before.user_id)
            if wallet.own != before.own:
                raise WalletMoved(wallet)
            self._tables.wallets[wallet.user_id] = replace(wallet, own=own)

    def close(self, before: Wallet, closure: Closure) -> None:
        with self._lock:
            wallet = self._tables.wallet(before.user_id)
            taken = closure.claim in self._tables.closures
            seen = (before.n, before.frozen, before.closes_at)
            if taken or (wallet.n, wallet.frozen, wallet.closes_at) != seen:
                raise WalletMoved(wallet)
            self._tables.wallets[wallet.user_id] = replace(wallet, closes_at=closure.closes_at)
            self._tables.closures[closure.claim] = replace(closure, version=1)

    def keep(self, before: Wallet, closure: Closure) -> None:
        with self._lock:
            wallet = self._tables.wallet(before.user_id)
            stored = self._tables.closures.get(closure.claim)
            if stored is None or stored.version != closure.version or wallet.closes_at != before.closes_at:
                raise WalletMoved(wallet)
            self._tables.wallets[wallet.user_id] = replace(wallet, closes_at=None)
            del self._tables.closures[closure.claim]

    def set_trust(self, before: Wallet, level: TrustLevel, act: OperatorAct) -> None:
        with self._lock:
            wallet = self._tables.wallet(before.user_id)
            if wallet.trust != before.trust:
                raise WalletMoved(wallet)
            self._tables.wallets[wallet.user_id] = replace(wallet, trust=level)
            self._tables.operator_log[act.day, act.act_id] = act

    def scan(self, *, segment: int, segments: int) -> Iterator[Wallet]:
        with self._lock:
            wallets = list(self._tables.wallets.values())
        return iter(wallets[segment::segments])

    def _move(self, movement: Movement) -> None:
        before, after = movement.before, movement.after
        wallet = self._tables.wallet(before.user_id)
        guarded = (wallet.n, wallet.frozen, wallet.standing, wallet.own, wallet.closes_at)
        if guarded != (before.n, before.frozen, before.standing, before.own, before.closes_at):
            raise WalletMoved(wallet)
        if (wallet.user_id, wallet.balance) != (before.user_id, before.balance):
            raise RuntimeError("the books contradict themselves")
        self._tables.wallets[wallet.user_id] = replace(after, trust=wallet.trust)
        self._tables.entries[wallet.user_id].extend(movement.entries)


class FakeDeposits(Store):
    def add(self, deposit: Deposit, key: RequestKey, *, most_a_day_minor: int | None = None) -> None:
        with self._lock:
            self._tables.must_be_free(key)
            if self._tables.wallet(deposit.user_id).closes_at is not None:
                raise AccountCloses
            if most_a_day_minor is not None:
                day = (deposit.user_id, deposit.created_at.date())
                if self._tables.top_ups[day] + deposit.amount.minor > most_a_day_minor:
                    raise TopUpsExceeded
                self._tables.top_ups[day] += deposit.amount.minor
            if deposit.deposit_id in self._tables.deposits:
                raise Moved("a deposit with this id exists")
            self._tables.keys[key.user_id, key.key] = key
            self._tables.deposits[deposit.deposit_id] = replace(deposit, version=1)

    def get(self, deposit_id: DepositId) -> Deposit | None:
        with self._lock:
            return self._tables.deposits.get(deposit_id)

    def save(self, before: Deposit, after: Deposit) -> Deposit:
        if after.status == "credited" and before.status != "credited":
            raise ValueError("a deposit is credited in the books, together with the wallet")
        with self._lock:
            stored = self._tables.deposits.get(before.deposit_id)
            if stored is None or stored.version != before.version:
                raise Moved("the deposit is not as it was read")
            saved = replace(after, version=before.version + 1)
            self._tables.deposits[before.deposit_id] = saved
            return saved

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        with self._lock:
            own = [one for one in self._tables.deposits.values() if one.user_id == user_id]
        older = [one for one in own if before_id is None or one.deposit_id < before_id]
        return sorted(older, key=lambda one: one.deposit_id, reverse=True)[:limit]

    def scan(self, *, segment: int, segments: int) -> Iterator[Deposit]:
        with self._lock:
            deposits = list(self._tables.deposits.values())
        return iter(deposits[segment::segments])

    def asked_on(self, user_id: UserId, day: date) -> int:
        with self._lock:
            return self._tables.top_ups.get((user_id, day), 0)

    def due(self, now: datetime, *, limit: int) -> Sequence[DepositId]:
        with self._lock:
            found = [(one.due_at, one.deposit_id) for one in self._tables.deposits.values() if one.due_at]
        return [deposit_id for due_at, deposit_id in sorted(found) if due_at <= now][:limit]


class FakeVerifications(Store):
    def get(self, user_id: UserId, verification_id: VerificationId) -> Verification | None:
        with self._lock:
            return self._tables.verifications.get((user_id, verification_id))

    def get_many(self, user_id: UserId, ids: Sequence[VerificationId]) -> Sequence[Verification]:
        if len(set(ids)) > 100:
            raise ValueError("at most 100 verifications can be read at once")
        return [one for one in self._newest_first(user_id) if one.verification_id in ids]

    def get_each(self, owned: Sequence[_Owned]) -> Sequence[Verification]:
        if len(set(owned)) > 100:
            raise ValueError("at most 100 verifications can be read at once")
        with self._lock:
            return [self._tables.verifications[one] for one in set(owned) if one in self._tables.verifications]

    def save(self, before: Verification, after: Verification) -> Verification:
        if after.is_refunded and not before.is_refunded:
            raise ValueError("a verification ends refunded in the books, together with the wallet")
        with self._lock:
            stored = self._tables.verifications.get(_owned(before))
            if stored is None or stored.version != before.version:
                raise Moved("the verification is not as it was read")
            saved = replace(after, version=before.version + 1)
            self._tables.verifications[_owned(before)] = saved
            return saved

    def page(
        self, user_id: UserId, *, before_id: str | None, since_id: str | None = None, limit: int
    ) -> Sequence[Verification]:
        inside = [
            one
            for one in self._newest_first(user_id)
            if (before_id is None or one.verification_id < before_id)
            and (since_id is None or one.verification_id > since_id)
        ]
        return inside[:limit]

    def find_by_order_id(self, order_id: str) -> _Owned | None:
        with self._lock:
            stored = self._tables.verifications.items()
            return next((key for key, one in stored if one.order_id == order_id), None)

    def due(self, now: datetime, *, limit: int) -> Sequence[_Owned]:
        with self._lock:
            found = [(one.due_at, key) for key, one in self._tables.verifications.items() if one.due_at]
        return [key for due_at, key in sorted(found) if due_at <= now][:limit]

    def _newest_first(self, user_id: UserId) -> list[Verification]:
        with self._lock:
            own = [one for one in self._tables.verifications.values() if one.user_id == user_id]
        return sorted(own, key=lambda one: one.verification_id, reverse=True)


class FakeMessages(Store):
    def add(self, user_id: UserId, verification_id: VerificationId, message: Message) -> None:
        with self._lock:
            self._tables.messages.setdefault((user_id, verification_id, message.id), message)

    def between(
        self, user_id: UserId, *, first: VerificationId, last: VerificationId
    ) -> dict[VerificationId, Sequence[Message]]:
        with self._lock:
            stored = sorted(self._tables.messages.items(), key=lambda one: (one[1].received_at, one[1].id))
        found: dict[VerificationId, list[Message]] = defaultdict(list)
        for (owner, verification_id, _), message in stored:
            if owner == user_id and first <= verification_id <= last:
                found[verification_id].append(message)
        return dict(found)


def _owned(verification: Verification) -> _Owned:
    return verification.user_id, verification.verification_id
