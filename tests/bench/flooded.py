"""Measure how long a code takes after a hundred long texts came to another customer's numbers, on a running platform.

    python -m tests.bench.flooded .local/stack.json

Prints the seconds without the flood and behind it. No test: a busy machine is slow without a flood too.
tests/attacks/test_floods.py counts the work instead.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.browser.outside import Supplier
from tests.journeys.customers import Customer, Site

NUMBERS, TEXTS = 5, 20
HOSTILE = "Your parcel code is not here, never share your login with Pay. " * 250  # 16,000 characters without a code


def main(stack_file: str) -> None:
    stack = json.loads(Path(stack_file).read_text())
    site, supplier = Site(stack), Supplier(stack["textverified_url"])
    supplier.send_nothing_by_itself()
    ada, bob = site.new_customer(amount_minor=4_000_000), site.new_customer(amount_minor=2_000_000)
    flooded = [ada.rent() for _ in range(NUMBERS)]
    first, second = bob.rent(), bob.rent()

    quiet_s = _seconds_to_the_code(bob, first, supplier)
    supplier.flood([one["number"] for one in flooded], [f"{number}. {HOSTILE}" for number in range(TEXTS)])
    flooded_s = _seconds_to_the_code(bob, second, supplier)

    sys.stdout.write(f"a code came after {quiet_s:.1f} s, and after {flooded_s:.1f} s behind the flood\n")


def _seconds_to_the_code(customer: Customer, waiting: Any, supplier: Supplier) -> float:
    """Send a code to a waiting number; return how long it takes until the customer's page can show it."""
    sent_at = time.monotonic()
    supplier.send(waiting["number"], "Your code is 731 902")
    customer.wait_for(waiting, "received")
    return time.monotonic() - sent_at


if __name__ == "__main__":
    main(sys.argv[1])
