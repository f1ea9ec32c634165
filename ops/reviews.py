"""Show the accounts that wait for an operator, and who paid for an account and for which others.

    python -m ops.reviews paused
    python -m ops.reviews shared --stage prod
    python -m ops.reviews account --account 01KBXYZ…

`paused` lists the accounts whose purchases are paused, with the reason. `shared` lists the cards and bank accounts that
paid for more than three accounts in 30 days; a transfer may come from an agent, so it pauses nothing. `account` shows
the refunds that cost us, and the other accounts of the same payers with theirs. A payer is a keyed hash: it tells that
two payments are alike and nothing else. `python -m ops.accounts unfreeze` allows purchases again and begins the count
of withheld texts anew; `refund` returns the balance to its payers.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

from callbox.composition.services import Services
from callbox.domain.errors import CallboxError
from callbox.domain.identity import UserId
from callbox.domain.ledger import Wallet
from callbox.domain.payers import PaidAccount
from ops.operating import add_stage, services_of


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "account" and not options.account:
        parser.error("account needs --account")
    services = services_of(options)
    try:
        found = _found(services, options)
    except CallboxError as error:
        print(f"not read: {error.detail}", file=sys.stderr)
        return 1
    print(json.dumps(found, indent=2))
    return 0


def _found(services: Services, options: argparse.Namespace) -> Any:
    if options.command == "paused":
        return [_wallet(services, wallet) for wallet in services.reviews.paused()]
    if options.command == "shared":
        return [{"payer": accounts[0].payer, "accounts": _accounts(accounts)} for accounts in services.reviews.shared()]
    review = services.reviews.account(UserId(options.account))
    payers = dict.fromkeys(one.account.payer for one in review.links)
    return {
        **_wallet(services, review.wallet),
        "payers": [
            {
                "payer": payer,
                "losses": review.losses_of(payer),
                "accounts": [
                    {**_account(one.account), **_wallet(services, one.wallet)}
                    for one in review.links
                    if one.account.payer == payer
                ],
            }
            for payer in payers
        ],
    }


def _wallet(services: Services, wallet: Wallet) -> dict[str, Any]:
    return {
        "user_id": wallet.user_id,
        "frozen": wallet.frozen,
        "trust_level": services.trust_levels.level(wallet, now=services.now()),
        "balance_minor": wallet.balance.minor,
        "currency": wallet.balance.currency,
        "losses": [{"at": at.isoformat(), "reason": reason} for at, reason in wallet.standing.losses],
        "dispute_lost_at": wallet.standing.disputed_at and wallet.standing.disputed_at.isoformat(),
    }


def _accounts(accounts: Iterable[PaidAccount]) -> list[dict[str, Any]]:
    return [_account(one) for one in accounts]


def _account(one: PaidAccount) -> dict[str, Any]:
    return {
        "user_id": one.user_id,
        "first_paid_at": one.first_at.isoformat(),
        "last_paid_at": one.last_at.isoformat(),
        "disputed_at": one.disputed_at and one.disputed_at.isoformat(),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Show the accounts that wait for an operator, and their payers.")
    parser.add_argument("command", choices=("paused", "shared", "account"))
    parser.add_argument("--account", help="the account's id; required by account")
    add_stage(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
