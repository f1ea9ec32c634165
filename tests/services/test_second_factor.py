"""A customer sets up a second factor; sign-in asks for it, and its codes cannot be guessed or replayed."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from callbox.domain.errors import Refused
from callbox.domain.identity import Claims, Session, User
from callbox.domain.second_factor import code_at
from tests.builders import ADA
from tests.fakes import SendMail
from tests.services.ada import outcome
from tests.services.world import HOME, World
from tests.waiting import PATIENCE_S

EMAIL = f"{ADA}@example.com"
PASSWORD = "correct horse battery"


class App:
    """An authenticator app with Ada's secret."""

    def __init__(self, world: World, secret: str) -> None:
        self._clock = world.clock
        self._secret = base64.b32decode(secret)

    def code(self) -> str:
        return code_at(self._secret, int(self._clock.now().timestamp()) // 30)


@pytest.fixture
def session(world: World) -> Session:
    """Ada's session, in which she sets up the second factor."""
    begun = world.accounts.sign_in(email=EMAIL, password=PASSWORD, network=HOME)
    return stored(world, world.session_service.session_of(begun.refresh_token))


@pytest.fixture
def app(world: World, session: Session) -> App:
    return App(world, world.second_factors.begin(ada(world)).secret)


@pytest.fixture
def recovery(world: World, session: Session, app: App) -> list[str]:
    """Turn the second factor on and return its recovery codes."""
    codes = world.second_factors.confirm(ada(world), session, app.code())
    world.clock.advance(30)
    return codes


def ada(world: World) -> User:
    return world.accounts.get(ADA)


def stored(world: World, family_id: str) -> Session:
    found = world.sessions.get(family_id)
    assert found is not None
    return found


def mailed_kinds(world: World) -> list[str]:
    return [job.kind for _, job in world.queues.waiting if isinstance(job, SendMail)]


def sign_in(world: World, code: str | None = None, password: str = PASSWORD) -> str:
    try:
        world.accounts.sign_in(email=EMAIL, password=password, network=HOME, code=code)
    except Refused as refused:
        return refused.code
    return "ok"


def confirm(world: World, session: Session, code: str) -> str:
    return outcome(lambda: world.second_factors.confirm(ada(world), session, code))


def refused_code(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.code


def test_sign_in_asks_for_no_code_before_the_second_factor_is_confirmed(world: World, app: App) -> None:
    assert sign_in(world) == "ok"
    assert not world.second_factors.status(ADA).is_on


def test_the_password_alone_is_refused_once_the_second_factor_is_on(
    world: World, app: App, recovery: list[str]
) -> None:
    assert sign_in(world) == "second_factor_required"
    assert sign_in(world, "000000") == "invalid_code"
    assert sign_in(world, app.code(), password="wrong") == "invalid_credentials"
    assert sign_in(world, app.code()) == "ok"
    assert (world.second_factors.status(ADA).is_on, len(recovery)) == (True, 10)


def test_a_used_code_is_refused(world: World, app: App, recovery: list[str]) -> None:
    code = app.code()

    assert sign_in(world, code) == "ok"
    assert sign_in(world, code) == "invalid_code"


def test_the_code_that_confirmed_the_second_factor_is_refused_at_sign_in(
    world: World, session: Session, app: App
) -> None:
    code = app.code()
    world.second_factors.confirm(ada(world), session, code)

    assert sign_in(world, code) == "invalid_code"


def test_many_uses_of_one_code_at_once_succeed_once(world: World, app: App, recovery: list[str]) -> None:
    start, code = Barrier(4), app.code()

    def use(_: int) -> str:
        start.wait(timeout=PATIENCE_S)
        return sign_in(world, code)

    with ThreadPoolExecutor(4) as devices:
        assert list(devices.map(use, range(4))).count("ok") == 1


def test_a_recovery_code_replaces_the_app_once(world: World, recovery: list[str]) -> None:
    assert sign_in(world, recovery[3]) == "ok"
    assert sign_in(world, recovery[3]) == "invalid_code"
    assert world.second_factors.status(ADA).recovery_codes_left == 9


def test_each_use_of_a_code_is_logged_with_its_kind_and_outcome(world: World, app: App, recovery: list[str]) -> None:
    told = len(world.log.recorded)

    sign_in(world, app.code())
    sign_in(world, recovery[0])
    sign_in(world, "000000")

    named = [(event, facts["user_id"]) for event, facts in world.log.recorded[told:] if event != "session_started"]
    assert named == [
        ("second_factor_passed", ADA),
        ("recovery_code_used", ADA),
        ("second_factor_refused", ADA),
    ]


def test_guesses_of_codes_are_limited_like_guesses_of_passwords(world: World, app: App, recovery: list[str]) -> None:
    assert [sign_in(world, "000000") for _ in range(5)] == ["invalid_code"] * 5

    assert sign_in(world, app.code()) == "rate_limited"
    assert sign_in(world) == "rate_limited", "whether the password was right is told as well"


def test_being_asked_for_the_code_does_not_clear_failed_attempts(world: World, app: App, recovery: list[str]) -> None:
    for _ in range(4):
        sign_in(world, "000000")
        sign_in(world)

    assert sign_in(world, "000000") == "invalid_code"
    assert sign_in(world, app.code()) == "rate_limited"


def test_only_a_code_of_the_newest_secret_confirms_the_second_factor(world: World, session: Session, app: App) -> None:
    newer = App(world, world.second_factors.begin(ada(world)).secret)

    assert confirm(world, session, app.code()) == "invalid_code"
    assert confirm(world, session, newer.code()) == "ok"


def test_an_active_second_factor_cannot_be_replaced(
    world: World, session: Session, app: App, recovery: list[str]
) -> None:
    assert refused_code(lambda: world.second_factors.begin(ada(world))) == "second_factor_on"
    assert confirm(world, session, app.code()) == "second_factor_on"


def test_a_second_factor_needs_a_confirmed_address(world: World, session: Session) -> None:
    world.tables.users[ADA] = replace(ada(world), email_verified=False)

    assert refused_code(lambda: world.second_factors.begin(ada(world))) == "email_unverified"
    assert confirm(world, session, "000000") == "email_unverified"
    assert refused_code(lambda: world.second_factors.remove(ada(world), session)) == "email_unverified"


def test_an_enrolment_is_over_after_fifteen_minutes(world: World, session: Session, app: App) -> None:
    world.clock.advance(timedelta(minutes=15))

    assert confirm(world, session, app.code()) == "invalid_token"


def test_an_enrolment_ends_with_the_sessions_of_its_account(world: World, app: App) -> None:
    world.session_service.end_all(ADA)
    begun = world.accounts.sign_in(email=EMAIL, password=PASSWORD, network=HOME)
    later = stored(world, world.session_service.session_of(begun.refresh_token))

    assert confirm(world, later, app.code()) == "invalid_token"


def test_a_customer_without_an_enrolment_cannot_confirm_one(world: World, session: Session) -> None:
    assert confirm(world, session, "000000") == "invalid_token"


def test_sessions_that_end_during_a_confirmation_stop_it(world: World, session: Session, app: App) -> None:
    user, code = ada(world), app.code()
    world.session_service.end_all(ADA)

    assert refused_code(lambda: world.second_factors.confirm(user, session, code)) == "session_revoked"
    assert not world.second_factors.status(ADA).is_on


@pytest.mark.parametrize("change", ["on", "codes", "off"])
def test_each_change_is_mailed_and_ends_the_other_sessions_only(
    world: World, session: Session, app: App, change: str
) -> None:
    changes: dict[str, tuple[str, Callable[[], object]]] = {
        "on": ("factor_on", lambda: world.second_factors.confirm(ada(world), session, app.code())),
        "codes": ("recovery_codes_made", lambda: world.second_factors.renew_recovery_codes(ada(world), session)),
        "off": ("factor_off", lambda: world.second_factors.remove(ada(world), session)),
    }
    if change != "on":
        changes["on"][1]()
        session = stored(world, session.family_id)
        world.clock.advance(30)
    other = world.accounts.sign_in(
        email=EMAIL, password=PASSWORD, network=HOME, code=app.code() if change != "on" else None
    )

    kind, act = changes[change]
    act()

    assert mailed_kinds(world)[-1] == kind
    assert refused_code(lambda: world.session_service.refresh(other.refresh_token)) == "session_revoked"
    claims = Claims(ADA, session.family_id, session.expires_at)
    assert world.services.live_sessions.must_live(claims)[0] == ada(world)


def test_a_change_stands_when_the_mail_queue_does_not_answer(world: World, session: Session, app: App) -> None:
    world.queues.down = True

    assert confirm(world, session, app.code()) == "ok"
    assert ("mail_not_queued", {"kind": "factor_on", "user_id": ADA}) in world.log.recorded


def test_new_recovery_codes_replace_all_earlier_ones(
    world: World, session: Session, app: App, recovery: list[str]
) -> None:
    sign_in(world, recovery[0])

    new = world.second_factors.renew_recovery_codes(ada(world), stored(world, session.family_id))

    assert world.second_factors.status(ADA).recovery_codes_left == 10
    assert sign_in(world, recovery[1]) == "invalid_code"
    assert sign_in(world, new[1]) == "ok"


def test_recovery_codes_need_a_second_factor(world: World, session: Session) -> None:
    assert refused_code(lambda: world.second_factors.renew_recovery_codes(ada(world), session)) == "not_found"


def test_a_session_proves_itself_with_password_and_code(
    world: World, session: Session, app: App, recovery: list[str]
) -> None:
    def prove(password: str, code: str | None) -> str:
        return outcome(lambda: world.services.proofs.prove(ada(world), session, password=password, code=code))

    assert prove("wrong", app.code()) == "invalid_credentials"
    assert prove(PASSWORD, "000000") == "invalid_code"
    assert prove(PASSWORD, None) == "second_factor_required"
    assert prove(PASSWORD, app.code()) == "ok"


def test_the_owner_removes_the_second_factor(world: World, session: Session, app: App, recovery: list[str]) -> None:
    world.second_factors.remove(ada(world), stored(world, session.family_id))

    assert sign_in(world) == "ok"
    assert world.second_factors.status(ADA).recovery_codes_left == 0


def test_failures_within_a_session_are_counted_by_it_alone(
    world: World, session: Session, app: App, recovery: list[str]
) -> None:
    prove = partial(world.services.proofs.prove, ada(world))
    for password, code in [("wrong", None)] * 5 + [(PASSWORD, "000000")] * 5:
        outcome(partial(prove, session, password=password, code=code))

    assert outcome(partial(prove, session, password=PASSWORD, code=app.code())) == "rate_limited"
    assert sign_in(world, app.code()) == "ok", "the owner still signs in"
    world.clock.advance(30)
    other = replace(session, family_id="another")
    assert outcome(partial(prove, other, password=PASSWORD, code=app.code())) == "ok"


def test_wrong_codes_without_a_session_share_one_tally(world: World, app: App, recovery: list[str]) -> None:
    for _ in range(2):
        for _ in range(5):
            sign_in(world, "000000")
        world.clock.advance(timedelta(minutes=20))  # the tally of failed sign-ins has been forgotten

    assert outcome(lambda: world.second_factors.check(ada(world), app.code())) == "rate_limited"
    world.clock.advance(timedelta(minutes=20))
    assert sign_in(world, app.code()) == "ok"
