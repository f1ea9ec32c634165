"""The customer's price of a verification: the supplier's price in USD × rate × markup, rounded up to whole naira.

All arithmetic is Decimal. The only rounding is `ROUND_CEILING` to a whole naira, in our favour by less than one naira.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from callbox.domain.errors import FieldError
from callbox.domain.money import Money, naira

CURRENCY = "NGN"
_KOBO_A_NAIRA = 100
MAX_FLOOR_MARGIN_MINOR = 10_000_000
"""A hundred thousand naira: far above the price of any number."""


@dataclass(frozen=True)
class PricingSettings:
    """How costs become prices since `changed_at`. `author` made the change.

    `ngn_per_usd`: naira per dollar. `markup`: a factor of at least 1. `floor_margin`: the least that a sale must earn.
    The surcharges, in USD, are what the supplier adds when area codes or carriers are chosen.
    """

    ngn_per_usd: Decimal
    markup: Decimal
    floor_margin: Money
    area_code_surcharge_usd: Decimal
    carrier_surcharge_usd: Decimal
    author: str
    changed_at: datetime


def cost_usd(base: Decimal, settings: PricingSettings, *, area_codes: bool, carriers: bool) -> Decimal:
    """Return the most that the supplier may charge for a verification with these options, in USD."""
    cost = base
    if area_codes:
        cost += settings.area_code_surcharge_usd
    if carriers:
        cost += settings.carrier_surcharge_usd
    return cost


def price(cost: Decimal, settings: PricingSettings) -> Money:
    """Return the customer's price for a cost in USD. Never below cost plus the floor margin."""
    cost_ngn = cost * settings.ngn_per_usd
    floor_ngn = cost_ngn + Decimal(settings.floor_margin.minor) / _KOBO_A_NAIRA
    naira = max(cost_ngn * settings.markup, floor_ngn).to_integral_value(rounding=ROUND_CEILING)
    return Money(int(naira) * _KOBO_A_NAIRA, CURRENCY)


@dataclass(frozen=True)
class Prices:
    """The customer's prices of one service: with no option, with area codes, with carriers, with both."""

    any: Money
    area_code: Money
    carrier: Money
    both: Money


def prices(base: Decimal, settings: PricingSettings) -> Prices:
    """Return all prices of a service, each rounded as the purchase rounds it: they do not add up to each other."""

    def of(*, area_codes: bool = False, carriers: bool = False) -> Money:
        return price(cost_usd(base, settings, area_codes=area_codes, carriers=carriers), settings)

    return Prices(of(), of(area_codes=True), of(carriers=True), of(area_codes=True, carriers=True))


def pricing_facts(settings: PricingSettings) -> dict[str, str | int]:
    """Return the settings that an operator can change, in the form for the log."""
    return {
        "ngn_per_usd": str(settings.ngn_per_usd),
        "markup": str(settings.markup),
        "floor_margin_minor": settings.floor_margin.minor,
        "area_code_surcharge_usd": str(settings.area_code_surcharge_usd),
        "carrier_surcharge_usd": str(settings.carrier_surcharge_usd),
    }


def settings_errors(settings: PricingSettings) -> list[FieldError]:
    """Return what is wrong with these settings; empty when they are valid."""
    errors = []
    if not _is_within(settings.ngn_per_usd, 100, 100_000):
        message = "Use a rate from ₦100 to ₦100,000."
        errors.append(FieldError("ngn_per_usd", "out_of_range", message, least=100, most=100_000))
    if not _is_within(settings.markup, 1, 10):
        errors.append(FieldError("markup", "out_of_range", "Use a factor from 1 to 10.", least=1, most=10))
    margin = settings.floor_margin
    if not (0 <= margin.minor <= MAX_FLOOR_MARGIN_MINOR) or margin.currency != CURRENCY:
        message = f"Use ₦0 to {naira(MAX_FLOOR_MARGIN_MINOR)}."
        errors.append(FieldError("floor_margin", "out_of_range", message, least=0, most=MAX_FLOOR_MARGIN_MINOR))
    for name in ("area_code_surcharge_usd", "carrier_surcharge_usd"):
        if not _is_within(getattr(settings, name), 0, 20):
            errors.append(FieldError(name, "out_of_range", "Use $0 to $20.", least=0, most=20))
    if not settings.author.strip():
        errors.append(FieldError("author", "missing", "Name who makes the change."))
    return errors


def _is_within(value: Decimal, low: int, high: int) -> bool:
    """Return whether `value` is within the bounds. NaN and Infinity are not."""
    return value.is_finite() and low <= value <= high
