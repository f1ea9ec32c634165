"""Replay one schedule and print every step: `python -m tests.money.replay SEED`, or a scenario with its faults.

python -m tests.money.replay 42
python -m tests.money.replay 42 THROTTLED@17
python -m tests.money.replay "a number is cancelled" CRASH_AFTER@17 THROTTLED@23
"""

# ruff: noqa: T201  (a command prints for its user)

import argparse
import sys

from tests.money.at_rest import count_orders
from tests.money.boundary import Record
from tests.money.exhaustive import Case, run_case
from tests.money.scheduler import Violation


def main(arguments: list[str]) -> int:
    """Print the trace, then the documents at rest or the violation. Return 1 for a violation."""
    parser = argparse.ArgumentParser(prog="python -m tests.money.replay", description=__doc__.splitlines()[0])
    parser.add_argument("what", help="a seed, or the name of a scenario")
    parser.add_argument("faults", nargs="*", help="FAULT@CALL, as printed by a violation")
    given = parser.parse_args(arguments)
    trace: list[str] = []
    record = Record(trace=trace)
    try:
        world = run_case(Case.read(given.what, given.faults), record)
    except Violation as violation:
        print("\n".join(trace))
        print(f"\nVIOLATION  {violation}")
        return 1
    print("\n".join(trace))
    print()
    for deposit in world.tables.deposits.values():
        print(f"{deposit.deposit_id}  {deposit.status}  {deposit.amount.minor} {deposit.reason or ''}")
    for one in world.tables.verifications.values():
        print(f"{one.verification_id}  {one.state}  {one.price.minor}  {one.order_id or '-'}  {one.reason or ''}")
    for what, count in count_orders(world.outside, world.auditor).items():
        if count:
            print(f"counted: {what} × {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
