"""The account log: what a line costs when its table does not answer, and how long it is shown."""

from datetime import timedelta

from callbox.domain.account_log import Origin
from callbox.domain.errors import Unavailable
from callbox.services.account_log import AccountLogService
from tests.builders import ADA
from tests.fake_accounts import FakeAccountLog
from tests.services.world import World


class Silent(FakeAccountLog):
    """A table that does not answer."""

    def add(self, entry: object) -> None:
        raise Unavailable("the table does not answer")


def test_an_act_stands_and_is_logged_when_its_line_cannot_be_written(world: World) -> None:
    log = AccountLogService(entries=Silent(world.tables), clock=world.clock, ids=world.ids, log=world.log)

    log.note("signed_in", Origin(ADA, "session"))

    assert world.log.names[-1] == "account_entry_lost"


def test_lines_are_shown_for_400_days(world: World) -> None:
    log = world.services.account_log
    log.note("signed_in", Origin(ADA, "session"))
    world.clock.advance(timedelta(days=400))
    assert len(log.page(ADA, before_id=None, limit=5)) == 1

    world.clock.advance(timedelta(seconds=1))

    assert log.page(ADA, before_id=None, limit=5) == []
