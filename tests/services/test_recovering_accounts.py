"""The owner of the mailbox gets the account back, whatever a stranger with a session or the password does."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from callbox.domain.errors import Invalid, Refused
from callbox.domain.second_factor import SecondFactor, code_at
from callbox.services.sessions import SignedIn
from tests.builders import ADA
from tests.fakes import FakeSecondFactors
from tests.services.ada import factor_on, outcome, session_of, user
from tests.services.world import HOME, World

EMAIL = f"{ADA}@example.com"
PASSWORD = "correct horse battery"
NEW = "nanoseconds of wire"
ELSEWHERE = "198.51.100.7"


def sign_in(world: World, password: str = PASSWORD, code: str | None = None, network: str = HOME) -> SignedIn:
    return world.accounts.sign_in(email=EMAIL, password=password, network=network, code=code)


def mailed(world: World, path: str) -> str:
    """Send the waiting mails and return the token of the newest link to `path`."""
    world.work()
    found = [re.search(rf"https://callbox.example{path}#token=(\S+)", mail.text) for _, mail in world.mailer.sent]
    return str([one[1] for one in found if one][-1])


def reset_link(world: World) -> str:
    world.accounts.ask_password_reset(EMAIL, network=HOME)
    return mailed(world, "/reset-password")


def reset(world: World, token: str, code: str | None = None) -> str:
    return outcome(lambda: world.services.passwords.reset(token, NEW, code=code))


def change(world: World, signed_in: SignedIn, new: str = NEW, *, password: str = PASSWORD, code: str = "") -> SignedIn:
    session = session_of(world, signed_in)
    return world.services.passwords.change(
        user(world), session, password=password, new_password=new, code=code, device="A phone"
    )


def test_a_changed_password_ends_the_other_sessions_and_this_browser_goes_on(world: World) -> None:
    here, other = sign_in(world), sign_in(world)

    goes_on = change(world, here)

    assert world.session_service.refresh(goes_on.refresh_token)
    for ended in (here, other):
        assert outcome(partial(world.session_service.refresh, ended.refresh_token)) == "session_revoked"
    assert (outcome(lambda: sign_in(world)), outcome(lambda: sign_in(world, NEW))) == ("invalid_credentials", "ok")


def test_a_password_is_changed_only_with_the_old_one_and_a_code(world: World) -> None:
    here = sign_in(world)
    factor_on(world, session_of(world, here))

    assert outcome(lambda: change(world, here, password="wrong")) == "invalid_credentials"
    assert outcome(lambda: change(world, here)) == "second_factor_required"
    with pytest.raises(Invalid) as invalid:
        change(world, here, "short")
    assert [error.field for error in invalid.value.errors] == ["new_password"]
    assert outcome(lambda: sign_in(world, NEW)) == "invalid_credentials"


def test_a_stranger_who_changed_the_password_loses_the_account_by_the_mailed_link(world: World) -> None:
    stranger = change(world, sign_in(world))
    undo = mailed(world, "/link")

    followed = world.services.links.follow(undo)

    assert (followed.done, followed.next) == ("password_voided", "password_mailed")
    assert outcome(lambda: world.session_service.refresh(stranger.refresh_token)) == "session_revoked"
    assert outcome(lambda: sign_in(world, NEW)) == "invalid_credentials"
    assert reset(world, mailed(world, "/reset-password")) == "ok"
    assert outcome(lambda: world.services.links.follow(undo)) == "invalid_token", "it works once"


@pytest.mark.parametrize("days", [0, 6])
def test_a_strangers_factor_goes_with_the_mailed_link(world: World, days: int) -> None:
    stranger = sign_in(world)
    code = factor_on(world, session_of(world, stranger))
    undo = mailed(world, "/link")
    world.clock.advance(timedelta(days=days))

    followed = world.services.links.follow(undo)

    assert (followed.done, followed.next) == ("factor_removed", "password_mailed")
    assert outcome(lambda: world.session_service.refresh(stranger.refresh_token)) != "ok"
    assert outcome(lambda: sign_in(world, code=code())) == "invalid_credentials"
    assert reset(world, mailed(world, "/reset-password")) == "ok"
    assert not world.second_factors.status(ADA).is_on


def test_an_undo_link_works_for_seven_days(world: World) -> None:
    factor_on(world, session_of(world, sign_in(world)))
    undo = mailed(world, "/link")
    world.clock.advance(timedelta(days=7))

    assert outcome(lambda: world.services.links.follow(undo)) == "invalid_token"


def test_an_undo_link_is_useless_after_a_reset(world: World) -> None:
    factor_on(world, session_of(world, sign_in(world)))
    undo = mailed(world, "/link")
    reset(world, reset_link(world))

    assert outcome(lambda: world.services.links.follow(undo)) == "invalid_token"
    assert outcome(lambda: sign_in(world, NEW)) == "ok"


def test_a_confirmation_link_can_be_followed_and_a_reset_link_cannot(world: World) -> None:
    world.tables.users[ADA] = replace(user(world), email_verified=False)
    world.accounts.ask_email_verification(ADA)
    confirmation, link = mailed(world, "/verify-email"), reset_link(world)

    assert world.services.links.follow(confirmation).done == "email_confirmed"
    assert user(world).email_verified
    assert outcome(lambda: world.services.links.follow(link)) == "invalid_token"
    assert reset(world, link) == "ok", "and it still works for a new password"


def test_a_reset_signs_in_and_removes_a_young_factor(world: World) -> None:
    factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(timedelta(days=7) - timedelta(minutes=1))

    begun = world.services.passwords.reset(reset_link(world), NEW, device="A phone")

    assert world.session_service.refresh(begun.refresh_token)
    assert session_of(world, begun).device == "A phone"
    assert outcome(lambda: sign_in(world, NEW)) == "ok"
    assert "second_factor_cleared" in world.log.names


def test_a_reset_asks_for_a_code_of_an_older_factor(world: World) -> None:
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(timedelta(days=7))
    link = reset_link(world)

    assert reset(world, link) == "second_factor_required"
    assert reset(world, link, "000000") == "invalid_code"
    assert reset(world, link, code()) == "ok"
    assert outcome(lambda: sign_in(world, NEW)) == "second_factor_required"


def test_a_reset_link_is_void_after_five_wrong_codes(world: World) -> None:
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(timedelta(days=7))
    link = reset_link(world)

    assert [reset(world, link, "000000") for _ in range(5)] == ["invalid_code"] * 5
    assert reset(world, link, code()) == "invalid_token"
    assert reset(world, reset_link(world), code()) == "ok"


def test_reset_links_share_the_accounts_tally_of_wrong_codes(world: World) -> None:
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(timedelta(days=7))
    for _ in range(2):
        link = reset_link(world)
        for _ in range(5):
            reset(world, link, "000000")

    assert reset(world, reset_link(world), code()) == "rate_limited"


def test_a_reset_kills_an_enrolment(world: World) -> None:
    session = session_of(world, sign_in(world))
    secret = base64.b32decode(world.second_factors.begin(user(world)).secret)

    begun = world.services.passwords.reset(reset_link(world), NEW)

    for one in (session, session_of(world, begun)):
        code = code_at(secret, int(world.clock.now().timestamp()) // 30)
        assert outcome(partial(world.second_factors.confirm, user(world), one, code)) == "invalid_token"


def test_a_reset_opens_the_account_after_a_strangers_failed_sign_ins(world: World) -> None:
    for _ in range(5):
        outcome(lambda: sign_in(world, "wrong", network=ELSEWHERE))
    assert outcome(lambda: sign_in(world)) == "rate_limited"

    reset(world, reset_link(world))

    assert outcome(lambda: sign_in(world, NEW)) == "ok"


@pytest.mark.parametrize("when", ["before the link is used", "while it is used"])
@pytest.mark.parametrize("act", ["ends all sessions", "changes the password", "sets a factor", "signs in again"])
def test_no_act_of_a_session_makes_a_reset_fail(world: World, act: str, when: str) -> None:
    stranger, link = sign_in(world), reset_link(world)
    world.passwords.generation += 1  # so that a sign-in stores another hash
    acts: dict[str, Callable[[], object]] = {
        "ends all sessions": lambda: world.session_service.end_all(ADA),
        "changes the password": lambda: change(world, stranger, "a thief's own one"),
        "sets a factor": lambda: factor_on(world, session_of(world, stranger)),
        "signs in again": lambda: sign_in(world),
    }

    if when == "while it is used":
        world.meanwhile("before a reset", acts[act])
    else:
        acts[act]()

    assert reset(world, link) == "ok"
    assert outcome(lambda: sign_in(world, NEW)) == "ok"
    assert outcome(lambda: world.session_service.refresh(stranger.refresh_token)) == "session_revoked"


def test_an_operators_ruling_removes_a_factor_after_72_hours(world: World) -> None:
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(timedelta(days=8))

    world.services.factor_removals.rule(ADA)
    world.work()
    removed_at = world.second_factors.status(ADA).removed_at
    assert outcome(lambda: sign_in(world, code=code())) == "ok", "and a right code does not stop it"
    world.clock.advance(timedelta(hours=24))
    world.services.factor_removals.rule(ADA)
    world.work()
    assert world.second_factors.status(ADA).removed_at == removed_at, "a second run moves nothing"
    assert len(told(world)) == 2
    assert outcome(lambda: sign_in(world)) == "second_factor_required"

    world.clock.advance(timedelta(hours=48))
    assert reset(world, reset_link(world)) == "ok"
    assert outcome(lambda: sign_in(world, NEW)) == "ok"


def old_factor(world: World) -> Callable[[], str]:
    """Turn a second factor on, and let eight days pass."""
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(timedelta(days=8))
    return code


def report_lost(world: World, link: str) -> datetime:
    """Tap "I lost my authenticator" on the page of a mailed link; return when the factor is removed."""
    with pytest.raises(Refused) as refused:
        world.services.passwords.reset(link, NEW, factor_lost=True)
    assert refused.value.code == "factor_waits"
    return datetime.fromisoformat(str(refused.value.facts["removed_at"]))


def told(world: World) -> list[str]:
    """Send the waiting mails and return the texts of all that told of a removal."""
    world.work()
    return [mail.text for _, mail in world.mailer.sent if "will be turned off" in mail.subject]


def test_the_owner_of_the_mailbox_has_a_lost_factor_removed_after_72_hours_and_three_mails(world: World) -> None:
    old_factor(world)
    link = reset_link(world)

    removed_at = report_lost(world, link)

    assert removed_at == world.clock.now() + timedelta(hours=72)
    assert len(told(world)) == 1
    assert [entry.what for entry in world.services.account_log.page(ADA, before_id=None, limit=9)] == [
        "factor_reported_lost"
    ]
    assert f"{removed_at:%d %B %Y at %H:%M} UTC" in told(world)[0]
    world.clock.advance(timedelta(hours=5))
    assert report_lost(world, link) == report_lost(world, reset_link(world)) == removed_at
    for hours, mails in ((18, 1), (1, 2), (23, 2), (1, 3), (23, 3)):
        world.clock.advance(timedelta(hours=hours))
        world.sweep()
        assert (hours, len(told(world))) == (hours, mails)
    assert reset(world, reset_link(world)) == "second_factor_required", "not a minute early"

    world.clock.advance(timedelta(hours=1))
    world.sweep()
    assert len(told(world)) == 3
    assert reset(world, reset_link(world)) == "ok"
    assert outcome(lambda: sign_in(world, NEW)) == "ok"
    assert world.second_factors.status(ADA).refunds_blocked_until == removed_at + timedelta(days=7)


def test_a_sign_in_with_the_factor_stops_what_the_mailbox_asked_for(world: World) -> None:
    code = old_factor(world)
    report_lost(world, reset_link(world))
    world.work()

    assert outcome(lambda: sign_in(world, code=code())) == "ok"

    world.clock.advance(timedelta(hours=73))
    world.sweep()
    assert len(told(world)) == 1, "and no further mail"
    assert outcome(lambda: sign_in(world)) == "second_factor_required"


def test_an_operators_ruling_joins_a_removal_so_that_a_code_no_longer_stops_it(world: World) -> None:
    code = old_factor(world)
    removed_at = report_lost(world, reset_link(world))
    world.services.factor_removals.rule(ADA)
    world.work()

    assert outcome(lambda: sign_in(world, code=code())) == "ok"

    assert world.second_factors.status(ADA).removed_at == removed_at
    assert outcome(lambda: world.second_factors.keep(ADA, session=session_of(world, sign_in(world, code=code())))) == (
        "not_cancellable"
    )


def test_a_mail_that_the_queue_did_not_take_goes_out_a_minute_later(world: World) -> None:
    old_factor(world)
    link = reset_link(world)
    world.queues.down = True
    report_lost(world, link)
    world.queues.down = False

    assert told(world) == []
    world.sweep()
    assert len(told(world)) == 1


def test_a_link_that_wrong_codes_have_made_void_reports_nothing(world: World) -> None:
    old_factor(world)
    link = reset_link(world)
    for _ in range(5):
        reset(world, link, "000000")

    assert outcome(lambda: world.services.passwords.reset(link, NEW, factor_lost=True)) == "invalid_token"
    assert world.second_factors.status(ADA).removed_at is None


def test_a_removal_is_stopped_whatever_changes_the_factor_meanwhile(world: World) -> None:
    old_factor(world)
    report_lost(world, reset_link(world))
    factors = MovesOnce(world)

    world.but(second_factors=factors).second_factors.keep(ADA)

    assert factors.moved
    assert world.second_factors.status(ADA).removed_at is None


class MovesOnce(FakeSecondFactors):
    """Another request saves the factor just before ours, once."""

    def __init__(self, world: World) -> None:
        super().__init__(world.tables)
        self.moved = False

    def save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        if not self.moved and before:
            self.moved = True
            super().save(before, before)
        super().save(before, after)


def test_the_mailed_link_stops_the_removal_of_a_factor(world: World) -> None:
    factor_on(world, session_of(world, sign_in(world)))
    world.services.factor_removals.rule(ADA)

    assert world.services.links.follow(mailed(world, "/link")).done == "removal_stopped"

    world.clock.advance(timedelta(hours=73))
    assert outcome(lambda: sign_in(world)) == "second_factor_required"


def test_without_a_factor_nothing_is_removed_and_nothing_mailed(world: World) -> None:
    world.services.factor_removals.rule(ADA)
    world.work()

    assert world.mailer.sent == []
