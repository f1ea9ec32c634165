"""Pushes: each device is told once of the same news, one that signed out never, and one that is gone is dropped."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import Session
from callbox.domain.push import MAX_SUBSCRIPTIONS
from tests.builders import ADA, BOB, a_session, a_user, naira
from tests.fake_push import FakePushService
from tests.services.world import World

HOST = "https://fcm.googleapis.com"
PHONE, LAPTOP = f"{HOST}/phone", f"{HOST}/laptop"


class Pushed:
    """Ada with sessions on some devices, and what reaches them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.service = FakePushService()
        world.users.add(a_user(user_id=ADA))
        world.users.add(a_user(user_id=BOB, email="bob@example.com"))
        self.services = world.but(push_service=self.service)
        self.devices = self.services.push_subscriptions

    def subscribe(self, endpoint: str, *, session: str = "family-1", name: str | None = None) -> None:
        if self.world.sessions.get(session) is None:
            self.world.sessions.add(self.session(session))
        self.devices.subscribe(ADA, session, subscription_id=name or endpoint.rpartition("/")[2], endpoint=endpoint)

    def session(self, family_id: str) -> Session:
        now = self.world.clock.now()
        return a_session(family_id, user_id=ADA, created_at=now, used_at=now, expires_at=now + timedelta(days=30))

    def news(self) -> datetime:
        self.world.clock.advance(1)
        return self.world.clock.now()

    def send(self, happened_at: datetime) -> None:
        self.world.clock.advance(1)
        deadline = self.world.clock.now() + timedelta(seconds=30)
        self.services.pusher.send(ADA, happened_at=happened_at, deadline=deadline)

    def kept(self) -> list[str]:
        return [one.endpoint for one in self.world.ports.push_subscriptions.list(ADA)]


@pytest.fixture
def pushed(world: World) -> Pushed:
    return Pushed(world)


def test_every_device_of_the_customer_is_told(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    pushed.subscribe(LAPTOP, session="family-2")

    pushed.send(pushed.news())

    assert sorted(pushed.service.pushed) == [LAPTOP, PHONE]


def test_a_repeated_message_tells_only_the_devices_that_failed(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    pushed.subscribe(LAPTOP)
    pushed.service.failing = {LAPTOP}
    happened_at = pushed.news()

    with pytest.raises(Unavailable):
        pushed.send(happened_at)
    pushed.service.failing = set()
    pushed.send(happened_at)
    pushed.send(happened_at)

    assert pushed.service.pushed == [PHONE, LAPTOP]


def test_news_that_came_before_the_last_push_are_told_by_it(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    first, second = pushed.news(), pushed.news()

    pushed.send(second)
    pushed.send(first)

    assert pushed.service.pushed == [PHONE]


def test_later_news_are_told_again(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)

    pushed.send(pushed.news())
    pushed.send(pushed.news())

    assert pushed.service.pushed == [PHONE, PHONE]


def test_a_device_whose_address_is_gone_is_forgotten(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    pushed.subscribe(LAPTOP)
    pushed.service.gone = {PHONE}

    pushed.send(pushed.news())

    assert (pushed.service.pushed, pushed.kept()) == ([LAPTOP], [LAPTOP])


def test_a_device_that_signed_out_is_told_nothing_and_forgotten(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    pushed.subscribe(LAPTOP, session="family-2")
    pushed.world.session_service.end("family-1")

    pushed.send(pushed.news())

    assert (pushed.service.pushed, pushed.kept()) == ([LAPTOP], [LAPTOP])


def test_no_device_is_told_after_all_sessions_ended(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    pushed.world.session_service.end_all(ADA)

    pushed.send(pushed.news())

    assert (pushed.service.pushed, pushed.kept()) == ([], [])


def test_a_subscription_for_another_key_or_a_host_of_former_times_is_dropped(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    settings = pushed.world.ports.settings
    [one] = pushed.world.ports.push_subscriptions.list(ADA)
    assert pushed.devices.is_current(one)

    for changed in (replace(settings, push_public_key="another"), replace(settings, push_hosts=(f"{HOST}.example",))):
        services = pushed.world.but(push_service=pushed.service, settings=changed)
        assert not services.push_subscriptions.is_current(one)


def test_no_push_begins_when_too_little_time_is_left_and_the_rest_is_sent_later(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)
    happened_at = pushed.news()
    pushed.world.clock.advance(1)

    with pytest.raises(Unavailable):
        pushed.services.pusher.send(
            ADA, happened_at=happened_at, deadline=pushed.world.clock.now() + timedelta(seconds=9)
        )

    assert pushed.service.pushed == []
    pushed.send(happened_at)
    assert pushed.service.pushed == [PHONE]


def test_an_unknown_address_is_refused_and_nothing_is_stored(pushed: Pushed) -> None:
    with pytest.raises(Refused) as refused:
        pushed.subscribe("https://evil.example/x")

    assert refused.value.code == "endpoint_refused"
    assert pushed.kept() == []


def test_ten_devices_are_told_and_the_eleventh_is_refused(pushed: Pushed) -> None:
    for n in range(MAX_SUBSCRIPTIONS):
        pushed.subscribe(f"{HOST}/{n}")

    with pytest.raises(Refused) as refused:
        pushed.subscribe(f"{HOST}/one-more")
    pushed.subscribe(f"{HOST}/new", name="3")

    assert refused.value.code == "too_many_subscriptions"
    assert len(pushed.kept()) == MAX_SUBSCRIPTIONS
    assert f"{HOST}/new" in pushed.kept()


def test_devices_that_signed_out_make_room(pushed: Pushed) -> None:
    for n in range(MAX_SUBSCRIPTIONS):
        pushed.subscribe(f"{HOST}/{n}", session="old")
    pushed.world.session_service.end("old")

    pushed.subscribe(PHONE, session="new")

    assert pushed.kept() == [PHONE]


def test_a_device_that_unsubscribed_is_not_told_and_may_say_so_twice(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)

    pushed.devices.unsubscribe(ADA, "phone")
    pushed.devices.unsubscribe(ADA, "phone")
    pushed.send(pushed.news())

    assert pushed.service.pushed == []


def test_what_another_customer_deletes_is_not_ours(pushed: Pushed) -> None:
    pushed.subscribe(PHONE)

    pushed.devices.unsubscribe(BOB, "phone")

    assert pushed.kept() == [PHONE]


SECOND = "Your new code is 737373"


@pytest.fixture
def told(world: World) -> Pushed:
    """Ada with money and a phone that is told."""
    pushed = Pushed(world)
    world.fund(naira(5_000))
    pushed.subscribe(PHONE)
    world.pushes.asked.clear()
    return pushed


def test_a_code_and_each_later_one_is_told_and_no_other_change(world: World, told: Pushed) -> None:
    waiting = world.buy_with_number()
    world.supplier.deliver(world.order_of(waiting), "Welcome!")
    world.live(10)
    assert world.pushes.asked == []

    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")
    world.live(20)
    first = list(world.pushes.asked)
    world.supplier.deliver(world.order_of(waiting), SECOND)
    world.fulfilment.fetch_code_of(world.order_of(waiting))

    assert [user_id for user_id, _ in first] == [ADA]
    assert [user_id for user_id, _ in world.pushes.asked] == [ADA, ADA]
    assert first[0][1] <= world.clock.now()


def test_a_credited_payment_is_told(world: World, told: Pushed) -> None:
    deposit = world.top_up()
    world.paystack.pay(deposit.reference)

    world.deposits.credit(deposit.reference)
    world.deposits.credit(deposit.reference)

    assert [user_id for user_id, _ in world.pushes.asked] == [ADA]


def test_nothing_is_queued_for_a_customer_without_a_device(world: World) -> None:
    world.fund(naira(5_000))
    waiting = world.buy_with_number()
    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")

    world.live(20)

    assert world.verification(waiting).state == "received"
    assert world.pushes.asked == []


def test_a_push_that_cannot_be_queued_leaves_the_code_where_it_is(world: World, told: Pushed) -> None:
    world.pushes.fails = True
    waiting = world.buy_with_number()
    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")

    world.live(20)

    assert world.verification(waiting).state == "received"
    assert world.log.names.count("push_not_queued") == 1
