"""The reviewed list of denied services with operators' rulings in memory."""

from collections.abc import Sequence

from callbox.domain.denied_list import CATEGORIES
from callbox.domain.denied_services import Ruling, normal
from callbox.domain.operators import OperatorAct
from callbox.domain.withholding import Screen
from callbox.ports import Moved
from callbox.ports.clock import Clock
from callbox.services.denied_services import DenyList
from tests.fake_stores import FakeTables


class FakeRulings:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables
        self.stored: dict[str, Ruling] = {}
        self.reads = 0

    def list(self) -> Sequence[Ruling]:
        self.reads += 1
        return [one for _, one in sorted(self.stored.items())]

    def replace(self, before: Ruling | None, after: Ruling, act: OperatorAct) -> None:
        key = normal(after.service)
        if self.stored.get(key) != before:
            raise Moved("another ruling came first")
        self.stored[key] = after
        self._tables.operator_log[act.day, act.act_id] = act


def deny_list(clock: Clock, rulings: FakeRulings | None = None) -> DenyList:
    """Return the real list with these rulings, if any."""
    return DenyList(
        read_categories=lambda: CATEGORIES,
        make_screen=Screen,
        rulings=rulings or FakeRulings(FakeTables()),
        clock=clock,
    )
