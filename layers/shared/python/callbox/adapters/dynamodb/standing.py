"""A customer's standing as a text in the wallet's item. It is short because most movements write it."""

import json
from datetime import datetime
from typing import Any

from callbox.domain.standing import NO_STANDING, OLDER_WALLET, Standing


def standing_text(standing: Standing, *, n: int) -> str | None:
    """Return the text of a wallet with `n` entries; None for one that never had money."""
    if n == 0 and standing == NO_STANDING:
        return None
    return json.dumps(
        [
            standing.settled_minor,
            dict(standing.maturing),
            standing.was_funded,
            _text(standing.disputed_at),
            [[_text(at), reason] for at, reason in standing.losses],
            _text(standing.looked_at),
        ],
        separators=(",", ":"),
    )


def standing_of(text: str | None, *, n: int) -> Standing:
    if text is None:
        return OLDER_WALLET if n else NO_STANDING
    settled_minor, maturing, was_funded, disputed_at, losses, looked_at = json.loads(text)
    return Standing(
        settled_minor=settled_minor,
        maturing=tuple(maturing.items()),
        was_funded=was_funded,
        disputed_at=_time(disputed_at),
        losses=tuple((datetime.fromisoformat(at), reason) for at, reason in losses),
        looked_at=_time(looked_at),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _time(text: Any) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
