"""Reconcile now: compare our books with Paystack and the supplier, and recompute every wallet.

    python -m ops.reconcile
    python -m ops.reconcile --stage prod --since 2026-11-20

Does what the daily `reconcile_books` and a day of `audit_books` do, with their configuration and without a time limit.
Credits a payment that never reached us, takes back a return that we missed, and cancels an orphan order; stores and
prints every other difference. `--since` compares older payments than the daily run. Exit code 1 when there are
differences or when a part could not be compared.
"""

import argparse
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime

from callbox.services.comparing_payments import NIGHTLY
from callbox.services.reconciliation import Report
from callbox.telemetry import JsonLog
from ops.audit import SEGMENTS, Progress
from ops.operating import add_stage, services_of, shown


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare our books with Paystack and the supplier.")
    parser.add_argument(
        "--since", type=_moment, help=f"payments since this date or time in UTC; default: {NIGHTLY.days} days ago"
    )
    add_stage(parser)
    options = parser.parse_args(arguments)
    services = services_of(options, log=JsonLog(), moves_money=True)
    since = options.since or datetime.now(UTC) - NIGHTLY
    progress = Progress()
    with redirect_stdout(sys.stderr):  # the services log to standard output
        report = services.reconciliation.run(since=since, segments=SEGMENTS, progress=progress)
    progress.end()
    print("\n".join(_lines(report)))
    return 0 if report.is_clean else 1


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-11-20") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lines(report: Report) -> list[str]:
    width = max((len(name) for name in report.facts), default=0)
    lines = [f"payments since {report.since:%Y-%m-%d %H:%M} UTC"]
    lines += [f"  {name:<{width}}  {value}" for name, value in report.facts.items()]
    if report.made_good:
        lines += ["corrected", *(f"  {one}" for one in report.made_good)]
    if report.left_out:
        lines += ["could not be compared", *(f"  {one}" for one in report.left_out)]
    if not report.differences:
        return [*lines, "no difference"]
    lines.append(f"{len(report.differences)} differences, {report.new} of them new")
    return [*lines, *shown(report.differences)]


if __name__ == "__main__":
    sys.exit(main())
