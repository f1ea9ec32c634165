"""Show or change the pricing settings: exchange rate, markup, margin and surcharges.

    python -m ops.pricing show
    python -m ops.pricing set --author ada@example.com --ngn-per-usd 1620
    python -m ops.pricing set --stage prod --author ada@example.com --markup 1.5

Settings that you do not name keep their values. Each change is a new version with its time and author; older versions
stay. Functions use it within a minute. `--stage local` (the default) is the platform that `make run` started.
"""

import argparse
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from callbox.domain.errors import Invalid
from callbox.domain.money import Money
from callbox.domain.pricing import CURRENCY, PricingSettings
from ops.operating import add_stage, services_of

FIRST = PricingSettings(
    ngn_per_usd=Decimal(1600),
    markup=Decimal("1.6"),
    floor_margin=Money(10_000, CURRENCY),
    area_code_surcharge_usd=Decimal("0.25"),
    carrier_surcharge_usd=Decimal("0.25"),
    author="first start",
    changed_at=datetime(2026, 1, 1, tzinfo=UTC),
)
"""Settings of a new stage. An operator sets the day's exchange rate before the first customer signs up."""


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "set" and not options.author:
        parser.error("set needs --author")
    pricing = services_of(options).pricing
    current = pricing.current()
    try:
        if options.command == "seed" and current is None:
            current = pricing.change(FIRST, reason="a new stage")
        elif options.command == "set":
            current = pricing.change(_changed(current or FIRST, options), reason=options.reason)
    except Invalid as invalid:
        print(f"nothing was changed: {invalid.detail}", file=sys.stderr)
        return 1
    if current is None:
        print("no prices are set: python -m ops.pricing seed", file=sys.stderr)
        return 1
    print(json.dumps(_readable(current), indent=2))
    return 0


def _changed(base: PricingSettings, options: argparse.Namespace) -> PricingSettings:
    changes = {name: getattr(options, name) for name in _DECIMALS if getattr(options, name) is not None}
    if options.floor_margin_minor is not None:
        changes["floor_margin"] = Money(options.floor_margin_minor, CURRENCY)
    return replace(base, author=options.author, **changes)


_DECIMALS = ("ngn_per_usd", "markup", "area_code_surcharge_usd", "carrier_surcharge_usd")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Show or change the pricing settings.")
    parser.add_argument("command", choices=("show", "set", "seed"))
    add_stage(parser)
    parser.add_argument("--author", help="your email address; required by set")
    parser.add_argument("--reason", default="today's prices", help="reason; kept in the operator log")
    for name in _DECIMALS:
        parser.add_argument(f"--{name.replace('_', '-')}", type=_decimal)
    parser.add_argument("--floor-margin-minor", type=int, help="smallest margin of a sale, in kobo")
    return parser


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def _readable(settings: PricingSettings) -> dict[str, str | int]:
    return {
        **{name: str(getattr(settings, name)) for name in _DECIMALS},
        "floor_margin_minor": settings.floor_margin.minor,
        "currency": settings.floor_margin.currency,
        "author": settings.author,
        "changed_at": settings.changed_at.isoformat(),
    }


if __name__ == "__main__":
    sys.exit(main())
