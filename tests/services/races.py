"""Fakes in which something can happen at a named point between one party's read and its write.

`"before refund"` is between a service's read and its write, `"after order"` between a call and its answer. So a
race runs the same way each time.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from callbox.domain.deposits import Deposit, Payment
from callbox.domain.email_changes import EmailChange
from callbox.domain.errors import Unavailable
from callbox.domain.identity import Session, User, UserId, VerificationId
from callbox.domain.ledger import Movement
from callbox.domain.mails import MailKind
from callbox.domain.messages import Message
from callbox.domain.money import Money
from callbox.domain.verifications import Verification
from callbox.ports.supplier import Order
from tests.fakes import (
    FakeBooks,
    FakeClock,
    FakeDeposits,
    FakeEmailChanges,
    FakePaystack,
    FakeQueues,
    FakeSessions,
    FakeSupplier,
    FakeTables,
    FakeUsers,
    FakeVerifications,
)


class Interruptions:
    """What happens at which point: each action once, in the planned order."""

    def __init__(self) -> None:
        self._planned: dict[str, list[Callable[[], object]]] = defaultdict(list)

    def plan(self, point: str, action: Callable[[], object]) -> None:
        self._planned[point].append(action)

    def reach(self, point: str) -> None:
        if self._planned[point]:
            self._planned[point].pop(0)()

    @property
    def left(self) -> list[str]:
        return [point for point, actions in self._planned.items() if actions]


class RacedBooks(FakeBooks):
    def __init__(self, tables: FakeTables, interruptions: Interruptions) -> None:
        super().__init__(tables)
        self._reach = interruptions.reach

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        self._reach("before credit")
        super().credit(movement, before, after)
        self._reach("after credit")

    def purchase(self, movement: Movement, verifications: Sequence[Verification], *rest: Any, **more: Any) -> None:
        self._reach("before purchase")
        super().purchase(movement, verifications, *rest, **more)
        self._reach("after purchase")

    def refund(self, movement: Movement, before: Verification, after: Verification) -> Verification:
        self._reach("before refund")
        stored = super().refund(movement, before, after)
        self._reach("after refund")
        return stored

    def adjust(self, *given: Any) -> None:
        self._reach("before adjust")
        super().adjust(*given)
        self._reach("after adjust")

    def freeze(self, *given: Any) -> None:
        self._reach("before freeze")
        super().freeze(*given)

    def close(self, *given: Any) -> None:
        self._reach("before closing")
        super().close(*given)

    def keep(self, *given: Any) -> None:
        self._reach("before keeping")
        super().keep(*given)


class RacedDeposits(FakeDeposits):
    def __init__(self, tables: FakeTables, interruptions: Interruptions) -> None:
        super().__init__(tables)
        self._reach = interruptions.reach

    def save(self, before: Deposit, after: Deposit) -> Deposit:
        self._reach("before saving a deposit")
        saved = super().save(before, after)
        self._reach("after saving a deposit")
        return saved


class RacedVerifications(FakeVerifications):
    def __init__(self, tables: FakeTables, interruptions: Interruptions) -> None:
        super().__init__(tables)
        self._reach = interruptions.reach

    def save(self, before: Verification, after: Verification) -> Verification:
        self._reach("before saving a verification")
        saved = super().save(before, after)
        self._reach("after saving a verification")
        return saved


class RacedUsers(FakeUsers):
    def __init__(self, tables: FakeTables, interruptions: Interruptions) -> None:
        super().__init__(tables)
        self._reach = interruptions.reach

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        self._reach("before renewing a hash")
        super().renew_password_hash(before, password_hash)

    def reset_password(self, before: User, password_hash: str) -> None:
        self._reach("before a reset")
        super().reset_password(before, password_hash)


class RacedEmailChanges(FakeEmailChanges):
    def __init__(self, tables: FakeTables, interruptions: Interruptions) -> None:
        super().__init__(tables)
        self._reach = interruptions.reach

    def carry_out(self, user: User, before: EmailChange, after: EmailChange, *, reserved_until: datetime) -> None:
        self._reach("before a change of address")
        super().carry_out(user, before, after, reserved_until=reserved_until)

    def undo(self, user: User, before: EmailChange, after: EmailChange, *, password_hash: str) -> None:
        self._reach("before an undo")
        super().undo(user, before, after, password_hash=password_hash)


class RacedSessions(FakeSessions):
    def __init__(self, tables: FakeTables, interruptions: Interruptions) -> None:
        super().__init__(tables)
        self._reach = interruptions.reach

    def add(self, session: Session) -> None:
        self._reach("before adding a session")
        super().add(session)

    def rotate(self, before: Session, after: Session) -> None:
        self._reach("before rotate")
        super().rotate(before, after)


class RacedPaystack(FakePaystack):
    def __init__(self, interruptions: Interruptions) -> None:
        super().__init__()
        self._reach = interruptions.reach

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        url = super().initialize(reference=reference, amount=amount, email=email, callback_url=callback_url)
        self._reach("after initialize")
        return url

    def verify(self, reference: str) -> Payment | None:
        payment = super().verify(reference)
        self._reach("after verify")
        return payment


class RacedSupplier(FakeSupplier):
    def __init__(self, clock: FakeClock, interruptions: Interruptions) -> None:
        super().__init__(clock)
        self._reach = interruptions.reach

    def order(self, verification: Verification) -> str:
        order_id = super().order(verification)
        self._reach("after order")
        return order_id

    def get(self, order_id: str) -> Order:
        order = super().get(order_id)
        self._reach("after get")
        return order

    def messages(self, order_id: str, *, most: int, known: Collection[str] = ()) -> Sequence[Message]:
        messages = super().messages(order_id, most=most, known=known)
        self._reach("after messages")
        return messages

    def cancel(self, order_id: str) -> bool:
        self._reach("before cancel")
        cancelled = super().cancel(order_id)
        self._reach("after cancel")
        return cancelled


class UnreliableQueues(FakeQueues):
    """Queues that do not answer while `down`."""

    down = False

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        self._answer()
        super().request_number(user_id, verification_id, nonce=nonce)

    def fetch_code(
        self, user_id: UserId, verification_id: VerificationId, *, chain: int, poll_number: int, delay_s: int
    ) -> None:
        self._answer()
        super().fetch_code(user_id, verification_id, chain=chain, poll_number=poll_number, delay_s=delay_s)

    def send_mail(self, kind: MailKind, recipient: str) -> None:
        self._answer()
        super().send_mail(kind, recipient)

    def _answer(self) -> None:
        if self.down:
            raise Unavailable("The queue does not answer.")
