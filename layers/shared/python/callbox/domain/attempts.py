"""Limits on attempts: failed sign-ins, sign-ups, requested mails, requests to Paystack.

Pure: what is counted, under which key, and when it reaches the limit. A tally that reaches its rule's limit blocks.
If the rule says so, each block in a row is longer than the one before.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

FORGIVEN_AFTER = timedelta(hours=1)
"""Quiet time after a block, after which the next block is as short as the first."""


@dataclass(frozen=True)
class Rule:
    """At most `limit` attempts in `window`.

    A block lasts for the rest of the window. With `longest_block`, the first block lasts one window and each further
    one twice as long, up to `longest_block`.
    """

    name: str
    limit: int
    window: timedelta
    longest_block: timedelta | None = None


@dataclass(frozen=True)
class Counted:
    """What is counted: a rule, for one account or one network address."""

    rule: Rule
    subject: str

    @property
    def key(self) -> str:
        """The key of its tally. The subject is hashed: the key has a bounded length and holds no address."""
        return f"{self.rule.name}#{sha256(self.subject.encode('utf-8', 'surrogatepass')).hexdigest()}"


@dataclass(frozen=True)
class AttemptRules:
    """The rules for attempts on accounts."""

    failures_per_account: Rule
    failures_per_address: Rule
    sign_ups_per_address: Rule
    reset_mails_per_address: Rule


def attempt_rules(
    *, failures_per_account: int, failures_per_address: int, sign_ups_per_address: int, reset_mails_per_address: int
) -> AttemptRules:
    """Return the rules with these limits: failures per minute, the others per hour."""
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    return AttemptRules(
        Rule("sign_in_failures_per_account", failures_per_account, minute, longest_block=15 * minute),
        # thousands of customers share an address behind a mobile carrier, so its block ends sooner
        Rule("sign_in_failures_per_address", failures_per_address, minute, longest_block=5 * minute),
        Rule("sign_ups_per_address", sign_ups_per_address, hour),
        Rule("reset_mails_per_address", reset_mails_per_address, hour),
    )


def payment_questions(limit: int) -> Rule:
    """Return the rule for requests to Paystack per account and minute. All accounts share Paystack's own limit."""
    return Rule("payment_questions_per_account", limit, timedelta(minutes=1))


@dataclass(frozen=True)
class Tally:
    """`attempts` since `since`. `blocks` counts the blocks in a row; the last ends at `blocked_until`."""

    attempts: int
    since: datetime
    blocks: int = 0
    blocked_until: datetime | None = None
    version: int = 0

    def wait_s(self, now: datetime) -> int:
        """Return the seconds left of the block, rounded up; 0 when nothing is blocked."""
        return max(0, ceil((self.blocked_until - now).total_seconds())) if self.blocked_until else 0

    def forgotten_at(self, rule: Rule) -> datetime:
        """Return when the tally can be deleted."""
        return max(self.since + rule.window, self.blocked_until or self.since) + FORGIVEN_AFTER


def one_more(before: Tally | None, rule: Rule, *, now: datetime) -> Tally:
    """Return the tally after one more attempt. Do not call it while the tally blocks."""
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
    # the exponent is bounded because `blocks` is not
    pause: timedelta = rule.window * 2 ** min(tally.blocks, 20)
    return now + min(pause, rule.longest_block)
