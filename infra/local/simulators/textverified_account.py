"""The supplier's state: one account's balance, its verifications and their messages.

State only, no HTTP and no timers. Time comes from a clock; an expired window takes effect at the next read. If a number
received nothing, its price is credited once: on cancel, report or time-out (documented for time-out; the time of the
credit and the price of a reuse are unclear upstream).
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from infra.local.simulators.textverified_area_codes import AREA_CODES
from infra.local.simulators.textverified_catalogue import Catalogue, Service

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PENDING, COMPLETED = "verificationPending", "verificationCompleted"
CANCELED, TIMED_OUT, REPORTED = "verificationCanceled", "verificationTimedOut", "verificationReported"
REUSED, REACTIVATED = "verificationReused", "verificationReactivated"


class SupplierError(Exception):
    """The supplier refuses a request. `code` is its errorCode, None where none is published."""

    def __init__(self, code: str | None, description: str) -> None:
        super().__init__(description)
        self.code = code


@dataclass(frozen=True)
class Sms:
    """A message that arrived at a rented number."""

    id: str
    reservation_id: str
    sender: str | None
    to: str
    created_at: datetime
    content: str | None
    parsed_code: str | None


@dataclass(frozen=True)
class Purchase:
    """A client's request for a number."""

    service: Service
    capability: str
    price: Decimal
    area_codes: Sequence[str] = ()
    idempotency_key: str | None = None
    number: str | None = None  # only for a reuse or reactivation, which keep the number


@dataclass
class Verification:
    """One number rented for one service."""

    id: str
    sale_id: str
    service: Service
    capability: str
    number: str
    price: Decimal
    created_at: datetime
    ends_at: datetime
    idempotency_key: str | None
    state: str = PENDING
    changed_at: datetime | None = None
    reusable_until: datetime | None = None
    messages: list[Sms] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """Values that the vendor does not publish, as settings."""

    balance: Decimal
    window: timedelta
    reuse_window: timedelta
    max_pending: int


class SupplierAccount:
    """The data of one customer of the supplier."""

    def __init__(self, catalogue: Catalogue, terms: Terms, clock: Callable[[], datetime]) -> None:
        self.catalogue = catalogue
        self.clock = clock
        self._terms = terms
        self._random = random.Random()  # chance, no secret  # nosec B311
        self.clear()

    def clear(self) -> None:
        """Start over with the opening balance and nothing rented."""
        self.balance = self._terms.balance
        self.max_pending = self._terms.max_pending
        self.empty_area_codes: frozenset[str] = frozenset()
        self._verifications: dict[str, Verification] = {}
        self._by_key: dict[str, Verification] = {}
        self._open_numbers: dict[str, str] = {}
        self._deadlines: list[tuple[datetime, str]] = []
        self._messages: list[Sms] = []
        self.catalogue.restock()

    def rent(self, purchase: Purchase) -> Verification:
        """Debit the price and assign a number, or raise SupplierError and change nothing."""
        self.settle_expired()
        if len(self._open_numbers) >= self.max_pending:
            raise SupplierError("TooManyUnfinishedVerifications", "Too many pending verifications.")
        if purchase.service.available <= 0:
            raise SupplierError("Unavailable", "No numbers are available for this selection.")
        if purchase.price > self.balance:
            raise SupplierError("InsufficientBalance", "The account balance is too low.")
        number = purchase.number or self._free_number(purchase.area_codes)
        now = self.clock()
        verification = Verification(
            id=f"lr_{self._ulid(now)}",
            sale_id=f"sale_{self._ulid(now)}",
            service=purchase.service,
            capability=purchase.capability,
            number=number,
            price=purchase.price,
            created_at=now,
            ends_at=now + self._terms.window,
            idempotency_key=purchase.idempotency_key,
        )
        self.balance -= purchase.price
        self._verifications[verification.id] = verification
        self._open_numbers[number] = verification.id
        if purchase.idempotency_key is not None:
            self._by_key[purchase.idempotency_key] = verification
        heapq.heappush(self._deadlines, (verification.ends_at, verification.id))
        return verification

    def bought_with(self, idempotency_key: str) -> Verification | None:
        """Find the verification of an earlier purchase with the key."""
        return self._by_key.get(idempotency_key)

    def find(self, verification_id: str) -> Verification | None:
        """Find by id, in its current state."""
        self.settle_expired()
        return self._verifications.get(verification_id)

    def newest_first(self) -> list[Verification]:
        """List all verifications in their current state."""
        self.settle_expired()
        return list(reversed(self._verifications.values()))

    def messages_newest_first(self) -> list[Sms]:
        """List every message on the account."""
        return list(reversed(self._messages))

    def can_give_up(self, verification: Verification) -> bool:
        """Return whether cancel and report are allowed: it is pending, so nothing has arrived."""
        return verification.state == PENDING

    def can_reactivate(self, verification: Verification) -> bool:
        """Return whether it is completed and past its reuse window."""
        return verification.state == COMPLETED and not self.can_reuse(verification)

    def can_reuse(self, verification: Verification) -> bool:
        """Return whether it is completed and inside its reuse window."""
        until = verification.reusable_until
        return verification.state == COMPLETED and until is not None and self.clock() < until

    def give_up(self, verification: Verification, *, state: str) -> None:
        """Cancel or report: close the verification and credit its price."""
        if not self.can_give_up(verification):
            raise SupplierError(None, "The verification does not allow that.")
        self._close(verification, state)
        self.balance += verification.price

    def rent_again(self, verification: Verification, *, state: str) -> Verification:
        """Reuse or reactivate: a new verification on the same number, at the same price."""
        allowed = self.can_reuse(verification) if state == REUSED else self.can_reactivate(verification)
        if not allowed or verification.number in self._open_numbers:
            raise SupplierError("ProcessingError", "The verification is not eligible.")
        again = self.rent(
            Purchase(
                service=verification.service,
                capability=verification.capability,
                price=verification.price,
                number=verification.number,
            )
        )
        verification.state, verification.changed_at = state, self.clock()
        return again

    def receive(
        self, verification: Verification, *, sender: str | None, content: str | None, parsed_code: str | None
    ) -> Sms:
        """Receive a message. The first one completes a pending verification; a late one is only stored."""
        self.settle_expired()
        now = self.clock()
        sms = Sms(
            id=f"sms_{self._ulid(now)}",
            reservation_id=verification.id,
            sender=sender,
            to=verification.number,
            created_at=now,
            content=content,
            parsed_code=parsed_code,
        )
        verification.messages.append(sms)
        self._messages.append(sms)
        if verification.state == PENDING:
            self._close(verification, COMPLETED)
            verification.reusable_until = now + self._terms.reuse_window
        return sms

    def expire(self, verification: Verification) -> None:
        """End the window of a pending verification now."""
        if verification.state != PENDING:
            raise SupplierError(None, f"it is {verification.state} already")
        verification.ends_at = self.clock()
        heapq.heappush(self._deadlines, (verification.ends_at, verification.id))
        self.settle_expired()

    def settle_expired(self) -> None:
        """Time out and credit every pending verification whose window has ended."""
        now = self.clock()
        while self._deadlines and self._deadlines[0][0] <= now:
            _, verification_id = heapq.heappop(self._deadlines)
            verification = self._verifications[verification_id]
            if verification.state == PENDING and verification.ends_at <= now:
                self._close(verification, TIMED_OUT)
                self.balance += verification.price

    def _close(self, verification: Verification, state: str) -> None:
        verification.state, verification.changed_at = state, self.clock()
        del self._open_numbers[verification.number]

    def _free_number(self, area_codes: Sequence[str]) -> str:
        """Pick an unused number; the requested area codes are tried first, as documented."""
        wished = [code for code in area_codes if code in AREA_CODES and code not in self.empty_area_codes]
        others = [code for code in AREA_CODES if code not in self.empty_area_codes]
        self._random.shuffle(others)
        for code in (*wished, *others):
            # 555-0100 to 555-0199 are reserved for fiction, so no simulated number belongs to a person.
            free = [
                number
                for number in (f"{code}55501{line:02}" for line in range(100))
                if number not in self._open_numbers
            ]
            if free:
                return self._random.choice(free)
        raise SupplierError("Unavailable", "No numbers are available for this selection.")

    def _ulid(self, now: datetime) -> str:
        """Return a 26-character id that sorts by time, like the vendor's ids."""
        value = int(now.timestamp() * 1000) << 80 | self._random.getrandbits(80)
        return "".join(CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))
