"""Signing up and signing in."""

import pytest

from callbox.domain.errors import Invalid, Refused
from callbox.domain.identity import UserId
from callbox.services.sessions import SignedIn
from tests.services.world import HOME, World

GRACE = "Grace@Example.com"
PASSWORD = "compiling since 1952"


def sign_up(world: World, email: str = GRACE) -> UserId:
    return world.accounts.sign_up(email=email, password=PASSWORD, accepted_terms="1", network=HOME).user_id


def sign_in(world: World, email: str = GRACE, password: str = PASSWORD) -> SignedIn:
    return world.accounts.sign_in(email=email, password=password, network=HOME)


def test_sign_up_stores_a_hashed_password_and_an_unverified_address(world: World) -> None:
    user = world.accounts.sign_up(email=GRACE, password=PASSWORD, accepted_terms="1", network=HOME)

    assert (user.email, user.email_verified, user.accepted_terms) == (GRACE, False, "1")
    assert (user.created_at, user.accepted_terms_at) == (world.clock.now(), world.clock.now())
    assert user.password_hash != PASSWORD
    assert world.accounts.get(user.user_id) == user


@pytest.mark.parametrize("email", [GRACE, "grace@example.com", "GRACE@EXAMPLE.COM"])
def test_an_address_has_one_account_in_any_spelling(world: World, email: str) -> None:
    sign_up(world)

    with pytest.raises(Refused) as refused:
        sign_up(world, email)

    assert refused.value.code == "email_taken"


def test_a_refused_sign_up_names_every_error_at_once_and_stores_nothing(world: World) -> None:
    with pytest.raises(Invalid) as invalid:
        world.accounts.sign_up(email="ada", password="short", accepted_terms="0", network=HOME)

    assert [error.field for error in invalid.value.errors] == ["email", "password", "accepted_terms"]
    assert len(world.tables.users) == 1


def test_sign_in_returns_a_short_lived_access_token_and_a_long_lived_refresh_token(world: World) -> None:
    user_id = sign_up(world)

    signed_in = sign_in(world)

    (session,) = world.tables.sessions.values()
    assert signed_in.access_token.startswith(f"access:{user_id}:{session.family_id}:")
    assert signed_in.access_token.endswith(str(int(world.clock.now().timestamp()) + 900))
    assert (signed_in.expires_in_s, signed_in.refresh_expires_in_s) == (900, 30 * 24 * 3600)
    assert session.user_id == user_id
    assert ("session_started", {"user_id": user_id, "session": session.family_id}) in world.log.recorded


def test_the_refresh_token_itself_is_not_stored(world: World) -> None:
    sign_up(world)

    secret = sign_in(world).refresh_token.partition(".")[2]

    assert secret
    assert secret not in repr(world.tables.sessions)


@pytest.mark.parametrize("email", ["grace@example.com", "  GRACE@example.com "])
def test_an_address_is_recognized_in_any_spelling(world: World, email: str) -> None:
    user_id = sign_up(world)

    assert f":{user_id}:" in sign_in(world, email).access_token


@pytest.mark.parametrize(
    ("email", "password"),
    [(GRACE, "not her password"), (GRACE, ""), ("unknown@example.com", PASSWORD), ("", PASSWORD)],
)
def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(world: World, email: str, password: str) -> None:
    sign_up(world)

    with pytest.raises(Refused) as refused:
        sign_in(world, email, password)

    assert (refused.value.code, dict(refused.value.facts)) == ("invalid_credentials", {})
    assert world.tables.sessions == {}
    assert "sign_in_refused" in world.log.names


def test_a_password_never_expires(world: World) -> None:
    """NIST SP 800-63B, 3.1.1.2: no change of passwords by calendar."""
    sign_up(world)

    world.clock.advance(10 * 365 * 24 * 3600)

    assert sign_in(world).access_token


def test_an_outdated_hash_is_renewed_at_sign_in(world: World) -> None:
    user_id = sign_up(world)
    world.passwords.generation = 2

    sign_in(world)

    (grace,) = [user for user in world.tables.users.values() if user.user_id == user_id]
    assert not world.passwords.is_outdated(grace.password_hash)
    assert sign_in(world).access_token


def test_a_wrong_password_never_replaces_the_hash(world: World) -> None:
    user_id = sign_up(world)
    world.passwords.generation = 2

    with pytest.raises(Refused):
        sign_in(world, password="not her password")

    assert world.accounts.get(user_id).password_hash == f"hash:1:{PASSWORD}"


def test_a_token_of_a_deleted_account_requires_a_new_sign_in(world: World) -> None:
    (ada,) = world.tables.users.values()
    world.tables.users.clear()

    with pytest.raises(Refused) as refused:
        world.accounts.get(ada.user_id)

    assert refused.value.code == "unauthenticated"


def test_no_event_contains_an_address_or_a_secret(world: World) -> None:
    sign_up(world)
    token = sign_in(world).refresh_token
    with pytest.raises(Refused):
        sign_in(world, password="not her password")

    told = repr(world.log).casefold()
    assert "grace" not in told
    assert PASSWORD not in told
    assert token.partition(".")[2] not in told
