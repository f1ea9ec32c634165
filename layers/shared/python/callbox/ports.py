"""Everything outside, as Protocols. Services know these and nothing behind them.

Stores refuse stale writes: `before` is the document as it was read, and a write onto any other version raises
`Moved`, after which the caller reads again and decides anew. Reads are strongly consistent unless they say otherwise.
Any store or queue may raise `Unavailable`; then nothing was written, or the same call may safely be made again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, Protocol

from callbox.domain.denied_services import Ruling
from callbox.domain.deposits import Deposit, Payment
from callbox.domain.identity import DepositId, Session, User, UserId, VerificationId
from callbox.domain.inbox import Message
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings
from callbox.domain.returns import Receivable
from callbox.domain.templates import Template
from callbox.domain.trust import TrustLevel
from callbox.domain.verifications import Batch, Verification


class Moved(Exception):
    """What was to be changed has changed since it was read. Read again."""


class WalletMoved(Moved):
    """The wallet has another entry since it was read, or was frozen or freed; `wallet` is it as it is now."""

    def __init__(self, wallet: Wallet) -> None:
        super().__init__(f"wallet of {wallet.user_id} is at {wallet.n}")
        self.wallet = wallet


class KeyTaken(Exception):
    """The user has used this idempotency key before; `key` is what it was used for."""

    def __init__(self, key: "RequestKey") -> None:
        super().__init__("idempotency key taken")
        self.key = key


class TopUpsExceeded(Exception):
    """The customer has asked to top up as much as a day allows."""


@dataclass(frozen=True)
class RequestKey:
    """A customer's idempotency key: it binds one request (by the hash of its content) to one document, for ever."""

    user_id: UserId
    key: str
    request_hash: str
    document_id: str


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the time, aware, in UTC."""


class Ids(Protocol):
    def new_id(self, now: datetime) -> str:
        """Return an id that nobody can guess and that sorts by time."""

    def first_id(self, at: datetime) -> str:
        """Return a text that sorts before every id made at `at` or later, and after all earlier ones."""

    def new_secret(self) -> str:
        """Return 256 random bits as URL-safe text."""


class Events(Protocol):
    """What is worth knowing afterwards. Ids and amounts only: no codes, texts, tokens or full numbers."""

    def record(self, event: str, **facts: str | int | None) -> None:
        """Note that something happened, in the past tense: `deposit_credited`."""

    def alarm(self, event: str, **facts: str | int | None) -> None:
        """Note what a person must look at: counted as a metric with an alarm."""


# --- accounts


class EmailTaken(Exception):
    """An account with this e-mail address exists."""


class Users(Protocol):
    def add(self, user: User) -> None:
        """Store a new account and claim its address in one transaction. Raises EmailTaken."""

    def get(self, user_id: UserId) -> User | None: ...

    def find_by_email(self, email_key: str) -> User | None: ...

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        """Store another hash of the same password. Raises Moved unless `before`'s is still there."""

    def replace_password(self, before: User, password_hash: str) -> None:
        """Store the hash of a new password, end all sessions, and take the address for verified, in one write.

        For whoever has proved that the address is theirs. Raises Moved unless `before`'s password is still there.
        """

    def end_sessions(self, before: User) -> None:
        """End all sessions in one write. No error when somebody else has just ended them."""

    def verify_email(self, user_id: UserId) -> None:
        """Note that the address belongs to its user. A second call changes nothing. Raises Moved for nobody."""


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def get(self, family_id: str) -> Session | None: ...

    def rotate(self, before: Session, after: Session) -> None:
        """Store a new token hash and times. Raises Moved unless `before`'s is still the newest and the family lives."""

    def list(self, user_id: UserId) -> Sequence[Session]:
        """Return at most 100 of the user's, ended ones too, newest first (eventually consistent)."""

    def revoke(self, family_id: str) -> None:
        """End the family. A second call changes nothing; an unknown family is no error."""


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Tell whether they belong together; with None, take as long and say no."""

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""

    def is_common(self, password: str) -> bool:
        """Tell whether it is among those that everybody tries first, in capitals or not."""


class AccessTokens(Protocol):
    def sign(self, user_id: UserId, *, session: str, now: datetime, lifetime: timedelta) -> str: ...


# --- money


class RequestKeys(Protocol):
    def find(self, user_id: UserId, key: str) -> RequestKey | None:
        """Return what the user has used this idempotency key for; None when it is free."""


class Books(Protocol):
    """Wallets and entries. The only way money moves: each method below is one transaction, whole or not at all."""

    def wallet(self, user_id: UserId) -> Wallet:
        """Return the wallet; an empty one for a user who never had money."""

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        """Return at most `limit` entries, newest first, older than `before_n`."""

    def credit(self, movement: Movement, before: Deposit, after: Deposit) -> None:
        """Commit a deposit. Raises WalletMoved, or Moved when the deposit is not at `before`."""

    def purchase(
        self,
        movement: Movement,
        verifications: Sequence[Verification],
        key: RequestKey,
        *,
        claim: RequestKey | None = None,
        batch: Batch | None = None,
    ) -> None:
        """Commit new verifications with what they cost, the key that asked for them, and their batch.

        `claim` is a second key that must be free: what may happen once, whatever key the customer sends. Raises
        WalletMoved, or KeyTaken with the one that is taken.
        """

    def refund(self, movement: Movement, before: Verification, after: Verification) -> None:
        """Commit the end of a verification with its refund. Raises WalletMoved, or Moved as above."""

    def adjust(self, movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
        """Commit that a credited deposit went back to its payer: what the wallet gave, and what it still owes.

        The movement may have no entry, when the wallet is empty. Raises WalletMoved, or Moved as above.
        """

    def freeze(self, before: Wallet, reason: str | None, act: OperatorAct) -> None:
        """Stop purchases, or with None allow them again, and log who did it. Moves no money.

        Raises WalletMoved when the wallet is no longer frozen, or free, as in `before`.
        """

    def set_trust(self, before: Wallet, level: TrustLevel, act: OperatorAct) -> None:
        """Store the level that an operator gave, and log who did it. Raises WalletMoved as above."""


class Deposits(Protocol):
    """Payment intents. Crediting one is not here: see Books."""

    def add(self, deposit: Deposit, key: RequestKey, *, most_a_day_minor: int | None = None) -> None:
        """Store a new intent under the customer's key and count it into the day's sum.

        Raises KeyTaken, or TopUpsExceeded when the sum would be above `most_a_day_minor`.
        """

    def get(self, deposit_id: DepositId) -> Deposit | None: ...

    def save(self, before: Deposit, after: Deposit) -> Deposit:
        """Store a change that moves no money and return the document with its new version. Raises Moved."""

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        """Return at most `limit` of the user's, newest first (eventually consistent)."""

    def due(self, now: datetime, *, limit: int) -> Sequence[DepositId]:
        """Return unfinished deposits whose `due_at` has come (eventually consistent; stale entries are harmless)."""


class Verifications(Protocol):
    """Purchases. Making and refunding one is not here: see Books."""

    def get(self, user_id: UserId, verification_id: VerificationId) -> Verification | None: ...

    def get_many(self, user_id: UserId, ids: Sequence[VerificationId]) -> Sequence[Verification]:
        """Return those of at most 100 ids that exist and are the user's, newest first, in one call."""

    def get_each(self, owned: Sequence[tuple[UserId, VerificationId]]) -> Sequence[Verification]:
        """Return those of at most 100, of whatever users, that exist: in no order, in one call."""

    def save(self, before: Verification, after: Verification) -> Verification:
        """Store a change that moves no money and return the document with its new version. Raises Moved."""

    def page(
        self, user_id: UserId, *, before_id: str | None, since_id: str | None = None, limit: int
    ) -> Sequence[Verification]:
        """Return at most `limit` of the user's, newest first, older than `before_id` and newer than `since_id`."""

    def find_by_supplier_id(self, supplier_id: str) -> tuple[UserId, VerificationId] | None:
        """Return whose order this is (eventually consistent)."""

    def due(self, now: datetime, *, limit: int) -> Sequence[tuple[UserId, VerificationId]]:
        """Return open verifications whose `due_at` has come (eventually consistent)."""


class Batches(Protocol):
    """What was bought together. Making one is not here: see Books."""

    def get(self, user_id: UserId, batch_id: str) -> Batch | None: ...


class Messages(Protocol):
    def add(self, user_id: UserId, verification_id: VerificationId, message: Message) -> None:
        """Store a message once; the same id again changes nothing."""

    def between(
        self, user_id: UserId, *, first: VerificationId, last: VerificationId
    ) -> dict[VerificationId, Sequence[Message]]:
        """Return the messages of all verifications from `first` to `last` (both included), oldest first in each."""


# --- catalogue


@dataclass(frozen=True)
class Service:
    """One thing that can be bought. `name` is the supplier's; `cost_usd` its price without options."""

    country: str
    name: str
    capability: str
    label: str
    cost_usd: Decimal
    refreshed_at: datetime


class Catalogue(Protocol):
    def get(self, *, country: str, name: str, capability: str) -> Service | None: ...

    def list(self, country: str) -> Sequence[Service]:
        """Return all services of a country, sorted by name (eventually consistent)."""

    def put(self, services: Iterable[Service]) -> None: ...

    def remove(self, services: Iterable[Service]) -> None: ...


class Settings(Protocol):
    def pricing(self) -> PricingSettings | None:
        """Return the newest pricing settings."""

    def add_pricing(self, settings: PricingSettings, act: OperatorAct | None = None) -> None:
        """Store a new version, together with the act if there is one; the older versions stay. Raises Moved."""


class Rulings(Protocol):
    """Operators' decisions about single services: at most one for each."""

    def list(self) -> Sequence[Ruling]:
        """Return all that hold, sorted by service."""

    def replace(self, before: Ruling | None, after: Ruling, act: OperatorAct) -> None:
        """Store a ruling in the place of `before` together with its act. Raises Moved when `before` is not there."""


class Templates(Protocol):
    def list(self, user_id: UserId) -> Sequence[Template]:
        """Return all of the user's, in no order."""

    def put(self, template: Template) -> None: ...

    def delete(self, user_id: UserId, template_id: str) -> None: ...


# --- queues


class Queues(Protocol):
    """Work for later. At least once: every consumer must bear the same message twice."""

    def settle_deposit(self, reference: str, *, returned: bool = False, dispute_lost: bool = False) -> None:
        """Queue a question about a payment; with `returned` also how much of it went back to its payer.

        `dispute_lost`, with `returned`: its payer has won a dispute about it.
        """

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        """Queue the order of a number. The same nonce within five minutes is queued once."""

    def fetch_code(self, user_id: UserId, verification_id: VerificationId, *, line: int, delay_s: int) -> None:
        """Queue the next look of a line of looks (`poll_line`)."""

    def fetch_code_of(self, supplier_id: str) -> None:
        """Queue a look at once, for whoever this order of the supplier belongs to."""


# --- Paystack


class DuplicateReference(Exception):
    """Paystack knows this reference already: an earlier initialize got through."""


class Paystack(Protocol):
    """The payment provider. Raises Unavailable when it did not act, Uncertain when it may have."""

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        """Open a transaction and return the address of its checkout page. Raises DuplicateReference."""

    def verify(self, reference: str) -> Payment | None:
        """Return what became of a transaction; None when Paystack has never heard of it."""


# --- TextVerified


class OrderRefused(Exception):
    """The supplier will not give a number for this order, now or ever. `reason` is ours, `final` for the order."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OrderExpired(Exception):
    """The supplier gave up on this idempotency key before anything was bought."""


Outcome = Literal["open", "delivered", "returned", "cancelled"]
"""What the state of an order means to us.

`delivered`: a message came and we owe for it. `returned`: timed out or refunded; `cancelled`: given back, by nobody but
us. `open`: none of these yet; unknown states are open.
"""
OWED_NOTHING: frozenset[Outcome] = frozenset({"returned", "cancelled"})


@dataclass(frozen=True)
class Order:
    """A number rented from the supplier."""

    supplier_id: str
    number: str | None
    outcome: Outcome
    ends_at: datetime


class SupplierTokens(Protocol):
    """The supplier's access token, shared by all functions."""

    def get(self, account: str) -> tuple[str, datetime] | None:
        """Return (token, expires_at)."""

    def put(self, account: str, token: str, expires_at: datetime) -> None: ...


class Supplier(Protocol):
    """The supplier of numbers. Raises Unavailable when it did not act, Uncertain when it may have."""

    def order(self, verification: Verification) -> str:
        """Order a number and return the supplier's id. Repeats with the same `order_key` order once.

        Raises OrderRefused, OrderExpired.
        """

    def get(self, supplier_id: str) -> Order: ...

    def outcomes(self, supplier_ids: Collection[str], *, since: datetime) -> Mapping[str, Outcome]:
        """Return what the list of the orders made since then says of these: mostly one question for all of them.

        What the first few pages do not show is left out. Raises Unavailable.
        """

    def messages(self, supplier_id: str) -> Sequence[Message]:
        """Return the messages that came for an order, oldest first."""

    def cancel(self, supplier_id: str) -> bool:
        """Give the number back. False when the supplier says that it cannot be cancelled (any more)."""

    def services(self) -> Sequence[tuple[str, str, str]]:
        """Return (name, label, capability) of all that can be ordered."""

    def cost_usd(self, *, name: str, capability: str) -> Decimal | None:
        """Return the price of one service without options; None when it cannot be ordered."""
