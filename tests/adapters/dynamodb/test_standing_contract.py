"""The contract of a wallet's standing and of the payers: counted with the movement, once, and never lost in a race."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.adapters.dynamodb.tables import WalletItem
from callbox.domain import ledger, standing
from callbox.domain.identity import DepositId
from callbox.domain.operators import OperatorAct
from callbox.domain.standing import NO_STANDING, OLDER_WALLET
from callbox.domain.verifications import closed
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, PRICE, a_key, a_verification, fund, naira

ACT = OperatorAct("act-1", NOW, "operator", "account_unfrozen", ADA, {"reason": "has looked"})
PAUSED = standing.paused_for("withheld_texts")


def test_a_loss_is_stored_with_its_refund_and_pauses_purchases(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    made = a_verification()
    movement = ledger.purchase(wallet, PRICE, verification_ids=[made.verification_id], at=NOW)
    stores.books.purchase(movement, [made], a_key(made.verification_id))
    bought = stores.books.wallet(ADA)

    back = ledger.refund(bought, PRICE, verification_id=made.verification_id, at=NOW)
    lost = standing.with_loss(bought.standing, "service_denied", NOW)
    ended = closed(made, "failed", reason="service_denied", now=NOW)
    stores.books.refund(ledger.standing_as(back, lost, stop=PAUSED), made, ended)

    kept = stores.books.wallet(ADA)
    assert (kept.balance, kept.frozen, standing.withheld(kept.standing, NOW)) == (naira(1_000), PAUSED, 1)
    with pytest.raises(Moved):
        stores.books.refund(ledger.standing_as(back, lost), made, ended)
    assert stores.books.wallet(ADA) == kept


def test_a_movement_from_an_older_standing_is_refused(stores: Stores) -> None:
    older = fund(stores.books, stores.deposits, naira(1_000))
    stores.books.freeze(older, "looked at", replace(ACT, act_id="act-0"))
    stores.books.freeze(stores.books.wallet(ADA), None, ACT)

    made = a_verification()
    movement = ledger.purchase(older, PRICE, verification_ids=[made.verification_id], at=NOW)
    with pytest.raises(WalletMoved) as moved:
        stores.books.purchase(movement, [made], a_key(made.verification_id))
    assert moved.value.wallet.standing == standing.looked_at(NO_STANDING, NOW)


def test_a_wallet_of_an_earlier_release_is_read_as_funded_and_can_be_moved(stores: Stores) -> None:
    if "Fake" in type(stores.books).__name__:
        pytest.skip("only stored items can be of an earlier release")
    fund(stores.books, stores.deposits, naira(1_000))
    WalletItem(user_id=ADA).update([WalletItem.standing.remove()])
    assert stores.books.wallet(ADA).standing == OLDER_WALLET

    fund(
        stores.books, stores.deposits, naira(500), deposit_id="second", standing=replace(OLDER_WALLET, settled_minor=1)
    )
    assert stores.books.wallet(ADA).standing == replace(OLDER_WALLET, settled_minor=1)


def test_a_payer_is_linked_to_an_account_by_its_first_payment_and_listed_both_ways(stores: Stores) -> None:
    for user_id, deposit_id, minutes in ((ADA, "1", 0), (BOB, "2", 1), (ADA, "3", 2)):
        stores.payers.note("card:x", user_id, DepositId(deposit_id), at=NOW + timedelta(minutes=minutes))
    stores.payers.note("card:y", ADA, DepositId("4"), at=NOW)
    stores.payers.note_dispute("card:x", BOB, at=NOW)
    stores.payers.note_dispute("card:x", BOB, at=NOW + timedelta(days=1))

    bob, ada = stores.payers.accounts("card:x")
    assert (ada.first_deposit_id, ada.first_at, ada.last_at) == ("1", NOW, NOW + timedelta(minutes=2))
    assert (bob.user_id, bob.disputed_at, ada.disputed_at) == (BOB, NOW, None)
    assert [one.payer for one in stores.payers.of(ADA)] == ["card:x", "card:y"]
    assert len(stores.payers.scan()) == 3
