"""A customer's usage as a text in the wallet's item. It is short because every movement writes it."""

import json
from dataclasses import fields

from callbox.domain.trust import Usage


def usage_text(usage: Usage) -> str:
    kept = {field.name: getattr(usage, field.name) for field in fields(Usage)}
    kept["services"] = dict(usage.services)
    return json.dumps(list(kept.values()), separators=(",", ":"))


def usage_of(text: str | None) -> Usage:
    if text is None:
        return Usage()
    # a text written before the last field was added is shorter
    kept = dict(zip((field.name for field in fields(Usage)), json.loads(text), strict=False))
    return Usage(**{**kept, "services": tuple(kept["services"].items())})
