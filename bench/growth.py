"""The cost of a long history: units and processor time of the reading routes by number of documents.

    python -m bench.growth

Writes equal numbers of verifications and entries directly into DynamoDB Local, AWS's own engine, in the stores' format.
DynamoDB Local counts units as AWS does. Time is our processor time only.
"""

import argparse
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import report
from bench.artifact import unpacked_artifact
from bench.cloud import PREFIX, Cloud, running_cloud
from bench.journey import Customer, Journey
from bench.processes import BenchError
from tests.engines.dynamodb_local import dynamodb_local

SIZES = (10, 100, 1_000, 10_000, 100_000)
BATCH = 25  # DynamoDB's limit
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ROUTES: tuple[tuple[str, dict[str, str]], ...] = (
    ("get_wallet", {}),
    ("list_entries", {"limit": "20"}),
    ("list_verifications", {"limit": "20"}),
    ("list_verifications", {"state": "open"}),
)


@dataclass(frozen=True)
class Grown:
    route: str
    documents: int
    read_units: float
    cpu_ms: float
    calls: int


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the reading routes as histories grow.")
    parser.add_argument("--most", type=int, default=SIZES[-1])
    most = parser.parse_args().most
    artifact = unpacked_artifact()
    grown: list[Grown] = []
    with dynamodb_local() as address, running_cloud(dynamodb=address) as cloud:
        journey = Journey(cloud, artifact.path)
        try:
            journey.open_shop()
            customer = journey.funded_customer()
            verification_id = customer.buy()
            have = 0
            for size in [size for size in SIZES if size <= most]:
                _add_history(cloud, customer.id, have, size)
                have = size
                grown += _measure(journey, customer, verification_id, size)
                print(f"  {size:,} documents", flush=True)
        finally:
            journey.end()
    _print(grown)


def _measure(journey: Journey, customer: Customer, verification_id: str, size: int) -> Iterator[Grown]:
    asked = [(name, {"query": query}) for name, query in ROUTES]
    asked.append(("get_verification", {"path": {"verification_id": verification_id}}))
    for name, options in asked:
        runs = []
        for _ in range(6):
            customer.send(name, **options)
            runs.append(journey.counted[name][-1])
        best = min(runs, key=lambda run: run.cpu_ms)
        query = options.get("query") or {}
        label = f"{name} {' '.join(f'{key}={value}' for key, value in query.items())}".strip()
        yield Grown(label, size, best.read_units, best.cpu_ms, len(best.of("dynamodb")))


def _print(grown: list[Grown]) -> None:
    sizes = sorted({one.documents for one in grown})
    shown = {"calls": "Calls", "read_units": "Read units", "cpu_ms": "CPU ms, best of six,"}
    for of, title in shown.items():
        by_route: dict[str, list[object]] = {}
        for one in grown:
            by_route.setdefault(one.route, [one.route]).append(getattr(one, of))
        head = ["verifications (and entries) of one customer", *[f"{size:,}" for size in sizes]]
        report.table(f"{title} of one request", head, list(by_route.values()), name=f"growth-{of}")
    report.keep_tables()


def _add_history(cloud: Cloud, user_id: str, begin: int, end: int) -> None:
    """Write finished verifications and as many entries, all older than the customer's own."""
    dynamodb = cloud.client("dynamodb")
    chance = random.Random(end)
    for first in range(begin, end, BATCH):
        numbers = range(first, min(first + BATCH, end))
        verifications = [_verification(user_id, number, chance) for number in numbers]
        _write(dynamodb, {"verifications": verifications, "entries": [_entry(user_id, number) for number in numbers]})


def _write(dynamodb: Any, items: Mapping[str, list[Mapping[str, Any]]]) -> None:
    for table, some in items.items():
        asked = {f"{PREFIX}{table}": [{"PutRequest": {"Item": item}} for item in some]}
        if dynamodb.batch_write_item(RequestItems=asked)["UnprocessedItems"]:
            raise BenchError(f"{table} did not accept all items")


def _entry(user_id: str, number: int) -> Mapping[str, Any]:
    """Return an entry numbered below the first one, because a statement shows the highest numbers first."""
    at = _LONG_AGO + timedelta(seconds=number)
    return {
        "user_id": {"S": user_id}, "n": {"N": str(number - 10_000_000)}, "kind": {"S": "purchase"},
        "amount_minor": {"N": "-135000"}, "balance_after_minor": {"N": "1000000"}, "currency": {"S": "NGN"},
        "debit_account": {"S": f"wallet:{user_id}"}, "credit_account": {"S": "sales"},
        "created_at": {"S": at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")}, "verification_id": {"S": f"old-{number}"},
    }  # fmt: skip


def _verification(user_id: str, number: int, chance: random.Random) -> Mapping[str, Any]:
    at = _LONG_AGO + timedelta(seconds=number)
    moment = {"S": at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")}
    empty: dict[str, Any] = {"L": []}
    return {
        "user_id": {"S": user_id},
        "verification_id": {"S": _id(at, chance)},
        "service": {"S": "discord"}, "country": {"S": "US"}, "capability": {"S": "sms"},
        "area_codes": empty, "carriers": empty, "avoid_numbers": empty,
        "price_minor": {"N": "135000"}, "currency": {"S": "NGN"}, "max_cost_usd": {"S": "0.75"},
        "state": {"S": "expired"}, "reason": {"S": "no_code_in_time"},
        "created_at": moment, "waiting_since": moment, "ends_at": moment, "closed_at": moment,
        "supplier": {"S": "textverified"}, "order_id": {"S": f"lr_{number:020}"}, "number": {"S": "+12025550123"},
        "message_count": {"N": "0"}, "attempt": {"N": "1"}, "order_count": {"N": "1"}, "version": {"N": "3"},
    }  # fmt: skip


def _id(at: datetime, chance: random.Random) -> str:
    """Return an id for that time in the functions' format: 48 bits of time, 80 random bits."""
    value = int(at.timestamp() * 1000) << 80 | chance.getrandbits(80)
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


if __name__ == "__main__":
    main()
