"""The invariants after every write (I1-I4, I6, I9, I10), judged by the simulated world, not by the rules under test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId
from callbox.domain.ledger import Entry, Wallet
from callbox.domain.orders import OWED_NOTHING
from callbox.domain.standing import LOSS_REASONS, MOST_WITHHELD, pause_reason
from callbox.domain.verdicts import OUTSIDE_WISH, SERVICE_DENIED
from callbox.domain.verifications import Verification
from tests.fake_stores import FakeTables
from tests.fake_world import FakeLog
from tests.money.payments import SimulatedPaystack
from tests.money.scheduler import Scheduler, Violation, moment
from tests.money.supplying import SimulatedSupplier

_STEPS: Mapping[str, frozenset[str]] = {
    # deposits
    "pending": frozenset({"credited", "mismatched", "failed", "cancelled"}),
    "cancelled deposit": frozenset({"credited", "mismatched"}),
    "failed deposit": frozenset({"credited", "mismatched"}),
    # verifications
    "requesting": frozenset({"waiting", "failed"}),
    "waiting": frozenset({"received", "cancelled", "expired", "failed"}),
}
"""Which states may follow which. A state that is not here is final."""

Amounts = dict[tuple[str, str], list[int]]
"""The amounts of a customer's entries, by kind and document."""
_NONE: list[int] = []
NEVER_SETTLED = "supplier_never_settled"
_NOTICE_S = 120.0
"""The maximum age of a text when its order is written off: one run of a worker between the last poll and the refund."""


@dataclass
class Auditor:
    """Watches the tables. `touch_*` records each write; `check_step` then checks the touched documents."""

    tables: FakeTables
    paystack: SimulatedPaystack
    supplier: SimulatedSupplier
    log: FakeLog
    scheduler: Scheduler
    most_skew_s: float = 0.0
    """How far apart the clocks are: days and deadlines are exact only on one clock."""
    settled_s: dict[str, float] = field(default_factory=dict)
    failed_s: dict[str, float] = field(default_factory=dict)
    """When deposits failed, even if they changed later."""
    returned_s: dict[str, float] = field(default_factory=dict)
    """When a return of a deposit was last taken from its wallet."""
    keys: dict[UserId, set[str]] = field(default_factory=dict)
    paid_out: dict[UserId, int] = field(default_factory=dict)
    """The accounts that operators paid out, with the wallet's mark at the start."""
    _seen: dict[str, Any] = field(default_factory=dict)
    _books: dict[UserId, list[Entry]] = field(default_factory=dict)
    _wallets: dict[UserId, Wallet] = field(default_factory=dict)
    _returned: list[Deposit] = field(default_factory=list)
    _touched: dict[UserId, None] = field(default_factory=dict)

    def sent_key(self, user_id: UserId, key: str) -> None:
        """Record that a customer has used an idempotency key: each may make one document."""
        self.keys.setdefault(user_id, set()).add(key)

    def mark(self, user_id: UserId) -> int:
        """Return a value that grows whenever more money can be refunded.

        It counts incoming money, refunds that were not processed, and undone chargebacks.
        """
        came_in = sum(entry.amount.minor > 0 for entry in self.tables.entries.get(user_id, ()))
        return came_in + self.paystack.failed_refunds + self.paystack.restorings

    # --- after every write

    def touch_wallet(self, user_id: UserId) -> None:
        self._touched[user_id] = None

    def touch_deposit(self, deposit_id: DepositId, deposit: Deposit) -> None:
        self._touched[deposit.user_id] = None
        before: Deposit | None = self._seen.get(deposit_id)
        self._seen[deposit_id] = deposit
        if before is None:
            is_closing = self.tables.wallet(deposit.user_id).closes_at is not None
            demand(not is_closing, f"a payment of {deposit.user_id} began while the account closes")
            return
        demand(
            (before.user_id, before.amount) == (deposit.user_id, deposit.amount),
            f"deposit {deposit_id} changed its owner or amount",
        )
        if before.returned_minor != deposit.returned_minor:
            self._follow_return(before, deposit)
        if deposit.status == "failed":
            self.failed_s.setdefault(deposit_id, self.scheduler.now_s)
        kind = f"{before.status} deposit" if before.status in ("failed", "cancelled") else before.status
        self._follow(deposit_id, kind, before.status, deposit.status)

    def touch_verification(self, key: tuple[UserId, str], verification: Verification) -> None:
        user_id, verification_id = key
        self._touched[user_id] = None
        before: Verification | None = self._seen.get(verification_id)
        self._seen[verification_id] = verification
        if before is None:
            demand(verification.state == "requesting", f"verification {verification_id} begins {verification.state}")
            return
        demand(before.price == verification.price, f"verification {verification_id} changed its price")
        self._follow(verification_id, before.state, before.state, verification.state)
        if before.state == verification.state:
            return
        self._must_be_as_wished(verification)
        if verification.state == "received":
            self._must_have_text(verification)
        elif verification.is_refunded and before.state == "waiting":  # an abandoned request never had a number
            self._must_be_cancelled(verification)

    def check_step(self) -> None:
        """Check I1-I4, I6, I9, I10 and the links of documents to entries, for each customer whose data were written."""
        if not self._touched:
            return
        touched, self._touched = self._touched, {}
        for user_id in touched:
            self._check_wallet(user_id)
            self._check_documents(user_id)
            self._check_standing(user_id)
            if self.most_skew_s == 0.0:
                self._check_spent(self.tables.wallet(user_id))
        if self._returned:
            returned, self._returned = self._returned, []
            for deposit in returned:
                self._must_be_frozen(deposit)

    def _follow(self, document_id: str, kind: str, before: str, after: str) -> None:
        if before != after:
            demand(after in _STEPS.get(kind, ()), f"{document_id} went from {before} to {after}")
            self.settled_s[document_id] = self.scheduler.now_s

    def _follow_return(self, before: Deposit, deposit: Deposit) -> None:
        """The returned amount only grows, and never exceeds what Paystack has returned."""
        deposit_id, reference = deposit.deposit_id, deposit.paid_reference or ""
        demand(deposit.status == "credited", f"{deposit_id} was returned and is {deposit.status}")
        demand(before.returned_minor < deposit.returned_minor, f"{deposit_id} is returned less than before")
        most = min(self.paystack.most_returned.get(reference, 0), deposit.amount.minor)
        demand(deposit.returned_minor <= most, f"{deposit_id}: {deposit.returned_minor} taken, {most} returned")
        self.returned_s[deposit_id] = self.scheduler.now_s
        self._returned.append(deposit)

    def _must_be_frozen(self, deposit: Deposit) -> None:
        """A chargeback and an uncovered return stop purchases. The alarm comes first.

        A flow that is taking a refund does not know of a simultaneous chargeback: the next flow takes that.
        """
        user_id, deposit_id, reference = deposit.user_id, deposit.deposit_id, deposit.paid_reference or ""
        is_owed = (user_id, f"{deposit_id}-{deposit.returned_minor}") in self.tables.receivables
        was_refunded = deposit.returned_minor <= self.paystack.refunded_minor(reference)
        if is_owed or (self.paystack.is_charged_back(reference) and not was_refunded):
            frozen = self.tables.wallet(user_id).frozen
            demand(
                frozen is not None and pause_reason(frozen) is None,
                f"{deposit_id} was returned and {user_id} may still buy, now or after a pause",
            )
        frozen = self.tables.wallet(user_id).frozen
        if frozen is not None and pause_reason(frozen) is None and user_id not in self._operators_froze:
            told = [facts.get("user_id") for event, facts in self.log.alarms if event == "account_frozen"]
            demand(user_id in told, f"{user_id} was frozen without an alarm")

    @property
    def _operators_froze(self) -> set[str]:
        return {act.subject for act in self.tables.operator_log.values()}

    def _must_have_text(self, verification: Verification) -> None:
        rented = self.supplier.rented.get(verification.order_id or "")
        demand(
            rented is not None and bool(rented.texts(self.scheduler.now_s)),
            f"{verification.verification_id} is charged although no text came",
        )
        demand(
            any(key[1] == verification.verification_id for key in self.tables.messages),
            f"{verification.verification_id} is received without a stored code",
        )

    def _must_be_as_wished(self, verification: Verification) -> None:
        """A customer gets a number with a wished area code or the money, and the money only for such a number."""
        wished, rented = verification.selection.area_codes, self.supplier.by_key.get(verification.order_key)
        if not wished:
            demand(verification.reason != OUTSIDE_WISH.reason, f"{verification.verification_id} had no wish")
            return
        number = verification.number or (rented.number if rented else "")
        is_wished = number[1:4] in wished
        if verification.state == "waiting":
            demand(is_wished, f"{verification.verification_id} got {number} instead of {wished}")
        elif verification.reason == OUTSIDE_WISH.reason:
            demand(not is_wished, f"{verification.verification_id} was refunded for {number}, which was wished")

    def _must_be_cancelled(self, verification: Verification) -> None:
        """I8: an order is cancelled before its refund, and a code that came before the cancel is not lost."""
        rented, now_s = self.supplier.rented[verification.order_id or ""], self.scheduler.now_s
        if verification.reason == SERVICE_DENIED.reason:  # whether or not we are billed for it
            demand(
                any(text.is_denied for _, text in rented.texts(now_s)),
                f"{verification.verification_id} is refunded for a text that never came",
            )
            demand(
                verification.message_count == 0, f"{verification.verification_id} is refunded after a text was shown"
            )
            return
        if verification.reason == NEVER_SETTLED:
            alarms = [facts for event, facts in self.log.alarms if event == NEVER_SETTLED]
            whys = [facts["why"] for facts in alarms if facts.get("verification_id") == verification.verification_id]
            demand(bool(whys), f"{verification.verification_id} was written off without an alarm")
            demand(
                whys[-1] not in ("open", "delivered") or not rented.code_came_by(now_s - _NOTICE_S),
                f"{verification.verification_id} is refunded although its code arrived long before",
            )
            return
        demand(
            rented.outcome(now_s) in OWED_NOTHING,
            f"{verification.verification_id} is refunded while its order is {rented.outcome(now_s)}",
        )
        demand(
            not rented.code_came_by(min(now_s, rented.gone_s)),
            f"{verification.verification_id} is refunded although its code came before its order was cancelled",
        )

    def _check_wallet(self, user_id: UserId) -> None:
        wallet, entries = self.tables.wallet(user_id), list(self.tables.entries.get(user_id, ()))
        seen = self._books.get(user_id, [])
        if entries[: len(seen)] != seen:
            raise Violation(f"I9: entries of {user_id} were lost or changed")
        self._books[user_id] = entries
        balance = sum([entry.amount.minor for entry in entries])
        if wallet.balance.minor != balance:
            raise Violation(f"I1: wallet of {user_id} is {wallet.balance.minor}, not {balance}")
        if wallet.n != len(entries):
            raise Violation(f"I2: wallet of {user_id} has n {wallet.n} and {len(entries)} entries")
        if wallet.balance.minor < 0:
            raise Violation(f"I3: wallet of {user_id} is at {wallet.balance.minor}")
        held = self._wallets.get(user_id)
        if held is not None and held.frozen is not None:
            bought = any(entry.kind == "purchase" for entry in entries[len(seen) :])
            demand(not bought, f"{user_id} bought something while frozen")
        self._check_closing(held, wallet, entries[len(seen) :])
        if held is not None:
            self._check_own_limit(held, wallet, entries[len(seen) :])
        self._wallets[user_id] = wallet
        running = 0
        for n, entry in enumerate(entries, 1):
            running += entry.amount.minor
            if (entry.n, entry.balance_after.minor) != (n, running):
                raise Violation(f"I1: entry {entry.n} of {user_id} is wrong")
            gives, takes = entry.debit_account, entry.credit_account
            outside, mine = (gives, takes) if entry.amount.minor > 0 else (takes, gives)
            if mine != f"wallet:{user_id}" or outside == mine or entry.amount.minor == 0:
                raise Violation(f"I6: entry {n} of {user_id} does not go from one account to another")

    def _check_closing(self, held: Wallet | None, wallet: Wallet, new: list[Entry]) -> None:
        """An account that closes has no open number and buys none; what is paid into it is told first."""
        user_id = wallet.user_id
        if held is None or held.closes_at is None:
            is_open = any(one.is_open for (owner, _), one in self.tables.verifications.items() if owner == user_id)
            demand(wallet.closes_at is None or not is_open, f"{user_id} closes with an open number")
            return
        demand(not any(entry.kind == "purchase" for entry in new), f"{user_id} bought something while closing")
        told = [facts.get("deposit_id") for event, facts in self.log.alarms if event == "closing_account_paid"]
        for entry in new:
            is_told = entry.kind != "deposit" or entry.deposit_id in told
            demand(is_told, f"{user_id} was paid while closing, without an alarm")

    def _check_own_limit(self, held: Wallet, wallet: Wallet, new: list[Entry]) -> None:
        """No purchase exceeds the sum a day that its customer had set before it; a higher one waits a day."""
        user_id, now = wallet.user_id, moment(self.scheduler.now_s)
        mine = {one.paid_reference for one in self.tables.deposits.values() if one.user_id == user_id}
        is_free = any(
            act.subject == user_id and act.act == "account_unfrozen" for act in self.tables.operator_log.values()
        )
        refunded = sum(self.paystack.promised[one] for one in mine if one)
        bought = any(entry.kind == "purchase" for entry in new)
        demand(is_free or not bought or not refunded, f"{user_id} bought while {refunded} is on its way back")
        for entry in new:
            limit = _a_day(held, entry.created_at)
            is_within = entry.kind != "purchase" or limit is None or wallet.usage.spent_minor <= limit
            demand(is_within, f"{user_id} spent {wallet.usage.spent_minor} on a day of {limit}")
        if self.most_skew_s == 0.0:
            before, after = _a_day(held, now), _a_day(wallet, now)
            is_lower = before is None or (after is not None and after <= before)
            demand(is_lower, f"the limit of {user_id} rose from {before} to {after} at once")

    def _check_spent(self, wallet: Wallet) -> None:
        """What counts as spent is the price of the day's numbers that were not refunded."""
        of_day = [
            one.price.minor
            for (owner, _), one in self.tables.verifications.items()
            if owner == wallet.user_id and not one.is_refunded and str(one.created_at.date()) == wallet.usage.day
        ]
        spent = wallet.usage.spent_minor
        demand(spent == sum(of_day), f"{spent} of {wallet.user_id} counts as spent, {sum(of_day)} was")

    def _check_documents(self, user_id: UserId) -> None:
        entries = self.tables.entries.get(user_id, ())
        amounts: Amounts = {}
        for entry in entries:
            amounts.setdefault((entry.kind, entry.deposit_id or entry.verification_id or ""), []).append(
                entry.amount.minor
            )
        known = self._check_deposits(user_id, amounts) + self._check_verifications(user_id, amounts)
        if known != len(entries):
            raise Violation(f"I4: {user_id} has entries without a document")

    def _check_deposits(self, user_id: UserId, amounts: Amounts) -> int:
        """Return how many entries belong to the customer's deposits."""
        known = 0
        for deposit_id, deposit in self.tables.deposits.items():
            if deposit.user_id != user_id:
                continue
            came, went = amounts.get(("deposit", deposit_id), _NONE), amounts.get(("adjustment", deposit_id), _NONE)
            if came != ([deposit.amount.minor] if deposit.status == "credited" else _NONE):
                raise Violation(f"I4: {deposit.status} deposit {deposit_id} has entries of {came}")
            back = deposit.returned_minor
            if (back or went) and -sum(went) + self._owed(deposit_id) != back:
                raise Violation(f"I4: {back} of {deposit_id} returned, {went} taken, {self._owed(deposit_id)} owed")
            known += len(came) + len(went)
        return known

    def _check_verifications(self, user_id: UserId, amounts: Amounts) -> int:
        """Return how many entries belong to the customer's verifications."""
        known = 0
        for (owner, verification_id), one in self.tables.verifications.items():
            if owner != user_id:
                continue
            paid, price = amounts.get(("purchase", verification_id), _NONE), one.price.minor
            refunded = amounts.get(("refund", verification_id), _NONE)
            if paid != [-price]:
                raise Violation(f"I4: {verification_id} at {price} was paid {paid}")
            if refunded != ([price] if one.is_refunded else _NONE):
                raise Violation(f"I4: {one.state} {verification_id} at {price} was refunded {refunded}")
            known += len(paid) + len(refunded)
        return known

    def _check_standing(self, user_id: UserId) -> None:
        """Every payment and every refund that costs us is counted once, and a pause has its alarm."""
        wallet = self.tables.wallet(user_id)
        stands, paused = wallet.standing, pause_reason(wallet.frozen)
        credited = [d for d in self.tables.deposits.values() if d.user_id == user_id and d.status == "credited"]
        counted = stands.settled_minor + sum(minor for _, minor in stands.maturing)
        paid = sum(d.amount.minor - d.returned_minor for d in credited)
        demand(counted == paid, f"{counted} of {user_id} counts as paid, {paid} was paid and kept")
        ended = [one for (owner, _), one in self.tables.verifications.items() if owner == user_id and one.is_refunded]
        for reason in LOSS_REASONS:
            noted = sum(one == reason for _, one in stands.losses)
            cost = sum(one.reason == reason for one in ended)
            demand(noted == cost, f"{noted} losses of {user_id} are noted, {cost} refunds for {reason} cost us")
        denied = sum(one == SERVICE_DENIED.reason for _, one in stands.losses)
        is_free = wallet.frozen is None and user_id not in self._operators_froze
        demand(denied < MOST_WITHHELD or not is_free, f"{user_id} may still buy after {denied} withheld texts")
        told = {facts.get("user_id") for event, facts in self.log.alarms if event == "purchases_paused"}
        demand(paused is None or user_id in told, f"{user_id} was paused without an alarm")

    def _owed(self, deposit_id: str) -> int:
        return sum(one.amount.minor for one in self.tables.receivables.values() if one.deposit_id == deposit_id)


def _a_day(wallet: Wallet, at: datetime) -> int | None:
    own = wallet.own
    return own.later_minor if own.later_at is not None and at >= own.later_at else own.spend_a_day_minor


def demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)
