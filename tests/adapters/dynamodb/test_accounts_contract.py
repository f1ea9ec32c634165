"""The contract of the stores of accounts and sessions."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from callbox.domain.attempts import Tally
from callbox.domain.identity import UserId
from callbox.domain.mailboxes import MailboxPlace
from callbox.domain.mails import mailed_token
from callbox.domain.push import PushSubscription
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved
from callbox.ports.users import EmailTaken
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, a_selection, a_session, a_template, a_user

AFTER_ONE_DAY = timedelta(days=1)


def test_an_account_is_read_as_it_was_stored(stores: Stores) -> None:
    user = a_user(email="Ada@Example.com", email_verified=True)
    stores.users.add(user)

    assert stores.users.get(ADA) == user
    assert stores.users.find_by_email("ada@example.com") == user
    assert stores.users.get(BOB) is None
    assert stores.users.find_by_email("bob@example.com") is None


def test_an_address_that_differs_by_case_alone_is_taken(stores: Stores) -> None:
    first = a_user(email="ada@example.com")
    stores.users.add(first)

    with pytest.raises(EmailTaken):
        stores.users.add(a_user(BOB, email="ADA@example.com"))

    assert stores.users.get(BOB) is None
    assert stores.users.find_by_email("ada@example.com") == first


def test_the_same_account_may_be_added_again(stores: Stores) -> None:
    stores.users.add(a_user())
    stores.users.add(a_user())

    assert stores.users.get(ADA) == a_user()


def test_an_id_in_use_creates_no_second_account(stores: Stores) -> None:
    stores.users.add(a_user(email="ada@example.com"))

    with pytest.raises(Moved):
        stores.users.add(a_user(email="eve@example.com"))

    assert stores.users.find_by_email("eve@example.com") is None


def test_a_renewed_hash_replaces_the_hash_that_was_read_and_nothing_else(stores: Stores) -> None:
    stores.users.add(a_user())
    renewed = a_user(password_hash="hash:2:correct horse battery")

    stores.users.renew_password_hash(a_user(), renewed.password_hash)
    stores.users.renew_password_hash(a_user(), renewed.password_hash)  # a repetition after a lost reply

    assert stores.users.get(ADA) == renewed
    with pytest.raises(Moved):
        stores.users.renew_password_hash(a_user(), "hash:3:correct horse battery")
    assert stores.users.get(ADA) == renewed


def test_a_changed_password_ends_all_sessions_in_one_write(stores: Stores) -> None:
    before = a_user(email_verified=False)
    stores.users.add(before)

    stores.users.change_password(before, "hash:1:another one")
    stores.users.change_password(before, "hash:1:another one")  # a repetition after a lost reply

    after = replace(before, password_hash="hash:1:another one", session_epoch=1)
    assert stores.users.get(ADA) == after
    with pytest.raises(Moved):
        stores.users.change_password(before, "hash:1:a third one")
    with pytest.raises(Moved):
        stores.users.renew_password_hash(before, "hash:2:correct horse battery")
    assert stores.users.get(ADA) == after


def test_a_password_is_not_changed_after_all_sessions_ended(stores: Stores) -> None:
    stores.users.add(a_user())
    assert stores.users.end_sessions(a_user())

    with pytest.raises(Moved):
        stores.users.change_password(a_user(), "hash:1:another one")


def test_a_reset_password_stands_whatever_sessions_did_and_is_counted_once(stores: Stores) -> None:
    before = a_user(email_verified=False)
    stores.users.add(before)
    stores.users.change_password(before, "hash:1:a thief's")
    stores.users.end_sessions(replace(before, session_epoch=1))

    stores.users.reset_password(before, "hash:1:another one")
    stores.users.reset_password(before, "hash:1:another one")  # a repetition after a lost reply

    after = replace(before, password_hash="hash:1:another one", email_verified=True, session_epoch=3, resets=1)
    assert stores.users.get(ADA) == after
    with pytest.raises(Moved):
        stores.users.reset_password(before, "hash:1:a third one")
    stores.users.reset_password(after, "hash:1:a third one")
    assert stores.users.get(ADA) == replace(after, password_hash="hash:1:a third one", session_epoch=4, resets=2)


def test_one_session_can_outlive_the_others_unless_it_was_revoked(stores: Stores) -> None:
    session = a_session()
    stores.sessions.add(session)

    stores.sessions.carry_over(session, epoch=7)
    assert stores.sessions.get(session.family_id) == replace(session, epoch=7)

    stores.sessions.revoke(session.family_id)
    stores.sessions.carry_over(session, epoch=8)
    assert stores.sessions.get(session.family_id) == replace(session, epoch=7, revoked=True)
    stores.sessions.carry_over(replace(session, family_id="unknown"), epoch=8)
    assert stores.sessions.get("unknown") is None


def test_a_session_is_read_together_with_its_account(stores: Stores) -> None:
    stores.users.add(a_user())
    stores.sessions.add(a_session())

    assert stores.sessions.with_account(a_session().family_id, ADA) == (a_session(), a_user())
    assert stores.sessions.with_account("unknown", ADA) == (None, a_user())
    assert stores.sessions.with_account(a_session().family_id, BOB) == (a_session(), None)


def test_a_verified_address_stays_verified(stores: Stores) -> None:
    stores.users.add(a_user(email_verified=False))

    stores.users.verify_email(ADA)
    stores.users.verify_email(ADA)

    assert stores.users.get(ADA) == a_user(email_verified=True)


def test_new_terms_are_stored_once_beside_the_acceptances_before(stores: Stores) -> None:
    before = a_user()
    stores.users.add(before)
    after = replace(before, accepted_terms="2", accepted_terms_at=NOW + AFTER_ONE_DAY, terms_before=("1 then",))

    stores.users.accept_terms(before, after)
    stores.users.accept_terms(before, after)  # its reply was lost

    assert stores.users.get(ADA) == after
    with pytest.raises(Moved):
        stores.users.accept_terms(before, replace(after, accepted_terms="3", accepted_terms_at=NOW))
    assert stores.users.get(ADA) == after


def test_changing_an_unknown_account_creates_none(stores: Stores) -> None:
    unknown = a_user(UserId("user-unknown"))

    with pytest.raises(Moved):
        stores.users.renew_password_hash(unknown, "hash:2:correct horse battery")
    with pytest.raises(Moved):
        stores.users.reset_password(unknown, "hash:2:correct horse battery")
    with pytest.raises(Moved):
        stores.users.verify_email(unknown.user_id)

    assert stores.users.get(unknown.user_id) is None


def test_the_token_of_a_mailed_link_is_read_as_it_was_stored(stores: Stores) -> None:
    token = mailed_token("reset_password", a_user(), secret="secret", now=NOW)
    stores.mailed_tokens.add(token)
    stores.mailed_tokens.add(token)

    assert stores.mailed_tokens.get(token.token_hash) == token
    assert stores.mailed_tokens.get("unknown") is None


def test_a_tally_is_saved_only_over_the_version_that_was_read(stores: Stores) -> None:
    first = Tally(1, NOW, version=1)
    second = Tally(2, NOW, blocks=1, blocked_until=NOW + AFTER_ONE_DAY, version=2)
    stores.tallies.save("a", None, first, forgotten_at=NOW)
    stores.tallies.save("a", first, second, forgotten_at=NOW)

    for before in (None, first):
        with pytest.raises(Moved):
            stores.tallies.save("a", before, Tally(9, NOW, version=3), forgotten_at=NOW)

    assert stores.tallies.get_many(["a", "b"]) == {"a": second}
    stores.tallies.forget("a")
    stores.tallies.forget("a")
    assert stores.tallies.get_many(["a", "b"]) == {}


def test_a_second_factor_is_saved_only_over_the_version_that_was_read(stores: Stores) -> None:
    first = SecondFactor(ADA, bytes(range(20)), version=1)
    second = SecondFactor(ADA, first.secret, is_on=True, last_step=7, recovery_hashes=("a" * 64,), version=2)
    stores.second_factors.save(None, first)
    stores.second_factors.save(first, second)

    for before in (None, first):
        with pytest.raises(Moved):
            stores.second_factors.save(before, first)

    assert stores.second_factors.get(ADA) == second
    stores.second_factors.delete(ADA)
    stores.second_factors.delete(ADA)
    assert stores.second_factors.get(ADA) is None


def test_the_mails_of_lost_factors_are_due_until_the_factor_is_removed(stores: Stores) -> None:
    day = timedelta(days=1)
    factor = SecondFactor(ADA, b"", mail_due_at=NOW, removed_at=NOW + 2 * day, version=1)
    stores.second_factors.save(None, factor)
    due = partial(stores.second_factors.mails_due, limit=10)

    assert due(NOW - timedelta(seconds=1)) == []
    assert due(NOW) == [(ADA, NOW)]
    stores.second_factors.put_off_mail(ADA, due_at=NOW - day, next_at=NOW + day)
    assert due(NOW) == [(ADA, NOW)], "it was due at another time"
    stores.second_factors.put_off_mail(ADA, due_at=NOW, next_at=NOW + day)
    assert (due(NOW), due(NOW + day)) == ([], [(ADA, NOW + day)])
    stores.second_factors.put_off_mail(ADA, due_at=NOW + day, next_at=NOW + 2 * day)
    assert due(NOW + 9 * day) == []
    assert stores.second_factors.get(ADA) == replace(factor, mail_due_at=None), "a right code can still be saved"


def test_a_session_keeps_its_times_to_the_microsecond(stores: Stores) -> None:
    stores.sessions.add(a_session())

    assert stores.sessions.get("family-1") == a_session()
    assert stores.sessions.get("family-2") is None


def test_a_session_family_is_not_overwritten(stores: Stores) -> None:
    stores.sessions.add(a_session())
    stores.sessions.add(a_session())

    with pytest.raises(Moved):
        stores.sessions.add(a_session(user_id=BOB, token_hash="b" * 64))
    assert stores.sessions.get("family-1") == a_session()

    stores.sessions.revoke("family-1")
    with pytest.raises(Moved):
        stores.sessions.add(a_session())
    assert stores.sessions.get("family-1") == a_session(revoked=True)


def test_a_rotated_session_accepts_only_its_newest_token(stores: Stores) -> None:
    first = a_session()
    second = replace(first, token_hash="b" * 64, expires_at=first.expires_at + AFTER_ONE_DAY)
    third = replace(second, token_hash="c" * 64)
    stores.sessions.add(first)

    stores.sessions.rotate(first, second)
    stores.sessions.rotate(second, third)

    assert stores.sessions.get("family-1") == third
    with pytest.raises(Moved):
        stores.sessions.rotate(first, replace(first, token_hash="d" * 64))
    assert stores.sessions.get("family-1") == third


def test_the_sessions_of_a_user_are_listed_newest_first(stores: Stores) -> None:
    for family, user in (("family-1", ADA), ("family-2", BOB), ("family-3", ADA)):
        stores.sessions.add(a_session(family, user_id=user, device="A phone"))
    used = a_session("family-1", device="A phone", token_hash="b" * 64, used_at=NOW + AFTER_ONE_DAY)
    stores.sessions.rotate(a_session("family-1", device="A phone"), used)
    stores.sessions.revoke("family-3")

    assert stores.sessions.list(ADA) == [a_session("family-3", device="A phone", revoked=True), used]


def test_repeating_the_end_of_all_sessions_ends_them_once(stores: Stores) -> None:
    stores.users.add(a_user())

    stores.users.end_sessions(a_user())
    stores.users.end_sessions(a_user())
    stores.users.end_sessions(a_user(BOB))

    assert stores.users.get(ADA) == a_user(session_epoch=1)
    assert stores.users.get(BOB) is None


def test_a_revoked_family_takes_no_new_token(stores: Stores) -> None:
    session = a_session()
    stores.sessions.add(session)

    stores.sessions.revoke("family-1")
    stores.sessions.revoke("family-1")

    with pytest.raises(Moved):
        stores.sessions.rotate(session, replace(session, token_hash="b" * 64))
    assert stores.sessions.get("family-1") == replace(session, revoked=True)


def test_an_unknown_family_is_neither_rotated_nor_created_by_ending_it(stores: Stores) -> None:
    stores.sessions.revoke("family-unknown")
    with pytest.raises(Moved):
        stores.sessions.rotate(a_session("family-unknown"), a_session("family-unknown", token_hash="b" * 64))

    assert stores.sessions.get("family-unknown") is None


def test_push_subscriptions_are_kept_for_each_user_and_change_only_under_the_same_address(stores: Stores) -> None:
    phone = PushSubscription(ADA, "phone", "https://push.example/1", "key", "family", NOW, NOW)
    moved = replace(phone, endpoint="https://push.example/2")
    later = NOW + timedelta(minutes=1)

    assert stores.push_subscriptions.has_any(ADA) is False
    stores.push_subscriptions.put(phone)
    stores.push_subscriptions.told(phone, at=later)
    assert stores.push_subscriptions.list(ADA) == [replace(phone, told_at=later)]
    stores.push_subscriptions.put(moved)
    stores.push_subscriptions.told(phone, at=later)
    stores.push_subscriptions.forget(phone)
    assert stores.push_subscriptions.list(ADA) == [moved]
    assert (stores.push_subscriptions.has_any(ADA), stores.push_subscriptions.list(BOB)) == (True, [])
    stores.push_subscriptions.forget(moved)
    stores.push_subscriptions.told(moved, at=later)
    stores.push_subscriptions.delete(ADA, "phone")
    assert stores.push_subscriptions.list(ADA) == []


def test_templates_are_kept_for_each_user_until_deleted(stores: Stores) -> None:
    plain = a_template("template-1", max_price=None)
    other = a_template("template-2", selection=a_selection(area_codes=("212",), carriers=("tmobile",)))
    for template in (plain, other, a_template("template-2", name="older"), other, a_template(user_id=BOB)):
        stores.templates.put(template)

    assert sorted(stores.templates.list(ADA), key=lambda one: one.template_id) == [plain, other]
    stores.templates.delete(ADA, "template-1")
    stores.templates.delete(ADA, "template-1")
    assert stores.templates.list(ADA) == [other]
    assert stores.templates.list(BOB) == [a_template(user_id=BOB)]


def test_a_place_of_a_mailbox_is_taken_once_and_released_by_its_own_account_alone(stores: Stores) -> None:
    adas, bobs = MailboxPlace("mailbox", 1, ADA, NOW), MailboxPlace("mailbox", 1, BOB, NOW)
    stores.mailboxes.take(None, adas)
    stores.mailboxes.take(None, adas)  # a repetition after a lost reply

    with pytest.raises(Moved):
        stores.mailboxes.take(None, bobs)
    stores.mailboxes.release(bobs)
    assert list(stores.mailboxes.places("mailbox")) == [adas]

    stores.mailboxes.take(adas, bobs)
    with pytest.raises(Moved):
        stores.mailboxes.take(adas, MailboxPlace("mailbox", 1, UserId("another"), NOW))
    stores.mailboxes.release(bobs)
    assert list(stores.mailboxes.places("mailbox")) == []


def test_the_reviewed_account_of_a_mailbox_is_no_place_and_only_its_own_review_ends(stores: Stores) -> None:
    assert stores.mailboxes.reviewed_account("mailbox") is None
    stores.mailboxes.unlift("mailbox", ADA, now=NOW)

    stores.mailboxes.lift("mailbox", BOB, now=NOW)
    stores.mailboxes.lift("mailbox", ADA, now=NOW)
    stores.mailboxes.unlift("mailbox", BOB, now=NOW)

    assert stores.mailboxes.reviewed_account("mailbox") == ADA
    assert stores.mailboxes.reviewed_account("another") is None
    assert list(stores.mailboxes.places("mailbox")) == []
    for _ in range(2):
        stores.mailboxes.unlift("mailbox", ADA, now=NOW)
    assert stores.mailboxes.reviewed_account("mailbox") is None
    assert list(stores.mailboxes.places("mailbox")) == []
