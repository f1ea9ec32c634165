"""A busy network is asked for work first and closed late; what was refused spends no one's share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from callbox.composition.services import Services
from callbox.domain.attempts import Counted, Rule, Tally
from callbox.domain.errors import Invalid, Refused
from callbox.domain.work import LIFETIME
from tests.services.world import HOME, World
from tests.solving import solved

ELSEWHERE = "198.51.100.4"
HOUR = timedelta(hours=1)


def sign_up(world: World, number: int, *, network: str = HOME, work: str | None = None, password: str = "") -> None:
    world.accounts.sign_up(
        email=f"n{number}@example.com",
        password=password or "compiling since 1952",
        accepted_terms="1",
        network=network,
        work=work,
    )


def ask_reset(world: World, *, network: str = HOME, work: str | None = None) -> None:
    world.accounts.ask_password_reset("ada@example.com", network=network, work=work)


def refusal(action: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value


def proof_for(action: Callable[[], object]) -> str:
    facts = refusal(action).facts
    return solved(str(facts["challenge"]), bits=int(facts["bits"]))


def set_tally(world: World, name: str, network: str, attempts: int, *, closed_from: int) -> None:
    rule, now = Rule(name, closed_from, HOUR), world.clock.now()
    blocked_until = now + HOUR if attempts >= closed_from else None
    world.tables.tallies[Counted(rule, network).key] = Tally(attempts, now, 1, blocked_until)


def test_the_eleventh_sign_up_of_an_hour_from_one_address_needs_work_and_other_networks_none(world: World) -> None:
    for number in range(10):
        sign_up(world, number)

    proof = proof_for(partial(sign_up, world, 10))
    sign_up(world, 10, work=proof)
    sign_up(world, 11, network=ELSEWHERE)

    world.clock.advance(HOUR)
    sign_up(world, 12)


def test_refused_requests_are_counted_nowhere(world: World) -> None:
    for number in range(10):
        sign_up(world, number)
    before = dict(world.tables.tallies)

    for number in range(50):
        assert refusal(partial(sign_up, world, 100 + number)).code == "work_required"
        assert refusal(partial(sign_up, world, 200, work="made.up")).code == "work_wrong"

    assert world.tables.tallies == before


def test_invalid_sign_ups_and_taken_addresses_count_for_work_and_close_nothing(world: World) -> None:
    for number in range(4):
        sign_up(world, number)
    for _ in range(3):
        with pytest.raises(Invalid):
            sign_up(world, 50, password="short")
        assert refusal(partial(sign_up, world, 0)).code == "email_taken"

    assert refusal(partial(sign_up, world, 51)).code == "work_required"
    with pytest.raises(Invalid):
        sign_up(world, 50, password="short")
    [made] = [t for key, t in world.tables.tallies.items() if key.startswith("sign_ups_narrow")]
    assert made.attempts == 4


def test_two_hundred_accounts_close_an_address_for_the_rest_of_the_hour(world: World) -> None:
    set_tally(world, "sign_ups_narrow", HOME, 200, closed_from=200)

    refused = refusal(partial(sign_up, world, 1))

    assert (refused.code, refused.facts["retry_after_s"]) == ("rate_limited", 3600)
    sign_up(world, 1, network=ELSEWHERE)


def test_many_narrow_networks_of_one_wide_network_are_counted_together(world: World) -> None:
    def inside(number: int) -> str:
        return f"2001:db8:0:{number:x}::/64"

    for number in range(20):
        sign_up(world, number, network=inside(number))

    assert refusal(partial(sign_up, world, 20, network=inside(20))).code == "work_required"
    sign_up(world, 21, network="2001:db8:0:ff00::/64")
    sign_up(world, 22, network="2001:db8:1::/64")


def test_resets_behind_a_busy_address_need_work_and_stay_possible(world: World) -> None:
    for _ in range(10):
        ask_reset(world)

    ask_reset(world, work=proof_for(partial(ask_reset, world)))
    ask_reset(world, network=ELSEWHERE)


def test_an_operator_s_number_moves_all_thresholds_of_an_act(world: World) -> None:
    changed: Services = world.but(settings=replace(world.ports.settings, reset_mails_per_address=1))
    ask = partial(changed.accounts.ask_password_reset, "ada@example.com", network=HOME)
    ask()
    assert refusal(ask).code == "work_required"

    set_tally(world, "reset_mails_narrow", HOME, 30, closed_from=30)
    assert refusal(ask).code == "rate_limited"


def test_each_doubling_of_the_tally_asks_for_one_bit_more(world: World) -> None:
    bits = []
    for attempts in (10, 20, 40, 80):
        set_tally(world, "reset_mails_narrow", HOME, attempts, closed_from=300)
        bits.append(refusal(partial(ask_reset, world)).facts["bits"])

    assert bits == [14, 15, 16, 16]


def test_a_proof_is_good_once_for_its_own_act_and_for_ten_minutes(world: World) -> None:
    for number in range(10):
        ask_reset(world)
        sign_up(world, number)

    proof = proof_for(partial(ask_reset, world))
    assert refusal(partial(sign_up, world, 10, work=proof)).code == "work_wrong"
    ask_reset(world, work=proof)
    assert refusal(partial(ask_reset, world, work=proof)).code == "work_wrong"

    late = proof_for(partial(ask_reset, world))
    world.clock.advance(LIFETIME)
    assert refusal(partial(ask_reset, world, work=late)).code == "work_wrong"


def test_a_proof_of_too_few_bits_gets_a_new_challenge(world: World) -> None:
    """A phone solves behind one network and comes from another."""
    set_tally(world, "reset_mails_narrow", HOME, 10, closed_from=300)
    set_tally(world, "reset_mails_narrow", ELSEWHERE, 40, closed_from=300)
    proof = proof_for(partial(ask_reset, world))

    refused = refusal(partial(ask_reset, world, network=ELSEWHERE, work=proof))

    assert (refused.code, refused.facts["bits"]) == ("work_required", 16)
    ask_reset(world, work=proof)


def test_a_wrong_solution_is_refused_and_a_needless_one_ignored(world: World) -> None:
    ask_reset(world, work="nothing was asked for")
    set_tally(world, "reset_mails_narrow", HOME, 10, closed_from=300)
    challenge = refusal(partial(ask_reset, world)).facts["challenge"]

    guessed = ".".join([str(challenge), *["0"] * 16])

    assert refusal(partial(ask_reset, world, work=guessed)).code == "work_wrong"
