"""Does the time of a refused sign-in tell whether an address has an account?

    python -m bench.signing_in [--pairs 2000]

Interleaves refused sign-ins of a known and an unknown address, in random order within each pair, in one warm function
on the local cloud. It prints the difference of the two medians beside its noise: the same difference between two halves
of the unknown address's own times, split at random a thousand times. Exit code 1 when the difference exceeds what 95 %
of those splits show, in wall-clock or in processor time.

A test with a clock would fail on a busy machine; tests/attacks/test_guessing.py counts the work instead.
"""

import argparse
import random
import statistics
import sys
from collections.abc import Sequence
from uuid import uuid4

from bench.artifact import unpacked_artifact
from bench.cloud import running_cloud
from bench.events import request
from bench.journey import Journey
from bench.processes import BenchError, Counted, Worker

PAIRS = 2_000
WARM_UP = 20
SPLITS = 1_000
# Tallies would refuse the sixth try.
WITHOUT_LIMITS = {"SIGN_IN_FAILURES_PER_ACCOUNT": "1000000000", "SIGN_IN_FAILURES_PER_ADDRESS": "1000000000"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the times of refused sign-ins with and without an account.")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    known, unknown = measure(parser.parse_args().pairs)
    verdicts = [
        told("wall-clock time", [one.wall_ms for one in known], [one.wall_ms for one in unknown]),
        told("processor time", [one.cpu_ms for one in known], [one.cpu_ms for one in unknown]),
    ]
    calls = [[call["operation"] for call in one.calls] for one in (known[-1], unknown[-1])]
    print(f"calls to DynamoDB, known and unknown: {len(calls[0])} and {len(calls[1])}")
    return 0 if all(verdicts) and calls[0] == calls[1] else 1


def measure(pairs: int) -> tuple[list[Counted], list[Counted]]:
    """Return the invocations for the known and the unknown address."""
    artifact = unpacked_artifact()
    chance = random.Random(20261130)
    found: tuple[list[Counted], list[Counted]] = ([], [])
    with running_cloud() as cloud:
        journey = Journey(cloud, artifact.path)
        row = journey.rows["sign_in"]
        worker = Worker(row, artifact.path, {**cloud.environment_of(row), **WITHOUT_LIMITS})
        try:
            known = journey.customer().email
            unknown = known.replace("customer", "stranger")  # as long as the other
            for turn in range(WARM_UP + pairs):
                both = [(0, known), (1, unknown)]
                chance.shuffle(both)
                for which, email in both:
                    used = worker.call(request(row, body={"email": email, "password": str(uuid4())}))
                    if used.answer["statusCode"] != 401:
                        raise BenchError(f"sign_in answered {used.answer}")
                    if turn >= WARM_UP:
                        found[which].append(used)
        finally:
            worker.end()
            journey.end()
    return found


def told(what: str, known: Sequence[float], unknown: Sequence[float]) -> bool:
    """Print the difference beside its noise; return whether it is within."""
    difference = abs(statistics.median(known) - statistics.median(unknown))
    noise = noise_of(unknown)
    verdict = "within the noise" if difference <= noise else "TOLD APART"
    print(
        f"{what}: known {statistics.median(known):.3f} ms, unknown {statistics.median(unknown):.3f} ms, "
        f"difference {difference:.3f} ms, noise {noise:.3f} ms: {verdict}"
    )
    return difference <= noise


def noise_of(times: Sequence[float]) -> float:
    """Return the difference of medians that 95 % of random splits of one address's times stay below."""
    chance = random.Random(1)
    pool, seen = list(times), []
    for _ in range(SPLITS):
        chance.shuffle(pool)
        half = len(pool) // 2
        seen.append(abs(statistics.median(pool[:half]) - statistics.median(pool[half:])))
    return sorted(seen)[int(SPLITS * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
