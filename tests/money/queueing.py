"""The queues as SQS keeps them: at least once, late, out of order, again after a crash, and finally dead letters."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from callbox.domain.identity import UserId, VerificationId
from tests.money.scheduler import Scheduler, Task

MAX_RECEIVES = 5
NUMBER_LANES = 4
_DEDUPLICATED_FOR_S = 300.0

Run = Callable[[str, tuple[str, ...], Callable[[Task], None]], None]
"""Starts a flow with these arguments and reports how it ended."""


@dataclass
class QueuedMessage:
    flow: str
    args: tuple[str, ...]
    receives: int = 0


@dataclass
class _Lane:
    """A FIFO message group: only its first message is processed, and blocks the others until it is done."""

    waiting: deque[QueuedMessage] = field(default_factory=deque)
    is_busy: bool = False


@dataclass(frozen=True)
class Delivery:
    """How the queues behave.

    `copies` is how often a message is delivered, `lateness_s` how late each copy is. Messages to the consumers in
    `idle` are never delivered, as when they are dead letters or the function is switched off.
    """

    copies: Callable[[], int]
    lateness_s: Callable[[], float]
    idle: frozenset[str]


class SimulatedQueues:
    """The Queues port. `visibility_s` is when each consumer's unfinished message is delivered again."""

    def __init__(self, scheduler: Scheduler, run: Run, *, visibility_s: dict[str, float], delivery: Delivery) -> None:
        self._scheduler = scheduler
        self._run = run
        self._visibility_s = visibility_s
        self._delivery = delivery
        self._lanes = [_Lane() for _ in range(NUMBER_LANES)]
        self._sent_at_s: dict[tuple[str, str], float] = {}
        self.dead: list[QueuedMessage] = []

    def settle_deposit(self, reference: str, *, returned: bool = False, dispute_lost: bool = False) -> None:
        facts = {"returned": returned, "dispute lost": dispute_lost}
        self._send("settle_deposit", (reference, *(name for name, holds in facts.items() if holds)))

    def fetch_code(
        self, user_id: UserId, verification_id: VerificationId, *, chain: int, poll_number: int, delay_s: int
    ) -> None:
        if not 0 <= delay_s <= 900:
            raise ValueError("a message waits for 0 to 900 seconds")
        self._send("fetch_code", (user_id, verification_id, str(chain), str(poll_number)), delay_s)

    def fetch_code_of(self, order_id: str, *, hinted_at: datetime) -> None:
        self._send("fetch_code_of", (order_id, hinted_at.isoformat()))

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        now_s = self._scheduler.now_s
        seen_at_s = self._sent_at_s.get((verification_id, nonce))
        if seen_at_s is not None and now_s - seen_at_s < _DEDUPLICATED_FOR_S:
            return
        self._sent_at_s[verification_id, nonce] = now_s
        lane = self._lanes[sum(verification_id.encode()) % NUMBER_LANES]
        lane.waiting.append(QueuedMessage("request_number", (user_id, verification_id)))
        self._pump(lane)
        for _ in range(self._delivery.copies() - 1):
            # a message whose visibility expired during its processing: a second worker, outside the lane
            self._bring_later(QueuedMessage("request_number", (user_id, verification_id)), 0.0)

    # --- standard queues

    def _send(self, flow: str, args: tuple[str, ...], delay_s: float = 0.0) -> None:
        for _ in range(self._delivery.copies()):
            self._bring_later(QueuedMessage(flow, args), delay_s)

    def _bring_later(self, message: QueuedMessage, delay_s: float) -> None:
        self._scheduler.after(delay_s + self._delivery.lateness_s(), lambda: self._bring(message))

    def _bring(self, message: QueuedMessage) -> None:
        if message.flow in self._delivery.idle:
            self.dead.append(message)
            return
        message.receives += 1
        if message.receives > MAX_RECEIVES:
            self.dead.append(message)
            return

        def ended(task: Task) -> None:
            if task.crashed or task.error is not None:
                self._scheduler.after(self._left_invisible_s(task), lambda: self._bring(message))

        self._run(message.flow, message.args, ended)

    def _left_invisible_s(self, task: Task) -> float:
        return self._visibility_s[task.flow]

    # --- the FIFO queue of orders

    def _pump(self, lane: _Lane) -> None:
        if lane.is_busy or not lane.waiting:
            return
        lane.is_busy = True
        self._scheduler.after(self._delivery.lateness_s(), lambda: self._bring_first(lane))

    def _bring_first(self, lane: _Lane) -> None:
        message = lane.waiting[0]
        if message.flow in self._delivery.idle:
            self.dead.append(message)
            self._next(lane)
            return
        message.receives += 1
        if message.receives > MAX_RECEIVES:
            self.dead.append(message)
            self._next(lane)
            return

        def ended(task: Task) -> None:
            if task.crashed or task.error is not None:
                self._scheduler.after(self._left_invisible_s(task), lambda: self._bring_first(lane))
            else:
                self._next(lane)

        self._run(message.flow, message.args, ended)

    def _next(self, lane: _Lane) -> None:
        lane.waiting.popleft()
        lane.is_busy = False
        self._pump(lane)
