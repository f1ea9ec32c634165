"""Gives challenges for proof of work and accepts each proof once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Refused
from callbox.domain.work import LIFETIME, PARTS, Act, Challenge, is_done, read_proof

if TYPE_CHECKING:
    from callbox.ports.challenges import Challenges
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log


class WorkService:
    def __init__(self, *, challenges: Challenges, clock: Clock, ids: Ids, log: Log) -> None:
        self._challenges = challenges
        self._clock = clock
        self._ids = ids
        self._log = log

    def must_be_done(self, act: Act, *, bits: int, proof: str | None) -> None:
        """Accept a proof of at least `bits` bits for this act and use it up. Zero bits ask for nothing and use nothing.

        Raises Refused: `work_required` with a new challenge, when there is no proof or it has too few bits (a phone
        that changes its network may be asked for more); `work_wrong` for a proof that is wrong, used, too old or for
        another act.
        """
        if not bits:
            return
        if not proof:
            raise self._asked(act, bits)
        read = read_proof(proof)
        given = self._challenges.get(read.challenge) if read else None
        if read is None or given is None or given.act != act or self._clock.now() >= given.expires_at:
            raise self._wrong(act)
        if given.bits < bits:
            raise self._asked(act, bits)
        if not is_done(read, bits=given.bits) or not self._challenges.use(given.challenge):
            raise self._wrong(act)
        self._log.record("work_done", act=act, bits=given.bits)

    def _asked(self, act: Act, bits: int) -> Refused:
        challenge = Challenge(self._ids.new_secret(), act, bits, self._clock.now() + LIFETIME)
        self._challenges.add(challenge)
        self._log.record("work_required", act=act, bits=bits)
        return Refused(
            "work_required",
            "Many tries came from your network. Do the work of this challenge, then send the request again with it.",
            challenge=challenge.challenge,
            bits=bits,
            parts=PARTS,
            expires_at=challenge.expires_at.isoformat(timespec="seconds"),
        )

    def _wrong(self, act: Act) -> Refused:
        self._log.record("work_wrong", act=act)
        return Refused("work_wrong", "This proof of work is wrong, used or too old. Send the request without one.")
