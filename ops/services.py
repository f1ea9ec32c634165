"""Deny a service, allow one that the reviewed deny list contains, or show the current ruling.

    python -m ops.services show --service paypal
    python -m ops.services list
    python -m ops.services deny --service acme --alias "Acme Money" --author ops@example.com --reason "moves money"
    python -m ops.services allow --stage prod --service burbank --author ops@example.com --reason "an airport"

Functions use a ruling within a minute; an allowed service is for sale again after the next hourly catalogue refresh. A
ruling overrides the deny list. The table `operator_log` keeps it with its author, time and reason.
"""

import argparse
import json
import sys

from callbox.domain.denied_services import Ruling
from callbox.domain.errors import CallboxError
from callbox.services.denied_services import Judgement
from ops.operating import add_author, add_stage, services_of


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command != "list" and not options.service:
        parser.error(f"{options.command} needs --service")
    if options.command in ("deny", "allow") and not (options.author and options.reason):
        parser.error(f"{options.command} needs --author and --reason")
    service = services_of(options).rulings
    try:
        if options.command == "list":
            print(json.dumps([_ruling(one) for one in service.rulings()], indent=2))
            return 0
        if options.command == "show":
            judgement = service.show(options.service, options.label)
        else:
            judgement = service.rule(
                options.service,
                is_denied=options.command == "deny",
                aliases=options.alias,
                author=options.author,
                reason=options.reason,
            )
    except CallboxError as error:
        print(f"nothing was changed: {error.detail}", file=sys.stderr)
        return 1
    print(json.dumps(_readable(judgement), indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Deny or allow a service.")
    parser.add_argument("command", choices=("list", "show", "deny", "allow"))
    parser.add_argument("--service", help="the supplier's name of the service")
    parser.add_argument("--label", default="", help="for show: the name that customers see; deny patterns match it too")
    parser.add_argument("--alias", action="append", default=[], help="another name of the service; may be repeated")
    add_author(parser)
    add_stage(parser)
    return parser


def _readable(judgement: Judgement) -> dict[str, object]:
    denial = judgement.denial
    return {
        "service": judgement.service,
        "for_sale": denial is None,
        "category": denial.category if denial else None,
        "why": denial.why if denial else None,
        "ruling": _ruling(judgement.ruling) if judgement.ruling else None,
    }


def _ruling(ruling: Ruling) -> dict[str, object]:
    return {
        "service": ruling.service,
        "ruling": "denied" if ruling.is_denied else "allowed",
        "aliases": list(ruling.aliases),
        "author": ruling.author,
        "reason": ruling.reason,
        "decided_at": ruling.decided_at.isoformat(),
    }


if __name__ == "__main__":
    sys.exit(main())
