"""What a verification costs the customer: the supplier's price in USD × rate × markup, rounded up to whole naira.

Decimal throughout; the only rounding is `ROUND_CEILING` to a whole naira, in our favour by less than one naira.
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
    """How costs become prices, since `changed_at`, by the word of `author`.

    `ngn_per_usd` naira for a dollar; `markup` a factor of at least 1; `floor_margin` what a sale must at least earn;
    the surcharges are what the supplier adds, in USD, when area codes or carriers are chosen.
    """

    ngn_per_usd: Decimal
    markup: Decimal
    floor_margin: Money
    area_code_surcharge_usd: Decimal
    carrier_surcharge_usd: Decimal
    author: str
    changed_at: datetime


def cost_usd(base: Decimal, settings: PricingSettings, *, area_codes: bool, carriers: bool) -> Decimal:
    """Return what the supplier takes at most for a verification with these options, in USD."""
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


def pricing_facts(settings: PricingSettings) -> dict[str, str | int]:
    """Return what an operator can change, as it is logged."""
    return {
        "ngn_per_usd": str(settings.ngn_per_usd),
        "markup": str(settings.markup),
        "floor_margin_minor": settings.floor_margin.minor,
        "area_code_surcharge_usd": str(settings.area_code_surcharge_usd),
        "carrier_surcharge_usd": str(settings.carrier_surcharge_usd),
    }


def settings_errors(settings: PricingSettings) -> list[FieldError]:
    """Return why these settings must not be stored; empty when they may."""
    errors = []
    if not _is_within(settings.ngn_per_usd, 100, 100_000):
        message = "A rate between ₦100 and ₦100,000 is plausible."
        errors.append(FieldError("ngn_per_usd", "out_of_range", message, least=100, most=100_000))
    if not _is_within(settings.markup, 1, 10):
        errors.append(FieldError("markup", "out_of_range", "A factor from 1 to 10.", least=1, most=10))
    margin = settings.floor_margin
    if not (0 <= margin.minor <= MAX_FLOOR_MARGIN_MINOR) or margin.currency != CURRENCY:
        message = f"From ₦0 to {naira(MAX_FLOOR_MARGIN_MINOR)}."
        errors.append(FieldError("floor_margin", "out_of_range", message, least=0, most=MAX_FLOOR_MARGIN_MINOR))
    for name in ("area_code_surcharge_usd", "carrier_surcharge_usd"):
        if not _is_within(getattr(settings, name), 0, 20):
            errors.append(FieldError(name, "out_of_range", "Dollars, from 0 to 20.", least=0, most=20))
    if not settings.author.strip():
        errors.append(FieldError("author", "missing", "Who changes it?"))
    return errors


def _is_within(value: Decimal, low: int, high: int) -> bool:
    """Tell whether it is a number, which NaN and Infinity are not, within the bounds."""
    return value.is_finite() and low <= value <= high
