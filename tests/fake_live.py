"""A customer's open pages in memory: they keep what they are told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from callbox.domain.identity import UserId


@dataclass
class FakePages:
    """Every customer has a page open while `is_open`. Raises `failure` while it is set, before anything is read.

    `on_frame` is called with each customer and frame when it comes.
    """

    is_open: bool = True
    failure: Exception | None = None
    on_frame: Callable[[UserId, Any], None] | None = None
    frames: list[tuple[UserId, Any]] = field(default_factory=list)
    tried: int = 0

    def tell(self, user_id: UserId, make_frame: Callable[[], bytes]) -> None:
        self.tried += 1
        if self.failure is not None:
            raise self.failure
        if not self.is_open:
            return
        frame = json.loads(make_frame())
        self.frames.append((user_id, frame))
        if self.on_frame is not None:
            self.on_frame(user_id, frame)
