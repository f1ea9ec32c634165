"""Money is whole minor units of one currency, and adds only to money of the same currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.money import Money, naira

minors = st.integers(-(10**15), 10**15)


@given(minors, minors)
def test_subtraction_reverses_addition(first: int, second: int) -> None:
    one, other = Money(first, "NGN"), Money(second, "NGN")

    assert one + other == Money(first + second, "NGN")
    assert one + other - other == one
    assert one + -one == Money(0, "NGN")


@given(minors, minors)
def test_amounts_of_one_currency_compare_like_their_minor_units(first: int, second: int) -> None:
    one, other = Money(first, "NGN"), Money(second, "NGN")

    assert (one < other, one <= other, one > other, one >= other, one == other) == (
        first < second,
        first <= second,
        first > second,
        first >= second,
        first == second,
    )


def test_amounts_of_two_currencies_can_be_neither_added_nor_compared() -> None:
    naira, dollars = Money(100, "NGN"), Money(100, "USD")

    assert naira != dollars
    with pytest.raises(ValueError, match="NGN and USD do not add up"):
        naira + dollars
    with pytest.raises(ValueError, match="do not add up"):
        naira - dollars
    with pytest.raises(ValueError, match="do not add up"):
        assert naira < dollars
    with pytest.raises(ValueError, match="do not add up"):
        assert naira <= dollars


@pytest.mark.parametrize("minor", [1.0, 0.5, "100", True, None])
def test_minor_units_must_be_an_int(minor: object) -> None:
    with pytest.raises(TypeError, match="minor units are an int"):
        Money(minor, "NGN")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "text"), [(2_000_000, "₦20,000"), (45_050, "₦450.50"), (45_005, "₦450.05"), (0, "₦0"), (7, "₦0.07")]
)
def test_an_amount_is_written_in_naira(minor: int, text: str) -> None:
    assert naira(minor) == text
