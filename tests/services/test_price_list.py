"""The price list: services for sale with current prices, search and paging, and quotes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.errors import Invalid, Unavailable
from callbox.domain.money import Money
from tests.builders import a_selection, a_service, naira, pricing_settings
from tests.services.world import World


@pytest.fixture(autouse=True)
def _services(world: World) -> None:
    world.store_of_services.put(
        [
            a_service("amazon", label="Amazon / AWS", cost_usd=Decimal("0.75")),
            a_service("google", label="Gmail, YouTube"),
            a_service("ngservice", country="NG"),
        ]
    )


def names(world: World, query: str = "", country: str = "US", after: str | None = None, limit: int = 20) -> list[str]:
    offers = world.catalogue.search(query=query, country=country, after=after, limit=limit)
    return [offer.service.name for offer in offers]


def test_all_services_of_a_country_are_listed_by_name_with_todays_price(world: World) -> None:
    offers = world.catalogue.search(query="", country="US", after=None, limit=20)

    assert [(offer.service.name, offer.prices.any) for offer in offers] == [
        ("amazon", naira(1_350)),
        ("google", naira(450)),
        ("tinder", naira(900)),
        ("whatsapp", naira(450)),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tinder", ["tinder"]),
        ("TIND", ["tinder"]),
        ("  aws ", ["amazon"]),
        ("youtube", ["google"]),
        ("g", ["google"]),
        ("a", ["amazon", "google", "whatsapp"]),
        ("WA", ["whatsapp"]),
        ("nothing of the kind", []),
        (".*", []),
    ],
)
def test_a_search_matches_names_and_labels_in_any_case(world: World, query: str, found: list[str]) -> None:
    assert names(world, query) == found


def test_a_long_list_is_paged_without_gaps_or_duplicates(world: World) -> None:
    first = names(world, limit=3)
    rest = names(world, after=first[-1], limit=3)

    assert (first, rest) == (["amazon", "google", "tinder"], ["whatsapp"])
    assert names(world, after=rest[-1]) == []


def test_a_search_is_paged_like_the_list(world: World) -> None:
    assert names(world, "a", limit=1) == ["amazon"]
    assert names(world, "a", after="amazon", limit=1) == ["google"]


def test_a_country_without_services_has_an_empty_list(world: World) -> None:
    assert names(world, country="XX") == []
    assert names(world, country="NG") == ["ngservice"]


def test_the_list_is_read_at_most_once_a_minute(world: World) -> None:
    assert "amazon" in names(world)
    world.store_of_services.remove([a_service("amazon")])
    world.clock.advance(59)
    assert "amazon" in names(world)

    world.clock.advance(1)

    assert "amazon" not in names(world)


def test_a_country_that_had_no_services_is_looked_up_again_at_once(world: World) -> None:
    assert names(world, country="GB") == []

    world.store_of_services.put([a_service("boots", country="GB")])

    assert names(world, country="GB") == ["boots"]


def test_new_prices_are_shown_within_a_minute(world: World) -> None:
    names(world)
    world.settings.add_pricing(
        pricing_settings(ngn_per_usd=Decimal(2000), changed_at=world.clock.now() + timedelta(seconds=1))
    )
    world.clock.advance(59)
    assert world.catalogue.quote(a_selection()).price == naira(450)

    world.clock.advance(1)

    assert world.catalogue.quote(a_selection()).price == naira(600)


@pytest.mark.parametrize(
    ("options", "price", "cost"),
    [
        ({}, naira(450), "0.25"),
        ({"area_codes": ("212", "646")}, naira(630), "0.35"),
        ({"carriers": ("vz",)}, naira(630), "0.35"),
        ({"area_codes": ("212",), "carriers": ("vz", "att")}, naira(810), "0.45"),
    ],
)
def test_a_quote_has_the_price_with_options_and_what_the_supplier_may_take(
    world: World, options: dict[str, tuple[str, ...]], price: Money, cost: str
) -> None:
    quote = world.catalogue.quote(a_selection(**options))

    assert (quote.price, quote.max_cost_usd) == (price, Decimal(cost))


@pytest.mark.parametrize("changes", [{"service": "unknown"}, {"country": "GB"}, {"capability": "voice"}])
def test_an_unavailable_service_has_no_quote(world: World, changes: dict[str, str]) -> None:
    with pytest.raises(Invalid) as invalid:
        world.catalogue.quote(a_selection(**changes))

    assert [error.field for error in invalid.value.errors] == ["service"]


def test_without_prices_nothing_is_listed_and_the_caller_is_told_to_retry(world: World) -> None:
    world.tables.pricing.clear()

    for ask in (lambda: names(world), lambda: world.catalogue.quote(a_selection())):
        with pytest.raises(Unavailable) as unavailable:
            ask()
        assert unavailable.value.retry_after_s == 60


# --- changing prices


def test_the_newest_price_settings_apply_and_older_ones_are_kept(world: World) -> None:
    world.clock.advance(timedelta(days=1))

    changed = world.services.pricing.change(pricing_settings(markup=Decimal("1.5")), reason="the rate of today")

    assert changed == pricing_settings(markup=Decimal("1.5"), changed_at=world.clock.now())
    assert world.services.pricing.current() == changed
    assert len(world.tables.pricing) == 2


def test_a_change_is_newer_than_the_previous_one_even_if_the_clock_runs_back(world: World) -> None:
    newest = world.services.pricing.current()
    assert newest is not None
    world.clock.advance(-timedelta(hours=1))

    stored = world.services.pricing.change(pricing_settings(markup=Decimal("1.5")), reason="the rate of today")

    assert stored.changed_at > newest.changed_at
    assert world.services.pricing.current() == stored


def test_the_first_price_settings_need_no_earlier_ones(world: World) -> None:
    world.tables.pricing.clear()

    first = world.services.pricing.change(pricing_settings(), reason="a new stage")

    assert world.services.pricing.current() == first


def test_implausible_settings_are_refused_and_nothing_is_stored(world: World) -> None:
    with pytest.raises(Invalid) as invalid:
        world.services.pricing.change(
            pricing_settings(ngn_per_usd=Decimal("1.5"), author=""), reason="the rate of today"
        )

    assert [error.field for error in invalid.value.errors] == ["ngn_per_usd", "author"]
    assert len(world.tables.pricing) == 1


def test_a_price_change_is_logged_with_what_changed(world: World) -> None:
    changed = pricing_settings(markup=Decimal("1.9"), author="operator@callbox.example")

    world.services.pricing.change(changed, reason="rent went up")

    [act] = world.tables.operator_log.values()
    assert (act.act, act.author) == ("prices_changed", "operator@callbox.example")
    assert act.facts == {"reason": "rent went up", "markup": "1.9"}


def test_refused_prices_are_not_logged(world: World) -> None:
    with pytest.raises(Invalid):
        world.services.pricing.change(pricing_settings(markup=Decimal(0)), reason="a slip")

    assert world.tables.operator_log == {}
