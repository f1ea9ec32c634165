"""The rest of the world in memory: clock, ids, queues, Paystack and the supplier, all controlled by the test."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import RLock

from callbox.domain.code_extraction import extract_code
from callbox.domain.deposits import PayerTraits, Payment
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import Claims, UserId, VerificationId
from callbox.domain.mails import Mail, MailKind
from callbox.domain.messages import Message
from callbox.domain.money import Money
from callbox.domain.orders import Outcome
from callbox.domain.verifications import Verification
from callbox.ports.paystack import DuplicateReference, PaymentRefused
from callbox.ports.supplier import Order
from tests.builders import NOW

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class FakeClock:
    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | float) -> None:
        """Let time pass: a duration, or seconds."""
        self._now += by if isinstance(by, timedelta) else timedelta(seconds=by)


class FakeIds:
    """Ids that sort by time, then by the order in which they were made."""

    def __init__(self) -> None:
        self._count = itertools.count(1)

    def new_id(self, now: datetime) -> str:
        return f"{self.first_id(now)}{next(self._count):016d}"

    def first_id(self, at: datetime) -> str:
        milliseconds = int(at.timestamp() * 1000)
        return "".join(_DIGITS[milliseconds >> 5 * place & 31] for place in reversed(range(10)))

    def made_at(self, made_id: str) -> datetime | None:
        if len(made_id) != 26 or any(letter not in _DIGITS for letter in made_id[:10]):
            return None
        milliseconds = sum(_DIGITS.index(letter) << 5 * place for place, letter in enumerate(reversed(made_id[:10])))
        return datetime.fromtimestamp(milliseconds / 1000, UTC)

    def new_secret(self) -> str:
        return f"secret-{next(self._count):036d}"


@dataclass
class FakeLog:
    """Everything that was logged, in order: (event, facts)."""

    recorded: list[tuple[str, dict[str, str | int | None]]] = field(default_factory=list)
    alarms: list[tuple[str, dict[str, str | int | None]]] = field(default_factory=list)

    def record(self, event: str, **facts: str | int | None) -> None:
        self.recorded.append((event, facts))

    def alarm(self, event: str, **facts: str | int | None) -> None:
        self.alarms.append((event, facts))

    @property
    def names(self) -> list[str]:
        return [event for event, _ in self.recorded]


@dataclass
class FakePasswords:
    """Readable hashes. `generation` stands for the parameters: raising it makes older hashes outdated."""

    generation: int = 1
    meanwhile: Callable[[], object] | None = None
    """Runs once during the next comparison of a password."""

    def hash(self, password: str) -> str:
        return f"hash:{self.generation}:{password}"

    def matches(self, password: str, password_hash: str | None) -> bool:
        happening, self.meanwhile = self.meanwhile, None
        if happening:
            happening()
        return password_hash is not None and password_hash.split(":", 2)[2] == password

    def is_outdated(self, password_hash: str) -> bool:
        return int(password_hash.split(":", 2)[1]) < self.generation

    def is_common(self, password: str) -> bool:
        return password.casefold() == "password"


class FakeAccessTokens:
    def sign(self, user_id: UserId, *, session: str, now: datetime, lifetime: timedelta) -> str:
        return f"access:{user_id}:{session}:{int((now + lifetime).timestamp())}"

    def verify(self, token: str, now: datetime) -> Claims:
        _, user_id, session, expires_at = token.split(":")
        if int(expires_at) <= now.timestamp():
            raise Refused("unauthenticated", "Sign in to continue.")
        return Claims(UserId(user_id), session, datetime.fromtimestamp(int(expires_at), UTC))


# --- queues


@dataclass(frozen=True)
class SettleDeposit:
    reference: str
    returned: bool = False
    dispute_lost: bool = False


@dataclass(frozen=True)
class RequestNumber:
    user_id: UserId
    verification_id: VerificationId
    nonce: str = ""


@dataclass(frozen=True)
class FetchCode:
    user_id: UserId
    verification_id: VerificationId
    chain: int = 1
    poll_number: int = field(default=1, compare=False)  # two polls of one chain are the same job


@dataclass(frozen=True)
class FetchCodeOf:
    order_id: str
    hinted_at: datetime = field(default=NOW, compare=False)


@dataclass(frozen=True)
class SendMail:
    kind: MailKind
    recipient: str


Job = SettleDeposit | RequestNumber | FetchCode | FetchCodeOf | SendMail

_DEDUPLICATED_FOR = timedelta(minutes=5)


class FakeQueues:
    """Keeps queued jobs until a test takes them. Like the real queue, it drops a repeated request for a number."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._lock = RLock()
        self._seen: dict[RequestNumber, datetime] = {}
        self.waiting: list[tuple[datetime, Job]] = []

    @property
    def jobs(self) -> list[Job]:
        """All waiting jobs, delayed or not, in the order of queueing."""
        return [job for _, job in self.waiting]

    def take_due(self) -> list[Job]:
        """Remove and return the jobs that are due now, the longest due first."""
        return self._take(self._clock.now())

    def drain(self) -> list[Job]:
        """Remove and return all jobs, delayed or not, in the order of their due times."""
        return self._take(None)

    def _take(self, until: datetime | None) -> list[Job]:
        with self._lock:
            due = [one for one in self.waiting if until is None or one[0] <= until]
            self.waiting = [one for one in self.waiting if one not in due]
        return [job for _, job in sorted(due, key=lambda one: one[0])]

    def settle_deposit(self, reference: str, *, returned: bool = False, dispute_lost: bool = False) -> None:
        self._add(SettleDeposit(reference, returned, dispute_lost))

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        job = RequestNumber(user_id, verification_id, nonce)
        with self._lock:
            seen_at = self._seen.get(job)
            if seen_at is None or self._clock.now() - seen_at >= _DEDUPLICATED_FOR:
                self._seen[job] = self._clock.now()
                self._add(job)

    def fetch_code(
        self, user_id: UserId, verification_id: VerificationId, *, chain: int, poll_number: int, delay_s: int
    ) -> None:
        if not 0 <= delay_s <= 900:
            raise ValueError("a message waits for 0 to 900 seconds")
        self._add(FetchCode(user_id, verification_id, chain, poll_number), delay_s)

    def fetch_code_of(self, order_id: str, *, hinted_at: datetime) -> None:
        self._add(FetchCodeOf(order_id, hinted_at))

    def send_mail(self, kind: MailKind, recipient: str) -> None:
        self._add(SendMail(kind, recipient))

    def _add(self, job: Job, delay_s: int = 0) -> None:
        with self._lock:
            self.waiting.append((self._clock.now() + timedelta(seconds=delay_s), job))


# --- parties that can fail


@dataclass
class FakeMailer:
    """Keeps sent mails as (address, mail). Raises `failure` while it is set."""

    failure: Exception | None = None
    sent: list[tuple[str, Mail]] = field(default_factory=list)

    def send(self, address: str, mail: Mail) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append((address, mail))


class _Scripted:
    """A scripted party: it can fail before it acts, or act and then lose its answer."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._before: dict[str, list[Exception]] = defaultdict(list)
        self._after: dict[str, list[Exception]] = defaultdict(list)
        self.calls: list[tuple[str, str]] = []

    def fail(self, method: str, *errors: Exception) -> None:
        """Make the next calls of a method raise these errors, one each, without acting."""
        self._before[method] += errors

    def lose_answer(self, method: str, *errors: Exception) -> None:
        """Make the next calls of a method act and then raise these errors, one each."""
        self._after[method] += errors

    def count(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)

    def _begin(self, method: str, subject: str) -> None:
        self.calls.append((method, subject))
        if self._before[method]:
            raise self._before[method].pop(0)

    def _end(self, method: str) -> None:
        if self._after[method]:
            raise self._after[method].pop(0)


class FakePaystack(_Scripted):
    """Transactions by reference. Each is `abandoned` until `pay` says otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.payments: dict[str, Payment] = {}

    def pay(
        self,
        reference: str,
        *,
        status: str = "success",
        amount: Money | None = None,
        requested_amount: Money | None = None,
        channel: str | None = "card",
        payer: PayerTraits | None = None,
    ) -> None:
        """Change a transaction; by default the requested amount is paid in full, by an unknown card."""
        with self._lock:
            payment = self.payments[reference]
            self.payments[reference] = replace(
                payment,
                status=status,
                amount=amount or payment.amount,
                requested_amount=requested_amount or payment.requested_amount,
                channel=channel,
                payer=payer,
            )

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        with self._lock:
            self._begin("initialize", reference)
            if email.endswith(".test"):
                raise PaymentRefused("email")
            if reference in self.payments:
                raise DuplicateReference
            self.payments[reference] = Payment(reference, "abandoned", amount, amount)
            self._end("initialize")
            return f"https://checkout.example/{reference}"

    def verify(self, reference: str) -> Payment | None:
        with self._lock:
            self._begin("verify", reference)
            self._end("verify")
            return self.payments.get(reference)


class FakeSupplier(_Scripted):
    """Orders by id. Repeated orders with one `order_key` get one number."""

    def __init__(self, clock: FakeClock, *, window: timedelta = timedelta(minutes=15)) -> None:
        super().__init__()
        self._clock = clock
        self._window = window
        self._ids = itertools.count(1)
        self._texts: dict[str, list[Message]] = defaultdict(list)
        self.orders: dict[str, Order] = {}
        self.by_key: dict[str, str] = {}
        self.unlisted: set[str] = set()
        """Orders that the list does not show."""
        self.silent_s: float | None = None
        """While set, every call takes this long and gets no answer."""
        self.takes_s: dict[str, float] = {}
        """How long a call of each method takes."""
        self.only_number: str | None = None
        """While set, every order gets this number."""
        self.cancellable = True
        self.numbers_at_once = True
        self.offers: dict[tuple[str, str], tuple[str, Decimal | None]] = {}
        self.searched_areas: Sequence[str] = ()
        self.stock: dict[tuple[str, str], int] = {}

    def _begin(self, method: str, subject: str) -> None:
        super()._begin(method, subject)
        if self.silent_s is not None:
            self._clock.advance(self.silent_s)
            raise Unavailable("The supplier does not answer.")
        self._clock.advance(self.takes_s.get(method, 0))

    def give_number(self, order_id: str) -> None:
        with self._lock:
            number = self.only_number or f"1202555{int(order_id.removeprefix('order-')):04d}"
            self.orders[order_id] = replace(self.orders[order_id], number=number)

    def deliver(
        self, order_id: str, text: str, *, message_id: str | None = None, sent_at: datetime | None = None
    ) -> Message:
        """Let a text arrive at the number of an order; its code is extracted as from a real text."""
        with self._lock:
            message = Message(
                id=message_id or f"message-{next(self._ids)}",
                sender="Example",
                text=text,
                code=extract_code(text),
                received_at=sent_at or self._clock.now(),
            )
            self._texts[order_id].append(message)
            self.end(order_id, "delivered")
            return message

    def end(self, order_id: str, outcome: str) -> None:
        """Let an order end: `delivered` or `returned`."""
        with self._lock:
            order = self.orders[order_id]
            self.orders[order_id] = Order(order_id, order.number, outcome, order.ends_at)  # type: ignore[arg-type]

    def order(self, verification: Verification) -> str:
        with self._lock:
            self._begin("order", verification.order_key)
            order_id = self.by_key.get(verification.order_key)
            if order_id is None:
                order_id = f"order-{next(self._ids)}"
                self.by_key[verification.order_key] = order_id
                self.orders[order_id] = Order(order_id, None, "open", self._clock.now() + self._window)
                if self.numbers_at_once:
                    self.give_number(order_id)
            self._end("order")
            return order_id

    def get(self, order_id: str) -> Order:
        with self._lock:
            self._begin("get", order_id)
            self._end("get")
            return self.orders[order_id]

    def outcomes(self, order_ids: Collection[str], *, since: datetime) -> Mapping[str, Outcome]:
        with self._lock:
            self._begin("outcomes", ",".join(sorted(order_ids)))
            self._end("outcomes")
            return {one: self.orders[one].outcome for one in order_ids if one not in self.unlisted}

    def messages(self, order_id: str, *, most: int, known: Collection[str] = ()) -> Sequence[Message]:
        with self._lock:
            self._begin("messages", order_id)
            self._end("messages")
            return [message for message in self._texts[order_id] if message.id not in known][:most]

    def cancel(self, order_id: str) -> bool:
        with self._lock:
            self._begin("cancel", order_id)
            if not self.cancellable or self.orders[order_id].outcome != "open":
                return False
            self.end(order_id, "cancelled")
            self._end("cancel")
            return True

    def services(self) -> Sequence[tuple[str, str, str]]:
        with self._lock:
            self._begin("services", "")
            self._end("services")
            return [(name, label, capability) for (name, capability), (label, _) in self.offers.items()]

    def cost_usd(self, *, name: str, capability: str) -> Decimal | None:
        with self._lock:
            self._begin("cost_usd", name)
            self._end("cost_usd")
            return self.offers.get((name, capability), ("", None))[1]

    def area_codes(self) -> Sequence[str]:
        with self._lock:
            self._begin("area_codes", "")
            self._end("area_codes")
            return self.searched_areas

    def available(self, *, name: str, capability: str) -> int | None:
        with self._lock:
            self._begin("available", name)
            self._end("available")
            return self.stock.get((name, capability))
