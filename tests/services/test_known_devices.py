"""A device that has signed in before is counted apart: neither its network nor a stranger's guesses keep it out."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from callbox.domain.attempts import NEVER, Counted, Rule, Tally
from callbox.domain.errors import Refused
from callbox.services.sessions import SignedIn
from callbox.services.sign_in_links import LinkMailed
from tests.builders import ADA
from tests.services.world import HOME, World
from tests.solving import solved

EMAIL = f"{ADA}@example.com"
PASSWORD = "correct horse battery"
ELSEWHERE = "198.51.100.4"
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
)


def sign_in(
    world: World, *, known: str | None = None, password: str = PASSWORD, network: str = HOME, place: str = ""
) -> SignedIn:
    return world.accounts.sign_in(
        email=EMAIL, password=password, network=network, device=PHONE, place=place, device_token=known
    )


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.code


def guess(world: World, times: int, *, known: str | None = None, network: str = ELSEWHERE) -> list[str]:
    guesses = partial(sign_in, world, known=known, password="wrong", network=network)
    return [code_of(guesses) for _ in range(times)]


def subjects(world: World) -> list[str]:
    world.work()
    return [mail.subject for _, mail in world.mailer.sent]


def close_network(world: World, network: str = HOME) -> None:
    """Let the network have had as many failed sign-ins in this hour as close it."""
    rule = Rule("sign_in_failures_narrow", 600, timedelta(hours=1))
    now = world.clock.now()
    world.tables.tallies[Counted(rule, network).key] = Tally(600, now, 1, now + timedelta(hours=1))


def asked_link(world: World) -> LinkMailed:
    with pytest.raises(LinkMailed) as mailed:
        sign_in(world)
    return mailed.value


def link_token(world: World) -> str:
    world.work()
    [found] = [re.search(r"/sign-in/link#token=(\S+)", mail.text) for _, mail in world.mailer.sent[-1:]]
    assert found
    return found[1]


def test_a_stranger_s_guesses_do_not_keep_a_known_device_out(world: World) -> None:
    known = sign_in(world).device_token

    for _ in range(3):
        assert set(guess(world, 6)) == {"invalid_credentials", "rate_limited"}
        world.clock.advance(timedelta(minutes=5))
        assert sign_in(world, known=known).access_token
    guess(world, 6)
    assert code_of(partial(sign_in, world, network=ELSEWHERE)) == "rate_limited"


def test_a_known_device_passes_a_network_that_is_closed_or_asks_for_work(world: World) -> None:
    known = sign_in(world).device_token
    close_network(world)

    assert sign_in(world, known=known).access_token
    assert code_of(partial(sign_in, world)) == "rate_limited"


def test_ten_failures_of_a_known_device_stop_it_and_no_other(world: World) -> None:
    stolen, other = sign_in(world).device_token, sign_in(world).device_token

    assert guess(world, 10, known=stolen) == ["invalid_credentials"] * 10

    assert code_of(partial(sign_in, world, known=stolen)) == "rate_limited"
    assert sign_in(world, known=other).access_token
    assert sign_in(world).access_token
    world.clock.advance(timedelta(minutes=15))
    assert sign_in(world, known=stolen).access_token


@pytest.mark.parametrize("forge", [lambda t: t[:-1], lambda t: t.partition(".")[0], lambda t: t + "x", lambda t: "x.y"])
def test_only_the_whole_token_makes_a_device_known(world: World, forge: Callable[[str], str]) -> None:
    known = sign_in(world).device_token
    guess(world, 5)

    assert code_of(partial(sign_in, world, known=forge(known))) == "rate_limited"
    assert sign_in(world, known=known).device_token == known


def test_a_token_that_was_not_recognized_is_replaced(world: World) -> None:
    planted = f"{world.ids.new_id(world.clock.now())}.{world.ids.new_secret()}"

    given = sign_in(world, known=planted).device_token

    assert given.partition(".")[0] != planted.partition(".")[0]
    assert given.partition(".")[2] not in repr(world.tables.devices)


def test_a_device_is_unknown_after_signing_out_everywhere_and_after_400_days(world: World) -> None:
    known = sign_in(world).device_token
    guess(world, 5)
    world.session_service.end_all(ADA)
    assert code_of(partial(sign_in, world, known=known)) == "rate_limited"

    world.clock.advance(timedelta(hours=2))
    known = sign_in(world, known=known).device_token
    world.clock.advance(timedelta(days=400))
    guess(world, 5)
    assert code_of(partial(sign_in, world, known=known)) == "rate_limited"


def test_ending_the_session_of_a_device_forgets_the_device(world: World) -> None:
    lost = sign_in(world)
    assert world.session_service.known(ADA)

    world.session_service.end_one(ADA, lost.family_id)

    assert not world.session_service.known(ADA)
    guess(world, 5)
    assert code_of(partial(sign_in, world, known=lost.device_token)) == "rate_limited"


def test_the_owner_is_told_of_a_sign_in_on_a_new_device_but_not_of_the_first(world: World) -> None:
    known = sign_in(world).device_token
    sign_in(world, known=known)
    assert subjects(world) == []

    sign_in(world)

    assert subjects(world) == ["New sign-in to your Callbox account"]
    [(address, mail)] = world.mailer.sent
    assert address == EMAIL
    assert "New sign-in: Chrome on Android, 04 March 2026, 05:06 UTC." in mail.text
    assert "place" not in mail.text


def test_the_owner_is_told_near_which_place_a_new_device_signed_in(world: World) -> None:
    sign_in(world)

    sign_in(world, place="Lagos, Nigeria")

    assert subjects(world) == ["New sign-in to your Callbox account"]
    [(_, mail)] = world.mailer.sent
    assert "New sign-in: Chrome on Android near Lagos, Nigeria, 04 March 2026, 05:06 UTC." in mail.text
    assert "The place is a guess from the network and may be wrong." in mail.text


def test_the_owner_is_told_once_a_day_when_an_hour_had_twenty_failures(world: World) -> None:
    def guess_for_minutes(rounds: int) -> list[str]:
        """Guess five times as soon as the account is free again, then let hours pass."""
        for wait in (1, 2, 4, 8)[:rounds]:
            guess(world, 5, network=str(world.clock.now()))
            world.clock.advance(timedelta(minutes=wait))
        told = subjects(world)
        world.mailer.sent.clear()
        world.clock.advance(timedelta(hours=3))
        return told

    assert guess_for_minutes(3) == []
    assert guess_for_minutes(4) == ["Failed tries to sign in to your Callbox account"]
    assert guess_for_minutes(4) == []
    world.clock.advance(timedelta(days=1))
    assert guess_for_minutes(4) == ["Failed tries to sign in to your Callbox account"]


def test_a_closed_network_mails_a_link_that_signs_in_the_browser_that_asked(world: World) -> None:
    close_network(world)

    mailed = asked_link(world)
    token = link_token(world)

    assert mailed.code == "rate_limited"
    session = world.accounts.sign_in_by_link(token, browser=mailed.browser_token, code=None)
    assert session.access_token.startswith(f"access:{ADA}:")
    assert sign_in(world, known=session.device_token).access_token, "the browser is known from now on"


@pytest.mark.parametrize("browser", [None, "", "another", "x" * 500])
def test_the_link_signs_no_other_browser_in(world: World, browser: str | None) -> None:
    close_network(world)
    asked_link(world)
    token = link_token(world)

    assert code_of(partial(world.accounts.sign_in_by_link, token, browser=browser, code=None)) == "invalid_token"


def test_the_link_works_for_ten_minutes_and_until_a_password_is_reset(world: World) -> None:
    close_network(world)
    mailed = asked_link(world)
    open_link = partial(world.accounts.sign_in_by_link, link_token(world), browser=mailed.browser_token, code=None)
    user = world.tables.users[ADA]
    world.tables.users[ADA] = replace(user, resets=1)
    assert code_of(open_link) == "invalid_token"
    world.tables.users[ADA] = user

    world.clock.advance(timedelta(minutes=10))
    assert code_of(open_link) == "invalid_token"


def test_right_and_wrong_passwords_get_the_same_answer_from_a_closed_network_and_only_the_right_one_a_mail(
    world: World,
) -> None:
    close_network(world)
    answers = []
    for email, password in ((EMAIL, PASSWORD), (EMAIL, "wrong"), ("stranger@example.com", PASSWORD)):
        with pytest.raises(LinkMailed) as refused:
            world.accounts.sign_in(email=email, password=password, network=HOME)
        answers.append((refused.value.code, refused.value.detail, dict(refused.value.facts)))
        assert len(world.queues.jobs) == len(world.tables.mailed_tokens) == len(answers)

    assert answers == [answers[0]] * 3
    world.work()
    assert [address for address, _ in world.mailer.sent] == [EMAIL]


def test_three_links_an_hour_are_mailed(world: World) -> None:
    close_network(world)
    for _ in range(5):
        asked_link(world)

    assert subjects(world) == ["Your link to sign in to Callbox"] * 3


def test_a_closed_account_mails_a_link_too(world: World) -> None:
    guess(world, 5)

    mailed = asked_link(world)

    assert world.accounts.sign_in_by_link(link_token(world), browser=mailed.browser_token, code=None)


def test_work_lets_an_unknown_device_in_where_the_network_asks_for_it(world: World) -> None:
    rule = Rule("sign_in_failures_a_minute", NEVER, timedelta(minutes=1))
    world.tables.tallies[Counted(rule, HOME).key] = Tally(20, world.clock.now())

    with pytest.raises(Refused) as refused:
        sign_in(world)
    facts = refused.value.facts
    assert (refused.value.code, facts["bits"], facts["parts"]) == ("work_required", 14, 16)

    proof = solved(str(facts["challenge"]), bits=14)
    sign = partial(world.accounts.sign_in, email=EMAIL, password=PASSWORD, network=HOME, work=proof)
    assert sign().access_token
    assert code_of(sign) == "work_wrong"
    assert sign_in(world, network=ELSEWHERE).access_token
