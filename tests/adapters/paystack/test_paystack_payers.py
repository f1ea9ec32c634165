"""What Paystack says of a payer identifies a card or a transfer's sender, or nothing; it never stops a payment."""

from typing import Any

import pytest

from callbox.adapters.fingerprints import KeyedFingerprints
from callbox.adapters.paystack import PaystackApi
from callbox.domain.deposits import PayerTraits, Payment
from tests.adapters.paystack.merchant import REFERENCE, VERIFY, arm, initialize, order
from tests.simulator_processes import RunningPaystack


def paid(api: PaystackApi, paystack: RunningPaystack, reference: str = REFERENCE, **how: Any) -> Payment:
    initialize(api, reference=reference)
    order(paystack, "pay", reference=reference, **how)
    payment = api.verify(reference)
    assert payment is not None
    return payment


def test_a_card_is_known_by_its_signature_at_each_use(api: PaystackApi, paystack: RunningPaystack) -> None:
    first = paid(api, paystack, "A-1", card="ada")
    again, other = paid(api, paystack, "A-2", card="ada"), paid(api, paystack, "A-3", card="bob")

    assert (first.channel, first.payer) == ("card", PayerTraits("card", "sig_ada"))
    assert (again.payer, other.payer) == (first.payer, PayerTraits("card", "sig_bob"))


def test_a_transfer_is_known_by_bank_masked_account_and_name(api: PaystackApi, paystack: RunningPaystack) -> None:
    sender = {"bank": "GTBank", "account": "XXXXXX7788", "name": "Ada  Lovelace"}
    payment = paid(api, paystack, channel="bank_transfer", sender=sender)

    assert payment.channel == "bank_transfer"
    assert payment.payer == PayerTraits("transfer", "gtbank\nxxxxxx7788\nada lovelace")


@pytest.mark.parametrize("absent", ["account", "name"])
def test_a_transfer_without_an_account_or_a_name_has_no_payer(
    api: PaystackApi, paystack: RunningPaystack, absent: str
) -> None:
    assert paid(api, paystack, channel="bank_transfer", sender={absent: None}).payer is None


@pytest.mark.parametrize("channel", ["ussd", "bank"])
def test_other_channels_have_no_payer(api: PaystackApi, paystack: RunningPaystack, channel: str) -> None:
    payment = paid(api, paystack, channel=channel)

    assert (payment.channel, payment.payer) == (channel, None)


def test_an_unpaid_transaction_has_no_payer(api: PaystackApi) -> None:
    initialize(api)

    payment = api.verify(REFERENCE)
    assert payment is not None
    assert payment.payer is None


@pytest.mark.parametrize("authorization", [None, "", [], {}, {"signature": None}, {"signature": 7}, {"signature": " "}])
@pytest.mark.parametrize("channel", ["card", None, 5, ""])
def test_an_odd_answer_about_the_payer_does_not_stop_the_payment(
    api: PaystackApi, paystack: RunningPaystack, authorization: Any, channel: Any
) -> None:
    data = {"reference": REFERENCE, "status": "success", "amount": 500_000, "currency": "NGN"}
    told = {**data, "channel": channel, "authorization": authorization}
    arm(paystack, VERIFY, "error_before", status=200, body={"status": True, "message": "", "data": told})

    payment = api.verify(REFERENCE)
    assert payment is not None
    assert (payment.status, payment.payer) == ("success", None)


def test_a_fingerprint_depends_on_the_payer_and_on_the_key_and_tells_neither() -> None:
    ours, theirs = KeyedFingerprints(lambda: "ours"), KeyedFingerprints(lambda: "theirs")
    card = PayerTraits("card", "sig_ada")

    assert ours.of(card) == KeyedFingerprints(lambda: "ours").of(card)
    assert len({ours.of(card), theirs.of(card), ours.of(PayerTraits("transfer", "sig_ada"))}) == 3
    assert len(ours.of(card)) == 64
    assert "sig_ada" not in ours.of(card)
