"""Ada's account in the world of these tests: her session, her authenticator, and what an act of hers comes to."""

import base64
from collections.abc import Callable

from callbox.domain.errors import Refused
from callbox.domain.identity import Session, User
from callbox.domain.second_factor import code_at
from callbox.services.sessions import SignedIn
from tests.builders import ADA
from tests.services.world import World


def user(world: World) -> User:
    return world.accounts.get(ADA)


def session_of(world: World, signed_in: SignedIn) -> Session:
    found = world.sessions.get(signed_in.family_id)
    assert found is not None
    return found


def factor_on(world: World, session: Session) -> Callable[[], str]:
    """Turn the second factor on; return the app, which shows a code that was not used."""
    secret = base64.b32decode(world.second_factors.begin(user(world)).secret)

    def code() -> str:
        world.clock.advance(30)
        return code_at(secret, int(world.clock.now().timestamp()) // 30)

    world.second_factors.confirm(user(world), session, code())
    return code


def outcome(action: Callable[[], object]) -> str:
    """Return the code of a refusal, or `ok`."""
    try:
        action()
    except Refused as refused:
        return refused.code
    return "ok"
