"""How the sweeper treats a document that keeps failing: it waits behind the others, and an operator is alarmed."""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=5)
ALARM_EVERY = 5
"""Failures in a row of one document before the first alarm, and between two alarms."""


def pause_after_failures(failures: int) -> timedelta:
    """Return the pause after this many failures in a row: 1, 2, 4, then always 5 minutes."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 8)), LONGEST_PAUSE)


def is_alarming(failures: int) -> bool:
    return failures > 0 and failures % ALARM_EVERY == 0
