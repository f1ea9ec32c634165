"""A customer's pages are told every change that an answer of the API would show, and no bookkeeping."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.messages import Message
from callbox.domain.news import is_news, is_payment_news
from callbox.domain.verifications import MAX_TEXTS, Verification
from callbox.http.shapes import DepositShape, VerificationShape
from tests.builders import NOW, a_verification
from tests.filled import changed, filled, variants

UNCHANGEABLE = {
    *("user_id", "verification_id", "selection", "price", "created_at", "attempt", "retry_of", "batch_id"),
    *("deposit_id", "amount"),
}
"""Set when the document is made."""
UNTOLD = {
    "version": "alone it shows nothing",
    "poll_chain": "when we poll is ours",
    "due_at": "when we sweep is ours",
    "authorization_url": "answered to the page that opens the checkout",
    "attempt": "of a reference, before its checkout is shown",
    **dict.fromkeys(("paid_reference", "settled_at", "channel"), "stored with the new status"),
}


def shown_as(document: Any) -> dict[str, Any]:
    shape = (
        VerificationShape.of(document, [filled(Message)], now=NOW)
        if isinstance(document, Verification)
        else DepositShape.of(document)
    )
    return {name: value for name, value in msgspec.structs.asdict(shape).items() if name != "next_poll_ms"}


@pytest.mark.parametrize(("kind", "news"), [(Verification, is_news), (Deposit, is_payment_news)])
def test_what_an_answer_shows_is_news(kind: type[Any], news: Callable[[Any, Any], bool]) -> None:
    missed = {
        name
        for document in variants(kind)
        for name, other in changed(document)
        if shown_as(document) != shown_as(other) and not news(document, other)
    }

    assert {name.partition(".")[0] for name in missed} - UNCHANGEABLE <= UNTOLD.keys()


@pytest.mark.parametrize("field", ["due_at", "sweep_failures", "order_id", "order_count", "poll_chain", "version"])
def test_bookkeeping_is_no_news(field: str) -> None:
    document = filled(Verification)

    assert [name for name, other in changed(document) if is_news(document, other) and name == field] == []


def test_a_withheld_text_is_news_only_when_it_is_the_last_that_is_read() -> None:
    waiting = a_verification(state="waiting", number="+12025550142", ends_at=NOW + timedelta(minutes=15))
    nearly = replace(waiting, texts_read=tuple(f"text {n}" for n in range(MAX_TEXTS - 1)))

    assert not is_news(waiting, nearly)
    assert is_news(nearly, replace(nearly, texts_read=(*nearly.texts_read, "last")))
