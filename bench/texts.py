"""Reading hostile texts: processor time of screening and of searching for a code, and how it grows with the length.

    python -m bench.texts

Growth is the time for 1,600 characters over that for 400: about 4 if each character costs the same.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench import report
from callbox.domain.code_extraction import extract_code
from callbox.domain.messages import MAX_TEXT_CHARS
from callbox.domain.withholding import withheld

SHORT = MAX_TEXT_CHARS // 4
ROUNDS = 15
UNITS = (
    "code ", "your ", "PayPal ", "your PayPal pay with ", "Chase code ", "Kestrel Bank ", "Bank of ", "withdraw btc ",
    "a", "a-", "- ", "A ", "1a", "Ab", "@a.", "é", "аa ", "支付", "\n", "otp\n", "Never share ", "x" * 59 + "@", "1 ",
    "1-", "1,234", "code: 1", "1234-code ", "a@", "A1B2-", "+1 (", "1 jan ", "order ", "https://a/1=", "promo code ",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """The slowest of the hostile texts, and the greatest growth of any."""

    slowest_ms: float
    growth: float


READERS: Mapping[str, Callable[[str], object]] = {
    "screening": lambda text: withheld(text, bought="discord"),
    "search for a code": extract_code,
}


def read_hostile_texts() -> Mapping[str, Reading]:
    return {name: _measure(read) for name, read in READERS.items()}


def _measure(read: Callable[[str], object]) -> Reading:
    long = [_cpu_ms(read, unit, MAX_TEXT_CHARS) for unit in UNITS]
    short = [_cpu_ms(read, unit, SHORT) for unit in UNITS]
    # a text that takes less than a tenth of a millisecond is all start and no reading
    growths = [a / b for a, b in zip(long, short, strict=True) if b > 0.1]
    return Reading(max(long), max(growths, default=1.0))


def _cpu_ms(read: Callable[[str], object], unit: str, length: int) -> float:
    """Return the best of some rounds: what the machine does besides makes a round slower, never faster."""
    text = (unit * length)[:length]
    read(text)
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        read(text)
        times.append(time.process_time() - started)
    return 1_000 * min(times)


def main() -> None:
    rows = [[name, f"{one.slowest_ms:.1f}", f"{one.growth:.1f}"] for name, one in read_hostile_texts().items()]
    report.table("Hostile texts of 1,600 characters", ["", "CPU ms, slowest", "growth from 400"], rows, name="texts")


if __name__ == "__main__":
    main()
