"""Many threads move the money of a few customers through the services and one engine's real stores."""

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
from callbox.services.verifications import Purchase
from tests.adapters.dynamodb.stores import Stores, dynamodb_stores
from tests.builders import PRICE, a_selection, a_user
from tests.engines.weather import bad_weather
from tests.services.oversight import WatchedWorld

SEGMENTS = 4
_SHARES = {
    "top_up": 26,
    "buy": 30,
    "buy_batch": 4,
    "receive": 9,
    "cancel": 8,
    "retry": 5,
    "expire_request": 12,
    "return": 5,
    "freeze": 1,
}
"""As many numbers end as are bought, because each purchase reads all open ones."""
_BATCH = 3
_MANY = 1_000
_NO_LIMITS = Limits(_MANY, 10**9, 10**9, 10**9, 10**9, 10, 10**15)
"""The hourly limits would end a long run's purchases."""
_FIRST = 3
"""Each customer's top-ups before the other acts start."""
_LATE = 0.1
_TWICE = 0.5
_DONE = ": done"
_MOST_ACTS = 3
"""The most acts, as a multiple of the requested transactions: about one act in ten makes none."""
_ROUNDS = 50
"""How often an act is retried, with its key, when the engine is too busy, as its customer or queue would."""
_PATIENCE = 50
"""How often unanswered acts are repeated at the end of the run, without faults."""


class EngineWorld(WatchedWorld):
    """The world of the services' tests, on the stores of the tables in use."""

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

    def _pause(self, seconds: float) -> None:
        """Let no time pass: thousands of pauses in many threads would make every open number expire."""


@dataclass
class Result:
    """What a run did: `answers` counts the acts by result, `struck` the faults; `audited` is the audit's result.

    `retries` counts the unanswered acts that were retried later; `left` those that never got an answer. `deposits`
    counts the opened ones, `movements` the transactions that moved a wallet; the entries of one batch are one.
    """

    acts: int
    answers: Counter[str]
    retries: int
    left: int
    struck: Counter[str]
    audited: Audited
    deposits: int = 0
    movements: int = 0
    paid_minor: int = 0
    credited_minor: int = 0
    unbalanced: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        is_right = not self.audited.differences and not self.unbalanced and self.paid_minor == self.credited_minor
        return is_right and not self.left

    @property
    def done(self) -> int:
        """How many acts succeeded without a refusal."""
        return sum(count for answer, count in self.answers.items() if answer.endswith(_DONE))

    def report(self) -> str:
        return "\n".join(
            [
                f"acts                  {self.acts:>10,}",
                *(f"  {answer:<32}{count:>10,}" for answer, count in sorted(self.answers.items())),
                f"retried later         {self.retries:>10,}",
                f"never answered        {self.left:>10,}",
                f"faults                {self.struck.total():>10,}",
                *(f"  {kind:<20}{count:>10,}" for kind, count in sorted(self.struck.items())),
                f"transactions          {self.movements:>10,}  that moved a wallet",
                f"deposits opened       {self.deposits:>10,}",
                f"entries               {self.audited.entries:>10,}",
                f"paid at Paystack      {self.paid_minor:>10,}",
                f"credited              {self.credited_minor:>10,}",
                f"differences           {len(self.audited.differences) + len(self.unbalanced):>10,}",
                *(f"  {one}" for one in [*self.audited.differences, *self.unbalanced][:20]),
            ]
        )


class Traffic:
    """Each act is a customer's, the supplier's or an operator's; many are done twice at once."""

    def __init__(self, world: EngineWorld, *, customers: int) -> None:
        self._world = world
        self.users = [UserId(f"customer-{k}") for k in range(customers)]
        for user_id in self.users:
            world.users.add(a_user(user_id))
        self._deposits: dict[UserId, list[Deposit]] = defaultdict(list)
        self._bought: dict[UserId, list[Verification]] = defaultdict(list)

    def run(
        self,
        acts: int,
        *,
        threads: int,
        seed: int,
        fault_rate: float,
        movements: int = 0,
        progress: Callable[[], None] = lambda: None,
    ) -> Result:
        """Do this many acts in this many threads, then settle without faults, then audit.

        While fewer transactions than `movements` have moved a wallet, more acts follow, as many as are missing. Acts
        without an answer are repeated after all others until each has one. `progress` is called for each answer.
        """
        for k, user_id in enumerate(self.users * _FIRST):
            self._top_up(user_id, Random(f"{seed} first {k}"))
        done, most, answers, struck, retries, left = 0, _MOST_ACTS * acts, Counter[str](), Counter[str](), 0, 0
        while 0 < acts <= most - done:
            seeds = [seed * 1_000_003 + k for k in range(done, done + acts)]
            with bad_weather(seed + done, rate=fault_rate) as faults, ThreadPoolExecutor(threads) as pool:
                again, unanswered = self._do(seeds, pool, answers, progress)
            struck.update(faults)
            retries, left, done = retries + again, left + unanswered, done + acts
            acts = movements - sum(self._movements(user_id) for user_id in self.users)
        for user_id in self.users:
            self._settle(user_id)
        audited = self._world.audit.run(segments=SEGMENTS)
        return self._judge(Result(done, answers, retries, left, struck, audited))

    def _do(
        self, seeds: list[int], pool: ThreadPoolExecutor, answers: Counter[str], progress: Callable[[], None]
    ) -> tuple[int, int]:
        """Return how many were retried, and how many never got an answer."""
        retries = 0
        for _ in range(_ROUNDS):
            unanswered = []
            for one, answer in zip(seeds, pool.map(self._act, seeds), strict=True):
                if answer is None:
                    unanswered.append(one)
                else:
                    answers[answer] += 1
                    progress()
            seeds = unanswered
            if not seeds:
                break
            retries += len(seeds)
        return retries, len(seeds)

    def _act(self, seed: int) -> str | None:
        """Do the act of this seed, with the same keys each time. Return its result; None without an answer."""
        random = Random(seed)
        user_id = random.choice(self.users)
        [act] = random.choices(list(_SHARES), list(_SHARES.values()))
        try:
            getattr(self, f"_{act}")(user_id, random)
        except Refused as refused:
            return f"{act}: {refused.code}"
        except (Unavailable, Moved):
            return None
        return f"{act}{_DONE}"

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
            [bought] = self._world.verifications.create(
                user_id, a_selection(), max_price_minor=PRICE.minor, key=key, request_hash="one"
            ).verifications
        self._bought[user_id].append(bought)

    def _buy_batch(self, user_id: UserId, random: Random) -> None:
        purchase = Purchase(user_id, a_selection(), PRICE.minor, f"{random.random()}", "three", _BATCH)
        for _ in range(random.choice((1, 2))):
            batch, _ = self._world.batches.create(purchase)
        self._bought[user_id] += [one.verification for one in batch.members]

    def _receive(self, user_id: UserId, random: Random) -> None:
        """Order a number and let its text arrive, so that the customer is charged."""
        world = self._world
        one = self._some(user_id, random)
        world.ordering.request_number(user_id, one.verification_id)
        order_id = world.supplier.by_key.get(one.order_key)
        if order_id is None:
            return  # the request was abandoned before
        if world.supplier.orders[order_id].outcome == "open":
            world.supplier.deliver(order_id, "Your code is 482913")
        for _ in range(random.choice((1, 2))):
            world.fulfilment.fetch_code_of(order_id)

    def _cancel(self, user_id: UserId, random: Random) -> None:
        one = self._some(user_id, random)
        self._world.ordering.request_number(user_id, one.verification_id)
        for _ in range(random.choice((1, 2))):
            self._world.fulfilment.cancel(user_id, one.verification_id)

    def _retry(self, user_id: UserId, random: Random) -> None:
        """Retry a number, sometimes with two keys: the claim lets one of them buy."""
        keys = [f"{random.random()}"] * 2 if random.random() < _TWICE else [f"{random.random()}" for _ in range(2)]
        one = self._some(user_id, random)
        self._world.ordering.request_number(user_id, one.verification_id)
        for key in keys:
            bought = self._world.retries.retry(user_id, one.verification_id, key=key, request_hash="again")
            self._bought[user_id] += bought.verifications

    def _expire_request(self, user_id: UserId, random: Random) -> None:
        one = self._some(user_id, random)
        for _ in range(random.choice((1, 2))):
            self._world.ordering.expire_request(user_id, one.verification_id)

    def _some(self, user_id: UserId, random: Random) -> Verification:
        """Return the oldest number and mostly remove it; otherwise a late one, which other threads have too.

        Buys one if none is left.
        """
        bought = self._bought[user_id]
        if not bought:
            self._buy(user_id, random)
        try:
            return random.choice(bought[-4:]) if random.random() < _LATE else bought.pop(0)
        except IndexError:
            raise Moved("another thread took the last one") from None

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
        """Check everything again, as webhooks and the sweeper would."""
        world = self._world
        for deposit in self._deposits[user_id]:
            _until_done(lambda deposit=deposit: world.deposits.credit(deposit.reference))  # type: ignore[misc]
            _until_done(lambda deposit=deposit: world.returns.take_back(deposit.reference))  # type: ignore[misc]

    def _judge(self, result: Result) -> Result:
        """Compare with Paystack, and every balance with the entries, without the services."""
        paystack, books = self._world.paystack, self._world.books
        for user_id in self.users:
            entries = [*books.entries(user_id, before_n=None, limit=100_000)][::-1]
            balance = sum(entry.amount.minor for entry in entries)
            if balance != books.wallet(user_id).balance.minor or balance < 0:
                result.unbalanced.append(f"{user_id}: {balance} by its entries")
            if [entry.n for entry in entries] != list(range(1, len(entries) + 1)):
                result.unbalanced.append(f"{user_id}: entries are missing")
            result.deposits += len(self._world.store_of_deposits.page(user_id, before_id=None, limit=100_000))
            result.movements += self._movements(user_id)
            result.credited_minor += sum(entry.amount.minor for entry in entries if entry.kind == "deposit")
        known = {deposit.reference for deposits in self._deposits.values() for deposit in deposits}
        result.paid_minor = sum(
            payment.amount.minor
            for reference, payment in paystack.payments.items()
            if reference in known and payment.status in ("success", "reversed")
        )
        return result

    def _movements(self, user_id: UserId) -> int:
        """Return how many transactions have moved a wallet; the entries of one batch are one."""
        entries = self._world.books.entries(user_id, before_n=None, limit=100_000)
        bought = self._world.store_of_verifications.page(user_id, before_id=None, limit=100_000)
        batched = [one.batch_id for one in bought if one.batch_id is not None]
        return len(entries) - len(batched) + len({*batched})


def _until_done(work: Callable[[], object]) -> None:
    for _ in range(_PATIENCE):
        try:
            work()
        except Unavailable:
            continue
        return
