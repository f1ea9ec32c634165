"""Too many failed attempts, sign-ups and mails are refused for a while; successful sign-ins do not count."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from callbox.domain.errors import Refused
from tests.builders import ADA
from tests.services.world import HOME, World
from tests.waiting import PATIENCE_S

PASSWORD = "correct horse battery"
ELSEWHERE = "198.51.100.4"


def sign_in(world: World, *, user: str = ADA, password: str = PASSWORD, network: str = HOME) -> str:
    """Return the result: `ok`, or the code of the refusal."""
    try:
        world.accounts.sign_in(email=f"{user}@example.com", password=password, network=network)
    except Refused as refused:
        return refused.code
    return "ok"


def fail(world: World, times: int, *, user: str = ADA, network: str = HOME) -> list[str]:
    return [sign_in(world, user=user, password="wrong", network=network) for _ in range(times)]


def wait_s(action: Callable[[], object]) -> int:
    with pytest.raises(Refused) as refused:
        action()
    assert refused.value.code == "rate_limited"
    return int(refused.value.facts["retry_after_s"])


def test_five_failures_block_sign_in_to_an_account_from_everywhere_for_a_minute(world: World) -> None:
    assert fail(world, 5) == ["invalid_credentials"] * 5

    assert sign_in(world, network=ELSEWHERE) == "rate_limited"
    world.clock.advance(59)
    assert sign_in(world) == "rate_limited"
    world.clock.advance(1)
    assert sign_in(world) == "ok"


def test_the_refusal_states_the_wait_and_the_wait_grows(world: World) -> None:
    pauses = []
    for _ in range(3):
        fail(world, 5)
        pauses.append(wait_s(partial(world.accounts.sign_in, email=f"{ADA}@example.com", password="x", network=HOME)))
        world.clock.advance(pauses[-1])

    assert pauses == [60, 120, 240]


def test_an_address_without_an_account_has_the_same_limit(world: World) -> None:
    assert fail(world, 6, user="stranger") == ["invalid_credentials"] * 5 + ["rate_limited"]


def test_a_success_clears_the_failures_of_its_account(world: World) -> None:
    for _ in range(5):
        fail(world, 4, network=ELSEWHERE + str(world.clock.now()))
        assert sign_in(world) == "ok"


def test_successful_sign_ins_behind_one_address_do_not_count(world: World) -> None:
    assert {sign_in(world) for _ in range(200)} == {"ok"}


def test_parallel_guesses_learn_no_more_than_five_outcomes(world: World) -> None:
    start = Barrier(16)

    def guess(_: int) -> str:
        start.wait(timeout=PATIENCE_S)
        return sign_in(world, password="wrong")

    with ThreadPoolExecutor(16) as guessers:
        outcomes = list(guessers.map(guess, range(16)))

    assert set(outcomes) == {"invalid_credentials", "rate_limited"}
    assert outcomes.count("invalid_credentials") <= 5


def test_a_correct_guess_that_finishes_after_the_limit_is_refused(world: World) -> None:
    world.passwords.meanwhile = lambda: fail(world, 5)  # between the check of the limit and the result

    assert sign_in(world) == "rate_limited"
    assert not world.tables.sessions


def test_a_refusal_is_logged_with_its_rule_and_without_an_address(world: World) -> None:
    fail(world, 6)

    [facts] = [facts for event, facts in world.log.recorded if event == "rate_limited"]
    assert facts == {"rule": "sign_in_failures_per_account", "retry_after_s": 60}
