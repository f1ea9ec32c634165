"""Change of the e-mail address: its owner carries it out, and takes back one of a thief from the old mailbox."""

import re
from datetime import timedelta
from functools import partial

import pytest

from callbox.domain.errors import Invalid, Unavailable
from callbox.services.links import Followed
from callbox.services.sessions import SignedIn
from tests.builders import ADA, BOB, a_user
from tests.services.ada import factor_on, outcome, session_of, user
from tests.services.world import HOME, World

OLD = f"{ADA}@example.com"
NEW = "ada@new.example.com"
THIEFS = "thief@evil.example.com"
PASSWORD = "correct horse battery"
FRESH = "nanoseconds of wire"
A_WEEK = timedelta(days=7)
THREE_DAYS = timedelta(hours=72)


def sign_in(world: World, email: str = OLD, password: str = PASSWORD, code: str | None = None) -> SignedIn:
    return world.accounts.sign_in(email=email, password=password, network=HOME, code=code)


def ask(world: World, signed_in: SignedIn, email: str = NEW, *, password: str = PASSWORD, code: str = "") -> None:
    session = session_of(world, signed_in)
    world.services.email_changes.ask(user(world), session, email, password=password, code=code or None)


def mails_to(world: World, address: str) -> list[str]:
    """Send the waiting mails and return the texts of all that went to an address."""
    world.work()
    return [mail.text for to, mail in world.mailer.sent if to == address]


def links(text: str) -> list[str]:
    return re.findall(r"https://callbox\.example/link#token=(\S+)", text)


def new_link(world: World, address: str = NEW) -> str:
    """Return the link of the newest mail that asks the new address to confirm."""
    [token] = links([text for text in mails_to(world, address) if "wants to use this address" in text][-1])
    return token


def old_links(world: World) -> tuple[str, str]:
    """Return the links that approve and undo, of the newest notice to the address that the account has."""
    approve, undo = links([text for text in mails_to(world, OLD) if "asked to change the address" in text][-1])
    return approve, undo


def undo_link(world: World) -> str:
    """Return the link of the mail that tells the former address of the change."""
    [undo] = links([text for text in mails_to(world, OLD) if "now has this address" in text][-1])
    return undo


def follow(world: World, token: str) -> Followed:
    return world.services.links.follow(token)


def changed(world: World, email: str = NEW) -> None:
    """Change the address by both links."""
    ask(world, sign_in(world), email)
    approve, _ = old_links(world)
    follow(world, approve)
    follow(world, new_link(world, email))
    assert user(world).email == email


def acts(world: World) -> list[str]:
    return [name for name in world.log.names if name.startswith("email_")]


def test_without_an_old_factor_the_change_holds_when_both_addresses_have_opened_their_links(world: World) -> None:
    here, other = sign_in(world), sign_in(world)
    ask(world, here)
    approve, _ = old_links(world)

    first = follow(world, new_link(world))
    assert (first.done, first.holds_from) == ("new_email_confirmed", world.clock.now() + THREE_DAYS)
    assert user(world).email == OLD
    second = follow(world, approve)

    assert (second.done, second.holds_from, second.is_new) == ("email_changed", None, True)
    assert (user(world).email, user(world).email_verified) == (NEW, True)
    assert outcome(lambda: sign_in(world, NEW)) == "ok"
    assert outcome(lambda: sign_in(world, OLD)) == "invalid_credentials"
    assert outcome(lambda: world.session_service.refresh(here.refresh_token)) == "ok", "the browser that asked goes on"
    assert outcome(lambda: world.session_service.refresh(other.refresh_token)) == "session_revoked"
    assert not follow(world, new_link(world)).is_new, "and a second tap does nothing new"
    assert acts(world) == ["email_change_asked", "email_changed"]


def test_the_former_address_may_approve_first(world: World) -> None:
    ask(world, sign_in(world))
    approve, _ = old_links(world)

    assert follow(world, approve).done == "email_change_approved"
    assert user(world).email == OLD
    assert follow(world, new_link(world)).done == "email_changed"


@pytest.mark.parametrize("opened_early", [True, False])
def test_without_approval_the_link_in_the_new_mailbox_holds_after_72_hours(world: World, opened_early: bool) -> None:
    ask(world, sign_in(world))
    link = new_link(world)
    if opened_early:
        follow(world, link)
    world.clock.advance(THREE_DAYS - timedelta(seconds=1))
    assert follow(world, link).done == "new_email_confirmed"
    assert user(world).email == OLD

    world.clock.advance(1)

    assert follow(world, link).done == "email_changed"
    assert user(world).email == NEW


def test_with_an_old_factor_the_new_address_alone_confirms(world: World) -> None:
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(A_WEEK)
    here = sign_in(world, code=code())
    assert outcome(lambda: ask(world, here)) == "second_factor_required"
    ask(world, here, code=code())

    followed = follow(world, new_link(world))

    assert (followed.done, user(world).email) == ("email_changed", NEW)


def test_a_young_factor_saves_nobody_the_wait(world: World) -> None:
    here = sign_in(world)
    code = factor_on(world, session_of(world, here))
    world.clock.advance(A_WEEK - timedelta(minutes=5))
    ask(world, here, code=code())

    assert follow(world, new_link(world)).done == "new_email_confirmed"
    assert user(world).email == OLD


def test_links_of_a_wish_work_for_seven_days(world: World) -> None:
    ask(world, sign_in(world))
    link, (approve, undo) = new_link(world), old_links(world)
    world.clock.advance(A_WEEK)

    assert [outcome(partial(follow, world, one)) for one in (link, approve, undo)] == ["invalid_token"] * 3
    assert world.services.email_changes.of(user(world)).waiting is None


def test_a_later_wish_replaces_the_earlier_one(world: World) -> None:
    here = sign_in(world)
    ask(world, here, THIEFS)
    link, (approve, _) = new_link(world, THIEFS), old_links(world)
    world.clock.advance(THREE_DAYS)
    ask(world, here)

    assert outcome(lambda: follow(world, link)) == "invalid_token"
    assert outcome(lambda: follow(world, approve)) == "invalid_token"
    assert follow(world, new_link(world)).done == "new_email_confirmed", "and the wait begins anew"


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("no address", "not_an_email"),
        ("ada@example.test", "not_an_email"),
        ("a$b@example.com", "unusual_email"),
        (OLD.upper(), "not_allowed"),
    ],
)
def test_an_address_that_a_new_account_may_not_have_is_refused(world: World, email: str, code: str) -> None:
    here = sign_in(world)

    with pytest.raises(Invalid) as invalid:
        ask(world, here, email)

    assert [(one.field, one.code) for one in invalid.value.errors] == [("email", code)]
    assert mails_to(world, email) == []


def test_a_stolen_session_without_the_password_changes_nothing_and_mails_nobody(world: World) -> None:
    here = sign_in(world)
    world.work()
    sent = len(world.mailer.sent)

    for _ in range(10):
        assert outcome(lambda: ask(world, here, password="a guess")) == "invalid_credentials"
    assert outcome(lambda: ask(world, here)) == "rate_limited"

    world.work()
    assert len(world.mailer.sent) == sent


def test_an_unconfirmed_address_cannot_be_changed(world: World) -> None:
    world.users.add(a_user(BOB, email="bob@example.com", email_verified=False))
    bobs = world.accounts.sign_in(email="bob@example.com", password=PASSWORD, network=HOME)
    bob = world.accounts.get(BOB)

    action = partial(world.services.email_changes.ask, bob, session_of(world, bobs), NEW, password=PASSWORD, code=None)

    assert outcome(action) == "email_unverified"


def test_who_asks_is_not_told_that_an_address_has_an_account_and_its_mailbox_is(world: World) -> None:
    world.users.add(a_user(BOB, email="bob@example.com"))

    assert outcome(lambda: ask(world, sign_in(world), "Bob@example.com")) == "ok"

    [told] = mails_to(world, "Bob@example.com")
    assert links(told) == []
    assert "belongs to one account" in told
    assert world.services.email_changes.of(user(world)).waiting is not None


def test_an_address_that_is_taken_meanwhile_stays_its_owners(world: World) -> None:
    ask(world, sign_in(world))
    approve, _ = old_links(world)
    follow(world, approve)
    world.accounts.sign_up(email=NEW, password=FRESH, accepted_terms="2", network=HOME)

    assert outcome(lambda: follow(world, new_link(world))) == "email_taken"
    assert user(world).email == OLD
    assert world.tables.mailboxes == {
        key: place for key, place in world.tables.mailboxes.items() if place.user_id != ADA
    }, "the place that was taken is given back"


def test_a_mailbox_with_its_accounts_takes_no_other(world: World) -> None:
    for number in range(3):
        world.users.add(a_user(UID[number], email=f"box+{number}@example.com"))
        world.services.mailbox_accounts.take(f"box+{number}@example.com", UID[number])
    ask(world, sign_in(world), "box+9@example.com")
    approve, _ = old_links(world)
    follow(world, approve)

    assert outcome(lambda: follow(world, new_link(world, "box+9@example.com"))) == "too_many_accounts"
    assert user(world).email == OLD


UID = [type(ADA)(f"01KB0000000000000000000{number:03}") for number in range(3)]


def test_notices_alone_are_not_limited_but_wishes_and_links_are(world: World) -> None:
    here = sign_in(world)
    for _ in range(3):
        ask(world, here)
        world.work()
    assert outcome(lambda: ask(world, here)) == "rate_limited", "one mailbox"
    for number in range(2):
        ask(world, here, f"ada+{number}@elsewhere.example.com")
    assert outcome(lambda: ask(world, here, "ada@third.example.com")) == "rate_limited", "one account"
    assert len(mails_to(world, OLD)) == 5


def test_a_wish_whose_notice_was_not_queued_leads_nowhere(world: World) -> None:
    here = sign_in(world)
    world.queues.down = True
    with pytest.raises(Unavailable):
        ask(world, here)
    world.queues.down = False

    assert mails_to(world, NEW) == []


def thief_moves_in(world: World) -> str:
    """Change the address with a stolen password, as its owner did not stop it for 72 hours. Return the undo link."""
    stolen = sign_in(world)
    ask(world, stolen, THIEFS)
    world.clock.advance(THREE_DAYS)
    follow(world, new_link(world, THIEFS))
    assert user(world).email == THIEFS
    return undo_link(world)


def set_password(world: World, address: str) -> str:
    """Set a new password by the newest link in a mailbox."""
    token = re.findall(r"/reset-password#token=(\S+)", "".join(mails_to(world, address)))[-1]
    return outcome(lambda: world.services.passwords.reset(token, FRESH))


def test_undo_restores_the_address_and_locks_the_thief_out(world: World) -> None:
    undo = thief_moves_in(world)
    thiefs = sign_in(world, THIEFS)
    factor_on(world, session_of(world, thiefs))
    world.clock.advance(timedelta(days=6, hours=23))

    followed = follow(world, undo)

    assert (followed.done, followed.next) == ("email_change_undone", "password_mailed")
    assert (user(world).email, user(world).email_verified) == (OLD, True)
    assert outcome(lambda: world.session_service.refresh(thiefs.refresh_token)) == "session_revoked"
    assert not world.second_factors.status(ADA).is_on
    assert outcome(lambda: sign_in(world, OLD)) == "invalid_credentials", "the stolen password is useless"
    assert set_password(world, OLD) == "ok"
    assert outcome(lambda: sign_in(world, OLD, FRESH)) == "ok"
    assert outcome(lambda: follow(world, undo)) == "invalid_token", "it works once"
    assert acts(world) == ["email_change_asked", "email_changed", "email_change_undone"]


@pytest.mark.parametrize("when", ["before the link is used", "while it is used"])
def test_nothing_that_a_thief_with_the_new_mailbox_does_spoils_the_undo_link(world: World, when: str) -> None:
    undo = thief_moves_in(world)

    def thief_acts() -> None:
        world.accounts.ask_password_reset(THIEFS, network=HOME)
        assert set_password(world, THIEFS) == "ok"
        world.session_service.end_all(ADA)
        assert outcome(lambda: ask(world, sign_in(world, THIEFS, FRESH), NEW, password=FRESH)) == "email_changed_lately"

    if when == "while it is used":
        world.meanwhile("before an undo", thief_acts)
    else:
        thief_acts()
    world.accounts.ask_password_reset(THIEFS, network=HOME)
    late = re.findall(r"/reset-password#token=(\S+)", "".join(mails_to(world, THIEFS)))

    assert follow(world, undo).done == "email_change_undone"

    assert user(world).email == OLD
    for token in late:
        assert outcome(partial(world.services.passwords.reset, token, "the thief's third")) == "invalid_token"
    assert set_password(world, OLD) == "ok"


def test_undo_keeps_a_factor_that_was_old_when_the_change_was_asked_for(world: World) -> None:
    code = factor_on(world, session_of(world, sign_in(world)))
    world.clock.advance(A_WEEK)
    here = sign_in(world, code=code())
    ask(world, here, code=code())
    follow(world, new_link(world))

    follow(world, undo_link(world))

    assert world.second_factors.status(ADA).is_on


def test_undo_stops_a_wish_that_waits(world: World) -> None:
    stolen = sign_in(world)
    ask(world, stolen, THIEFS)
    link, (_, undo) = new_link(world, THIEFS), old_links(world)

    assert follow(world, undo).done == "email_change_undone"

    world.clock.advance(THREE_DAYS)
    assert outcome(lambda: follow(world, link)) == "invalid_token"
    assert outcome(lambda: world.session_service.refresh(stolen.refresh_token)) == "session_revoked"
    assert outcome(lambda: sign_in(world)) == "invalid_credentials"
    assert set_password(world, OLD) == "ok"


@pytest.mark.parametrize("act", ["resets the password", "changes the password", "ends all sessions"])
def test_a_wish_dies_with_the_sessions_of_its_time(world: World, act: str) -> None:
    ask(world, sign_in(world), THIEFS)
    link, (approve, undo) = new_link(world, THIEFS), old_links(world)

    if act == "resets the password":
        world.accounts.ask_password_reset(OLD, network=HOME)
        assert set_password(world, OLD) == "ok"
    elif act == "changes the password":
        mine = session_of(world, sign_in(world))
        world.services.passwords.change(user(world), mine, password=PASSWORD, new_password=FRESH, code=None, device="")
    else:
        world.session_service.end_all(ADA)
    world.clock.advance(THREE_DAYS)

    assert outcome(lambda: follow(world, link)) == "invalid_token"
    assert outcome(lambda: follow(world, approve)) == "invalid_token"
    assert world.services.email_changes.of(user(world)).waiting is None
    expected = "invalid_token" if act == "resets the password" else "ok"
    assert outcome(lambda: follow(world, undo)) == expected, "after a reset there is nothing to undo"


def test_no_link_is_mailed_for_a_wish_that_died_before(world: World) -> None:
    ask(world, sign_in(world), THIEFS)
    world.session_service.end_all(ADA)

    assert mails_to(world, THIEFS) == []


def test_a_reset_at_the_same_moment_wins_over_the_change(world: World) -> None:
    ask(world, sign_in(world), THIEFS)
    world.clock.advance(THREE_DAYS)
    link = new_link(world, THIEFS)
    world.accounts.ask_password_reset(OLD, network=HOME)
    world.meanwhile("before a change of address", lambda: set_password(world, OLD))

    assert outcome(lambda: follow(world, link)) == "invalid_token"
    assert user(world).email == OLD
    assert outcome(lambda: sign_in(world, OLD, FRESH)) == "ok"


def test_the_former_address_is_reserved_for_seven_days(world: World) -> None:
    changed(world)
    sign_up = partial(world.accounts.sign_up, email=OLD, password=FRESH, accepted_terms="2", network=HOME)
    world.clock.advance(A_WEEK - timedelta(seconds=1))
    assert outcome(sign_up) == "email_taken"

    world.clock.advance(1)

    assert outcome(sign_up) == "ok"
    assert outcome(lambda: sign_in(world, OLD, FRESH)) == "ok"
    assert user(world).email == NEW


def test_an_undone_change_gives_the_other_address_up_at_once(world: World) -> None:
    undo = thief_moves_in(world)
    follow(world, undo)

    sign_up = partial(world.accounts.sign_up, password=FRESH, accepted_terms="2", network=HOME)
    assert outcome(lambda: sign_up(email=THIEFS)) == "ok"
    assert outcome(lambda: sign_up(email=OLD)) == "email_taken", "and the restored one stays claimed"
    world.clock.advance(A_WEEK)
    assert outcome(lambda: sign_up(email=OLD)) == "email_taken"


def test_the_former_address_hears_of_every_change_for_seven_days(world: World) -> None:
    thief_moves_in(world)
    thiefs = sign_in(world, THIEFS)
    before = len(mails_to(world, OLD))

    factor_on(world, session_of(world, thiefs))
    copy = mails_to(world, OLD)[before:][-1]

    assert "now asks for a code" in copy
    assert len(set(links(copy))) == 1
    assert follow(world, links(copy)[0]).done == "email_change_undone"
    assert (user(world).email, world.second_factors.status(ADA).is_on) == (OLD, False)


def test_a_copy_that_came_late_undoes_nothing_after_the_seven_days(world: World) -> None:
    thief_moves_in(world)
    world.clock.advance(timedelta(days=6))
    before = len(mails_to(world, OLD))
    factor_on(world, session_of(world, sign_in(world, THIEFS)))
    [copy] = [text for text in mails_to(world, OLD)[before:] if "now asks for a code" in text]
    world.clock.advance(timedelta(days=1))

    assert outcome(lambda: follow(world, links(copy)[0])) == "invalid_token"
    assert user(world).email == THIEFS


def test_an_account_whose_address_was_deleted_is_not_brought_back(world: World) -> None:
    undo = thief_moves_in(world)
    world.users.close(user(world), "closed-7q4m9@invalid")

    assert outcome(lambda: follow(world, undo)) == "invalid_token"
    assert user(world).email == "closed-7q4m9@invalid"


def test_the_former_mailbox_hears_that_a_thief_closes_the_account_and_its_link_stops_that(world: World) -> None:
    undo = thief_moves_in(world)
    world.clock.advance(THREE_DAYS)
    thiefs = session_of(world, sign_in(world, THIEFS))
    world.services.closures.close(user(world), thiefs, password=PASSWORD, code=None)
    assert "asked us to close your Callbox account" in mails_to(world, OLD)[-1]

    follow(world, undo)

    assert world.books.wallet(ADA).closes_at is None
    assert user(world).email == OLD


def test_after_seven_days_the_former_address_hears_nothing(world: World) -> None:
    changed(world)
    world.clock.advance(A_WEEK)
    before = len(mails_to(world, OLD))

    factor_on(world, session_of(world, sign_in(world, NEW)))

    assert len(mails_to(world, OLD)) == before
    assert "now asks for a code" in mails_to(world, NEW)[-1]


def test_the_former_address_gets_no_link_that_sets_a_password(world: World) -> None:
    changed(world)
    before = len(mails_to(world, OLD))

    world.accounts.ask_password_reset(OLD, network=HOME)
    world.accounts.ask_password_reset(NEW, network=HOME)

    assert len(mails_to(world, OLD)) == before
    assert "/reset-password#" in mails_to(world, NEW)[-1]


def test_no_money_is_sent_back_for_72_hours_after_a_change_and_after_its_undo(world: World) -> None:
    undo = thief_moves_in(world)
    status = world.services.email_changes.of

    until = world.clock.now() + THREE_DAYS
    assert status(user(world)).refunds_blocked_until == until
    world.clock.advance(timedelta(hours=10))
    follow(world, undo)
    assert status(user(world)).refunds_blocked_until == until + timedelta(hours=10)
    assert set_password(world, OLD) == "ok"
    ask(world, sign_in(world, OLD, FRESH), password=FRESH)
    assert status(user(world)).refunds_blocked_until == until + timedelta(hours=10), "a new wish does not lift it"
    world.clock.advance(THREE_DAYS)
    assert status(user(world)).refunds_blocked_until is None
