"""The totals of many schedules: how many ran, which faults struck where, counts and violations."""

from collections import Counter
from dataclasses import dataclass, field

from tests.money.at_rest import count_orders
from tests.money.boundary import Record
from tests.money.exhaustive import Case
from tests.money.faults import CALLS, Boundary, Fault, Triple
from tests.money.scheduler import Violation
from tests.money.world import World

MOST_VIOLATIONS = 20
"""Kept word for word; more would not help."""


@dataclass
class Tally:
    """`violations` are (replay arguments, violation). `reached` has, for each place of a flow, a case that reaches it
    and the number of the call. `late_s` is the latest settling after a single crash,
    `kept_s` the longest life of an orphan order."""

    schedules: int = 0
    calls: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    struck: Counter[Triple] = field(default_factory=Counter)
    reached: dict[tuple[str, Boundary], tuple[Case, int]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    violation_count: int = 0
    violations: list[tuple[str, str]] = field(default_factory=list)
    late_s: float = 0.0
    kept_s: float = 0.0

    def add(self, case: Case, record: Record, world: World | None) -> None:
        self.schedules += 1
        self.calls += record.calls
        self.faults.update(triple.fault for triple in record.struck)
        self.struck.update(record.struck)
        for place, number in record.reached.items():
            self.reached.setdefault(place, (case, number))
        if world is not None:
            self.counted += count_orders(world.outside, world.auditor)

    def add_violation(self, case: Case, violation: Violation) -> None:
        self.violation_count += 1
        if len(self.violations) < MOST_VIOLATIONS:
            self.violations.append((case.command, str(violation)))

    def merge(self, other: "Tally") -> None:
        self.schedules += other.schedules
        self.calls += other.calls
        self.faults += other.faults
        self.struck += other.struck
        self.reached = other.reached | self.reached
        self.counted += other.counted
        self.violation_count += other.violation_count
        self.violations = [*self.violations, *other.violations][:MOST_VIOLATIONS]
        self.late_s = max(self.late_s, other.late_s)
        self.kept_s = max(self.kept_s, other.kept_s)

    def possible(self) -> set[Triple]:
        """Return every fault that could strike at any place that a flow has reached."""
        return {
            Triple(flow, boundary, fault)
            for flow, boundary in self.reached
            for fault in CALLS[boundary.port, boundary.method].faults
        }

    def missed(self) -> list[Triple]:
        return sorted(self.possible() - set(self.struck), key=str)

    def report(self) -> str:
        possible, missed = self.possible(), self.missed()
        lines = [
            f"schedules             {self.schedules:>12,}",
            f"calls to the outside  {self.calls:>12,}",
            f"faults                {self.faults.total():>12,}",
            *(f"  {fault:<20}{self.faults[fault]:>12,}" for fault in Fault),
            f"places (flow, call)   {len(self.reached):>12,}",
            f"triples struck        {len(possible) - len(missed):>12,} of {len(possible):,}",
            *(f"  missed: {triple.flow}: {triple.boundary}: {triple.fault}" for triple in missed[:MOST_VIOLATIONS]),
            f"latest settling after one crash, s beyond the deadline {self.late_s:>8.0f}",
            f"longest life of an orphan order, s {self.kept_s:>28.0f}",
            "counted",
            *(f"  {what:<52}{count:>10,}" for what, count in sorted(self.counted.items()) if count),
            f"violations            {self.violation_count:>12,}",
            *(f"  {what}\n    {said}" for what, said in self.violations),
        ]
        return "\n".join(lines)
