"""The reconciliation compares our books with Paystack, with the supplier and with themselves.

Its parts are independent: if Paystack does not answer, the books are still audited. Differences are stored and alarmed,
never repaired. The report says what was checked, so that "no difference" is not confused with "not checked".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from callbox.domain.errors import CallboxError, Unavailable, Uncertain
from callbox.services.comparing_payments import PaymentComparison, PaymentsCompared
from callbox.services.supplier_account import SupplierAccount, SupplierAccountService

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.differences import Difference
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.scans import DepositScan
    from callbox.services.auditing import Audit
    from callbox.services.noting import Notes
    from callbox.services.orphans import OrphanService

SILENCES = 3
"""Unanswered requests in a row after which this run stops asking Paystack: each costs seconds."""


@dataclass
class Report:
    """The result of one run. `made_good` lists repairs by the regular code, `left_out` the parts that failed."""

    since: datetime
    facts: dict[str, str | int] = field(default_factory=dict)
    made_good: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    new: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.differences and not self.left_out


class Reconciliation:
    def __init__(
        self,
        *,
        payments: PaymentComparison,
        all_deposits: DepositScan,
        orphans: OrphanService,
        account: SupplierAccountService,
        audit: Audit,
        notes: Notes,
        clock: Clock,
        log: Log,
    ) -> None:
        self._payments = payments
        self._all_deposits = all_deposits
        self._orphans = orphans
        self._account = account
        self._audit = audit
        self._notes = notes
        self._clock = clock
        self._log = log

    def run(
        self,
        *,
        since: datetime,
        segments: int | None = None,
        deadline: datetime | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Report:
        """Compare everything and return a report. A second run finds the same and duplicates nothing.

        With `segments`, also audit all books with that many threads. After the `deadline`, no further deposit or
        wallet is read or asked about; what was found until then is stored.
        """
        report, payments = Report(since), PaymentsCompared()
        if self._part("payments", report, lambda: self._payments.compare(payments, since=since)) is None:
            questions = list[Callable[[], None]]()
            self._part("payments", report, lambda: self._find_questions(questions, report, payments, deadline))
            self._part("payments", report, lambda: self._ask(questions, report, deadline))
        self._add_payments(report, payments)
        if segments is not None:
            self._part("books", report, partial(self._audit_books, report, segments, deadline, progress))
        self._part("orders", report, lambda: self._compare_orders(report))
        looks = list[SupplierAccount]()
        self._part("supplier's account", report, lambda: looks.append(self._look_at_account(report)))
        report.new = self._notes.take(report.differences)
        for look in looks:
            self._part("supplier's account", report, partial(self._account.keep, look))
        self._log.record(
            "books_reconciled",
            differences=len(report.differences),
            new=report.new,
            made_good=len(report.made_good),
            left_out=len(report.left_out),
        )
        return report

    def _part(self, name: str, report: Report, work: Callable[[], None]) -> Exception | None:
        """Run one part. Report and alarm a failure. Return the exception, or None on success."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a broken part must not stop the others
            reason = error.code if isinstance(error, CallboxError) else type(error).__name__
            report.left_out.append(f"{name}: {reason}")
            self._log.alarm("reconciliation_incomplete", part=name, reason=reason)
            return error
        return None

    def _find_questions(
        self,
        questions: list[Callable[[], None]],
        report: Report,
        payments: PaymentsCompared,
        deadline: datetime | None,
    ) -> None:
        """Collect the requests to Paystack about deposits that its lists do not explain."""
        for deposit in self._all_deposits.scan(segment=0, segments=1):
            if self._is_over(deadline):
                self._note_out_of_time(report, "payments", "deposits were read")
                return
            if self._payments.is_missing(deposit, payments, since=report.since):
                questions.append(partial(self._payments.ask_about, deposit, payments))
            if self._payments.may_be_restored(deposit, payments):
                questions.append(partial(self._payments.ask_about_return, deposit, payments))

    def _ask(self, questions: Sequence[Callable[[], None]], report: Report, deadline: datetime | None) -> None:
        """Ask Paystack about one deposit after the other. Raises Unavailable when it stops answering."""
        silences = 0
        for ask in questions:
            if self._is_over(deadline):
                self._note_out_of_time(report, "payments", "deposits were asked about")
                return
            if silences == SILENCES:
                raise Unavailable("Paystack stopped answering.", code="payment_provider_silent")
            error = self._part("payments", report, ask)
            silences = silences + 1 if isinstance(error, Unavailable | Uncertain) else 0

    def _is_over(self, deadline: datetime | None) -> bool:
        return deadline is not None and self._clock.now() >= deadline

    def _audit_books(
        self, report: Report, segments: int, deadline: datetime | None, progress: Callable[[int], None]
    ) -> None:
        audited = self._audit.run(segments=segments, deadline=deadline, progress=progress)
        report.differences += audited.differences
        report.facts |= {
            "wallets": audited.wallets,
            "wallets frozen": audited.frozen,
            "wallets that kept moving": audited.moving,
            "entries": audited.entries,
            "deposits": audited.deposits,
            "balances, minor units": audited.balance_minor,
        }
        report.facts |= {f"account {name}, minor units": minor for name, minor in sorted(audited.accounts.items())}
        if not audited.is_complete:
            self._note_out_of_time(report, "books", "wallets were read")

    def _note_out_of_time(self, report: Report, part: str, what: str) -> None:
        report.left_out.append(f"{part}: time ran out before all {what}")
        self._log.alarm("reconciliation_incomplete", part=part, reason="time")

    def _add_payments(self, report: Report, payments: PaymentsCompared) -> None:
        report.differences += payments.differences
        report.made_good += [f"credited {reference}" for reference in payments.credited_now]
        report.made_good += [f"took back the return of {reference}" for reference in payments.taken_back_now]
        report.facts |= {
            "successes at Paystack": payments.successes,
            "successes, minor units": payments.success_minor,
            "successes credited": payments.credited,
            "successes held as mismatched": payments.held,
        }

    def _compare_orders(self, report: Report) -> None:
        orphans = self._orphans.run()
        report.differences += orphans.left
        report.made_good += [f"cancelled orphan order {order_id}" for order_id in orphans.cancelled]
        report.facts["open orders at the supplier"] = orphans.open_orders
        if orphans.unasked:
            raise Unavailable("The supplier stopped answering.", code="supplier_silent")

    def _look_at_account(self, report: Report) -> SupplierAccount:
        account = self._account.compare()
        report.differences += account.differences
        report.facts |= {
            "supplier's credit, USD": str(account.balance.balance_usd),
            "paid for open orders, USD": str(account.balance.open_cost_usd),
            "orders billed since the last reading": account.billed,
            "cost of those orders, USD": str(account.billed_usd),
        }
        if account.unexplained_usd is not None:
            report.facts["credit that orders do not explain, USD"] = str(account.unexplained_usd)
        return account
