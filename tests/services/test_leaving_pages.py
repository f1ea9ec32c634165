"""Whatever ends a session closes its pages at once, and ends it even when they cannot be closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import Claims, Session, User, UserId
from callbox.ports.live import LiveConnection
from tests.builders import ADA, NOW, a_user
from tests.fake_world import FakeAccessTokens
from tests.services.world import World

BOB = UserId("bob")


def begun(world: World) -> Session:
    signed_in = world.session_service.begin(world.users.get(ADA) or a_user(ADA))
    found = world.sessions.get(signed_in.family_id)
    assert found is not None
    return found


@pytest.fixture
def session(world: World) -> Session:
    """A session of Ada's that a page listens for; so does a page of another of her sessions, and one of Bob's."""
    made = begun(world)
    for user_id, name, one in ((ADA, "page", made.family_id), (ADA, "other", "other"), (BOB, "bob", "bobs")):
        world.connections.join(LiveConnection(user_id, name, one, NOW))
    return made


def user(world: World) -> User:
    found = world.users.get(ADA)
    assert found is not None
    return found


ALL = {
    "sign out everywhere": lambda world, one: world.session_service.end_all(ADA),
    "a change of the second factor": lambda world, one: world.session_service.end_others(user(world), one),
    "a new password": lambda world, one: world.services._users.change_password(user(world), "hash"),
    "a password by mail": lambda world, one: world.services._users.reset_password(user(world), "hash"),
    "a closed account": lambda world, one: world.services._users.close(user(world), "closed-1"),
}
ONE = {
    "sign out": lambda world, one: world.session_service.end(one.family_id),
    "a lost device": lambda world, one: world.session_service.end_one(ADA, one.family_id),
    "a reused token": lambda world, one: world.services._sessions.revoke(one.family_id),
}
End = Callable[[World, Session], object]


@pytest.mark.parametrize("end", ALL.values(), ids=ALL.keys())
def test_what_ends_all_sessions_closes_all_pages_of_the_account(world: World, session: Session, end: End) -> None:
    end(world, session)

    assert sorted(world.connections.closed) == ["other", "page"]
    assert [one.connection_id for one in world.connections.joined] == ["bob"]


@pytest.mark.parametrize("end", ONE.values(), ids=ONE.keys())
def test_what_ends_one_session_closes_its_pages_alone(world: World, session: Session, end: End) -> None:
    end(world, session)

    assert world.connections.closed == ["page"]


@pytest.mark.parametrize("failure", [Unavailable("stalled"), RuntimeError("a fault of ours")])
@pytest.mark.parametrize("end", [*ALL.values(), *ONE.values()], ids=[*ALL, *ONE])
def test_a_session_ends_even_when_its_pages_cannot_be_closed(
    world: World, session: Session, end: End, failure: Exception
) -> None:
    world.connections.failure = failure

    end(world, session)

    carried_over = world.sessions.get(session.family_id)
    is_the_survivor = carried_over is not None and carried_over.epoch > session.epoch
    assert is_the_survivor or _has_ended(world, session)
    assert world.log.names.count("live_failed") == 1


def test_an_unknown_session_closes_nothing(world: World, session: Session) -> None:
    world.session_service.end("unknown")

    assert world.connections.closed == []


def test_a_session_that_ends_while_its_page_joins_leaves_no_page(world: World, session: Session) -> None:
    token = FakeAccessTokens().sign(ADA, session=session.family_id, now=NOW, lifetime=timedelta(minutes=15))
    join = world.connections.join

    def join_as_it_ends(connection: LiveConnection) -> None:
        world.sessions.revoke(session.family_id)  # its pages were closed before this one was listed
        join(connection)

    world.connections.join = join_as_it_ends  # type: ignore[method-assign]
    world.services.live_pages.join("late", token)

    assert "late" not in [one.connection_id for one in world.connections.joined]
    assert "late" in world.connections.closed
    assert world.connections.greeted == []


def _has_ended(world: World, session: Session) -> bool:
    try:
        world.services.live_sessions.must_live(Claims(ADA, session.family_id, session.expires_at))
    except Refused:
        return True
    return False


def test_a_page_of_an_ended_session_is_not_even_listed_for_a_moment(world: World, session: Session) -> None:
    token = FakeAccessTokens().sign(ADA, session=session.family_id, now=NOW, lifetime=timedelta(minutes=15))
    world.session_service.end(session.family_id)
    before = list(world.connections.joined)
    world.connections.join = lambda connection: pytest.fail("it was listed")  # type: ignore[method-assign]

    world.services.live_pages.join("late", token)

    assert (world.connections.joined, world.connections.closed) == (before, ["page", "late"])
