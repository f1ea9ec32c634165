"""News: which changes of a document a customer's open pages are told, and which of them a device with a closed page.

The bookkeeping of polls and sweeper is none. A page that misses news asks later, so nothing depends on it.
"""

from callbox.domain.deposits import Deposit
from callbox.domain.verifications import Verification, texts_left


def is_news(before: Verification, after: Verification) -> bool:
    """Tell whether a page would show the verification differently, or ask about it at other times."""
    return _shown(before) != _shown(after)


def is_code_news(before: Verification, after: Verification) -> bool:
    """Tell whether a code came, the first or a later one: what a device is told whose page is closed."""
    return after.state == "received" and (before.state, before.message_count) != (after.state, after.message_count)


def is_end_or_begin(before: Verification, after: Verification) -> bool:
    """Tell whether the state changed, and so perhaps what the wallet holds."""
    return before.state != after.state


def is_payment_news(before: Deposit, after: Deposit) -> bool:
    """Tell whether a page would show the payment differently. Its checkout is answered to the page that opens it."""
    return (before.status, before.progress, before.returned_minor) != (
        after.status,
        after.progress,
        after.returned_minor,
    )


def _shown(verification: Verification) -> tuple[object, ...]:
    return (
        verification.state,
        verification.number,
        verification.ends_at,
        verification.message_count,
        verification.listened_at,
        verification.reference,
        verification.reason,
        texts_left(verification) > 0,
    )
