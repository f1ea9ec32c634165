"""On real engines, under threads and faults: no kobo is lost, and every wallet is linearizable."""

from collections import Counter

import pytest

from tests.adapters.dynamodb.stores import dynamodb_stores
from tests.engines.histories import record
from tests.engines.traffic import EngineWorld, Traffic
from tests.engines.wallet_history import contradictions
from tests.engines.weather import bad_weather

pytestmark = pytest.mark.no_cover  # tests/services and tests/adapters measure the coverage of all the code that it runs
ACTS = 80
"""`make soak` goes on until ten thousand transactions were carried out, in 32 threads."""
THREADS = 8


def test_the_books_stay_right_under_threads_conflicts_throttles_and_lost_replies(engine: str) -> None:
    result = Traffic(EngineWorld(), customers=4).run(ACTS, threads=THREADS, seed=1, fault_rate=0.15, movements=ACTS)

    assert result.is_clean, result.report()
    assert min(result.struck["conflict"], result.struck["throttle"], result.struck["lost reply"]) > 0
    assert result.done > ACTS / 2
    assert result.movements >= ACTS


def test_the_wallet_is_linearizable_under_eight_threads(engine: str) -> None:
    history = record(dynamodb_stores(), threads=THREADS, operations=12, seed=1)

    assert contradictions(history) == []
    assert min(Counter((one.change or 0) > 0 for one in history if one.is_movement).values()) > THREADS / 2


def test_the_wallet_is_linearizable_when_replies_are_lost(engine: str) -> None:
    with bad_weather(2, rate=0.1):
        history = record(dynamodb_stores(), threads=THREADS, operations=6, seed=2)

    assert contradictions(history) == []
