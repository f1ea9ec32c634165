"""What counts against a customer's limits, as a text in the wallet's item: short, since every movement writes it."""

import json

from callbox.domain.trust import Usage


def usage_text(usage: Usage) -> str:
    return json.dumps(
        [usage.hour, usage.purchases, usage.cancels, usage.day, dict(usage.services)], separators=(",", ":")
    )


def usage_of(text: str | None) -> Usage:
    if text is None:
        return Usage()
    hour, purchases, cancels, day, services = json.loads(text)
    return Usage(hour, purchases, cancels, day, tuple(sorted(services.items())))
