"""Recompute every wallet from its entries, on the live tables, while customers use them.

    python -m ops.audit                      the platform that `make run` started
    python -m ops.audit --stage prod --segments 16

Prints each difference. Exit code 0 without differences, 1 with them. Changes nothing.
"""

import argparse
import sys
import threading

from callbox.services.auditing import Audited
from ops.operating import add_stage, services_of, shown

SEGMENTS = 8
MOST_SEGMENTS = 64


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Recompute every wallet from its entries.")
    parser.add_argument("--segments", type=int, default=SEGMENTS, choices=range(1, MOST_SEGMENTS + 1), metavar="N")
    add_stage(parser)
    options = parser.parse_args(arguments)
    progress = Progress()
    audited = services_of(options).audit.run(segments=options.segments, progress=progress)
    progress.end()
    print("\n".join(_lines(audited)))
    return 1 if audited.differences else 0


class Progress:
    """Print the number of wallets read so far to standard error. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def __call__(self, wallets: int) -> None:
        with self._lock:
            self._count += wallets
            sys.stderr.write(f"\r{self._count} wallets")
            sys.stderr.flush()

    def end(self) -> None:
        sys.stderr.write("\n")


def _lines(audited: Audited) -> list[str]:
    moving = f", {audited.moving} of them busy and compared without their documents" if audited.moving else ""
    counted = [
        f"{audited.wallets} wallets{moving}, {audited.entries} entries, {audited.deposits} deposits",
        f"balances: {audited.balance_minor} minor units",
        *(f"account {name}: {minor} minor units" for name, minor in sorted(audited.accounts.items())),
    ]
    if not audited.differences:
        return [*counted, "no difference"]
    return [*counted, f"{len(audited.differences)} differences", *shown(audited.differences)]


if __name__ == "__main__":
    sys.exit(main())
