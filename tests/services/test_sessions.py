"""Each refresh token of a session works once. A replayed token was copied, so it ends the session."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from callbox.domain.errors import Refused
from callbox.services.sessions import LONGEST_TOKEN, SignedIn
from tests.builders import ADA, BOB
from tests.services.world import HOME, World
from tests.waiting import PATIENCE_S


def sign_in(world: World, device: str = "") -> str:
    signed_in = world.accounts.sign_in(
        email=f"{ADA}@example.com", password="correct horse battery", network=HOME, device=device
    )
    return signed_in.refresh_token


@pytest.fixture
def token(world: World) -> str:
    """Return the refresh token of a new session of Ada's."""
    return world.accounts.sign_in(
        email=f"{ADA}@example.com", password="correct horse battery", network=HOME
    ).refresh_token


def refused_code(world: World, token: str | None) -> str:
    with pytest.raises(Refused) as refused:
        world.session_service.refresh(token)
    return refused.value.code


def test_a_refresh_gives_a_new_pair_for_the_same_session(world: World, token: str) -> None:
    world.clock.advance(timedelta(minutes=14))

    renewed = world.session_service.refresh(token)

    assert renewed.refresh_token != token
    assert world.session_service.session_of(renewed.refresh_token) == world.session_service.session_of(token)
    assert renewed.access_token.startswith(f"access:{ADA}:{world.session_service.session_of(token)}:")
    assert renewed.access_token.endswith(str(int(world.clock.now().timestamp()) + 900))
    assert world.session_service.refresh(renewed.refresh_token).refresh_token != renewed.refresh_token


def test_a_replayed_token_ends_the_session_for_the_newest_token_too(world: World, token: str) -> None:
    newest = world.session_service.refresh(token).refresh_token

    assert refused_code(world, token) == "session_revoked"
    assert refused_code(world, newest) == "session_revoked"
    assert "session_token_reused" in world.log.names


def test_a_replay_keeps_the_customers_other_sessions(world: World, token: str) -> None:
    other = world.accounts.sign_in(
        email=f"{ADA}@example.com", password="correct horse battery", network=HOME
    ).refresh_token
    world.session_service.refresh(token)

    refused_code(world, token)

    assert world.session_service.refresh(other).refresh_token


def test_two_refreshes_with_one_token_at_once_end_the_session(world: World, token: str) -> None:
    other: list[SignedIn] = []
    world.meanwhile("before rotate", lambda: other.append(world.session_service.refresh(token)))

    assert refused_code(world, token) == "session_revoked"
    assert refused_code(world, other[0].refresh_token) == "session_revoked"


def test_many_devices_with_one_token_get_at_most_one_pair_and_lose_the_session(world: World, token: str) -> None:
    start = Barrier(8)

    def refresh(_: int) -> SignedIn | None:
        start.wait(timeout=PATIENCE_S)
        try:
            return world.session_service.refresh(token)
        except Refused:
            return None

    with ThreadPoolExecutor(8) as devices:
        pairs = [pair for pair in devices.map(refresh, range(8)) if pair]

    assert len(pairs) <= 1
    assert [refused_code(world, pair.refresh_token) for pair in pairs] == ["session_revoked" for _ in pairs]


def test_a_session_that_is_ended_between_reading_and_rotating_stays_ended(world: World, token: str) -> None:
    world.meanwhile("before rotate", lambda: world.session_service.end(world.session_service.session_of(token)))

    assert refused_code(world, token) == "session_revoked"
    assert all(session.revoked for session in world.tables.sessions.values())


def test_a_session_expires_after_thirty_days_without_use(world: World, token: str) -> None:
    world.clock.advance(timedelta(days=30))

    assert refused_code(world, token) == "unauthenticated"


def test_each_use_extends_a_session_by_thirty_days(world: World, token: str) -> None:
    for _ in range(3):
        world.clock.advance(timedelta(days=29, hours=23))
        token = world.session_service.refresh(token).refresh_token


@pytest.mark.parametrize("stranger", [None, "", ".", "x", "unknown.lineage.secret", ".lineage.secret", "unknown.."])
def test_a_missing_token_or_one_without_a_session_is_unauthenticated(world: World, stranger: str | None) -> None:
    assert refused_code(world, stranger) == "unauthenticated"
    with pytest.raises(Refused) as refused:
        world.session_service.session_of(stranger)
    assert refused.value.code == "unauthenticated"


@pytest.mark.parametrize("rest", ["made-up.secret", "made-up", ".", "x" * LONGEST_TOKEN, "é.é"])
def test_the_id_of_a_session_alone_neither_ends_nor_identifies_it(world: World, token: str, rest: str) -> None:
    made_up = f"{token.partition('.')[0]}.{rest}"

    assert refused_code(world, made_up) == "unauthenticated"
    with pytest.raises(Refused):
        world.session_service.session_of(made_up)
    assert world.session_service.refresh(token).refresh_token


def test_the_newest_secret_with_another_lineage_is_not_a_token_of_the_session(world: World, token: str) -> None:
    family, _, secret = token.split(".")

    assert refused_code(world, f"{family}.made-up.{secret}") == "unauthenticated"
    assert world.session_service.refresh(token).refresh_token


def test_no_secret_part_of_a_token_is_stored(world: World, token: str) -> None:
    _, lineage, secret = token.split(".")

    stored = repr(world.tables.sessions)

    assert lineage not in stored
    assert secret not in stored


def test_after_sign_out_every_token_of_the_session_is_refused(world: World, token: str) -> None:
    newest = world.session_service.refresh(token).refresh_token

    world.session_service.end(world.session_service.session_of(newest))

    assert refused_code(world, newest) == "session_revoked"
    assert refused_code(world, token) == "session_revoked"
    assert "session_ended" in world.log.names


def test_signing_out_twice_or_from_an_unknown_session_changes_nothing(world: World, token: str) -> None:
    session = world.session_service.session_of(token)
    world.session_service.end(session)
    before = dict(world.tables.sessions)

    world.session_service.end(session)
    world.session_service.end("unknown")

    assert world.tables.sessions == before


def test_an_old_token_still_identifies_the_session_to_end(world: World, token: str) -> None:
    session = world.session_service.session_of(token)
    world.session_service.refresh(token)

    assert world.session_service.session_of(token) == session


def test_active_sessions_are_listed_newest_first_with_device_and_last_use(world: World, token: str) -> None:
    world.clock.advance(60)
    phone = sign_in(world, device="A phone")
    ended = sign_in(world)
    world.session_service.end(world.session_service.session_of(ended))
    world.clock.advance(60)
    world.session_service.refresh(phone)

    listed = world.session_service.list(ADA)

    assert [one.family_id for one in listed] == [phone.partition(".")[0], token.partition(".")[0]]
    assert [one.device for one in listed] == ["A phone", ""]
    assert listed[0].used_at == world.clock.now() > listed[0].created_at
    assert world.session_service.list(BOB) == []


def test_an_expired_session_is_not_listed(world: World, token: str) -> None:
    world.clock.advance(timedelta(days=30))

    assert world.session_service.list(ADA) == []


def test_a_customer_ends_one_session_and_keeps_the_others(world: World, token: str) -> None:
    lost = sign_in(world)

    world.session_service.end_one(ADA, world.session_service.session_of(lost))

    assert refused_code(world, lost) == "session_revoked"
    assert world.session_service.refresh(token)


@pytest.mark.parametrize("session", ["", "unknown", None])
def test_a_customer_cannot_end_another_customers_or_an_unknown_session(
    world: World, token: str, session: str | None
) -> None:
    family = session if session is not None else world.session_service.session_of(token)

    with pytest.raises(Refused) as refused:
        world.session_service.end_one(BOB, family)

    assert refused.value.code == "not_found"
    assert world.session_service.refresh(token)


def test_signing_out_everywhere_ends_every_session_and_a_later_sign_in_begins_a_new_one(
    world: World, token: str
) -> None:
    other = sign_in(world)

    world.session_service.end_all(ADA)
    world.session_service.end_all(BOB)

    assert [refused_code(world, one) for one in (token, other)] == ["session_revoked", "session_revoked"]
    assert world.session_service.list(ADA) == []
    assert world.session_service.refresh(sign_in(world))


def test_a_session_that_a_copied_token_ends_is_reported_to_the_customer_by_mail(world: World, token: str) -> None:
    world.session_service.refresh(token)
    refused_code(world, token)
    world.work()

    [(address, mail)] = world.mailer.sent
    assert address == f"{ADA}@example.com"
    assert "used from two places" in mail.text
    assert "https://callbox.example/forgot-password" in mail.text


def test_a_copied_token_ends_the_session_even_when_no_mail_can_be_queued(world: World, token: str) -> None:
    newest = world.session_service.refresh(token).refresh_token
    world.queues.down = True

    assert refused_code(world, token) == "session_revoked"
    assert refused_code(world, newest) == "session_revoked"


def test_a_session_ends_after_90_days_however_much_it_is_used(world: World, token: str) -> None:
    for _ in range(4):
        world.clock.advance(timedelta(days=20))
        renewed = world.session_service.refresh(token)
        token = renewed.refresh_token

    assert renewed.refresh_expires_in_s == timedelta(days=10).total_seconds()
    world.clock.advance(timedelta(days=10))
    assert refused_code(world, token) == "unauthenticated"


def test_a_session_that_was_stored_with_a_later_end_ends_all_the_same(world: World, token: str) -> None:
    session = world.sessions.get(world.session_service.session_of(token))
    assert session is not None
    world.sessions.add(replace(session, expires_at=session.created_at + timedelta(days=200)))
    world.clock.advance(timedelta(days=90))

    assert refused_code(world, token) == "unauthenticated"
