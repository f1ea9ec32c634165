"""A frame is the API's own answer, and never longer than API Gateway sends in one piece."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callbox.domain.deposits import Deposit
from callbox.domain.ledger import WalletNow
from callbox.domain.messages import MAX_TEXT_CHARS, Message
from callbox.domain.verifications import MAX_TEXTS, Verification
from callbox.http import frames
from callbox.http.shapes import DepositShape, VerificationShape
from tests.builders import NOW, a_message, naira
from tests.filled import filled, variants

WALLET = WalletNow(naira(4_550), naira(450), 3)
BESIDE = {"wallet": {"balance_minor": 455_000, "held_minor": 45_000, "revision": 3}}
MESSAGES = [a_message(str(n), received_at=NOW + timedelta(seconds=n)) for n in range(3)]


def plain(document: msgspec.Struct) -> object:
    return msgspec.json.decode(msgspec.json.encode(document))


@pytest.mark.parametrize("document", list(variants(Verification)))
def test_a_verification_is_told_as_it_is_answered(document: Verification) -> None:
    alone = msgspec.json.decode(frames.verification(document, MESSAGES, None, now=NOW))
    with_wallet = msgspec.json.decode(frames.verification(document, MESSAGES, WALLET, now=NOW))

    answer = plain(VerificationShape.of(document, MESSAGES, now=NOW))
    assert alone == {"kind": "verification", "verification": answer}
    assert with_wallet == {**alone, **BESIDE}


@pytest.mark.parametrize("document", list(variants(Deposit)))
def test_a_deposit_is_told_as_it_is_answered(document: Deposit) -> None:
    assert msgspec.json.decode(frames.deposit(document, WALLET)) == {
        "kind": "deposit",
        "deposit": plain(DepositShape.of(document)),
        **BESIDE,
    }
    assert "wallet" not in msgspec.json.decode(frames.deposit(document, None))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=MAX_TEXT_CHARS)


@given(st.lists(TEXTS, max_size=MAX_TEXTS))
@example(["\N{PILE OF POO}" * MAX_TEXT_CHARS] * MAX_TEXTS)
@example(["\x00" * MAX_TEXT_CHARS] * MAX_TEXTS)
@example(["a" * MAX_TEXT_CHARS] * MAX_TEXTS)
@example(["a" * 160] * MAX_TEXTS)
def test_a_frame_is_never_too_long(texts: list[str]) -> None:
    messages = [Message(f"{n}", "sender" * 7, text, "12345678", NOW) for n, text in enumerate(texts)]
    document = filled(Verification)

    frame = frames.verification(document, messages, WALLET, now=NOW)

    assert len(frame) <= frames.MOST_BYTES
    told = msgspec.json.decode(frame)
    answer = VerificationShape.of(document, messages, now=NOW)
    if len(msgspec.json.encode(answer)) + len(msgspec.json.encode(BESIDE)) + 50 <= frames.MOST_BYTES:
        assert told == {"kind": "verification", "verification": plain(answer), **BESIDE}
    else:
        ids = {"id": answer.id, "revision": answer.revision}
        assert told in (
            {"kind": "verification", **ids, **BESIDE},
            {"kind": "verification", "verification": plain(answer), **BESIDE},
        )
