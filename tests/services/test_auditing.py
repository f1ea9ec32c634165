"""The audit finds every kind of error in a customer's books, and none in correct books."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.ledger import Entry
from callbox.domain.verifications import Verification
from callbox.services.auditing import Share
from tests.builders import ADA, BOB, a_deposit, a_user, naira
from tests.services.oversight import WatchedWorld

Seed = Callable[["Books"], object]


class Books:
    """Ada's books with one entry of each kind, which a test can falsify."""

    def __init__(self) -> None:
        self.world = world = WatchedWorld()
        self.deposit = world.credited()
        self.paid = world.buy()
        self.refunded = world.buy()
        world.ordering.expire_request(ADA, self.refunded.verification_id)
        world.paystack.refund(self.deposit.reference, naira(100))
        world.returns.take_back(self.deposit.reference)

    def wallet(self, **changes: object) -> None:
        self.world.tables.wallets[ADA] = replace(self.world.tables.wallets[ADA], **changes)  # type: ignore[arg-type]

    def entry(self, number: int, **changes: object) -> None:
        entries = self.world.tables.entries[ADA]
        entries[number - 1] = replace(entries[number - 1], **changes)  # type: ignore[arg-type]

    def drop_entry(self, n: int) -> None:
        del self.world.tables.entries[ADA][n - 1]

    def repeat_entry(self, n: int) -> None:
        """Post an entry again in a valid form: wallet and chain are correct, but the document has it twice."""
        entries = self.world.tables.entries[ADA]
        wallet, again = self.world.tables.wallets[ADA], entries[n - 1]
        balance = wallet.balance + again.amount
        entries.append(replace(again, n=wallet.n + 1, balance_after=balance))
        self.wallet(balance=balance, n=wallet.n + 1)

    def change_deposit(self, **changes: object) -> None:
        self._deposits()[self.deposit.deposit_id] = replace(self._stored(), **changes)  # type: ignore[arg-type]

    def change_verification(self, one: Verification, **changes: object) -> None:
        stored = self.world.tables.verifications
        key = (ADA, one.verification_id)
        stored[key] = replace(stored[key], **changes)  # type: ignore[arg-type]

    def _deposits(self) -> dict[DepositId, Deposit]:
        return self.world.tables.deposits

    def _stored(self) -> Deposit:
        return self._deposits()[self.deposit.deposit_id]

    def found(self) -> set[str]:
        return {one.kind for one in self.world.audit.account(ADA)}


@pytest.fixture
def books() -> Books:
    return Books()


def test_correct_books_with_every_kind_of_movement_have_no_difference(books: Books) -> None:
    assert [entry.kind for entry in books.world.entries()] == [
        "deposit",
        "purchase",
        "purchase",
        "refund",
        "adjustment",
    ]
    assert books.world.audit.account(ADA) == []


def test_a_customer_without_money_has_correct_books(books: Books) -> None:
    assert books.world.audit.account(BOB) == []


SEEDS: dict[str, tuple[Seed, set[str]]] = {
    "a balance by hand": (lambda it: it.wallet(balance=naira(4_451)), {"balance_differs"}),
    "a count by hand": (lambda it: it.wallet(n=4), {"entry_count_differs"}),
    "a negative balance": (lambda it: it.wallet(balance=naira(-1)), {"balance_differs", "balance_negative"}),
    "an entry is gone": (
        lambda it: it.drop_entry(2),
        {"balance_differs", "entry_count_differs", "entry_chain_broken", "verification_entries_differ"},
    ),
    "an amount was changed": (
        lambda it: it.entry(1, amount=naira(5_001)),
        {"balance_differs", "entry_chain_broken", "deposit_entries_differ"},
    ),
    "a balance after was changed": (lambda it: it.entry(2, balance_after=naira(1)), {"entry_chain_broken"}),
    "a number was changed": (lambda it: it.entry(2, n=7), {"entry_chain_broken"}),
    "a wrong account gives": (lambda it: it.entry(1, debit_account="sales"), {"entry_accounts_wrong"}),
    "a wrong account takes": (lambda it: it.entry(2, credit_account="paystack"), {"entry_accounts_wrong"}),
    "another wallet gives": (lambda it: it.entry(2, debit_account="wallet:user-bob"), {"entry_accounts_wrong"}),
    "a deposit was credited twice": (lambda it: it.repeat_entry(1), {"deposit_entries_differ"}),
    "a deposit was credited and does not know": (
        lambda it: it.change_deposit(status="pending"),
        {"deposit_entries_differ"},
    ),
    "a verification was paid twice": (lambda it: it.repeat_entry(2), {"verification_entries_differ"}),
    "a verification was refunded twice": (lambda it: it.repeat_entry(4), {"verification_entries_differ"}),
    "a refunded one says that it is paid": (
        lambda it: it.change_verification(it.refunded, state="received"),
        {"verification_entries_differ"},
    ),
    "a paid one says that it is refunded": (
        lambda it: it.change_verification(it.paid, state="expired"),
        {"verification_entries_differ"},
    ),
    "a price was changed": (
        lambda it: it.change_verification(it.paid, price=naira(1)),
        {"verification_entries_differ"},
    ),
    "a return was taken twice": (lambda it: it.repeat_entry(5), {"return_entries_differ"}),
    "a return was noted and not taken": (
        lambda it: it.change_deposit(returned_minor=20_000),
        {"return_entries_differ"},
    ),
    "an entry names no verification": (
        lambda it: it.entry(2, verification_id=VerificationId("gone")),
        {"entry_without_document", "verification_entries_differ"},
    ),
    "an entry names no deposit": (
        lambda it: it.entry(1, deposit_id=DepositId("gone")),
        {"entry_without_document", "deposit_entries_differ"},
    ),
    "an entry names nothing": (
        lambda it: it.entry(5, deposit_id=None),
        {"entry_without_document", "return_entries_differ"},
    ),
}


@pytest.mark.parametrize("name", SEEDS)
def test_the_audit_finds(books: Books, name: str) -> None:
    seed, kinds = SEEDS[name]
    seed(books)

    assert books.found() == kinds


def test_a_difference_states_its_amount(books: Books) -> None:
    books.wallet(balance=naira(4_451))

    [difference] = books.world.audit.account(ADA)
    assert difference.subject == ADA
    assert difference.facts == {"balance_minor": 445_100, "entries_minor": 445_000}


def test_a_verification_that_never_ends_is_a_difference_after_two_hours(books: Books) -> None:
    books.world.clock.advance(timedelta(hours=2) - timedelta(seconds=1))
    assert books.found() == set()

    books.world.clock.advance(1)
    assert books.found() == {"verification_unsettled"}


def test_a_deposit_that_never_ends_is_a_difference_after_its_window(books: Books) -> None:
    books.world.tables.deposits[DepositId("old")] = a_deposit("old", user_id=BOB)
    books.world.clock.advance(timedelta(hours=103) - timedelta(seconds=1))
    assert "deposit_unsettled" not in run(books.world)

    books.world.clock.advance(1)
    assert run(books.world)["deposit_unsettled"] == "old"


def test_a_credited_deposit_without_a_wallet_is_found(books: Books) -> None:
    del books.world.tables.wallets[ADA]

    assert run(books.world) == {"wallet_missing": ADA}


def run(world: WatchedWorld, segments: int = 2) -> dict[str, str]:
    return {one.kind: one.subject for one in world.audit.run(segments=segments).differences}


def test_a_run_audits_every_wallet_and_all_accounts_sum_to_zero(books: Books) -> None:
    books.world.users.add(a_user(BOB))
    books.world.fund(naira(700), BOB)
    told: list[int] = []

    audited = books.world.audit.run(segments=3, progress=told.append)

    assert (audited.wallets, audited.entries, audited.deposits) == (2, 6, 2)
    assert audited.balance_minor == 445_000 + 70_000
    assert audited.accounts == {"wallets": 515_000, "paystack": -560_000, "sales": 45_000}
    assert (audited.is_complete, audited.differences, sum(told)) == (True, [], 2)


def test_a_run_finds_differences_in_every_segment(books: Books) -> None:
    books.world.users.add(a_user(BOB))
    books.world.fund(naira(700), BOB)
    books.wallet(balance=naira(1))
    books.world.tables.wallets[BOB] = replace(books.world.tables.wallets[BOB], n=2)

    found = books.world.audit.run(segments=4).differences
    assert {(one.kind, one.subject) for one in found} == {("balance_differs", ADA), ("entry_count_differs", BOB)}


@pytest.mark.parametrize("segments", [1, 3])
def test_the_segments_together_cover_all_books_without_false_alarms(books: Books, segments: int) -> None:
    books.world.users.add(a_user(BOB))
    books.world.fund(naira(700), BOB)

    shares = [books.world.audit.run(segments=segments, share=Share(index, 5)) for index in range(5)]

    assert sum(one.wallets for one in shares) == 2
    assert sum(one.deposits for one in shares) == 2
    assert sum(one.balance_minor for one in shares) == 445_000 + 70_000
    assert [one.differences for one in shares] == [[]] * 5


def test_a_run_stops_at_its_deadline_and_reports_it(books: Books) -> None:
    audited = books.world.audit.run(segments=1, deadline=books.world.clock.now())

    assert (audited.wallets, audited.is_complete) == (0, False)


class MovingBooks:
    """The store, with a payment each time just before the entries are read."""

    def __init__(self, world: WatchedWorld, times: int) -> None:
        self._world = world
        self._books = world.books
        self.left = times

    def wallet(self, user_id: UserId) -> object:
        return self._books.wallet(user_id)

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> list[Entry]:
        if self.left:
            self.left -= 1
            self._world.fund(naira(100))
        return list(self._books.entries(user_id, before_n=before_n, limit=limit))


@pytest.mark.parametrize(("times", "moving"), [(3, 0), (100, 1)])
def test_a_wallet_that_changes_while_it_is_read_is_not_a_difference(books: Books, times: int, moving: int) -> None:
    world = books.world

    audited = world.auditing(books=MovingBooks(world, times)).run(segments=1)

    assert (audited.moving, audited.differences) == (moving, [])


def test_a_difference_is_found_in_a_wallet_that_keeps_changing(books: Books) -> None:
    books.entry(2, balance_after=naira(1))

    found = books.world.auditing(books=MovingBooks(books.world, 100)).run(segments=1).differences
    assert [(one.kind, one.subject) for one in found] == [("entry_chain_broken", ADA)]


def test_a_lagging_list_of_deposits_is_not_a_difference(books: Books) -> None:
    world = books.world
    stale = [replace(one, status="pending") for one in world.tables.deposits.values()]

    class Lagging:
        def page(self, *_: object, **__: object) -> list[Deposit]:
            return stale

        def get(self, deposit_id: DepositId) -> Deposit | None:
            return world.store_of_deposits.get(deposit_id)

    assert world.auditing(deposits=Lagging()).account(ADA) == []
