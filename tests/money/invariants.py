"""The invariants I1-I9, judged by what the simulated world knows and not by the rules under test."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId
from callbox.domain.ledger import Entry
from callbox.domain.verifications import Verification
from tests.fake_stores import FakeTables
from tests.fake_world import FakeEvents
from tests.money.payments import SimulatedPaystack
from tests.money.scheduler import Scheduler, Violation, seconds_of
from tests.money.supplying import SimulatedSupplier

_STEPS: Mapping[str, frozenset[str]] = {
    # deposits
    "pending": frozenset({"credited", "mismatched", "failed"}),
    "failed deposit": frozenset({"credited", "mismatched"}),
    # verifications
    "requesting": frozenset({"waiting", "failed"}),
    "waiting": frozenset({"received", "cancelled", "expired", "failed"}),
}
"""Which states may follow which. What is not here is an end."""

NEVER_SETTLED = "supplier_never_settled"
_ANSWER_S = 60.0
"""How old the answer can be by which a deposit fails: no function that asks lives longer."""
_NOTICE_S = 120.0
"""How old a text may be when its order is given up: one run of a worker lies between the last look and the refund."""


@dataclass
class Auditor:
    """Watches the tables. `touch_*` is told of each write; `check_step` then judges what was touched."""

    tables: FakeTables
    paystack: SimulatedPaystack
    supplier: SimulatedSupplier
    events: FakeEvents
    scheduler: Scheduler
    settled_s: dict[str, float] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    _keys: dict[UserId, set[str]] = field(default_factory=dict)
    _seen: dict[str, Any] = field(default_factory=dict)
    _books: dict[UserId, list[Entry]] = field(default_factory=dict)
    _touched: dict[UserId, None] = field(default_factory=dict)

    def sent_key(self, user_id: UserId, key: str) -> None:
        """Note that a customer has used an idempotency key: each may lead to one document."""
        self._keys.setdefault(user_id, set()).add(key)

    # --- after every write

    def touch_wallet(self, user_id: UserId) -> None:
        self._touched[user_id] = None

    def touch_deposit(self, deposit_id: DepositId, deposit: Deposit) -> None:
        self._touched[deposit.user_id] = None
        before: Deposit | None = self._seen.get(deposit_id)
        self._seen[deposit_id] = deposit
        if before is None:
            return
        _demand(
            (before.user_id, before.amount) == (deposit.user_id, deposit.amount),
            f"deposit {deposit_id} changed its owner or amount",
        )
        kind = "failed deposit" if before.status == "failed" else before.status
        self._follow(deposit_id, kind, before.status, deposit.status)

    def touch_verification(self, key: tuple[UserId, str], verification: Verification) -> None:
        user_id, verification_id = key
        self._touched[user_id] = None
        before: Verification | None = self._seen.get(verification_id)
        self._seen[verification_id] = verification
        if before is None:
            _demand(verification.state == "requesting", f"verification {verification_id} begins {verification.state}")
            return
        _demand(before.price == verification.price, f"verification {verification_id} changed its price")
        self._follow(verification_id, before.state, before.state, verification.state)
        if before.state == verification.state:
            return
        if verification.state == "received":
            self._must_have_text(verification)
        elif verification.is_refunded and before.state == "waiting":  # nobody had the number of a request given up
            self._must_be_given_back(verification)

    def check_step(self) -> None:
        """I1-I4, I6, I9 and what ties documents to entries, for every customer whose data were written."""
        if not self._touched:
            return
        touched, self._touched = self._touched, {}
        for user_id in touched:
            self._check_wallet(user_id)
            self._check_documents(user_id)

    def _follow(self, document_id: str, kind: str, before: str, after: str) -> None:
        if before != after:
            _demand(after in _STEPS.get(kind, ()), f"{document_id} went from {before} to {after}")
            self.settled_s[document_id] = self.scheduler.now_s

    def _must_have_text(self, verification: Verification) -> None:
        rented = self.supplier.orders.get(verification.supplier_id or "")
        _demand(
            rented is not None and bool(rented.texts(self.scheduler.now_s)),
            f"{verification.verification_id} is to be paid for and no text came",
        )
        _demand(
            any(key[1] == verification.verification_id for key in self.tables.messages),
            f"{verification.verification_id} promises a code that is not stored",
        )

    def _must_be_given_back(self, verification: Verification) -> None:
        """I8: the supplier is asked before a refund, and a code that came before the number went back is not lost."""
        rented, now_s = self.supplier.orders[verification.supplier_id or ""], self.scheduler.now_s
        if verification.reason == NEVER_SETTLED:
            told = [facts.get("verification_id") for event, facts in self.events.alarms if event == NEVER_SETTLED]
            _demand(verification.verification_id in told, f"{verification.verification_id} was given up silently")
            _demand(
                not rented.code_came_by(now_s - _NOTICE_S),
                f"{verification.verification_id} is refunded although its code has long been there",
            )
            return
        _demand(
            rented.outcome(now_s) == "returned",
            f"{verification.verification_id} is refunded while its order is {rented.outcome(now_s)}",
        )
        _demand(
            not any(text.has_code and at_s <= rented.gone_s for at_s, text in rented.texts(now_s)),
            f"{verification.verification_id} is refunded although its code came before the number went back",
        )

    def _check_wallet(self, user_id: UserId) -> None:
        wallet, entries = self.tables.wallet(user_id), list(self.tables.entries.get(user_id, ()))
        seen = self._books.get(user_id, [])
        _demand(len(entries) >= len(seen), f"I9: wallet of {user_id} lost entries")
        _demand(entries[: len(seen)] == seen, f"entries of {user_id} were changed")
        self._books[user_id] = entries
        balance = sum(entry.amount.minor for entry in entries)
        _demand(wallet.balance.minor == balance, f"I1: wallet of {user_id} is {wallet.balance.minor}, not {balance}")
        _demand(wallet.n == len(entries), f"I2: wallet of {user_id} has n {wallet.n} and {len(entries)} entries")
        _demand(wallet.balance.minor >= 0, f"I3: wallet of {user_id} is at {wallet.balance.minor}")
        running = 0
        for n, entry in enumerate(entries, 1):
            running += entry.amount.minor
            if (entry.n, entry.balance_after.minor) != (n, running):
                raise Violation(f"I1: entry {entry.n} of {user_id} is wrong")
            gives, takes = entry.debit_account, entry.credit_account
            outside, mine = (gives, takes) if entry.amount.minor > 0 else (takes, gives)
            if mine != f"wallet:{user_id}" or outside == mine or entry.amount.minor == 0:
                raise Violation(f"I6: entry {n} of {user_id} does not go from one account to the other")

    def _check_documents(self, user_id: UserId) -> None:
        entries = self.tables.entries.get(user_id, ())
        sums = Counter[tuple[str, str]]()
        counts = Counter[tuple[str, str]]()
        for entry in entries:
            of = (entry.kind, entry.deposit_id or entry.verification_id or "")
            counts[of] += 1
            sums[of] += entry.amount.minor
        known = 0
        for deposit_id, deposit in self.tables.deposits.items():
            if deposit.user_id == user_id:
                due = (1, deposit.amount.minor) if deposit.status == "credited" else (0, 0)
                of = ("deposit", deposit_id)
                _demand(
                    (counts[of], sums[of]) == due, f"I4: {deposit.status} deposit {deposit_id}: {counts[of]} entries"
                )
                known += counts[of]
        for (owner, verification_id), one in self.tables.verifications.items():
            if owner == user_id:
                paid, back = ("purchase", verification_id), ("refund", verification_id)
                price = one.price.minor
                _demand(
                    (counts[paid], sums[paid]) == (1, -price), f"I4: {verification_id} was paid {counts[paid]} times"
                )
                due = (1, price) if one.is_refunded else (0, 0)
                _demand((counts[back], sums[back]) == due, f"I4: {one.state} {verification_id}: {counts[back]} refunds")
                known += counts[paid] + counts[back]
        _demand(known == len(entries), f"I4: {user_id} has entries that belong to no document")

    # --- at rest

    def check_rest(self, dead: set[str]) -> None:
        """I5, I7 and I8: nothing is left open, and both outside parties' books agree with ours.

        `dead` are the references whose messages ended in the dead-letter queue.
        """
        for user_id in self.tables.wallets:
            self._touched[user_id] = None
        self.check_step()
        for (_, verification_id), one in self.tables.verifications.items():
            _demand(not one.is_open, f"I5: {verification_id} is {one.state} at rest")
            _demand(one.due_at is None, f"I5: {verification_id} is still due at rest")
        for deposit_id, deposit in self.tables.deposits.items():
            _demand(deposit.status != "pending" and deposit.due_at is None, f"I5: {deposit_id} is {deposit.status}")
        self._check_payments(dead)
        self._check_orders()
        self._check_claims()

    def _check_payments(self, dead: set[str]) -> None:
        credited = 0
        for reference, payment in self.paystack.payments.items():
            if payment.status != "success":
                continue
            deposit = self.tables.deposits.get(DepositId(reference.rpartition("-")[0]))
            _demand(deposit is not None, f"I7: {reference} was opened for a deposit that is not stored")
            if deposit is None or deposit.paid_reference != reference:
                if deposit is not None and self._is_left_to_reconciliation(reference, deposit, dead):
                    self.counted["late payment that nobody told us of"] += 1
                    continue
                alarmed = [
                    facts.get("reference") for event, facts in self.events.alarms if event == "deposit_paid_twice"
                ]
                _demand(reference in alarmed, f"I7: success {reference} is neither credited nor held nor alarmed")
                continue
            right = "credited" if self.paystack.is_right(reference) else "mismatched"
            _demand(deposit.status == right, f"I7: success {reference} should be {right} and is {deposit.status}")
            if right == "credited":
                credited += 1
                _demand(deposit.amount == self.paystack.asked[reference], f"I7: {reference} credited another amount")
            else:
                alarmed = [facts.get("deposit_id") for event, facts in self.events.alarms]
                _demand(deposit.deposit_id in alarmed, f"I7: success {reference} is held and nobody was told")
        counted = sum(deposit.status == "credited" for deposit in self.tables.deposits.values())
        _demand(counted == credited, f"I7: {counted} deposits are credited for {credited} right payments")

    def _is_left_to_reconciliation(self, reference: str, deposit: Deposit, dead: set[str]) -> bool:
        """Tell whether we could not know: paid when the deposit failed or later, its webhook lost or dead unheard."""
        settled_s = self.settled_s.get(deposit.deposit_id, float("inf"))
        paid_late = self.paystack.paid_at_s[reference] >= settled_s - _ANSWER_S
        unheard = reference not in self.paystack.told or reference in dead
        return deposit.status == "failed" and paid_late and unheard

    def _check_orders(self) -> None:
        billed: Counter[str] = Counter()
        for rented in self.supplier.orders.values():
            owner = self._owner_of(rented.key)
            _demand(owner is not None, f"I8: order {rented.supplier_id} belongs to no verification")
            billed[owner.verification_id if owner else ""] += rented.outcome(self.scheduler.now_s) == "delivered"
        for verification_id, times in billed.items():
            _demand(times <= 1, f"I8: {times} orders of {verification_id} are billed")
        for event, facts in self.events.recorded:
            if event == "late_number_returned":
                mine = [
                    one for one in self.supplier.orders.values() if one.key.startswith(str(facts["verification_id"]))
                ]
                _demand(
                    any(one.returned_s is not None or one.refused_cancel for one in mine),
                    f"I8: the late number of {facts['verification_id']} is said to be given back and is not",
                )

    def _check_claims(self) -> None:
        """A verification is tried again once at most, and only when it was refunded; a key makes one document."""
        tried = Counter(one.retry_of for one in self.tables.verifications.values() if one.retry_of)
        for (_, verification_id), one in self.tables.verifications.items():
            _demand(tried[verification_id] <= 1, f"{verification_id} was tried again {tried[verification_id]} times")
            _demand(
                not tried[verification_id] or one.is_refunded, f"{verification_id} was tried again and not refunded"
            )
        made = Counter(deposit.user_id for deposit in self.tables.deposits.values())
        made += Counter(user_id for (user_id, _), one in self.tables.verifications.items() if one.batch_id is None)
        made += Counter(user_id for user_id, _ in self.tables.batches)
        for user_id, documents in made.items():
            keys = len(self._keys.get(user_id, ()))
            _demand(documents <= keys, f"{user_id} sent {keys} keys and got {documents} documents")

    def _owner_of(self, key: str) -> Verification | None:
        for verification in self.tables.verifications.values():
            if verification.verification_id in (key, key.rpartition("-")[0]):
                return verification
        return None

    # --- what is counted, not forbidden

    def count(self) -> Counter[str]:
        """Return what is not forbidden yet and should not be: above all orders that no verification points to.

        A number was `given back` by us, `timed out` when the supplier took it back by itself, `billed` when a text
        came to it, `open` when it is neither at rest.
        """
        linked = {one.supplier_id for one in self.tables.verifications.values()}
        for rented in self.supplier.orders.values():
            if rented.supplier_id in linked:
                continue
            owner = self._owner_of(rented.key)
            beside = "beside another order" if owner and owner.supplier_id else "of a request given up"
            outcome: str = rented.outcome(self.scheduler.now_s)
            if outcome == "returned":
                outcome = "given back" if rented.returned_s is not None else "timed out"
            self.counted[f"order {beside}: {outcome if outcome != 'delivered' else 'billed'}"] += 1
        return self.counted

    def overdue_s(self, last_fault_s: float) -> dict[str, float]:
        """Return how long each document took to settle beyond its deadline, or beyond the last fault if that is later.

        The deadline of a verification without a number is the end of its request window; with one, the end that the
        supplier named, or when it settled the order if that is later; of a deposit, the payment.
        """
        late: dict[str, float] = {}
        for (_, verification_id), one in self.tables.verifications.items():
            deadline_s = seconds_of(one.request_ends_at)
            if one.supplier_id is not None and one.ends_at is not None:
                rented = self.supplier.orders[one.supplier_id]
                deadline_s = max(seconds_of(one.ends_at), 0.0 if rented.gone_s == float("inf") else rented.gone_s)
                if one.reason == NEVER_SETTLED:
                    deadline_s = max(deadline_s, rented.ends_s + 600)
            late[verification_id] = self.settled_s[verification_id] - max(deadline_s, last_fault_s)
        for deposit_id, deposit in self.tables.deposits.items():
            if deposit.status in ("credited", "mismatched") and deposit.paid_reference in self.paystack.paid_at_s:
                paid_s = self.paystack.paid_at_s[deposit.paid_reference]
                late[deposit_id] = self.settled_s[deposit_id] - max(paid_s, last_fault_s)
        return late


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)
