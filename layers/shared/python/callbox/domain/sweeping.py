"""The sweeper's patience with a document that it cannot take up: the others come first, and somebody hears of it."""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=5)
ALARM_EVERY = 5
"""Failures in a row of one document before an operator is told, and between two tellings."""


def pause_after_failures(failures: int) -> timedelta:
    """Return how long a document waits that has failed so often in a row: 1, 2, 4, and from then on 5 minutes."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 8)), LONGEST_PAUSE)


def is_alarming(failures: int) -> bool:
    return failures > 0 and failures % ALARM_EVERY == 0
