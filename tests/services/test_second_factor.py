"""A customer sets up a second factor; sign-in asks for it, and its codes cannot be guessed or replayed."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from callbox.domain.errors import Refused
from callbox.domain.second_factor import code_at
from tests.builders import ADA, a_user
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
def app(world: World) -> App:
    return App(world, world.second_factors.begin(a_user()).secret)


@pytest.fixture
def recovery(world: World, app: App) -> list[str]:
    """Turn the second factor on and return its recovery codes."""
    codes = world.second_factors.confirm(ADA, app.code())
    world.clock.advance(30)
    return codes


def sign_in(world: World, code: str | None = None, password: str = PASSWORD) -> str:
    try:
        world.accounts.sign_in(email=EMAIL, password=password, network=HOME, code=code)
    except Refused as refused:
        return refused.code
    return "ok"


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


def test_the_code_that_confirmed_the_second_factor_is_refused_at_sign_in(world: World, app: App) -> None:
    code = app.code()
    world.second_factors.confirm(ADA, code)

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


def test_only_a_code_of_the_newest_secret_confirms_the_second_factor(world: World, app: App) -> None:
    newer = App(world, world.second_factors.begin(a_user()).secret)

    assert refused_code(partial(world.second_factors.confirm, ADA, app.code())) == "invalid_code"
    assert len(world.second_factors.confirm(ADA, newer.code())) == 10


def test_an_active_second_factor_cannot_be_replaced(world: World, app: App, recovery: list[str]) -> None:
    assert refused_code(lambda: world.second_factors.begin(a_user())) == "second_factor_on"
    assert refused_code(partial(world.second_factors.confirm, ADA, app.code())) == "second_factor_on"


def test_the_owner_removes_the_second_factor_with_password_and_code(
    world: World, app: App, recovery: list[str]
) -> None:
    prove = partial(world.accounts.prove, ADA, network=HOME)
    assert refused_code(lambda: prove(password="wrong", code=app.code())) == "invalid_credentials"
    assert refused_code(lambda: prove(password=PASSWORD, code="000000")) == "invalid_code"
    assert refused_code(lambda: prove(password=PASSWORD, code=None)) == "second_factor_required"

    prove(password=PASSWORD, code=app.code())
    world.second_factors.remove(ADA)

    assert sign_in(world) == "ok"
    assert world.second_factors.status(ADA).recovery_codes_left == 0


def test_a_new_password_keeps_the_second_factor(world: World, app: App, recovery: list[str]) -> None:
    world.users.replace_password(world.accounts.get(ADA), world.passwords.hash("nanoseconds of wire"))

    assert sign_in(world, password="nanoseconds of wire") == "second_factor_required"


def test_a_customer_without_a_second_factor_cannot_confirm_one(world: World) -> None:
    assert refused_code(partial(world.second_factors.confirm, ADA, "000000")) == "invalid_code"
