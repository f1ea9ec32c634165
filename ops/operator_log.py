"""List what operators did: who, when, what and why. The log is append-only.

python -m ops.operator_log
python -m ops.operator_log --stage prod --since 2026-11-01 --act account_frozen
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta

from ops.operating import add_stage, services_of

DAYS_SHOWN = 30
MOST_DAYS = 3_660


def main(arguments: list[str] | None = None) -> int:
    today = datetime.now(UTC).date()
    parser = argparse.ArgumentParser(description="List what operators did, oldest first.")
    parser.add_argument("--since", type=date.fromisoformat, default=today - timedelta(days=DAYS_SHOWN))
    parser.add_argument("--act", help="only acts of this kind, for example account_frozen")
    add_stage(parser)
    options = parser.parse_args(arguments)
    if not 0 <= (today - options.since).days <= MOST_DAYS:
        parser.error("--since must be a date of the last ten years")
    for act in services_of(options).operator_acts.between(options.since, today):
        if options.act in (None, act.act):
            facts = ", ".join(f"{name}: {value}" for name, value in sorted(act.facts.items()))
            print(f"{act.at:%Y-%m-%d %H:%M:%S} UTC  {act.author}  {act.act}  {act.subject}  {facts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
