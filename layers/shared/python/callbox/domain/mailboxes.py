"""Mailboxes: which addresses lead to the same one. For counting only; an account signs in with its own address.

A customer can write to one mailbox under many addresses. Mails and accounts are counted per mailbox, so that such
spellings win nothing. Two mailboxes that get the same identity only share a count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from callbox.domain.identity import UserId

_GOOGLE = frozenset({"gmail.com", "googlemail.com"})
"""Google ignores dots, and delivers both domains to one mailbox (support.google.com/mail/answer/7436150, 10313)."""
_YAHOO = re.compile(r"(?:yahoo\.(?:[a-z]{2,3}\.)?[a-z]{2,3}|ymail\.com|rocketmail\.com|myyahoo\.com)")
"""Yahoo's disposable addresses are `<base>-<keyword>`; its others have no hyphen (help.yahoo.com, SLN28338)."""

COUNTED_FOR = timedelta(days=30)
"""How long a new account takes one of its mailbox's places."""
PLACES_OF_REVIEWED = 50
"""The places of a mailbox with a reviewed account, such as a testing team's: an end, far above what a team makes."""
UNCONFIRMED_FOR = timedelta(hours=24)
"""The same, while its address is not confirmed: so a stranger cannot keep a mailbox's owner out for longer."""


@dataclass(frozen=True)
class MailboxPlace:
    """One of the places that a mailbox has for new accounts, and the account that took it last.

    `mailbox` is the hash of the identity: the table holds no address.
    """

    mailbox: str
    place: int
    user_id: UserId
    taken_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.taken_at + COUNTED_FOR

    def may_be_free(self, now: datetime) -> bool:
        """Return whether it is free if its account is not confirmed."""
        return now >= self.taken_at + UNCONFIRMED_FOR


def mailbox_key(address: str) -> str:
    """Return the hash under which the places of an address's mailbox are kept."""
    return sha256(mailbox_identity(address).encode()).hexdigest()


def free_places(taken: Sequence[MailboxPlace], *, most: int, now: datetime) -> Iterator[int]:
    """Yield the numbers of the places that are free whatever their accounts are."""
    held = {one.place for one in taken if now < one.expires_at}
    return (number for number in range(most) if number not in held)


def mailbox_identity(address: str) -> str:
    """Return the form of `address` that all its spellings share, such as `adalovelace@gmail.com`.

    In lower case; without `+tag`, and without Yahoo's `-tag`; for Google also without dots, and as gmail.com. Text that
    is no address is returned in lower case. A second call changes nothing.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    if not at:
        return domain
    if domain in _GOOGLE:
        domain = "gmail.com"
        local = local.replace(".", "")
    local = _without_tag(local, "+")
    if _YAHOO.fullmatch(domain):
        local = _without_tag(local, "-")
    return f"{local}@{domain}"


def _without_tag(local: str, separator: str) -> str:
    """Cut at the first separator. A local part that begins with it is no tag and stays."""
    return local.split(separator, 1)[0] or local
