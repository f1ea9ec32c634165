"""Limits on failed sign-ins, so that a stranger's guesses keep no owner out.

A known device is counted by itself: neither a network nor the failures of others stop it. Tries from unknown devices
are counted for the account and for their network. A network asks for work first and is closed late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.attempts import WRONG_CODES, Counted, on_network, work_bits
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import email_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.attempts import AttemptRules
    from callbox.domain.devices import Device
    from callbox.domain.identity import User
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.devices import DeviceService, Recognized
    from callbox.services.work import WorkService


class SignInTries:
    def __init__(
        self,
        *,
        limiter: AttemptLimiter,
        work: WorkService,
        devices: DeviceService,
        rules: AttemptRules,
        mail_queue: MailQueue,
        clock: Clock,
        log: Log,
    ) -> None:
        self._limiter = limiter
        self._work = work
        self._devices = devices
        self._rules = rules
        self._mail_queue = mail_queue
        self._clock = clock
        self._log = log

    def begin(self, user: User | None, *, email: str, network: str, device_token: str | None, proof: str | None) -> Try:
        """Begin one try to sign in to the account of an address, which may not exist.

        Raises Refused `work_required` or `work_wrong`. A try that comes while the device, the account or the network is
        closed has its refusal in `closed`; its outcome must not be told to the client.
        """
        recognized = self._devices.recognize(user, device_token)
        if recognized.device:
            device = recognized.device
            counted = [Counted(self._rules.failures_per_device, f"{device.user_id} {device.device_id}")]
            return Try(self, email, recognized, counted, self._limiter.standing(*counted)[1])
        pairs = on_network(self._rules.failures_per_network, network)
        counted = [self._of_account(email), *(one for _, one in pairs)]
        tallies, closed = self._limiter.standing(*counted)
        if not closed:
            self._work.must_be_done("sign_in", bits=work_bits(pairs, tallies, now=self._clock.now()), proof=proof)
        return Try(self, email, recognized, counted, closed)

    def clear(self, email: str) -> None:
        """Forget the failures of an account, for its owner who has proved to be it. Its networks' stay counted."""
        self._limiter.forget(self._of_account(email))

    def count(self, email: str, recognized: Recognized, counted: Sequence[Counted]) -> None:
        """Count a failure. Tells the owner, once a day, when an hour had many from unknown devices.

        Raises Refused `rate_limited` when others have closed the account or the network meanwhile.
        """
        if recognized.device:
            self._limiter.count(*counted)
            return
        many = Counted(self._rules.many_failures, email_key(email))
        try:
            self._limiter.count(*counted)
        finally:
            if self._limiter.reaches_limit(many):
                self._tell(email)

    def forget(self, counted: Counted) -> None:
        self._limiter.forget(counted)

    def closed(self, counted: Sequence[Counted]) -> Refused | None:
        return self._limiter.standing(*counted)[1]

    def _of_account(self, email: str) -> Counted:
        return Counted(self._rules.failures_per_account, email_key(email))

    def _tell(self, email: str) -> None:
        try:
            self._limiter.count(Counted(self._rules.many_failures_told, email_key(email)))
            self._mail_queue.send_mail("sign_in_failures", email.strip())
        except Refused:
            pass  # told today
        except Unavailable:
            self._log.record("mail_not_queued", kind="sign_in_failures", user_id=None)


def wrong_codes(user: User, device: Device | None) -> Counted:
    """Return what wrong codes of a sign-in are counted under: its known device, or the account for all unknown ones.

    So codes that a stranger with the password types elsewhere never refuse the owner's on a known device.
    """
    return Counted(WRONG_CODES, f"{user.user_id} {device.device_id}" if device else user.user_id)


class Try:
    """One try. `closed` is the refusal to answer, whatever comes of it; None when it is taken."""

    def __init__(
        self,
        tries: SignInTries,
        email: str,
        recognized: Recognized,
        counted: Sequence[Counted],
        closed: Refused | None,
    ) -> None:
        self._tries = tries
        self._email = email
        self._counted = counted
        self.recognized = recognized
        self.closed = closed

    def failed(self) -> None:
        """Count a failure. Raises what `SignInTries.count` raises."""
        self._tries.count(self._email, self.recognized, self._counted)

    def look_again(self) -> None:
        """Close the try if guesses that ran beside it have closed the account or the network meanwhile."""
        self.closed = self.closed or self._tries.closed(self._counted)

    def succeeded(self) -> None:
        """Forget the failures of the device, or of the account when it came from an unknown one."""
        self._tries.forget(self._counted[0])
