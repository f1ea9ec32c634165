"""A customer sees their own verifications, newest first, with the messages they have paid for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.errors import Refused
from callbox.domain.history import Wanted
from callbox.domain.verifications import Verification
from tests.builders import ADA, BOB, NOW, a_selection, a_verification, naira
from tests.services.world import World, an_id, minutes


@pytest.fixture(autouse=True)
def _money(world: World) -> None:
    world.fund(naira(10_000))


def ids(documented: object) -> list[str]:
    return [one.verification.verification_id for one in documented]  # type: ignore[attr-defined]


def deliver(world: World, verification: Verification, text: str) -> None:
    world.clock.advance(1)
    world.supplier.deliver(world.order_of(verification), text)


def test_a_verification_contains_its_messages_oldest_first(world: World) -> None:
    verification = world.buy_with_number()
    deliver(world, verification, "Welcome!")
    deliver(world, verification, "Your code is 482913")
    world.live(10)

    found = world.verifications.get(ADA, verification.verification_id)

    assert found.verification.state == "received"
    assert [message.text for message in found.messages] == ["Welcome!", "Your code is 482913"]


def test_another_customers_verification_and_an_unknown_one_get_the_same_answer(world: World) -> None:
    verification = world.buy()

    for user_id, verification_id in ((BOB, verification.verification_id), (ADA, an_id("unknown"))):
        with pytest.raises(Refused) as refused:
            world.verifications.get(user_id, verification_id)
        assert refused.value.code == "not_found"


def test_a_list_is_paged_newest_first(world: World) -> None:
    bought = [world.buy().verification_id for _ in range(5)]

    first = world.verifications.page(ADA, before_id=None, limit=3)
    rest = world.verifications.page(ADA, before_id=first.last_id, limit=3)

    assert [*ids(first.found), *ids(rest.found)] == bought[::-1]
    assert rest.last_id is None
    assert world.verifications.page(BOB, before_id=None, limit=3).found == []


def rows_of(world: World, wanted: Wanted, *, limit: int = 100) -> list[str]:
    """Return the ids of all pages, and check that no row is in two of them."""
    found: list[str] = []
    before_id: str | None = None
    while True:
        page = world.verifications.page(ADA, before_id=before_id, limit=limit, wanted=wanted)
        found += ids(page.found)
        if page.last_id is None:
            assert len(set(found)) == len(found)
            return found
        before_id = page.last_id


def test_a_list_is_filtered_by_what_came_the_service_and_the_label(world: World) -> None:
    got, silent, waiting = (world.buy_with_number() for _ in range(3))
    dating = world.buy(selection=a_selection(service="tinder"))
    world.verifications.label(ADA, silent.verification_id, "CI run 812")
    deliver(world, got, "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(got))
    world.fulfilment.cancel(ADA, silent.verification_id)

    assert rows_of(world, Wanted(outcome="received")) == [got.verification_id]
    assert rows_of(world, Wanted(outcome="none")) == [silent.verification_id]
    assert rows_of(world, Wanted(outcome="open"), limit=1) == [dating.verification_id, waiting.verification_id]
    assert rows_of(world, Wanted(service="tinder")) == [dating.verification_id]
    assert rows_of(world, Wanted(label="ci RUN")) == [silent.verification_id]
    assert rows_of(world, Wanted(label="ci", outcome="received")) == []


def test_a_number_that_was_paid_for_a_text_without_a_code_counts_as_one_without(world: World) -> None:
    unsure = world.buy_with_number()
    deliver(world, unsure, "Welcome!")
    world.live(minutes(16))
    assert world.verification(unsure).reason == "no_certain_code"

    assert rows_of(world, Wanted(outcome="none")) == [unsure.verification_id]


def test_a_list_is_filtered_by_the_time_of_purchase(world: World) -> None:
    bought = []
    for _ in range(4):
        bought.append(world.buy().verification_id)
        world.clock.advance(60)
    second, third = NOW + timedelta(seconds=60), NOW + timedelta(seconds=120)

    assert rows_of(world, Wanted(since=second), limit=2) == bought[:0:-1]
    assert rows_of(world, Wanted(until=third), limit=1) == bought[1::-1]
    assert rows_of(world, Wanted(since=second, until=third)) == [bought[1]]
    assert rows_of(world, Wanted(since=third, until=second)) == []


def test_a_filter_that_fits_little_reads_five_hundred_rows_and_gives_a_cursor(world: World) -> None:
    oldest = a_verification(verification_id=an_id("01AAAA"), reference="rare")
    for k in range(600):
        one = replace(oldest, verification_id=an_id(f"01BBBB{k:04d}"), reference=None)
        world.tables.verifications[ADA, one.verification_id] = one
    world.tables.verifications[ADA, oldest.verification_id] = oldest

    page = world.verifications.page(ADA, before_id=None, limit=20, wanted=Wanted(label="rare"))

    assert (page.found, page.last_id) == ([], "01BBBB0100")
    assert rows_of(world, Wanted(label="rare")) == ["01AAAA"]


def test_recent_are_those_open_or_ended_within_a_day(world: World) -> None:
    got, cancelled = world.buy_with_number(), world.buy_with_number()
    deliver(world, got, "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(got))
    world.clock.advance(60)
    world.fulfilment.cancel(ADA, cancelled.verification_id)
    world.clock.advance(timedelta(hours=24).total_seconds() - 60)
    new = world.buy()

    recent = world.verifications.recent(ADA)

    assert ids(recent) == [new.verification_id, cancelled.verification_id]
    assert world.verifications.recent(BOB) == []


def test_a_label_is_changed_and_taken_away_in_any_state(world: World) -> None:
    bought = world.buy()

    labelled = world.verifications.label(ADA, bought.verification_id, "ci-812").verification
    same = world.verifications.label(ADA, bought.verification_id, "ci-812").verification
    without = world.verifications.label(ADA, bought.verification_id, None).verification

    assert (labelled.reference, labelled.version) == ("ci-812", bought.version + 1)
    assert same == labelled
    assert without.reference is None
    with pytest.raises(Refused, match="verification"):
        world.verifications.label(BOB, bought.verification_id, "mine")


def test_each_listed_verification_has_its_own_messages_and_a_refunded_one_has_none(world: World) -> None:
    with_code, returned, quiet = (world.buy_with_number() for _ in range(3))
    deliver(world, returned, "Welcome!")
    deliver(world, with_code, "Your code is 482913")
    world.live(10)
    world.supplier.end(world.order_of(returned), "returned")
    world.live(10)

    shown = {
        one.verification.verification_id: [message.text for message in one.messages]
        for one in world.verifications.page(ADA, before_id=None, limit=10).found
    }

    assert shown == {
        with_code.verification_id: ["Your code is 482913"],
        returned.verification_id: [],
        quiet.verification_id: [],
    }
    assert world.verification(returned).is_refunded


def test_verifications_read_by_id_are_only_the_customers_own(world: World) -> None:
    first, _, third = world.buy(), world.buy(), world.buy()
    bobs = a_verification("bobs", user_id=BOB)
    world.tables.verifications[BOB, bobs.verification_id] = bobs

    found = world.verifications.get_many(
        ADA, [first.verification_id, an_id("unknown"), bobs.verification_id, third.verification_id]
    )

    assert ids(found) == [third.verification_id, first.verification_id]


def test_open_verifications_are_neither_paid_nor_refunded(world: World) -> None:
    world.supplier.numbers_at_once = True
    paid, cancelled, waiting = (world.buy_with_number() for _ in range(3))
    requesting = world.buy()
    deliver(world, paid, "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(paid))
    world.fulfilment.cancel(ADA, cancelled.verification_id)

    assert ids(world.verifications.open(ADA)) == [requesting.verification_id, waiting.verification_id]


def test_a_verification_is_listed_as_open_for_as_long_as_it_can_be_open(world: World) -> None:
    world.supplier.cancellable = False
    verification = world.buy_with_number()

    world.live(minutes(24))
    assert ids(world.verifications.open(ADA)) == [verification.verification_id]

    world.live(minutes(2))
    assert world.verifications.open(ADA) == []


def test_a_verification_bought_ninety_minutes_ago_has_ended_and_is_not_searched_for(world: World) -> None:
    world.buy()
    world.clock.advance(timedelta(hours=1, minutes=29))
    assert len(world.verifications.open(ADA)) == 1
    world.clock.advance(timedelta(minutes=1, seconds=1))

    assert world.verifications.open(ADA) == []
