"""How often somebody may try: failures of signing in, sign-ups, mails asked for, questions to Paystack.

Pure: what is counted under which name, and when it is too much. A tally that reaches its rule's limit blocks; one that
blocks again and again blocks for longer each time, where the rule says so.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

FORGIVEN_AFTER = timedelta(hours=1)
"""How long it must be quiet after a block for the next one to be as short as the first."""


@dataclass(frozen=True)
class Rule:
    """At most `limit` in `window`. A block lasts for the rest of the window, or, when `longest_block` is set, for a
    whole window the first time and twice as long each further time, up to that."""

    name: str
    limit: int
    window: timedelta
    longest_block: timedelta | None = None


@dataclass(frozen=True)
class Counted:
    """One thing that is counted: by its rule, for one account or one network address."""

    rule: Rule
    subject: str

    @property
    def key(self) -> str:
        """The name of its tally, of bounded length and without anybody's address in it."""
        return f"{self.rule.name}#{sha256(self.subject.encode('utf-8', 'surrogatepass')).hexdigest()}"


@dataclass(frozen=True)
class AttemptRules:
    """What is counted of accounts, and how often each may be."""

    failures_per_account: Rule
    failures_per_address: Rule
    sign_ups_per_address: Rule
    reset_mails_per_address: Rule


def attempt_rules(
    *, failures_per_account: int, failures_per_address: int, sign_ups_per_address: int, reset_mails_per_address: int
) -> AttemptRules:
    """Return the rules with these limits: failures a minute, the others an hour."""
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    return AttemptRules(
        Rule("sign_in_failures_per_account", failures_per_account, minute, longest_block=15 * minute),
        # a block of an address stops all who share it, thousands behind a mobile carrier: it ends sooner
        Rule("sign_in_failures_per_address", failures_per_address, minute, longest_block=5 * minute),
        Rule("sign_ups_per_address", sign_ups_per_address, hour),
        Rule("reset_mails_per_address", reset_mails_per_address, hour),
    )


def payment_questions(limit: int) -> Rule:
    """Return how often a minute one account may have us ask Paystack, whose own limit all accounts share."""
    return Rule("payment_questions_per_account", limit, timedelta(minutes=1))


@dataclass(frozen=True)
class Tally:
    """`attempts` since `since`; `blocks` one after the other, the last of them until `blocked_until`."""

    attempts: int
    since: datetime
    blocks: int = 0
    blocked_until: datetime | None = None
    version: int = 0

    def wait_s(self, now: datetime) -> int:
        """Return for how many seconds nothing more is allowed, rounded up; 0 when it is."""
        return max(0, ceil((self.blocked_until - now).total_seconds())) if self.blocked_until else 0

    def forgotten_at(self, rule: Rule) -> datetime:
        """Return when the tally has no meaning any more."""
        return max(self.since + rule.window, self.blocked_until or self.since) + FORGIVEN_AFTER


def one_more(before: Tally | None, rule: Rule, *, now: datetime) -> Tally:
    """Return the tally after one more. Not to be asked while it blocks."""
    tally = before or Tally(0, now)
    if now >= tally.since + rule.window or (tally.blocked_until and tally.attempts >= rule.limit):
        tally = replace(tally, attempts=0, since=now)
    if tally.blocked_until and now >= tally.blocked_until + FORGIVEN_AFTER:
        tally = replace(tally, blocks=0, blocked_until=None)
    tally = replace(tally, attempts=tally.attempts + 1, version=tally.version + 1)
    if tally.attempts < rule.limit:
        return tally
    return replace(tally, blocks=tally.blocks + 1, blocked_until=_blocked_until(tally, rule, now))


def _blocked_until(tally: Tally, rule: Rule, now: datetime) -> datetime:
    if rule.longest_block is None:
        return tally.since + rule.window
    # bounded before it is used as an exponent: blocks may be many
    pause: timedelta = rule.window * 2 ** min(tally.blocks, 20)
    return now + min(pause, rule.longest_block)
