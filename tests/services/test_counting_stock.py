"""The timer's second work: area codes and stock, at the pace of the prices."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from callbox.domain.errors import Refused, Unavailable
from callbox.ports.supplier import OrderRefused
from callbox.services.supply import COUNT_AGE
from tests.builders import ADA, a_selection, a_service, naira
from tests.services.world import World

Count = Callable[..., int]


@pytest.fixture
def count(world: World) -> Count:
    """Return a run of the timer, `after` the last one, in which a request takes a second, in at most `within_s`."""
    world.store_of_services.put([a_service("tinder"), a_service("whatsapp")])
    world.supplier.stock = {("tinder", "sms"): 12, ("whatsapp", "sms"): 400}
    world.supplier.searched_areas = ["212", "312", "313"]

    def run(within_s: float = 600, *, after: timedelta = COUNT_AGE) -> int:
        world.clock.advance(after)
        services = world.but(wait=lambda _: world.clock.advance(1))
        return services.supply_refresh.run(deadline=world.clock.now() + timedelta(seconds=within_s))

    return run


def told(world: World) -> dict[str, str | None]:
    offers = world.but().catalogue.search(query="", country="US", after=None, limit=20)
    return {one.service.name: one.stock.level for one in offers}


def asked(world: World) -> list[str]:
    return [subject for method, subject in world.supplier.calls if method == "available"]


def test_each_service_is_counted_and_told_as_a_level(world: World, count: Count) -> None:
    assert count() == 2

    assert told(world) == {"tinder": "few", "whatsapp": "many"}
    assert ("stock_counted", {"counted": 2, "failed": 0}) in world.log.recorded


def test_a_young_count_is_not_asked_for_again_and_the_next_hour_counts_anew(world: World, count: Count) -> None:
    count()

    assert count(after=timedelta(minutes=30)) == 0
    world.supplier.stock["tinder", "sms"] = 0
    assert count(after=timedelta(minutes=30)) == 2
    assert told(world)["tinder"] == "none"


def test_every_request_is_paced_and_a_run_without_time_sends_none(world: World, count: Count) -> None:
    begun = world.clock.now()
    count()
    assert world.clock.now() - begun == COUNT_AGE + timedelta(seconds=3)  # the area codes and two services

    world.supplier.calls.clear()
    assert count(within_s=0) == 0
    assert world.supplier.calls == []


def test_an_interrupted_run_is_continued_by_the_next(world: World, count: Count) -> None:
    assert count(within_s=2) == 1
    assert count(within_s=2) == 1

    assert sorted(asked(world)) == ["tinder", "whatsapp"]


def test_a_service_that_cannot_be_counted_keeps_its_count_and_delays_no_other(world: World, count: Count) -> None:
    count()
    world.supplier.stock = {("tinder", "sms"): 0, ("whatsapp", "sms"): 0}
    world.supplier.fail("available", Unavailable("down"))

    assert count() == 1

    assert sorted(level or "" for level in told(world).values()) != ["none", "none"]
    assert ("stock_counted", {"counted": 1, "failed": 1}) in world.log.recorded


def test_a_new_price_keeps_the_count(world: World, count: Count) -> None:
    count()
    world.supplier.offers = {("tinder", "sms"): ("Tinder", a_service().cost_usd)}
    world.clock.advance(timedelta(hours=1))

    world.services.catalogue_refresh.run(deadline=world.clock.now() + timedelta(minutes=5))

    assert told(world) == {"tinder": "few"}


def test_an_unread_or_empty_list_of_area_codes_keeps_the_last_one(world: World, count: Count) -> None:
    count()
    world.supplier.fail("area_codes", Unavailable("down"))
    count()
    world.supplier.searched_areas = []
    count()

    assert world.area_codes.list("US") == ("212", "312", "313")


# --- orders that the supplier refuses for want of numbers


def refused_for_stock(world: World, **wishes: tuple[str, ...]) -> None:
    world.fund(naira(1_000))
    world.supplier.fail("order", OrderRefused("no_numbers"))
    bought = world.buy(selection=a_selection(**wishes))
    world.ordering.request_number(ADA, bought.verification_id)
    assert world.verification(bought).state == "failed"


def test_a_refusal_for_want_of_numbers_is_told_for_ten_minutes(world: World, count: Count) -> None:
    count()
    refused_for_stock(world)

    assert told(world) == {"tinder": "few", "whatsapp": "none"}
    world.clock.advance(timedelta(minutes=10))
    assert told(world)["whatsapp"] == "many"


def test_a_refusal_of_a_wish_says_nothing_about_other_numbers(world: World, count: Count) -> None:
    count()
    refused_for_stock(world, area_codes=("212",))

    assert told(world)["whatsapp"] == "many"


def test_a_service_that_was_removed_meanwhile_stays_removed(world: World) -> None:
    world.store_of_services.remove([a_service()])

    world.store_of_services.note_refusal(country="US", name="whatsapp", capability="sms", at=world.clock.now())

    assert world.store_of_services.get(country="US", name="whatsapp", capability="sms") is None


# --- wishes for area codes


def test_an_area_code_that_does_not_exist_is_refused_with_three_near_ones(world: World, count: Count) -> None:
    count()

    with pytest.raises(Refused) as refused:
        world.catalogue.quote(a_selection(area_codes=("212", "999")))

    assert refused.value.code == "area_code_unknown"
    assert (refused.value.facts["area_code"], refused.value.facts["near"]) == ("999", "313, 312, 212")
    assert world.catalogue.quote(a_selection(area_codes=("212", "312"))).price == naira(630)


def test_before_the_first_reading_every_area_code_is_taken(world: World) -> None:
    assert world.catalogue.quote(a_selection(area_codes=("999",))).price == naira(630)
