"""Port that makes ids and secrets."""

from datetime import datetime
from typing import Protocol


class Ids(Protocol):
    def new_id(self, now: datetime) -> str:
        """Return an unguessable id that sorts by time."""

    def first_id(self, at: datetime) -> str:
        """Return a string that sorts before every id made at `at` or later, and after all earlier ids."""

    def made_at(self, made_id: str) -> datetime | None:
        """Return when an id was made, to the millisecond; None for a text that is no id of ours."""

    def new_secret(self) -> str:
        """Return 256 random bits as URL-safe text."""
