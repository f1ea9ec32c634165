"""What the stores of accounts and sessions promise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.identity import UserId
from callbox.ports import EmailTaken, Moved
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, a_selection, a_session, a_template, a_user

AFTER_ONE_DAY = timedelta(days=1)


def test_an_account_comes_back_as_it_was_stored(stores: Stores) -> None:
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


def test_an_id_that_is_in_use_makes_no_second_account(stores: Stores) -> None:
    stores.users.add(a_user(email="ada@example.com"))

    with pytest.raises(Moved):
        stores.users.add(a_user(email="eve@example.com"))

    assert stores.users.find_by_email("eve@example.com") is None


def test_a_password_hash_is_replaced_and_nothing_else(stores: Stores) -> None:
    stores.users.add(a_user())

    stores.users.set_password_hash(ADA, "hash:2:correct horse battery")

    assert stores.users.get(ADA) == a_user(password_hash="hash:2:correct horse battery")


def test_a_password_hash_makes_no_account(stores: Stores) -> None:
    with pytest.raises(Moved):
        stores.users.set_password_hash(UserId("user-unknown"), "hash:2:correct horse battery")

    assert stores.users.get(UserId("user-unknown")) is None


def test_a_session_comes_back_to_the_microsecond(stores: Stores) -> None:
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


def test_a_rotated_session_knows_its_newest_token_only(stores: Stores) -> None:
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


def test_a_revoked_family_takes_no_new_token(stores: Stores) -> None:
    session = a_session()
    stores.sessions.add(session)

    stores.sessions.revoke("family-1")
    stores.sessions.revoke("family-1")

    with pytest.raises(Moved):
        stores.sessions.rotate(session, replace(session, token_hash="b" * 64))
    assert stores.sessions.get("family-1") == replace(session, revoked=True)


def test_a_family_that_does_not_exist_is_neither_rotated_nor_made_by_ending_it(stores: Stores) -> None:
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
