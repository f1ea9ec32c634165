"""The timer reads services and costs from the supplier at a slow pace and survives failures."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, InvalidOperation

import pytest

from callbox.domain.errors import Unavailable
from callbox.services.catalogue import LONGEST_LABEL, PRICE_AGE, STALE_AFTER
from tests.builders import a_service
from tests.services.world import World

Refresh = Callable[..., int]


@pytest.fixture
def refresh(world: World) -> Refresh:
    """Return a run of the timer, `after` the last one, in which a request takes a second, in at most `within_s`."""
    world.tables.services.clear()

    def run(within_s: float = 600, *, after: timedelta = PRICE_AGE) -> int:
        world.clock.advance(after)
        timer = world.but(wait=lambda _: world.clock.advance(1)).catalogue_refresh
        return timer.run(deadline=world.clock.now() + timedelta(seconds=within_s))

    return run


def offer(world: World, *names: str, cost: str | None = "0.25", capability: str = "sms", label: str = "") -> None:
    for name in names:
        world.supplier.offers[name, capability] = (label or name.capitalize(), None if cost is None else Decimal(cost))


def stored(world: World) -> dict[str, Decimal]:
    return {name: service.cost_usd for (_, name, _), service in world.tables.services.items()}


def asked(world: World) -> list[str]:
    return [subject for method, subject in world.supplier.calls if method == "cost_usd"]


def test_every_offered_service_is_stored_with_its_cost(world: World, refresh: Refresh) -> None:
    offer(world, "whatsapp", cost="0.25")
    offer(world, "tinder", cost="0.50")

    assert refresh() == 2

    assert stored(world) == {"whatsapp": Decimal("0.25"), "tinder": Decimal("0.50")}
    whatsapp = world.store_of_services.get(country="US", name="whatsapp", capability="sms")
    assert whatsapp is not None
    assert whatsapp.label == "Whatsapp"
    assert ("catalogue_refreshed", {"stored": 2, "failed": 0, "removed": 0}) in world.log.recorded


def test_a_long_label_is_cut(world: World, refresh: Refresh) -> None:
    offer(world, "wordy", label="w" * 500)
    world.supplier.offers["nameless", "sms"] = ("", Decimal("0.25"))

    refresh()

    labels = {name: service.label for (_, name, _), service in world.tables.services.items()}
    assert labels == {"wordy": "w" * LONGEST_LABEL, "nameless": "nameless"}


@pytest.mark.parametrize("name", ["servicenotlisted", "servicenotlistedvoice", "allservices"])
def test_catch_alls_are_not_for_sale(world: World, refresh: Refresh, name: str) -> None:
    offer(world, name, "whatsapp")

    refresh()

    assert set(stored(world)) == {"whatsapp"}
    assert asked(world) == ["whatsapp"]


def test_only_text_messages_are_for_sale(world: World, refresh: Refresh) -> None:
    offer(world, "whatsapp", capability="voice")
    offer(world, "tinder", capability="smsAndVoiceCombo")
    offer(world, "viber")

    assert refresh() == 1
    assert asked(world) == ["viber"]


def test_many_services_are_all_stored(world: World, refresh: Refresh) -> None:
    offer(world, *(f"service-{k:02d}" for k in range(60)))

    assert refresh() == 60
    assert len(stored(world)) == 60


def test_services_are_stored_in_batches_of_twenty_five_so_an_interrupted_run_keeps_them(
    world: World, refresh: Refresh
) -> None:
    offer(world, *(f"service-{k:02d}" for k in range(40)))
    world.supplier.offers["service-36", "sms"] = ("Broken", Decimal("NaN"))

    with pytest.raises(InvalidOperation):  # a price that cannot be compared
        refresh()

    assert len(stored(world)) == 25


def test_a_service_whose_cost_cannot_be_read_keeps_its_last_cost_and_delays_no_other(
    world: World, refresh: Refresh
) -> None:
    offer(world, "amazon", "tinder", "whatsapp")
    refresh()
    offer(world, "amazon", "tinder", "whatsapp", cost="0.75")
    world.supplier.fail("cost_usd", Unavailable("down"))

    assert refresh() == 2

    first = asked(world)[3]
    assert stored(world) == {
        name: Decimal("0.25" if name == first else "0.75") for name in ("amazon", "tinder", "whatsapp")
    }
    assert ("catalogue_refreshed", {"stored": 2, "failed": 1, "removed": 0}) in world.log.recorded


def test_a_run_pauses_after_every_request_including_failed_ones(world: World, refresh: Refresh) -> None:
    offer(world, "amazon", "tinder", "whatsapp")
    world.supplier.fail("cost_usd", Unavailable("down"))
    begun = world.clock.now()

    refresh()

    assert world.clock.now() - begun == PRICE_AGE + timedelta(seconds=3)


def test_a_request_that_took_its_time_is_followed_by_no_pause(world: World) -> None:
    offer(world, "amazon", "tinder")
    world.tables.services.clear()
    answered_after_s = {"amazon": 0.1, "tinder": 0.4}
    pauses: list[float] = []
    cost_usd = world.supplier.cost_usd

    def slow(*, name: str, capability: str) -> Decimal | None:
        world.clock.advance(answered_after_s[name])
        return cost_usd(name=name, capability=capability)

    world.supplier.cost_usd = slow  # type: ignore[method-assign]
    world.but(wait=pauses.append).catalogue_refresh.run(deadline=world.clock.now() + timedelta(minutes=1))

    assert pauses == [pytest.approx(0.15), 0.0]  # four requests a second


def test_a_young_cost_is_not_asked_for_again_and_a_new_service_is(world: World, refresh: Refresh) -> None:
    offer(world, "amazon", "tinder")
    refresh()
    offer(world, "amazon", "tinder", "whatsapp", cost="0.75")

    assert refresh(after=PRICE_AGE - timedelta(minutes=1)) == 1
    assert stored(world) == {"amazon": Decimal("0.25"), "tinder": Decimal("0.25"), "whatsapp": Decimal("0.75")}

    assert refresh(after=timedelta(hours=1)) == 2
    assert set(stored(world).values()) == {Decimal("0.75")}


def test_the_price_list_tells_when_no_cost_is_young(world: World, refresh: Refresh) -> None:
    def listed_after(hours: timedelta) -> list[str]:
        world.clock.advance(hours)
        world.but().catalogue.search(query="", country="US", after=None, limit=5)
        return world.alarms()

    offer(world, "whatsapp")
    refresh()

    assert listed_after(STALE_AFTER - timedelta(minutes=1)) == []
    assert listed_after(timedelta(minutes=2)) == ["catalogue_stale"]


def test_the_catalogue_is_kept_when_the_list_of_services_cannot_be_read(world: World, refresh: Refresh) -> None:
    offer(world, "whatsapp")
    refresh()
    world.supplier.fail("services", Unavailable("down"))

    with pytest.raises(Unavailable):
        refresh()

    assert set(stored(world)) == {"whatsapp"}


@pytest.mark.parametrize("names", [(), ("servicenotlisted", "allservices")])
def test_an_empty_list_keeps_the_catalogue_and_raises_an_alarm(
    world: World, refresh: Refresh, names: tuple[str, ...]
) -> None:
    offer(world, "tinder", "whatsapp")
    refresh()
    world.supplier.offers.clear()
    offer(world, *names)

    with pytest.raises(Unavailable):
        refresh()

    assert set(stored(world)) == {"tinder", "whatsapp"}
    assert world.alarms() == ["supplier_offers_nothing"]


def test_a_service_that_is_no_longer_offered_is_removed(world: World, refresh: Refresh) -> None:
    offer(world, "tinder", "whatsapp")
    refresh()
    del world.supplier.offers["tinder", "sms"]

    assert refresh() == 1

    assert set(stored(world)) == {"whatsapp"}
    assert ("catalogue_refreshed", {"stored": 1, "failed": 0, "removed": 1}) in world.log.recorded


@pytest.mark.parametrize("cost", [None, "0", "-0.25"])
def test_a_service_without_a_cost_is_not_for_sale(world: World, refresh: Refresh, cost: str | None) -> None:
    offer(world, "tinder", "whatsapp")
    refresh()
    offer(world, "tinder", "brand-new", cost=cost)

    assert refresh() == 1

    assert set(stored(world)) == {"whatsapp"}
    assert ("catalogue_refreshed", {"stored": 1, "failed": 0, "removed": 1}) in world.log.recorded


def test_services_of_another_country_are_unchanged(world: World, refresh: Refresh) -> None:
    world.store_of_services.put([a_service("ngservice", country="NG")])
    offer(world, "whatsapp")

    refresh()

    assert set(stored(world)) == {"ngservice", "whatsapp"}


def test_an_interrupted_run_keeps_its_results_and_the_next_run_starts_with_the_oldest(
    world: World, refresh: Refresh
) -> None:
    services = [f"service-{k}" for k in range(6)]
    offer(world, *services)

    assert refresh(within_s=4) == 4
    assert refresh(within_s=4) == 4

    # the two that were left over come first, then those that were read longest ago
    first, second = asked(world)[:4], asked(world)[4:]
    assert set(second[:2]) == set(services) - set(first)
    assert second[2:] == first[:2]
    assert set(stored(world)) == set(services)


def test_a_run_without_time_sends_no_request(world: World, refresh: Refresh) -> None:
    offer(world, "whatsapp")

    assert refresh(within_s=0) == 0
    assert asked(world) == []
