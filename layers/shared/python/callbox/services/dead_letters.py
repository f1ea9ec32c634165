"""Explain a message in a dead-letter queue, and whether a redrive would change anything.

Messages carry only ids, so we look up their documents. Most are long settled, because the sweeper works from the
tables. A mail's message carries no link: sending it makes a new one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from callbox.domain.deposits import CREDITABLE, deposit_id_of, is_reference_of
from callbox.domain.identity import UserId, VerificationId, email_key
from callbox.domain.mails import MailKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from callbox.domain.verifications import Verification
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.users import Users
    from callbox.ports.verifications import Verifications


LONGEST_RESET_WISH = timedelta(minutes=30)
"""After this time no customer waits for a link to set a new password: a late one would only alarm."""

LONGEST_PUSH_WISH = timedelta(minutes=15)
"""After this time the number has ended, and a notification would only send the customer to an old code."""


@dataclass(frozen=True)
class Explanation:
    """`would_act`: a redrive may change something. An unreadable message would only fail again.

    `is_late`: the message is too old and must not be redriven.
    """

    text: str
    would_act: bool
    is_readable: bool = True
    is_late: bool = False


UNREADABLE = Explanation("not one of our messages", would_act=False, is_readable=False)


class DeadLetterService:
    def __init__(self, *, deposits: Deposits, verifications: Verifications, users: Users, clock: Clock) -> None:
        self._deposits = deposits
        self._verifications = verifications
        self._users = users
        self._clock = clock

    def explain(self, queue: str, body: str, *, sent_at: datetime) -> Explanation:
        """Look up the current state behind a message of one of our queues. Changes nothing."""
        try:
            message = json.loads(body)
        except ValueError:
            return UNREADABLE
        if not isinstance(message, dict):
            return UNREADABLE
        if queue == "deposits":
            return self._of_payment(message)
        if queue == "mails":
            return self._of_mail(message, sent_at)
        if queue == "pushes":
            return self._of_push(message, sent_at)
        return self._of_verification(queue, message)

    def _of_verification(self, queue: str, message: Mapping[str, object]) -> Explanation:
        order_id = message.get("order_id")
        if queue in ("codes", "hints") and isinstance(order_id, str):
            return self._of_order(order_id)
        user_id, verification_id = message.get("user_id"), message.get("verification_id")
        if not isinstance(user_id, str) or not isinstance(verification_id, str):
            return UNREADABLE
        verification = self._verifications.get(UserId(user_id), VerificationId(verification_id))
        if verification is None:
            return Explanation(f"no verification {verification_id}", would_act=False)
        return _of_request(verification) if queue == "numbers" else _of_poll(verification)

    def _of_payment(self, message: Mapping[str, object]) -> Explanation:
        reference = message.get("reference")
        if not isinstance(reference, str):
            return UNREADABLE
        deposit_id = deposit_id_of(reference)
        deposit = None if deposit_id is None else self._deposits.get(deposit_id)
        if deposit is None or not is_reference_of(deposit, reference):
            return Explanation(f"payment {reference} belongs to no deposit", would_act=False)
        known = f"deposit {deposit.deposit_id} is {deposit.status}"
        if deposit.status in CREDITABLE:
            return Explanation(f"{known}: we ask Paystack again", would_act=True)
        if message.get("returned") and deposit.status == "credited":
            return Explanation(f"{known}: we ask Paystack how much of it went back", would_act=True)
        if deposit.paid_reference != reference:
            return Explanation(f"{known} by another payment: this one may be a second payment", would_act=True)
        return Explanation(known, would_act=False)

    def _of_mail(self, message: Mapping[str, object], sent_at: datetime) -> Explanation:
        kind, recipient = message.get("kind"), message.get("recipient")
        if kind not in get_args(MailKind) or not isinstance(recipient, str):
            return UNREADABLE
        known = f"mail {kind} to {recipient}"
        if kind in ("sign_in_link", "new_sign_in"):  # the recipient is a link or a session
            return Explanation(f"{known}: we send it unless its link is too old", would_act=True)
        is_reset = kind == "reset_password"
        by_address = is_reset or kind == "sign_in_failures"
        user = self._users.find_by_email(email_key(recipient)) if by_address else self._users.get(UserId(recipient))
        if user is None:
            return Explanation(f"{known}, who has no account", would_act=False)
        if kind == "confirm_email" and user.email_verified:
            return Explanation(f"{known}, whose address is confirmed", would_act=False)
        if is_reset and self._clock.now() - sent_at > LONGEST_RESET_WISH:
            return Explanation(f"{known}, requested too long ago", would_act=False, is_late=True)
        return Explanation(f"{known}: we send it", would_act=True)

    def _of_push(self, message: Mapping[str, object], sent_at: datetime) -> Explanation:
        if not isinstance(message.get("user_id"), str) or not isinstance(message.get("happened_at"), str):
            return UNREADABLE
        known = f"push to the devices of {message['user_id']}"
        if self._clock.now() - sent_at > LONGEST_PUSH_WISH:
            return Explanation(f"{known}, who has seen the news by now", would_act=False, is_late=True)
        return Explanation(f"{known}: we send it to those that were not told", would_act=True)

    def _of_order(self, order_id: str) -> Explanation:
        owner = self._verifications.find_by_order_id(order_id)
        verification = None if owner is None else self._verifications.get(*owner)
        if verification is None:
            return Explanation(f"order {order_id} belongs to no verification", would_act=False)
        if verification.is_refunded:
            return Explanation(_known(verification), would_act=False)
        return Explanation(f"{_known(verification)}: we read its messages again", would_act=True)


def _of_request(verification: Verification) -> Explanation:
    if verification.state == "requesting":
        return Explanation(f"{_known(verification)}: we order its number, or refund it", would_act=True)
    return _of_poll(verification)


def _of_poll(verification: Verification) -> Explanation:
    if verification.state == "waiting":
        return Explanation(f"{_known(verification)}: we poll for its code", would_act=True)
    return Explanation(_known(verification), would_act=False)


def _known(verification: Verification) -> str:
    return f"verification {verification.verification_id} is {verification.state}"
