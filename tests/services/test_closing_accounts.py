"""Closing an account: seven days to keep it, then its data go and its books stay. Its money is never lost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from callbox.composition.services import Services
from callbox.domain import second_factor
from callbox.domain.account_log import Origin
from callbox.domain.closures import Closure, claim_of
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.ports.closures import PersonalData
from callbox.services.closures import ClosureService
from callbox.services.erasing import ROWS_AT_ONCE, Erased
from tests.builders import ADA, NOW, a_session, a_template, a_user, naira
from tests.fake_oversight import FakePayOuts, ListedPaystack
from tests.services.world import World

EMAIL = f"{ADA}@example.com"
PASSWORD = "correct horse battery"
WHY = {"author": "operator@callbox.example", "reason": "has looked"}
DAY = timedelta(days=1)


@pytest.fixture
def closures(world: World) -> ClosureService:
    return world.services.closures


def close(world: World, password: str = PASSWORD) -> Closure:
    user = world.users.get(ADA)
    assert user is not None
    return world.services.closures.close(user, a_session(), password=password, code=None)


def refusal(act: Any, *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return refused.value


def erase(world: World, services: Services | None = None) -> Erased:
    return (services or world.services).erasing.run(deadline=world.clock.now() + timedelta(minutes=9))


def left_of(world: World, *wanted: str) -> Iterator[str]:
    """Yield the tables that hold one of these texts."""
    for name, table in vars(world.tables).items():
        if any(text in repr(table) for text in wanted):
            yield name


def fill(world: World) -> None:
    """Give Ada a row in every table that knows her: two numbers, one with a label, its texts, and all else."""
    world.fund(naira(487))
    bought = world.buy_with_number()
    world.verifications.label(ADA, bought.verification_id, "my own label")
    world.supplier.deliver(world.order_of(bought), "482913 is your code")
    world.live(timedelta(minutes=30))
    world.services.templates.save(a_template(name="my own order"))
    world.accounts.sign_in(email=EMAIL, password=PASSWORD, network="203.0.113.7", device="Ada's browser")
    world.services.account_log.note("signed_in", Origin(ADA, "session", address="203.0.113.7"))
    factor = second_factor.enrolment(a_user(), b"s" * 20, before=None, now=world.clock.now())
    world.ports.second_factors.save(None, factor)


def test_an_account_that_closes_buys_nothing_and_names_what_stays(world: World, closures: ClosureService) -> None:
    world.fund(naira(1_000))

    closure = close(world)

    assert (closure.left, closure.claim) == (naira(1_000), claim_of(ADA))
    assert closure.closes_at == world.clock.now() + timedelta(days=7)
    assert close(world) == closure  # asked for again
    assert refusal(world.buy).code == "account_closing"
    assert refusal(world.top_up).code == "account_closing"
    assert world.balance_minor == 100_000
    assert world.wallets.allowed(ADA).closes_at == closure.closes_at


def test_an_account_that_is_kept_buys_again(world: World, closures: ClosureService) -> None:
    world.fund(naira(1_000))
    close(world)

    assert closures.keep(ADA)
    assert not closures.keep(ADA)
    world.buy()
    world.clock.advance(8 * DAY)
    assert erase(world) == Erased()
    assert world.users.get(ADA) == a_user()
    assert refusal(world.services.freezes.claimed, claim_of(ADA)).code == "not_found"


def test_the_mail_names_the_claim_and_its_link_keeps_the_account(world: World) -> None:
    world.fund(naira(37))
    closure = close(world)
    world.work()

    [(address, mail)] = world.mailer.sent
    assert address == EMAIL
    assert f"₦37 stays yours. Keep this number to claim it: {closure.claim}" in mail.text
    token = mail.text.partition("/link#token=")[2].split()[0]
    world.clock.advance(timedelta(days=6, hours=23))
    assert world.services.links.follow(token).done == "closing_stopped"
    assert world.books.wallet(ADA).closes_at is None


def test_no_mail_tells_of_a_closure_that_was_stopped(world: World, closures: ClosureService) -> None:
    close(world)
    closures.keep(ADA)
    world.work()

    assert world.mailer.sent == []


def test_a_wrong_password_closes_nothing(world: World) -> None:
    assert refusal(close, world, "wrong").code == "invalid_credentials"
    assert world.books.wallet(ADA).closes_at is None
    assert world.queues.waiting == []


def test_an_open_number_a_payment_under_way_or_a_freeze_hinder_before_the_password_is_asked(world: World) -> None:
    world.fund(naira(1_000))
    world.buy()
    assert refusal(close, world, "wrong").code == "numbers_open"
    world.live(timedelta(minutes=30))

    deposit = world.top_up()
    assert refusal(close, world, "wrong").code == "payment_under_way"
    world.deposits.cancel(ADA, deposit.deposit_id)

    world.services.freezes.freeze(EMAIL, **WHY)
    assert refusal(close, world, "wrong").code == "account_frozen"
    world.services.freezes.unfreeze(EMAIL, **WHY)
    close(world)


def test_a_purchase_that_comes_just_before_the_closure_is_written_hinders_it(world: World) -> None:
    world.fund(naira(1_000))
    world.meanwhile("before closing", world.buy)

    assert refusal(close, world).code == "numbers_open"
    assert world.tables.closures == {}


def test_a_purchase_that_was_decided_before_the_closure_is_not_carried_out(world: World) -> None:
    world.fund(naira(1_000))
    world.meanwhile("before purchase", lambda: close(world))

    assert refusal(world.buy).code == "account_closing"
    assert world.balance_minor == 100_000


@pytest.mark.parametrize("is_over", [False, True])
def test_a_payment_that_succeeds_late_is_kept_told_and_sent_back(world: World, is_over: bool) -> None:
    paystack = ListedPaystack(world.clock)
    services = world.but(
        paystack=paystack, paystack_records=paystack, paystack_refunds=paystack, pay_outs=FakePayOuts()
    )
    deposit, _ = services.deposits.create(ADA, amount_minor=500_000, key="late", request_hash="body")
    services.deposits.cancel(ADA, deposit.deposit_id)
    close(world)
    if is_over:
        world.clock.advance(7 * DAY)
        erase(world)

    paystack.pay(deposit.reference)
    services.deposits.credit(deposit.reference)

    assert world.balance_minor == 500_000
    assert world.alarms() == ["closing_account_paid"]
    email = services.freezes.address_of(services.freezes.claimed(claim_of(ADA)).closure.user_id)
    assert [one.amount.minor for one in services.repaying.repay(email, **WHY)] == [500_000]
    services.returns.take_back(deposit.reference)
    assert world.balance_minor == 0
    assert world.books.wallet(ADA).frozen is None
    assert refusal(world.top_up, key="another").code == "account_closing"


def test_after_seven_days_nothing_of_the_person_is_left_and_the_books_stay(world: World) -> None:
    fill(world)
    close(world)
    world.work()
    books = {name: dict(getattr(world.tables, name)) for name in ("wallets", "deposits", "keys", "entries")}
    assert set(left_of(world, "482913", "my own", "Ada's browser")) == {
        "verifications", "messages", "templates", "sessions"
    }  # fmt: skip

    world.clock.advance(7 * DAY - timedelta(seconds=1))
    assert erase(world) == Erased()
    world.clock.advance(timedelta(minutes=1))
    done = erase(world)

    assert (done.begun, done.over, done.held) == (1, 0, 0)
    assert list(left_of(world, EMAIL, "482913", "my own", "Ada's browser", "203.0.113.7", PASSWORD)) == []
    for gone in ("sessions", "devices", "second_factors", "account_log", "messages", "templates"):
        assert getattr(world.tables, gone) == {}
    assert {name: dict(getattr(world.tables, name)) for name in books} == books
    user = world.users.get(ADA)
    assert user is not None
    assert user.is_closed
    assert (user.accepted_terms, user.created_at) == ("1", NOW)
    assert [one.user_id for one in world.tables.verifications.values()] == [ADA]


def test_the_address_may_sign_up_anew_as_a_stranger(world: World) -> None:
    close(world)
    world.clock.advance(7 * DAY)
    erase(world)

    signed_in = refusal(world.accounts.sign_in, email=EMAIL, password=PASSWORD, network="203.0.113.7")
    stranger = world.accounts.sign_up(email=EMAIL, password=PASSWORD, accepted_terms="1", network="203.0.113.7")
    assert signed_in.code == "invalid_credentials"
    assert stranger.user_id != ADA
    assert world.balance_minor == 0


def test_a_closure_is_over_when_a_run_a_day_later_finds_nothing_left(world: World) -> None:
    close(world)
    world.clock.advance(7 * DAY)
    erase(world)
    world.services.account_log.note("signed_in", Origin(ADA, "session"))  # written at the same moment

    world.clock.advance(DAY)
    assert erase(world).rows == 1
    world.clock.advance(DAY)
    assert erase(world) == Erased(over=1)
    world.clock.advance(DAY)
    assert erase(world) == Erased()
    assert world.tables.account_log == {}
    assert world.services.freezes.claimed(claim_of(ADA)).closure.over_at is not None


def test_an_account_is_held_until_an_operator_has_settled_it(world: World) -> None:
    close(world)
    world.services.freezes.freeze(EMAIL, **WHY)
    world.clock.advance(7 * DAY)

    assert erase(world) == Erased(held=1)
    assert world.users.get(ADA) == a_user()
    world.services.freezes.unfreeze(EMAIL, **WHY)
    assert refusal(world.buy).code == "account_closing"
    world.clock.advance(DAY)
    assert erase(world).begun == 1


def test_an_account_that_is_being_deleted_cannot_be_kept(world: World, closures: ClosureService) -> None:
    close(world)
    world.clock.advance(7 * DAY)
    world.meanwhile("before keeping", lambda: erase(world))

    assert refusal(closures.keep, ADA).code == "not_cancellable"
    user = world.users.get(ADA)
    assert user is not None
    assert user.is_closed


class BrokenOff:
    """Deletes some rows, and then the database does not answer."""

    def __init__(self, inner: PersonalData, rows: int) -> None:
        self._inner, self._rows = inner, rows

    def erase(self, user_id: UserId, *, most: int) -> int:
        if self._rows:
            self._inner.erase(user_id, most=min(most, self._rows))
        raise Unavailable("The database is busy.")


def test_a_run_that_breaks_off_is_continued_by_the_next(world: World) -> None:
    fill(world)
    close(world)
    world.clock.advance(7 * DAY)

    for rows in (0, 2):
        erase(world, world.but(personal_data=BrokenOff(world.ports.personal_data, rows)))
    erase(world)
    assert list(left_of(world, EMAIL, "482913", "my own")) == []


def test_a_run_ends_at_its_deadline_and_the_next_goes_on(world: World) -> None:
    for _ in range(ROWS_AT_ONCE + 1):
        world.services.account_log.note("signed_in", Origin(ADA, "session"))
    close(world)
    world.clock.advance(7 * DAY)

    world.services.erasing.run(deadline=world.clock.now())
    assert len(world.tables.account_log) == 1
    erase(world)
    assert world.tables.account_log == {}


def test_one_account_that_fails_stops_no_other(world: World) -> None:
    world.users.add(a_user(UserId("user-bob")))
    close(world)
    bob = a_user(UserId("user-bob"))
    world.services.closures.close(bob, a_session(user_id=bob.user_id), password=PASSWORD, code=None)
    world.clock.advance(7 * DAY)

    class Failing(type(world.ports.personal_data)):  # type: ignore[misc]
        def erase(self, user_id: UserId, *, most: int) -> int:
            if user_id == ADA:
                raise Unavailable("The database is busy.")
            return int(super().erase(user_id, most=most))

    assert erase(world, world.but(personal_data=Failing(world.tables))).begun == 2
    assert world.tables.closures[claim_of(bob.user_id)].due_at == world.clock.now() + DAY
    assert world.tables.closures[claim_of(ADA)].due_at == world.clock.now()


def test_accounts_that_wait_too_long_to_be_closed_are_told(world: World) -> None:
    close(world)
    overdue = world.but(supplier_balances=_NoBalances()).overdue
    world.clock.advance(8 * DAY - timedelta(seconds=1))
    overdue.check()
    assert world.alarms() == []

    world.clock.advance(timedelta(seconds=1))
    overdue.check()
    assert world.alarms() == ["closings_overdue"]


class _NoBalances:
    def last(self) -> None:
        """Return none: there was no reading yet."""


def test_the_money_of_a_closed_account_is_a_liability_under_its_claim(world: World) -> None:
    world.fund(naira(37))
    close(world)
    world.clock.advance(7 * DAY)
    erase(world)

    claimed = world.services.freezes.claimed(claim_of(ADA).lower())
    assert (claimed.wallet.balance, claimed.closure.left) == (Money(3_700, "NGN"), Money(3_700, "NGN"))
    assert claimed.closure.begun_at == world.clock.now()
