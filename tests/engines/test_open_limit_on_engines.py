"""The limit of open numbers on real engines: concurrent purchases fill it and never exceed it."""

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


def test_concurrent_purchases_fill_the_limit_of_open_numbers_and_never_exceed_it(engine: str) -> None:
    world = EngineWorld()
    world.limits.update(dict.fromkeys(LEVELS, LIMITS))  # the engines' traffic has no such limit
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
    assert world.wallets.wallet(ADA).held.minor == OPEN_LIMIT * PRICE.minor
