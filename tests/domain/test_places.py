"""Where a request came from, as a customer reads it. What CloudFront says is a text like any other: not trusted."""

import pytest

from callbox.domain.places import LONGEST_NAME, place_name


@pytest.mark.parametrize(
    ("city", "country", "said"),
    [
        ("Lagos", "Nigeria", "Lagos, Nigeria"),
        ("S%C3%A3o%20Paulo", "Brazil", "São Paulo, Brazil"),
        ("Cocody", "C%C3%B4te d'Ivoire", "Cocody, Côte d'Ivoire"),
        ("6th of October City", "Egypt", "6th of October City, Egypt"),
        ("Washington, D.C.", "United States", "Washington, D.C., United States"),
        ("", "Nigeria", "Nigeria"),
        ("Lagos", "", "Lagos"),
        ("", "", ""),
    ],
)
def test_a_place_is_its_city_and_its_country_decoded(city: str, country: str, said: str) -> None:
    assert place_name(city, country) == said


def test_letters_in_two_characters_become_one() -> None:
    assert place_name("Sa\u0303o Paulo", "") == "S\u00e3o Paulo"


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        ("Lagos%E2%80%AE%E2%80%8B", "Lagos"),  # right-to-left override, zero-width space
        ("La%0D%0Agos", "La gos"),
        ("%0ABcc: eve@example.com", ""),
        ("https://evil.example/", ""),
        ("<b>Lagos</b>", ""),
        ("Lagos%00%1B", "Lagos"),
        ("%FF%FE", ""),
        ("%ED%A0%80", ""),
        ("\ud800", ""),
        ("%", ""),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), ""),
    ],
)
def test_a_text_that_is_no_place_becomes_nothing_or_plain(hostile: str, said: str) -> None:
    assert place_name(hostile, "") == said
