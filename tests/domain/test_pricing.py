"""Prices: cost × rate × markup in exact decimals, rounded up to a whole naira, never below cost plus the margin."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.money import Money
from callbox.domain.pricing import PricingSettings, cost_usd, price, settings_errors

SETTINGS = PricingSettings(
    ngn_per_usd=Decimal("1500"),
    markup=Decimal("1.20"),
    floor_margin=Money(2_000, "NGN"),
    area_code_surcharge_usd=Decimal("0.10"),
    carrier_surcharge_usd=Decimal("0.25"),
    author="ada",
    changed_at=datetime(2026, 3, 4, tzinfo=UTC),
)


def settings(**changes: Any) -> PricingSettings:
    return replace(SETTINGS, **changes)


costs = st.decimals(Decimal("0.0001"), Decimal(100), places=4)
plausible = st.builds(
    settings,
    ngn_per_usd=st.decimals(Decimal(100), Decimal(100_000), places=4),
    markup=st.decimals(Decimal(1), Decimal(10), places=4),
    floor_margin=st.integers(0, 10**7).map(lambda minor: Money(minor, "NGN")),
)


@given(costs, plausible)
def test_a_price_covers_cost_plus_margin_and_is_rounded_up_by_less_than_a_naira(
    cost: Decimal, given_settings: PricingSettings
) -> None:
    kobo = price(cost, given_settings).minor

    cost_kobo = Fraction(cost) * Fraction(given_settings.ngn_per_usd) * 100
    least = max(cost_kobo * Fraction(given_settings.markup), cost_kobo + given_settings.floor_margin.minor)
    assert least <= kobo < least + 100
    assert kobo % 100 == 0


@given(costs, costs, plausible)
def test_a_higher_cost_never_gives_a_lower_price(one: Decimal, other: Decimal, given_settings: PricingSettings) -> None:
    cheap, dear = sorted((one, other))

    assert price(cheap, given_settings) <= price(dear, given_settings)


@pytest.mark.parametrize(
    ("cost", "changes", "minor"),
    [
        ("0.25", {}, 45_000),  # 0.25 × 1500 × 1.2 = 450 exactly: nothing is added
        ("0.2501", {}, 45_100),  # 450.18 naira
        ("0.0000001", {"floor_margin": Money(0, "NGN")}, 100),  # a trace of a naira is a naira
        ("0.25", {"floor_margin": Money(20_000, "NGN")}, 57_500),  # 375 + 200 is above the markup
        ("0.25", {"floor_margin": Money(1, "NGN"), "markup": Decimal(1)}, 37_600),  # a kobo of margin, too
        ("0.1", {"ngn_per_usd": Decimal("1490.10"), "markup": Decimal("1.1")}, 17_000),  # 163.911 + 0: margin 169.01
    ],
)
def test_prices_are_rounded_up_to_whole_naira(cost: str, changes: dict[str, Any], minor: int) -> None:
    assert price(Decimal(cost), settings(**changes)) == Money(minor, "NGN")


@pytest.mark.parametrize(
    ("area_codes", "carriers", "cost"),
    [(False, False, "0.25"), (True, False, "0.35"), (False, True, "0.50"), (True, True, "0.60")],
)
def test_the_price_of_an_option_is_the_suppliers_surcharge(area_codes: bool, carriers: bool, cost: str) -> None:
    assert cost_usd(Decimal("0.25"), SETTINGS, area_codes=area_codes, carriers=carriers) == Decimal(cost)


@pytest.mark.parametrize(
    ("field", "allowed", "forbidden"),
    [
        ("ngn_per_usd", ("100", "1500.5", "100000"), ("99.99", "100000.01", "0", "-1500", "NaN", "sNaN", "Infinity")),
        ("markup", ("1", "10"), ("0.99", "10.01", "NaN", "-Infinity")),
        ("area_code_surcharge_usd", ("0", "20"), ("-0.01", "20.01", "NaN", "Infinity")),
        ("carrier_surcharge_usd", ("0", "20"), ("-0.01", "20.01", "NaN", "Infinity")),
    ],
)
def test_implausible_settings_are_named_and_refused(
    field: str, allowed: tuple[str, ...], forbidden: tuple[str, ...]
) -> None:
    assert [settings_errors(settings(**{field: Decimal(value)})) for value in allowed] == [[] for _ in allowed]
    for value in forbidden:
        assert [error.field for error in settings_errors(settings(**{field: Decimal(value)}))] == [field]


def test_a_margin_must_be_plausible_naira_and_every_change_needs_an_author() -> None:
    assert settings_errors(settings(floor_margin=Money(0, "NGN"))) == []
    assert settings_errors(settings(floor_margin=Money(10_000_000, "NGN"))) == []
    for minor in (-1, 10_000_001, 10**40):
        assert [error.field for error in settings_errors(settings(floor_margin=Money(minor, "NGN")))] == [
            "floor_margin"
        ]
    assert [error.field for error in settings_errors(settings(floor_margin=Money(1, "USD")))] == ["floor_margin"]
    assert [error.field for error in settings_errors(settings(author=" "))] == ["author"]


def test_all_errors_in_price_settings_are_named_at_once() -> None:
    wrong = settings(ngn_per_usd=Decimal(1), markup=Decimal(0), author="")

    assert [error.field for error in settings_errors(wrong)] == ["ngn_per_usd", "markup", "author"]
