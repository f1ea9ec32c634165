"""Freeze, unfreeze, refund or show an account, or set its trust level.

    python -m ops.accounts show --email ada@example.com
    python -m ops.accounts freeze --email ada@example.com --author ops@example.com --reason "card reported stolen"
    python -m ops.accounts unfreeze --stage prod --email ada@example.com --author ops@example.com --reason settled
    python -m ops.accounts refund --email ada@example.com --author ops@example.com --reason "closed on request"
    python -m ops.accounts trust --email ada@example.com --level reviewed --author ops@example.com --reason "tests X"

A frozen account cannot buy; it keeps its balance, and deposits and refunds continue. `refund` asks Paystack to return a
frozen account's balance to its payers; the wallet changes when Paystack has done so. Only one run at a time can refund
an account; a second run prints when to retry. The table `operator_log` keeps each change with author, time and reason.
"""

import argparse
import json
import sys

from callbox.domain.errors import CallboxError, Unavailable, Uncertain
from callbox.domain.trust import LEVELS
from callbox.services.freezing import Account
from ops.operating import add_author, add_stage, services_of


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command != "show" and not (options.author and options.reason):
        parser.error(f"{options.command} needs --author and --reason")
    if options.command == "trust" and not options.level:
        parser.error("trust needs --level")
    services = services_of(options, moves_money=options.command != "show")
    service = services.freezes
    try:
        if options.command == "refund":
            for asked in services.repaying.repay(options.email, author=options.author, reason=options.reason):
                print(f"asked Paystack for {asked.amount.minor} minor units of {asked.deposit_id}", file=sys.stderr)
        if options.command == "freeze":
            account = service.freeze(options.email, author=options.author, reason=options.reason)
        elif options.command == "trust":
            account = service.set_trust(options.email, options.level, author=options.author, reason=options.reason)
        elif options.command == "unfreeze":
            account = service.unfreeze(options.email, author=options.author, reason=options.reason)
        else:
            account = service.show(options.email)
    except (Unavailable, Uncertain) as error:
        print(f"incomplete: {error.detail} The operator log lists what Paystack was asked for.", file=sys.stderr)
        return 1
    except CallboxError as error:
        print(f"nothing was changed: {error.detail}", file=sys.stderr)
        return 1
    print(json.dumps(_readable(account), indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Freeze, unfreeze, refund or show an account, or set its trust level.")
    parser.add_argument("command", choices=("show", "freeze", "unfreeze", "refund", "trust"))
    parser.add_argument("--email", required=True, help="the account's email address")
    parser.add_argument("--level", choices=LEVELS, help="trust level; required by trust")
    add_author(parser)
    add_stage(parser)
    return parser


def _readable(account: Account) -> dict[str, object]:
    wallet = account.wallet
    return {
        "user_id": account.user.user_id,
        "email": account.user.email,
        "frozen": wallet.frozen,
        "trust_level": wallet.level,
        "balance_minor": wallet.balance.minor,
        "currency": wallet.balance.currency,
        "entries": wallet.n,
        "owes": [
            {
                "amount_minor": one.amount.minor,
                "deposit_id": one.deposit_id,
                "created_at": one.created_at.isoformat(),
            }
            for one in account.receivables
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
