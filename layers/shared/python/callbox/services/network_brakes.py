"""Slows the networks that try often: first each request costs work, much later the network is closed for a while.

A refused request is counted nowhere: it spends no share of those who share the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.attempts import on_network, work_bits

if TYPE_CHECKING:
    from callbox.domain.attempts import Brakes
    from callbox.domain.work import Act
    from callbox.ports.clock import Clock
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.work import WorkService


class NetworkBrakes:
    def __init__(self, *, limiter: AttemptLimiter, work: WorkService, clock: Clock) -> None:
        self._limiter = limiter
        self._work = work
        self._clock = clock

    def must_pass(self, act: Act, network: str, *brakes: Brakes, proof: str | None) -> None:
        """Let one request of an act pass. Uses up the proof, if work was due.

        Raises Refused: `rate_limited` while the network is closed, or `work_required`, `work_wrong`.
        """
        pairs = [pair for one in brakes for pair in on_network(one, network)]
        tallies = self._limiter.must_be_free(*(counted for _, counted in pairs))
        self._work.must_be_done(act, bits=work_bits(pairs, tallies, now=self._clock.now()), proof=proof)

    def count(self, network: str, brakes: Brakes) -> None:
        """Count one attempt of the network. Raises Refused `rate_limited`, with nothing counted, while it is closed."""
        self._limiter.count(*(counted for _, counted in on_network(brakes, network)))
