"""Limits how many accounts one mailbox makes: each new account takes one of its places for 30 days.

An operator lifts the limit of a mailbox by setting the level of one of its accounts to `reviewed`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Refused
from callbox.domain.mailboxes import PLACES_OF_REVIEWED, MailboxPlace, free_places, mailbox_key
from callbox.ports import Moved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from callbox.domain.identity import UserId
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.mailboxes import Mailboxes
    from callbox.ports.users import Users

MOST_RACES = 10
"""How many races for a place one sign-up may lose before it is refused."""


class MailboxAccounts:
    """`most` is the number of places of a mailbox without a reviewed account."""

    def __init__(self, *, mailboxes: Mailboxes, users: Users, most: int, clock: Clock, log: Log) -> None:
        self._mailboxes = mailboxes
        self._users = users
        self._most = most
        self._clock = clock
        self._log = log

    def take(self, email: str, user_id: UserId) -> MailboxPlace:
        """Take a place for a new account. Raises Refused `too_many_accounts`."""
        key, now, most = mailbox_key(email), self._clock.now(), self._most
        for _ in range(MOST_RACES):
            places = self._mailboxes.places(key)
            number = next(self._free(places, most), None)
            if number is None and most < PLACES_OF_REVIEWED and self._mailboxes.reviewed_account(key):
                most = PLACES_OF_REVIEWED
                number = next(self._free(places, most), None)
            if number is None:
                break
            before = next((one for one in places if one.place == number), None)
            after = MailboxPlace(key, number, user_id, now)
            try:
                self._mailboxes.take(before, after)
            except Moved:
                continue
            return after
        self._log.record("too_many_accounts", user_id=user_id)
        raise Refused("too_many_accounts", f"This mailbox has {most} accounts. Use one of them, or write to us.")

    def release(self, place: MailboxPlace) -> None:
        """Give back the place of an account that was not made."""
        self._mailboxes.release(place)

    def review(self, email: str, user_id: UserId, *, is_reviewed: bool) -> None:
        """Lift the limit of a reviewed account's mailbox, or let it count again. A second call changes nothing."""
        change = self._mailboxes.lift if is_reviewed else self._mailboxes.unlift
        change(mailbox_key(email), user_id, now=self._clock.now())

    def _free(self, places: Sequence[MailboxPlace], most: int) -> Iterator[int]:
        """Yield the free places; those of unconfirmed accounts last, because each costs a read."""
        now = self._clock.now()
        yield from free_places(places, most=most, now=now)
        for one in places:
            if one.place < most and now < one.expires_at and one.may_be_free(now) and self._is_vacant(one):
                yield one.place

    def _is_vacant(self, place: MailboxPlace) -> bool:
        user = self._users.get(place.user_id)
        return user is None or not user.email_verified
