"""Fail when the coverage of a group of modules is below its gate.

    python tests/coverage_gates.py build/coverage.json

Reads coverage.py's JSON report. A group's figure is that of all its lines and branches together.
"""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

# Paths are relative to the tree; a file may belong to several groups.
GROUPS: dict[str, tuple[int, tuple[str, ...]]] = {
    "everything": (90, ("*",)),
    "payments and wallets": (
        95,
        (
            "*/domain/money.py",
            "*/domain/ledger.py",
            "*/domain/deposits.py",
            "*/services/deposits.py",
            "*/services/wallets.py",
            "*/adapters/paystack.py",
            "*/adapters/paystack_events.py",
            "*/adapters/dynamodb/deposits.py",
            "functions/api/*deposit*.py",
            "functions/api/get_wallet.py",
            "functions/api/list_entries.py",
            "functions/api/receive_paystack_event.py",
            "functions/queue/settle_deposit.py",
            "*/domain/returns.py",
            "*/domain/auditing.py",
            "*/domain/differences.py",
            "*/services/returning.py",
            "*/services/freezing.py",
            "*/services/auditing.py",
            "*/services/reconciliation.py",
            "*/services/comparing_payments.py",
            "*/services/supplier_account.py",
            "*/services/orphans.py",
            "*/services/noting.py",
            "*/services/dead_letters.py",
            "*/services/commits.py",
            "*/adapters/dynamodb/books.py",
            "*/adapters/dynamodb/oversight.py",
            "*/domain/movement_rules.py",
            "functions/schedule/reconcile_books.py",
            "functions/schedule/audit_books.py",
            "functions/schedule/cancel_orphan_orders.py",
        ),
    ),
    "verifications": (
        90,
        (
            "*/domain/orders.py",
            "*/domain/verdicts.py",
            "*/domain/verifications.py",
            "*/services/verifications.py",
            "*/services/ordering.py",
            "*/services/polling.py",
            "*/services/closing.py",
            "*/services/fulfilment.py",
            "*/services/retrying.py",
            "*/services/batches.py",
            "*/adapters/dynamodb/verifications.py",
            "functions/api/*verification*.py",
            "functions/queue/request_number.py",
            "functions/queue/fetch_code.py",
        ),
    ),
    "sign-in": (
        90,
        (
            "*/domain/identity.py",
            "*/services/accounts.py",
            "*/services/sessions.py",
            "*/services/attempt_limiter.py",
            "*/services/second_factor.py",
            "*/adapters/passwords.py",
            "*/adapters/tokens.py",
            "*/adapters/dynamodb/users.py",
            "*/adapters/dynamodb/sessions.py",
            "functions/api/sign_*.py",
            "functions/api/refresh_session.py",
        ),
    ),
}


def percent(files: dict[str, Any], patterns: tuple[str, ...]) -> float:
    """Return the share of lines and branches that ran. Raises LookupError for a pattern that no file matches."""
    total = covered = 0
    if unused := [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in files)]:
        raise LookupError(f"no file matches {', '.join(unused)}")
    for name, report in files.items():
        if any(fnmatch(name, pattern) for pattern in patterns):
            summary = report["summary"]
            total += summary["num_statements"] + summary["num_branches"]
            covered += summary["covered_lines"] + summary["covered_branches"]
    return 100 * covered / total


def main() -> int:
    """Print each group beside its gate; return 1 when one is below it or a pattern matches nothing."""
    files = json.loads(Path(sys.argv[1]).read_text())["files"]
    failed = False
    for group, (gate, patterns) in GROUPS.items():
        try:
            share = percent(files, patterns)
        except LookupError as missing:
            sys.stdout.write(f"coverage of {group:<22} {missing}\n")
            failed = True
            continue
        verdict = "" if share >= gate else "  TOO LOW"
        sys.stdout.write(f"coverage of {group:<22} {share:5.1f} %  (at least {gate} %){verdict}\n")
        failed |= share < gate
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
