"""Warm dispatch without I/O: routing, token, parsing and answer of `GET /verifications/{id}`, and a bare function.

    python -I -S -B dispatch_child.py PATH[:PATH…] < event.json

The store behind the route is replaced by one in memory. Prints (route, bare) for each of several rounds, in
microseconds of processor time per call.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

ROUNDS, CALLS = 11, 400


class Context:
    function_name = "bench"
    aws_request_id = "00000000-0000-4000-8000-000000000000"


def main() -> None:
    sys.path[:0] = sys.argv[1].split(":")
    event = json.load(sys.stdin)
    import app  # noqa: PLC0415 - found only after the path is set

    vars(app.services())["verifications"] = Store(event["pathParameters"]["verification_id"])
    answer = app.app(event, Context())
    if answer["statusCode"] != 200:
        raise SystemExit(f"answered {answer}")
    body = json.loads(answer["body"])

    def bare(_event: Any, _context: Any) -> dict[str, Any]:
        return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}

    # Rounds alternate; the first one warms up.
    rounds = [(_us(app.app, event), _us(bare, event)) for _ in range(ROUNDS + 1)]
    json.dump(rounds[1:], sys.stdout)


def _us(function: Any, event: Any) -> float:
    began = time.process_time()
    for _ in range(CALLS):
        function(event, Context())
    return (time.process_time() - began) / CALLS * 1e6


class Store:
    """A store with one verification that waits for its code."""

    def __init__(self, verification_id: str) -> None:
        from callbox.domain.identity import UserId, VerificationId  # noqa: PLC0415
        from callbox.domain.money import Money  # noqa: PLC0415
        from callbox.domain.verifications import Selection, requested, with_number  # noqa: PLC0415
        from callbox.services.documents import Documented  # noqa: PLC0415

        now = datetime.now(UTC)
        verification = requested(
            user_id=UserId("user"),
            verification_id=VerificationId(verification_id),
            selection=Selection("discord", "US", "sms"),
            price=Money(135_000, "NGN"),
            max_cost_usd=Decimal("0.75"),
            now=now,
        )
        ends_at = now + timedelta(minutes=15)
        waiting = with_number(verification, order_id="s", number="+12025550123", ends_at=ends_at, now=now)
        self._found = Documented(waiting, ())

    def get(self, _user_id: str, _verification_id: str) -> Any:
        return self._found


main()
