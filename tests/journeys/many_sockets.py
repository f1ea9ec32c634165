"""Hold 200 sockets open on the running platform and tell each of a payment; exit with 1 if one hears nothing.

    python -m infra.local.run --port-base 0 --state-dir .local/sockets --fresh -- \\
        .venv/bin/python -m tests.journeys.many_sockets
"""

import json
import os
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.journeys.customers import Customer, Site
from tests.socket_client import CLOSED, Socket

CUSTOMERS = 40
PAGES = 5
"""Of each customer: as many as one change is posted to."""
AMOUNT_MINOR = 200_000


def main() -> int:
    stack = json.loads(Path(os.environ.get("CALLBOX_STACK", ".local/stack.json")).read_text())
    site = Site(stack)
    customers = [site.new_customer() for _ in range(CUSTOMERS)]
    with ExitStack() as opened:
        pages = [(customer, opened.enter_context(Socket(stack))) for customer in customers for _ in range(PAGES)]
        joins = [joined(customer, page) for customer, page in pages]
        for customer in customers:
            customer.top_up(AMOUNT_MINOR)
        heard = [is_told(page) for _, page in pages]
        for customer in customers:
            site.call("DELETE", "/sessions", token=customer.token)
        closed = [ends(page) for _, page in pages]
    sys.stdout.write(
        f"{len(pages)} sockets of {CUSTOMERS} customers: joined in {statistics.median(joins):.2f} s (median), "
        f"{max(joins):.2f} s (longest); {sum(heard)} heard of the payment, {sum(closed)} closed with their session\n"
    )
    return 0 if all(heard) and all(closed) else 1


def joined(customer: Customer, page: Socket) -> float:
    began = time.monotonic()
    page.join(customer.token)
    assert page.hears()["kind"] == "joined"
    return time.monotonic() - began


def is_told(page: Socket) -> bool:
    """Return whether the payment was heard as credited, with the wallet that it filled."""
    try:
        while (frame := page.hears()) is not CLOSED:
            if frame["kind"] == "deposit" and frame["deposit"]["status"] == "credited":
                return bool(frame["wallet"]["balance_minor"] == AMOUNT_MINOR)
    except TimeoutError:
        pass
    return False


def ends(page: Socket) -> bool:
    """Return whether the socket is closed by the server."""
    try:
        while page.hears() is not CLOSED:
            pass
    except TimeoutError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
