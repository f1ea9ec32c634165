"""Every field of a document is in its answer, or left out for a reason listed here.

These tests do not know the form of an answer, except for names that differ. A field counts as answered if a document
that differs only in this field gets a different answer. A new field fails here until it is answered or listed.
"""

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import msgspec
import pytest

from callbox.domain.account_log import AccountEntry
from callbox.domain.deposits import Deposit
from callbox.domain.identity import Session, User
from callbox.domain.known_services import UNKNOWN
from callbox.domain.ledger import Entry, Wallet, WalletNow
from callbox.domain.messages import Message
from callbox.domain.money import Money
from callbox.domain.pricing import Prices
from callbox.domain.stock import StockNow
from callbox.domain.templates import Template
from callbox.domain.verifications import Selection, Verification
from callbox.http import shapes
from callbox.http.shapes import (
    AccountEntryShape,
    DepositShape,
    DeviceShape,
    EntryShape,
    MessageShape,
    ServiceShape,
    TemplateShape,
    UserShape,
    VerificationShape,
    timestamp,
)
from callbox.ports.catalogue import Service
from callbox.services.batches import DocumentedBatch
from tests.builders import NOW, PRICE, naira
from tests.filled import changed, filled, variants

OWNER = "the caller is the owner"
ACCOUNTS = "ledger accounts are for the audit"
LEVEL = "customers are told a level of stock and its time"
SWEEPER = "the times of our polls are internal"
VERSION = "versions are internal to the store"


@dataclass(frozen=True)
class Answered:
    """`shape` answers a document.

    `names` maps names in the answer to fields. `computed` lists values of the answer that are derived from the
    document, `beside` those that are not.
    """

    shape: Callable[[Any], msgspec.Struct]
    names: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    left_out: Mapping[str, str] = field(default_factory=dict)


ANSWERS: Mapping[type[Any], Answered] = {
    User: Answered(
        UserShape.of,
        names={"id": "user_id"},
        left_out={
            "password_hash": "a secret",
            "accepted_terms": "GET /me answers it beside the user",
            "accepted_terms_at": "kept as evidence",
            "terms_before": "kept as evidence",
            "session_epoch": VERSION,
            "resets": "internal to mailed links",
        },
    ),
    Session: Answered(
        lambda session: DeviceShape.of(session, current=True, known=True),
        names={"id": "family_id"},
        beside=frozenset({"current", "known"}),
        left_out={
            "user_id": OWNER,
            "lineage_hash": "a secret",
            "token_hash": "a secret",
            "device_id": "the answer says whether it is known",
            "epoch": VERSION,
            "revoked": "an ended session is not listed",
        },
    ),
    AccountEntry: Answered(
        AccountEntryShape.of,
        names={"id": "entry_id"},
        computed=frozenset({"by"}),
        left_out={"user_id": OWNER},
    ),
    Wallet: Answered(
        lambda wallet: shapes.WalletShape.of(WalletNow(wallet.balance, naira(7), wallet.n)),
        names={"revision": "n"},
        beside=frozenset({"held_minor"}),
        left_out={
            "user_id": OWNER,
            "frozen": "the reason is an operator's; a purchase says `account_frozen` or `purchases_paused`",
            "trust": "GET /me answers the limits that follow from it",
            "usage": "a refusal says which limit was reached",
            "standing": "GET /me answers what follows from it",
            "own": "GET /me answers them among the limits",
            "closes_at": "GET /me answers it as `closing`",
        },
    ),
    Entry: Answered(
        EntryShape.of,
        computed=frozenset({"id"}),
        left_out={"user_id": OWNER, "debit_account": ACCOUNTS, "credit_account": ACCOUNTS},
    ),
    Deposit: Answered(
        DepositShape.of,
        names={"id": "deposit_id"},
        computed=frozenset({"reference", "credited_at"}),
        left_out={
            "user_id": OWNER,
            "due_at": SWEEPER,
            "sweep_failures": SWEEPER,
            "reason": "the status says what a customer can do",
            "payer": "it links accounts, which are not each other's business",
            "dispute_lost": "the entries of the wallet show what went back",
            "version": VERSION,
        },
    ),
    Service: Answered(
        lambda service: ServiceShape.of(service, Prices(PRICE, PRICE, PRICE, PRICE), StockNow(), UNKNOWN),
        beside=frozenset({"price_minor", "currency", "prices", "stock", "stock_at", "aliases", "kind"}),
        left_out={
            "cost_usd": "what we pay is ours",
            "refreshed_at": SWEEPER,
            "refused_at": LEVEL,
        },
    ),
    Message: Answered(MessageShape.of, left_out={"id": "the supplier's name for it"}),
    Verification: Answered(
        lambda verification: VerificationShape.of(verification, [filled(Message)], now=NOW),
        names={"id": "verification_id", "revision": "version"},
        computed=frozenset({"refunded", "cancellable", "next_poll_ms", "listening_until"}),
        beside=frozenset({"code", "codes", "messages"}),
        left_out={
            "user_id": OWNER,
            "max_cost_usd": "what we pay is ours",
            "due_at": SWEEPER,
            "supplier": "customers are never told a supplier's name",
            "order_id": "the supplier's name for it",
            "closed_at": "the page shows when it was made and when it ends",
            "listened_at": SWEEPER,
            "avoid_numbers": "numbers of earlier attempts, which have answers of their own",
            "order_count": "how often we asked the supplier is ours",
            "poll_chain": SWEEPER,
            "texts_read": "the supplier's names for its texts",
            "texts_read_at": SWEEPER,
            "sweep_failures": SWEEPER,
        },
    ),
    Template: Answered(
        TemplateShape.of,
        names={"id": "template_id"},
        left_out={"user_id": OWNER},
    ),
}
MADE_OF_SHAPES = {
    "BatchShape": "the verifications of a batch, each in its own shape",
    "WalletNowShape": "a part of WalletShape",
}

every_document = pytest.mark.parametrize(("kind", "answered"), ANSWERS.items(), ids=[kind.__name__ for kind in ANSWERS])


@every_document
def test_each_field_is_answered_or_left_out_for_a_reason(kind: type[Any], answered: Answered) -> None:
    named: set[str] = set()
    seen: set[str] = set()
    moved: set[str] = set()
    for document in variants(kind):
        answer = msgspec.structs.asdict(answered.shape(document))
        for name, other in changed(document):
            different = msgspec.structs.asdict(answered.shape(other))
            moves = {part for part in answer if different[part] != answer[part]}
            named.add(name)
            seen |= {name} if moves else set()
            moved |= moves

    assert {name.partition(".")[0] for name in named} == {one.name for one in fields(kind)}
    assert seen == {name for name in named if name.partition(".")[0] not in answered.left_out}
    assert answered.left_out.keys() <= {one.name for one in fields(kind)}
    assert moved == answer.keys() - answered.beside


@every_document
def test_an_answer_has_the_values_of_its_document(kind: type[Any], answered: Answered) -> None:
    for document in variants(kind):
        values = dict(_values(document))
        answer = msgspec.structs.asdict(answered.shape(document))
        copied = answer.keys() - answered.computed - answered.beside

        assert {name: answer[name] for name in copied} == {
            name: values[answered.names.get(name, name)] for name in copied
        }


def test_every_shape_of_a_document_is_tested_here() -> None:
    known = {**vars(shapes), "DocumentedBatch": DocumentedBatch}
    found = {
        name: next(iter(typing.get_type_hints(shape.of, known).values()))
        for name, shape in inspect.getmembers(shapes, inspect.isclass)
        if hasattr(shape, "of")
    }

    assert {found.pop(name) for name in MADE_OF_SHAPES} == {DocumentedBatch, WalletNow}
    found["WalletShape"] = Wallet  # with the held amount, as WalletNow
    assert sorted(found.values(), key=str) == sorted(ANSWERS, key=str)


def _values(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield a document's values as an answer writes them."""
    for one in fields(document):
        match getattr(document, one.name):
            case Money() as amount:
                yield f"{one.name}_minor", amount.minor
                yield "currency", amount.currency
            case Selection() as selection:
                yield from _values(selection)
            case datetime() as moment:
                yield one.name, timestamp(moment)
            case tuple() as several:
                yield one.name, list(several)
            case None:
                yield one.name, None
                yield f"{one.name}_minor", None
            case value:
                yield one.name, value
