"""Freeze, unfreeze, refund, recover or show an account, end its sessions, set its trust level, look up a claim.

    python -m ops.accounts find
    python -m ops.accounts show --account 01KB7Q…
    python -m ops.accounts freeze --account 01KB7Q… --author ops@example.com --reason "card reported stolen"
    python -m ops.accounts unfreeze --stage prod --account 01KB7Q… --author ops@example.com --reason settled
    python -m ops.accounts refund --account 01KB7Q… --author ops@example.com --reason "closed on request"
    python -m ops.accounts trust --account 01KB7Q… --level reviewed --author ops@example.com --reason "tests X"
    python -m ops.accounts recover 01KB7Q… --author ops@example.com --reason "passport seen, authenticator lost"
    python -m ops.accounts end-sessions 01KB7Q… --author ops@example.com --reason "phone stolen, owner called"
    python -m ops.accounts claim CB-7Q4M9-2KX0T

An account is named by its id: an address is written by its owner, and may run as a command on the line of a shell.
`find` asks for the address itself and prints the account with its id.

A frozen account cannot buy; it keeps its balance, and deposits and refunds continue. `refund` asks Paystack to return
an account's balance to its payers; the wallet changes when Paystack has done so. Purchases of an account that is not
frozen are held ("refund under way") until the wallet is empty. If a refund fails, or money came in meanwhile, run it
again: it asks for the rest, or ends the hold when no refund is under way. Only one run at a time can refund an account;
a second run prints when to retry. `recover` removes the account's second factor in 72 hours; mails at once, after one
day and after two give its owner a link that stops it. A second run mails once more and moves nothing.
Afterwards the owner signs in with the password, or sets a new one by mail. `end-sessions` signs out every device of the
account within a minute, forgets them all, and tells its owner by mail. `trust --level reviewed` also lets the account's
mailbox make 50 accounts in 30 days, and another level takes that back. `claim` prints the account that a customer
closed and what remains in its wallet: `refund` sends it to its payers, also after its data were deleted. The table
`operator_log` keeps each change with author, time and reason.
"""

import argparse
import json
import os
import sys

from callbox.composition.services import Services
from callbox.domain.errors import CallboxError, Unavailable, Uncertain
from callbox.domain.identity import UserId
from callbox.domain.trust import LEVELS
from callbox.services.freezing import Account, Claimed
from ops.operating import add_author, add_stage, note, queue_url, services_of

_READING = ("find", "show", "claim")
_BY_MAIL = {"recover": "second_factor_removal_ruled", "end-sessions": "sessions_end_ruled"}
"""Commands that the consumer of the mails carries out, each with its act in the operator log."""


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    services = services_of(options, moves_money=options.command not in _READING)
    service = services.freezes
    try:
        if options.command == "claim":
            print(json.dumps(_readable_claim(service.claimed(options.account)), indent=2))
            return 0
        email = _asked_address() if options.command == "find" else service.address_of(UserId(options.account))
        if options.command in _BY_MAIL:
            return _by_mail(services, options)
        if options.command == "refund":
            for asked in services.repaying.repay(email, author=options.author, reason=options.reason):
                print(f"asked Paystack for {asked.amount.minor} minor units of {asked.deposit_id}", file=sys.stderr)
        if options.command == "freeze":
            account = service.freeze(email, author=options.author, reason=options.reason)
        elif options.command == "trust":
            account = service.set_trust(email, options.level, author=options.author, reason=options.reason)
        elif options.command == "unfreeze":
            account = service.unfreeze(email, author=options.author, reason=options.reason)
        else:
            account = service.show(email)
    except (Unavailable, Uncertain) as error:
        print(f"incomplete: {error.detail} The operator log lists what Paystack was asked for.", file=sys.stderr)
        return 1
    except CallboxError as error:
        print(f"nothing was changed: {error.detail}", file=sys.stderr)
        return 1
    print(json.dumps(_readable(account, service.level(account.wallet)), indent=2))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    """Return what the operator typed. Ends the process when something is missing."""
    parser = _parser()
    options = parser.parse_args(arguments)
    options.account = options.account or options.account_id
    if options.command != "find" and not options.account:
        parser.error(f"{options.command} needs --account, the account's id: `find` prints it; claim needs the number")
    if options.command not in _READING and not (options.author and options.reason):
        parser.error(f"{options.command} needs --author and --reason")
    if options.command == "trust" and not options.level:
        parser.error("trust needs --level")
    return options


def _by_mail(services: Services, options: argparse.Namespace) -> int:
    """Have the consumer of the mails carry out what the operator rules, and tell the owner."""
    os.environ["MAILS_QUEUE_URL"] = queue_url(options, "mails")
    note(services, options, _BY_MAIL[options.command], options.account)
    answer: dict[str, str | int] = {"user_id": options.account}
    if options.command == "recover":
        services.factor_removals.rule(UserId(options.account))
        answer["second_factor_removed_after_hours"] = 72
    else:
        services.session_rulings.end_all(UserId(options.account))
        answer["sessions_end_within_s"] = 60
    print(json.dumps(answer, indent=2))
    return 0


def _asked_address() -> str:
    """Ask for an address at the terminal, or read it from standard input."""
    if sys.stdin.isatty():
        print("the account's email address: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Freeze, refund, recover or show an account, and more.")
    commands = ("find", "show", "claim", "freeze", "unfreeze", "refund", "trust", *_BY_MAIL)
    parser.add_argument("command", choices=commands)
    parser.add_argument("account_id", nargs="?", help="the account's id, instead of --account; the number for claim")
    parser.add_argument("--account", help="the account's id; required by all but find")
    parser.add_argument("--level", choices=LEVELS, help="trust level; required by trust")
    add_author(parser)
    add_stage(parser)
    return parser


def _readable_claim(claimed: Claimed) -> dict[str, object]:
    closure, balance = claimed.closure, claimed.wallet.balance
    return {
        "claim": closure.claim,
        "user_id": closure.user_id,
        "asked_at": closure.asked_at.isoformat(),
        "closes_at": closure.closes_at.isoformat(),
        "data_deleted_from": closure.begun_at.isoformat() if closure.begun_at else None,
        "left_minor": closure.left.minor,
        "balance_minor": balance.minor,
        "currency": balance.currency,
    }


def _readable(account: Account, level: str) -> dict[str, object]:
    wallet = account.wallet
    return {
        "user_id": account.user.user_id,
        "email": account.user.email,
        "frozen": wallet.frozen,
        "closes_at": wallet.closes_at.isoformat() if wallet.closes_at else None,
        "trust_level": level,
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
