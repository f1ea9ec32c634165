"""The contract of closing accounts: what is stored together with the wallet, and what is deleted of a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.adapters.dynamodb.closures import ERASED
from callbox.adapters.dynamodb.tables import TABLES
from callbox.domain import closures, ledger
from callbox.domain.account_log import AccountEntry
from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import VerificationId
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from callbox.ports.deposits import AccountCloses
from callbox.ports.request_keys import KeyTaken
from tests.adapters.dynamodb.stores import Stores
from tests.builders import (
    ADA,
    BOB,
    NOW,
    PRICE,
    a_deposit,
    a_key,
    a_message,
    a_session,
    a_template,
    a_user,
    a_verification,
    fund,
    naira,
)
from tests.filled import filled

KEPT = {
    "users": "the id and the accepted terms stay, without address and password (Users.close)",
    "emails": "Users.close frees the address, and PersonalData.erase a former one",
    "mailed_tokens": "holds no address; each ends within seven days, and its link no longer works",
    "live_connections": "ids; Users.close closes the pages, and each row ends within 16 minutes",
    "tallies": "hashes; each ends within days",
    "challenges": "nothing of a person",
    "mailboxes": "a hash against fraud, for 30 days",
    "payers": "a keyed hash against fraud, for 24 months",
    "wallets": "books",
    "entries": "books",
    "deposits": "books",
    "verifications": "books; services.erasing removes the labels",
    "batches": "books",
    "idempotency_keys": "books",
    "receivables": "books",
    "closures": "leads a claim number to the money that remains",
    "pay_outs": "the lock of a refund",
    "top_ups": "sums, for days",
    "operator_log": "names accounts by their id",
    "differences": "names accounts by their id",
    **dict.fromkeys(
        ("catalogue", "stock", "area_codes", "settings", "service_rulings", "supplier_tokens", "supplier_balances"),
        "nothing of a person",
    ),
    "supplier_webhooks": "nothing of a person but the id of an order",
}
"""The tables whose rows stay when an account is closed, and why."""


def test_every_table_is_erased_or_says_why_not() -> None:
    assert ERASED.keys() | KEPT.keys() == TABLES.keys()
    assert not ERASED.keys() & KEPT.keys()


def test_a_closure_is_stored_with_its_wallet_and_deleted_with_it(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(37))
    closure = closures.asked(wallet, now=NOW)

    stores.books.close(wallet, closure)
    closing = stores.books.wallet(ADA)
    assert closing == replace(wallet, closes_at=closure.closes_at)
    assert stores.closures.get(closure.claim) == closure
    with pytest.raises(WalletMoved):
        stores.books.close(wallet, closure)

    stores.books.keep(closing, closure)
    assert stores.books.wallet(ADA) == wallet
    assert stores.closures.get(closure.claim) is None
    with pytest.raises(Moved):
        stores.books.keep(closing, closure)


def test_an_account_without_money_can_be_closed_and_paid_into_afterwards(stores: Stores) -> None:
    closure = closures.asked(stores.books.wallet(ADA), now=NOW)
    deposit = a_deposit()
    stores.deposits.add(deposit, a_key(deposit.deposit_id))

    stores.books.close(stores.books.wallet(ADA), closure)
    movement = ledger.deposit(stores.books.wallet(ADA), deposit.amount, deposit_id=deposit.deposit_id, at=NOW)
    stores.books.credit(movement, deposit, replace(deposit, status="credited"))

    wallet = stores.books.wallet(ADA)
    assert (wallet.balance, wallet.n, wallet.closes_at) == (deposit.amount, 1, closure.closes_at)


def test_no_purchase_follows_a_closure_and_no_closure_a_purchase_that_it_did_not_see(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    bought = a_verification()
    movement = ledger.purchase(wallet, PRICE, verification_ids=[bought.verification_id], at=NOW)
    stores.books.close(wallet, closures.asked(wallet, now=NOW))
    with pytest.raises(WalletMoved) as moved:
        stores.books.purchase(movement, [bought], a_key(bought.verification_id))
    assert moved.value.wallet.closes_at is not None

    other = fund(stores.books, stores.deposits, naira(1_000), user_id=BOB, deposit_id="deposit-bob")
    made = a_verification("verification-bob", user_id=BOB)
    taken = ledger.purchase(other, PRICE, verification_ids=[made.verification_id], at=NOW)
    stores.books.purchase(taken, [made], a_key(made.verification_id, user_id=BOB))
    with pytest.raises(WalletMoved):
        stores.books.close(other, closures.asked(other, now=NOW))


def test_no_payment_begins_while_the_account_closes_but_a_key_keeps_its_answer(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(37), deposit_id="deposit-1")
    stores.books.close(wallet, closures.asked(wallet, now=NOW))

    late = a_deposit("deposit-2")
    with pytest.raises(AccountCloses):
        stores.deposits.add(late, a_key(late.deposit_id), most_a_day_minor=10**9)
    assert stores.deposits.get(late.deposit_id) is None
    again = a_deposit("deposit-3")
    with pytest.raises(KeyTaken):
        stores.deposits.add(again, a_key(again.deposit_id, key=a_key("deposit-1").key))


def test_a_closure_that_has_begun_cannot_be_stopped_and_leaves_the_list_when_it_is_over(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(37))
    closure = closures.asked(wallet, now=NOW)
    stores.books.close(wallet, closure)
    assert stores.closures.due(closure.closes_at - timedelta(seconds=1), limit=9) == []
    assert stores.closures.due(closure.closes_at, limit=9) == [closure.claim]

    begun = stores.closures.save(closure, closures.begun(closure, now=NOW))
    with pytest.raises(Moved):
        stores.books.keep(stores.books.wallet(ADA), closure)
    with pytest.raises(Moved):
        stores.closures.save(closure, closure)
    stores.closures.save(begun, closures.over(begun, now=NOW))
    assert stores.closures.due(closure.closes_at + timedelta(days=9), limit=9) == []


def test_a_closed_account_frees_its_address_and_ends_its_sessions(stores: Stores) -> None:
    user = a_user(email="Ada@Example.com", password_hash="$argon2id$ada", email_verified=True)
    stores.users.add(user)

    stores.users.close(user, "closed-x1")
    stores.users.close(user, "closed-x1")  # its reply was lost
    closed = stores.users.get(ADA)
    assert closed == replace(user, email="closed-x1", password_hash="", email_verified=False, session_epoch=1, resets=1)
    assert stores.users.find_by_email("ada@example.com") is None
    assert stores.users.find_by_email("closed-x1") == closed
    with pytest.raises(Moved):
        stores.users.close(user, "closed-x2")
    stores.users.add(replace(user, user_id=BOB))


def test_the_data_of_one_person_are_deleted_in_portions(stores: Stores) -> None:
    for owner in (ADA, BOB):
        verification_id = VerificationId(f"verification-{owner}")
        stores.templates.put(a_template(user_id=owner))
        stores.messages.add(owner, verification_id, a_message())
        stores.sessions.add(a_session(f"family-{owner}", user_id=owner))
        stores.account_log.add(AccountEntry(owner, "entry-1", NOW, "signed_in", "session"))

    before = replace(a_user(ADA), email="former@example.com")
    stores.users.add(before)
    change = replace(filled(EmailChange), user_id=ADA, former=before.email, email="new@example.com", version=1)
    stores.email_changes.save(None, replace(change, state="asked"))
    stores.email_changes.carry_out(
        before, replace(change, state="asked"), change, reserved_until=NOW + timedelta(days=7)
    )
    stores.users.close(replace(before, email=change.email), "closed-x1")

    assert [stores.personal_data.erase(ADA, most=3) for _ in range(3)] == [3, 2, 0]
    stores.users.add(a_user(BOB, email=before.email))  # no longer reserved
    assert stores.email_changes.get(ADA) is None

    def left_of(owner: str) -> list[int]:
        verification_id = VerificationId(f"verification-{owner}")
        user_id = ADA if owner == ADA else BOB
        return [
            len(stores.templates.list(user_id)),
            len(stores.messages.between(user_id, first=verification_id, last=verification_id)),
            len(stores.sessions.list(user_id)),
            len(stores.account_log.page(user_id, since=NOW, before_id=None, limit=9)),
        ]

    assert left_of(ADA) == [0, 0, 0, 0]
    assert left_of(BOB) == [1, 1, 1, 1]
