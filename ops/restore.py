"""Restore the books of a stage to one second, and let the stage go on with them.

    python -m ops.restore --stage prod --at 2026-11-30T10:15:00Z --author ops@example.com --reason "bad release"
    python -m ops.restore undo --stage prod --at … --author … --reason …
    python -m ops.restore export --at …      the local platform's books as they are now, for a drill

Stops every writer of the books, restores their tables under new names, takes over what is newer (payments as pending,
freezes, trust levels, lost disputes), audits, and compares with Paystack and the supplier. If all is clean, switches
the stage to the restored tables and starts the writers. Accounts, sessions, settings, messages and logs stay as they
are. docs/operating.md says what a restore cannot give back.

Every step may be repeated: after an interruption, run the same command again. Until the switch, `undo` starts the stage
on the books that it had, which are only read. Needs the rights of the person who deploys.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from callbox.composition.aws import AwsPorts
from callbox.composition.services import Services
from callbox.config import config
from callbox.domain.differences import Difference
from callbox.domain.restoring import SETTLED_LATER, is_explained
from callbox.services.comparing_payments import WEEKLY
from infra.settings import parameter as parameter_of
from ops.audit import SEGMENTS
from ops.keys import parameter, set_parameters
from ops.operating import Silent, add_author, add_stage, note, services_of, shown
from ops.restoring.alarms import Alarms
from ops.restoring.tables import Exports, NotRestorable, PointInTime, delete, protect
from ops.restoring.taking_over import TakingOver
from ops.restoring.writers import Writers

PARAMETER = parameter_of("BOOKS_PREFIX")
LOCAL = "local"
READY_WITHIN_S = 24 * 3600
"""AWS promises no time for a restore; most end within an hour, whatever the size of the table."""
MOST_SWEEPS = 10_000


class Held(Exception):
    """The restore stopped before the switch; the text says why and what to do."""


class Restore:
    """One restore. `target` begins the restored tables' names and follows from the second, so a repeat goes on."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._stage, self._at = options.stage, options.at
        self._services = services_of(options)
        self._session = boto3.Session()
        self._client = self._session.client("dynamodb")
        self._pause_s = 0.2 if self._stage == LOCAL else 10.0
        self._exports = Exports(self._client, Path(options.state_dir) / "exports")
        self._recovery = self._exports if self._stage == LOCAL else PointInTime(self._client)
        self._writers = Writers(self._session, self._stage, pause_s=self._pause_s)
        self._alarms = Alarms(self._session, self._stage)
        self._own = os.environ["TABLE_PREFIX"]
        self._source = os.environ.get("BOOKS_PREFIX") or self._own
        self._target = f"{self._own}at-{self._at:%Y%m%dt%H%M%Sz}-"

    def export(self) -> None:
        if self._stage != LOCAL:
            raise NotRestorable(f"{self._stage} has point-in-time recovery: only the local platform needs exports")
        self._exports.write(self._source, self._at)

    def run(self) -> None:
        """Do every step that is not done yet. Raises NotRestorable or Held."""
        if self._source != self._target:
            self._must_be_possible()
            note(self._services, self._options, "restore_run", self._target)
            self._restore()
            self._switch()
        elif self._writers.restore_under_way() is None:
            self._listen()
            raise NotRestorable(f"the stage runs on the books of {self._at:%FT%TZ}: nothing is left to do")
        self._start()
        note(self._services, self._options, "restore_ended", self._target)

    def undo(self) -> None:
        """Start the stage on the books that it had, and delete the restored tables. Raises NotRestorable."""
        if self._source == self._target:
            raise NotRestorable("the stage was switched to these books: restore to another second instead")
        self._must_be_the_only_one()
        note(self._services, self._options, "restore_undone", self._target)
        self._start()
        with _step(f"delete the tables {self._target}*"):
            delete(self._client, self._target)

    def _start(self) -> None:
        with _step("start the writers") as said:
            said += list(self._writers.start())
        self._listen()

    def _listen(self) -> None:
        with _step("let the silenced alarms ring again") as said:
            said += list(self._alarms.listen())

    def _must_be_possible(self) -> None:
        if self._at >= datetime.now(UTC):
            raise NotRestorable(f"{self._at:%FT%TZ} is in the future")
        try:
            parameter(self._session, self._stage, PARAMETER)
        except ValueError:
            raise NotRestorable("the stage's release knows no restored books: deploy this release first") from None
        self._must_be_the_only_one()
        self._recovery.must_reach(self._source, self._at)

    def _must_be_the_only_one(self) -> None:
        other = self._writers.restore_under_way()
        if other not in (None, self._target):
            raise NotRestorable(f"the restore to {other}* is under way: end it with its own --at, or undo it")

    def _restore(self) -> None:
        with _step("silence the alarms that a stop rings") as said:
            said += list(self._alarms.silence())
        with _step("stop the writers of the books") as said:
            said += list(self._writers.stop(self._target))
        with _step(f"restore the books to {self._at:%FT%TZ} as {self._target}*"):
            self._recovery.begin(self._source, self._target, self._at)
            self._wait_until(lambda: not self._recovery.unfinished(self._target))
        with _step("protect the restored tables"):
            self._wait_until(self._protected)
        if not self._options.skip_wait:
            until = self._writers.still_running_until()
            with _step(f"wait until every invocation has ended, at {until:%T} UTC"):
                self._wait_until(lambda: datetime.now(UTC) >= until)
        restored = self._restored_services()
        with _step("take over what is newer") as said:
            taken = TakingOver(self._client, told=self._source, restored=self._target, at=self._at)
            said += [f"{count} {what}" for what, count in taken.run(restored.operator_acts).items() if count]
        with _step("audit the books of that second") as said:
            audited = restored.audit.run(segments=SEGMENTS)
            said += [f"{audited.wallets} wallets, {audited.entries} entries, {audited.balance_minor} minor units"]
            self._hold([one for one in audited.differences if one.kind not in SETTLED_LATER])
        with _step("settle what was open then") as said:
            said.append(_settle(restored))
        with _step("compare with Paystack and the supplier") as said:
            self._compare(restored, said)

    def _compare(self, restored: Services, said: list[str]) -> None:
        """Compare twice: the first run repairs what the regular code repairs, the second must find nothing."""
        since = self._at - WEEKLY
        said += restored.reconciliation.run(since=since).made_good
        report = restored.reconciliation.run(since=since, segments=SEGMENTS)
        said += [f"explained by the restore: {one.kind} {one.subject}" for one in report.differences if self._fits(one)]
        self._hold([one for one in report.differences if not self._fits(one)], report.left_out)

    def _fits(self, difference: Difference) -> bool:
        return is_explained(difference, at=self._at)

    def _hold(self, differences: list[Difference], left_out: list[str] | None = None) -> None:
        """Raise Held for what an operator must look at first. No money leaves while the writers are stopped."""
        found = [*shown(differences), *(f"  could not be compared: {one}" for one in left_out or [])]
        if found and not self._options.accept:
            raise Held("\n".join(found))
        if found:
            print("\n".join(found))
            note(self._services, self._options, "restore_differences_accepted", self._target)

    def _switch(self) -> None:
        with _step(f"switch the stage to {self._target}*"):
            # the stop has the alarms ring that undo a release
            set_parameters(self._session, self._stage, {PARAMETER: self._target}, undoable=False)

    def _restored_services(self) -> Services:
        os.environ["BOOKS_PREFIX"] = self._target
        config.cache_clear()
        self._services = Services(AwsPorts(log=Silent()))
        return self._services

    def _protected(self) -> bool:
        try:
            protect(self._client, self._source, self._target)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ContinuousBackupsUnavailableException":
                raise
            return False
        return True

    def _wait_until(self, is_true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not is_true():
            if time.monotonic() > deadline:
                raise Held(f"  not ready after {READY_WITHIN_S // 3600} hours")
            time.sleep(self._pause_s)


def _settle(restored: Services) -> str:
    """Sweep until nothing is due: ask Paystack about every pending payment and the supplier about every open order."""
    deposits = verifications = failed = 0
    for _ in range(MOST_SWEEPS):
        swept = restored.sweeper.run(deadline=datetime.max.replace(tzinfo=UTC))
        if not swept.deposits and not swept.verifications:
            break
        deposits, verifications, failed = (
            deposits + swept.deposits,
            verifications + swept.verifications,
            failed + swept.failed,
        )
    return f"{deposits} deposits, {verifications} verifications, {failed} failures, which the sweeper tries again"


@contextmanager
def _step(text: str) -> Iterator[list[str]]:
    """Print a step, how long it took, and the lines that it adds."""
    said: list[str] = []
    began = time.monotonic()
    print(f"{text} ...", flush=True)
    yield said
    for line in said:
        print(f"  {line}")
    print(f"  done in {time.monotonic() - began:.1f} s", flush=True)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        restore = Restore(options)
        {"run": restore.run, "undo": restore.undo, "export": restore.export}[options.command]()
    except NotRestorable as refusal:
        print(f"nothing was changed: {refusal}", file=sys.stderr)
        return 1
    except Held as held:
        print(held)
        print(
            "held: nothing is switched and the writers stay stopped. Look at each line; then run the command again, "
            "with --accept to go on with the books as they are, or `undo`.",
            file=sys.stderr,
        )
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Restore the books of a stage to one second.")
    parser.add_argument("command", nargs="?", choices=("run", "undo", "export"), default="run")
    parser.add_argument("--at", required=True, type=_second, help="the second in UTC, such as 2026-11-30T10:15:00Z")
    parser.add_argument("--accept", action="store_true", help="go on although differences were found")
    parser.add_argument("--skip-wait", action="store_true", help="no function runs any more: do not wait for its end")
    add_author(parser)
    add_stage(parser)
    options = parser.parse_args(arguments)
    if options.command != "export" and not (options.author and options.reason):
        parser.error(f"{options.command} needs --author and --reason")
    return options


def _second(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time like 2026-11-30T10:15:00Z") from None
    if moment.tzinfo is None or moment.microsecond:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole second with its zone, like 2026-11-30T10:15:00Z")
    return moment.astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main())
