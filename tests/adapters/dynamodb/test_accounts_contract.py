"""The contract of the stores of accounts and sessions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.attempts import Tally
from callbox.domain.identity import UserId
from callbox.domain.mails import mailed_token
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


def test_a_new_password_ends_all_sessions_and_verifies_the_address_in_one_write(stores: Stores) -> None:
    before = a_user(email_verified=False)
    stores.users.add(before)

    stores.users.replace_password(before, "hash:1:another one")
    stores.users.replace_password(before, "hash:1:another one")  # a repetition after a lost reply

    after = replace(before, password_hash="hash:1:another one", email_verified=True, session_epoch=1)
    assert stores.users.get(ADA) == after
    with pytest.raises(Moved):
        stores.users.replace_password(before, "hash:1:a third one")
    with pytest.raises(Moved):
        stores.users.renew_password_hash(before, "hash:2:correct horse battery")
    assert stores.users.get(ADA) == after


def test_a_verified_address_stays_verified(stores: Stores) -> None:
    stores.users.add(a_user(email_verified=False))

    stores.users.verify_email(ADA)
    stores.users.verify_email(ADA)

    assert stores.users.get(ADA) == a_user(email_verified=True)


def test_changing_an_unknown_account_creates_none(stores: Stores) -> None:
    unknown = a_user(UserId("user-unknown"))

    with pytest.raises(Moved):
        stores.users.renew_password_hash(unknown, "hash:2:correct horse battery")
    with pytest.raises(Moved):
        stores.users.replace_password(unknown, "hash:2:correct horse battery")
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
