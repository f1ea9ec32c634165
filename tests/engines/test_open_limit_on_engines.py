"""The limit of open numbers on real engines: however many purchases meet, it is filled and never passed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from callbox.domain.errors import Refused
from callbox.domain.money import Money
from callbox.domain.trust import LEVELS
from tests.builders import ADA, PRICE
from tests.engines.traffic import EngineWorld
from tests.services.world import LIMITS, OPEN_LIMIT

PURCHASES = 2 * OPEN_LIMIT
THREADS = 8


def test_purchases_at_once_fill_the_limit_of_open_numbers_and_never_pass_it(engine: str) -> None:
    world = EngineWorld()
    world.limits.update(dict.fromkeys(LEVELS, LIMITS))  # which the traffic of the engines goes without
    world.fund(Money(PURCHASES * PRICE.minor, "NGN"))

    def buy(k: int) -> str:
        try:
            return world.buy(key=f"key-{k}").state
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(buy, range(PURCHASES)))

    assert answers == {"requesting": OPEN_LIMIT, "too_many_open": PURCHASES - OPEN_LIMIT}
    assert len(world.verifications.open(ADA)) == OPEN_LIMIT
    assert world.wallets.wallet(ADA)[1].minor == OPEN_LIMIT * PRICE.minor
