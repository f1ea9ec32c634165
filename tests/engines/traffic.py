"""Many threads move the money of a few customers through the real services and stores of one engine."""

from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.trust import LEVELS, Limits
from callbox.domain.verifications import Verification
from callbox.ports import Moved
from callbox.services.auditing import Audited
from tests.adapters.dynamodb.stores import Stores, dynamodb_stores
from tests.builders import PRICE, a_selection, a_user
from tests.engines.weather import bad_weather
from tests.services.oversight import WatchedWorld

SEGMENTS = 4
_SHARES = (27, 30, 33, 8, 2)
"""As many numbers are given up as are bought: each purchase reads all that are open."""
_MANY = 1_000
_NO_LIMITS = Limits(_MANY, 10**9, 10**9, 10**9, 10**9, 10, 10**15)
"""What a customer may do in an hour would end a long run's purchases."""
_LATE = 0.1
_ROUNDS = 50
"""How often an act is tried again that the engine was too busy for, with its key, as its customer or queue would."""
_PATIENCE = 50
"""How often the end of the run asks again, when everything is calm, for what a customer would ask again."""


class EngineWorld(WatchedWorld):
    """The world of the services' tests, on the stores of whatever tables were last put to use."""

    def _build_stores(self) -> None:
        super()._build_stores()
        stores: Stores = dynamodb_stores()
        self.users = stores.users  # type: ignore[assignment]
        self.books = stores.books  # type: ignore[assignment]
        self.store_of_deposits = stores.deposits  # type: ignore[assignment]
        self.store_of_verifications = stores.verifications  # type: ignore[assignment]
        self.messages = stores.messages  # type: ignore[assignment]
        self.store_of_services = stores.catalogue  # type: ignore[assignment]
        self.settings = stores.settings  # type: ignore[assignment]
        self.store_of_batches = stores.batches  # type: ignore[assignment]
        self.keys = stores.keys  # type: ignore[assignment]
        self.receivables = stores.receivables  # type: ignore[assignment]
        self.limits = dict.fromkeys(LEVELS, _NO_LIMITS)


@dataclass
class Result:
    """What a run did: `answers` counts how the acts ended, `struck` the faults, `audited` is the audit's verdict.

    `retries` counts what got no answer and was tried again later; `left` what never got one.
    """

    acts: int
    answers: Counter[str]
    retries: int
    left: int
    struck: Counter[str]
    audited: Audited
    paid_minor: int = 0
    credited_minor: int = 0
    unbalanced: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        is_right = not self.audited.differences and not self.unbalanced and self.paid_minor == self.credited_minor
        return is_right and not self.left

    def report(self) -> str:
        return "\n".join(
            [
                f"acts                  {self.acts:>10,}",
                *(f"  {answer:<20}{count:>10,}" for answer, count in sorted(self.answers.items())),
                f"tried again later     {self.retries:>10,}",
                f"never answered        {self.left:>10,}",
                f"faults                {self.struck.total():>10,}",
                *(f"  {kind:<20}{count:>10,}" for kind, count in sorted(self.struck.items())),
                f"entries               {self.audited.entries:>10,}",
                f"paid at Paystack      {self.paid_minor:>10,}",
                f"credited              {self.credited_minor:>10,}",
                f"differences           {len(self.audited.differences) + len(self.unbalanced):>10,}",
                *(f"  {one}" for one in [*self.audited.differences, *self.unbalanced][:20]),
            ]
        )


class Traffic:
    """Each act is one of a customer's: top up, buy, give up, see a payment go back, be frozen; some of them twice."""

    def __init__(self, world: EngineWorld, *, customers: int) -> None:
        self._world = world
        self.users = [UserId(f"customer-{k}") for k in range(customers)]
        for user_id in self.users:
            world.users.add(a_user(user_id))
        self._deposits: dict[UserId, list[Deposit]] = defaultdict(list)
        self._bought: dict[UserId, list[Verification]] = defaultdict(list)

    def run(self, acts: int, *, threads: int, seed: int, fault_rate: float) -> Result:
        """Do so many acts at once in so many threads, then settle in calm weather, then audit.

        What gets no answer is done again after all others, until each act has had one.
        """
        answers, retries = Counter[str](), 0
        seeds = [seed * 1_000_003 + k for k in range(acts)]
        with bad_weather(seed, rate=fault_rate) as struck, ThreadPoolExecutor(threads) as pool:
            for _ in range(_ROUNDS):
                ended = list(zip(seeds, pool.map(self._act, seeds), strict=True))
                answers.update(answer for _, answer in ended if answer is not None)
                seeds = [one for one, answer in ended if answer is None]
                if not seeds:
                    break
                retries += len(seeds)
        for user_id in self.users:
            self._settle(user_id)
        audited = self._world.audit.run(segments=SEGMENTS)
        return self._judge(Result(acts, answers, retries, len(seeds), struck, audited))

    def _act(self, seed: int) -> str | None:
        """Do what the seed says, with the same keys each time. Return how it ended; None without an answer."""
        random = Random(seed)
        user_id = random.choice(self.users)
        acts = (self._top_up, self._buy, self._give_up, self._return, self._freeze)
        [act] = random.choices(acts, _SHARES)
        try:
            act(user_id, random)
        except Refused as refused:
            return refused.code
        except (Unavailable, Moved):
            return None
        return "done"

    def _top_up(self, user_id: UserId, random: Random) -> None:
        world = self._world
        amount_minor = PRICE.minor * random.choice((1, 2, 3))
        key = f"{random.random()}"
        deposit, _ = world.deposits.create(user_id, amount_minor=amount_minor, key=key, request_hash="one")
        self._deposits[user_id].append(deposit)
        world.paystack.pay(deposit.reference)
        for _ in range(random.choice((1, 1, 2))):
            world.deposits.credit(deposit.reference)

    def _buy(self, user_id: UserId, random: Random) -> None:
        key = f"{random.random()}"
        for _ in range(random.choice((1, 1, 2))):
            bought, _ = self._world.verifications.create(
                user_id, a_selection(), max_price_minor=PRICE.minor, key=key, request_hash="one"
            )
        self._bought[user_id].append(bought)

    def _give_up(self, user_id: UserId, random: Random) -> None:
        """Give up the oldest number, mostly for the last time; else a late one, which others give up as well."""
        bought = self._bought[user_id]
        try:
            one = random.choice(bought[-4:]) if random.random() < _LATE else bought.pop(0)
        except IndexError:
            return  # none is left
        for _ in range(random.choice((1, 2))):
            self._world.fulfilment.give_up(user_id, one.verification_id)

    def _return(self, user_id: UserId, random: Random) -> None:
        if self._deposits[user_id]:
            deposit = random.choice(self._deposits[user_id][-4:])
            if self._world.paystack.payments[deposit.reference].status == "success":
                self._world.paystack.refund(deposit.reference, Money(random.choice((1, 10_000)), "NGN"))
            for _ in range(random.choice((1, 2))):
                self._world.returns.take_back(deposit.reference)

    def _freeze(self, user_id: UserId, random: Random) -> None:
        email = a_user(user_id).email
        self._world.freezes.freeze(email, author="operator", reason=f"{random.random()}")
        self._world.freezes.unfreeze(email, author="operator", reason="checked")

    def _settle(self, user_id: UserId) -> None:
        """Ask again about everything, as webhooks and the sweeper would."""
        world = self._world
        for deposit in self._deposits[user_id]:
            _until_done(lambda deposit=deposit: world.deposits.credit(deposit.reference))  # type: ignore[misc]
            _until_done(lambda deposit=deposit: world.returns.take_back(deposit.reference))  # type: ignore[misc]

    def _judge(self, result: Result) -> Result:
        """Compare with what Paystack knows, and every balance with the entries, without the services' help."""
        paystack, books = self._world.paystack, self._world.books
        for user_id in self.users:
            entries = [*books.entries(user_id, before_n=None, limit=100_000)][::-1]
            balance = sum(entry.amount.minor for entry in entries)
            if balance != books.wallet(user_id).balance.minor or balance < 0:
                result.unbalanced.append(f"{user_id}: {balance} by its entries")
            if [entry.n for entry in entries] != list(range(1, len(entries) + 1)):
                result.unbalanced.append(f"{user_id}: entries are missing")
            result.credited_minor += sum(entry.amount.minor for entry in entries if entry.kind == "deposit")
        known = {deposit.reference for deposits in self._deposits.values() for deposit in deposits}
        result.paid_minor = sum(
            payment.amount.minor
            for reference, payment in paystack.payments.items()
            if reference in known and payment.status in ("success", "reversed")
        )
        return result


def _until_done(work: Callable[[], object]) -> None:
    for _ in range(_PATIENCE):
        try:
            work()
        except Unavailable:
            continue
        return
