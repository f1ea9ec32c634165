"""Limits on attempts: failed sign-ins, sign-ups, requested mails, requests to Paystack.

Pure: what is counted, under which key, and when it reaches the limit. A tally that reaches its rule's limit blocks.
If the rule says so, each block in a row is longer than the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from callbox.domain.networks import Width, widths
from callbox.domain.work import bits_for

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
class Brake:
    """One threshold for the attempts of a network: from `work_from` on each asks for work; at the rule's limit, none is
    taken for the rest of the window."""

    rule: Rule
    work_from: int | None = None

    def on(self, network: str) -> Counted:
        return Counted(self.rule, network)


Brakes = Mapping[Width, Sequence[Brake]]
"""How an act is slowed, by the width of the network that is counted."""
NEVER = 10**12
"""The limit of a rule that asks for work and closes nothing."""


@dataclass(frozen=True)
class AttemptRules:
    """The rules for attempts on accounts.

    A failed sign-in on a known device counts for the device alone, any other for the account and the network. A sign-up
    counts as tried whatever comes of it, and as made when it makes an account: only accounts close a network.
    """

    failures_per_device: Rule
    failures_per_account: Rule
    many_failures: Rule
    """Reached once an hour at most: then the owner is told."""
    many_failures_told: Rule
    failures_per_network: Brakes
    sign_ups_tried: Brakes
    sign_ups_made: Brakes
    reset_mails_per_network: Brakes


def attempt_rules(
    *, failures_per_account: int, failures_per_address: int, sign_ups_per_address: int, reset_mails_per_address: int
) -> AttemptRules:
    """Return the rules. The four numbers say where an act is slowed first; its other thresholds are multiples of them.

    Failures are per minute, sign-ups and mails per hour, for one account or one network address.
    """
    minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
    failures, sign_ups, mails = failures_per_address, sign_ups_per_address, reset_mails_per_address
    return AttemptRules(
        Rule("sign_in_failures_per_device", 2 * failures_per_account, 15 * minute, longest_block=15 * minute),
        Rule("sign_in_failures_per_account", failures_per_account, minute, longest_block=15 * minute),
        Rule("sign_in_failures_an_hour", 4 * failures_per_account, hour),
        Rule("sign_in_failures_told", 1, day),
        # thousands of customers share an address behind a mobile carrier, so work comes first and the end late
        {
            "narrow": (
                Brake(Rule("sign_in_failures_a_minute", NEVER, minute), failures),
                Brake(Rule("sign_in_failures_narrow", 30 * failures, hour), 3 * failures),
            ),
            "/56": (Brake(Rule("sign_in_failures_56", 60 * failures, hour), 3 * failures),),
            "/48": (Brake(Rule("sign_in_failures_48", 150 * failures, hour), 10 * failures),),
        },
        {
            "narrow": (Brake(Rule("sign_ups_tried_narrow", NEVER, hour), sign_ups),),
            "/56": (Brake(Rule("sign_ups_tried_56", NEVER, hour), 2 * sign_ups),),
            "/48": (Brake(Rule("sign_ups_tried_48", NEVER, hour), 10 * sign_ups),),
        },
        {
            "narrow": (Brake(Rule("sign_ups_narrow", 20 * sign_ups, hour)),),
            "/56": (Brake(Rule("sign_ups_56", 40 * sign_ups, hour)),),
            "/48": (Brake(Rule("sign_ups_48", 100 * sign_ups, hour)),),
        },
        {
            "narrow": (Brake(Rule("reset_mails_narrow", 30 * mails, hour), mails),),
            "/48": (Brake(Rule("reset_mails_48", 150 * mails, hour), 5 * mails),),
        },
    )


def on_network(brakes: Brakes, network: str) -> list[tuple[Brake, Counted]]:
    """Return the brakes that a network runs into, each with what it counts."""
    return [(brake, brake.on(name)) for width, name in widths(network).items() for brake in brakes.get(width, ())]


def work_bits(brakes: Sequence[tuple[Brake, Counted]], tallies: Mapping[str, Tally], *, now: datetime) -> int:
    """Return the bits of the work that these tallies ask for; 0 for none."""
    bits = 0
    for brake, counted in brakes:
        tally = tallies.get(counted.key)
        if tally and brake.work_from is not None and now < tally.since + brake.rule.window:
            bits = max(bits, bits_for(tally.attempts, asked_from=brake.work_from))
    return bits


WRONG_CODES = Rule("wrong_codes_per_account", 10, timedelta(hours=1))
"""Wrong codes of a second factor, over all routes that take one without a session. No reset clears it."""
WRONG_CODES_PER_LINK = Rule("wrong_codes_per_reset_link", 5, timedelta(hours=24))
WRONG_PROOFS = Rule("wrong_proofs_per_session", 10, timedelta(hours=1))
"""Wrong passwords and codes within one session: counted by it alone, so that failures elsewhere never refuse it."""

EMAIL_CHANGES = Rule("email_changes_per_account", 5, timedelta(days=1))
"""Wishes for another address: each is told to the address that the account has, and notices are never dropped."""


def payment_questions(limit: int) -> Rule:
    """Return the rule for requests to Paystack per account and minute. All accounts share Paystack's own limit."""
    return Rule("payment_questions_per_account", limit, timedelta(minutes=1))


def mails_per_mailbox(an_hour: int) -> tuple[Rule, Rule]:
    """Return the rules for the mails of one kind to one mailbox: `an_hour`, and in the same proportion eight a day."""
    return (
        Rule("mails_per_mailbox_an_hour", an_hour, timedelta(hours=1)),
        Rule("mails_per_mailbox_a_day", ceil(an_hour * 8 / 3), timedelta(days=1)),
    )


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


def one_less(tally: Tally) -> Tally:
    """Return the tally as if its newest attempt had not been made, for a rule whose blocks do not grow."""
    return replace(
        tally,
        attempts=max(0, tally.attempts - 1),
        blocks=max(0, tally.blocks - 1) if tally.blocked_until else tally.blocks,
        blocked_until=None,
        version=tally.version + 1,
    )


def _blocked_until(tally: Tally, rule: Rule, now: datetime) -> datetime:
    if rule.longest_block is None:
        return tally.since + rule.window
    # the exponent is bounded because `blocks` is not
    pause: timedelta = rule.window * 2 ** min(tally.blocks, 20)
    return now + min(pause, rule.longest_block)
