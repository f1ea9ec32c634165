"""The drill: a stage's books are restored to one second, and no customer's payment is lost or credited twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from callbox.adapters.dynamodb.books import DynamoBooks
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.sessions import DynamoSessions
from callbox.adapters.dynamodb.tables import BOOKS
from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.composition.aws import AwsPorts
from callbox.domain.deposits import Deposit
from callbox.domain.verifications import Verification
from callbox.services.orphans import OrphanService
from ops import restore
from ops.operating import Silent
from ops.restoring.tables import NotRestorable, PointInTime, delete, protect
from ops.restoring.writers import Writers
from tests.builders import ADA, BOB, a_session, a_user
from tests.ministack_process import ministack
from tests.ops.operated import PREFIX, operated
from tests.ops.restored import PRICE_MINOR, RESERVED, Restorable, next_second, restorable
from tests.simulator_processes import running_paystack, running_textverified

ACT = ("--author", "operator@callbox.example", "--reason", "a release wrote wrong balances")
SILENT = {"mode": "error_before", "status": 503, "times": 1_000}
WRONG_MINOR = 99_999_999
ALL_RUN = ([None, RESERVED, None, None], "Enabled", "ENABLED")
ALL_WRITERS_STOPPED = ([0, 0, 0, None], "Disabled", "DISABLED")
SILENCED = {"sweep_open_work-silent": False, "deposits-late": False, "page-errors": True}


@contextmanager
def _running(folder: Path) -> Iterator[Restorable]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")):
            patch.setenv(name, value)
        with (
            ministack() as url,
            running_paystack() as paystack,
            running_textverified(code_after=-1) as supplier,
            operated(url, folder, paystack, supplier) as stage,
            restorable(stage, paystack, supplier) as made,
        ):
            yield made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Restorable]:
    with _running(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restorable]:
    """A stage for tests that change nothing, or what no other test looks at."""
    with _running(tmp_path_factory.mktemp("idle")) as made:
        yield made


def restored(stage: Restorable, at: str, *arguments: str) -> Any:
    return stage.operated.run("restore", *arguments, "--at", at, *ACT)


def export_now(stage: Restorable) -> str:
    """Keep the books of this second, and return it once it is over."""
    at = f"{datetime.fromtimestamp(next_second(), UTC):%FT%TZ}"
    exported = stage.operated.run("restore", "export", "--at", at)
    assert exported.returncode == 0, exported.stderr
    next_second()
    return at


def corrupt(stage: Restorable) -> None:
    stage.operated.client("dynamodb").update_item(
        TableName=f"{PREFIX}wallets",
        Key={"user_id": {"S": ADA}},
        UpdateExpression="SET balance_minor = :minor",
        ExpressionAttributeValues={":minor": {"N": str(WRONG_MINOR)}},
    )


@dataclass(frozen=True)
class Happened:
    """What customers did. The names say whether it was before that second, after it, or across it."""

    at: str
    spent_before: Deposit
    opened_before_paid_after: Deposit
    paid_after: Deposit
    paid_after_unheard: Deposit
    bobs: Deposit
    received_before: Verification
    cancelled_before: Verification
    rented_before_received_after: Verification
    rented_after: Verification

    @property
    def adas(self) -> tuple[Deposit, ...]:
        return self.spent_before, self.opened_before_paid_after, self.paid_after, self.paid_after_unheard


def a_day(stage: Restorable) -> Happened:
    """Money moves before and after one second; then a wallet goes wrong."""
    for user_id in (ADA, BOB):
        DynamoUsers().add(a_user(user_id))
    DynamoSessions().add(a_session())
    spent_before = stage.credited(stage.open_deposit(ADA))
    bobs = stage.credited(stage.open_deposit(BOB))
    received_before = stage.receive_code(stage.rented(ADA))
    cancelled_before = stage.rented(ADA)
    stage.services().fulfilment.cancel(ADA, cancelled_before.verification_id)
    rented_before = stage.rented(ADA)
    opened_before = stage.open_deposit(ADA)

    at = export_now(stage)

    opened_before_paid_after = stage.credited(opened_before)
    paid_after = stage.credited(stage.open_deposit(ADA, key="paid after"))
    paid_after_unheard = stage.open_deposit(ADA)
    stage.act(paid_after_unheard, "pay")
    stage.act(spent_before, "refund", amount=100_000)
    rented_before_received_after = stage.receive_code(rented_before)
    rented_after = stage.rented(ADA)
    DynamoDeposits().save(bobs, replace(bobs, dispute_lost=True))
    for command in (("freeze", BOB), ("trust", ADA, "--level", "reviewed")):
        name, user_id, *more = command
        done = stage.operated.run("accounts", name, "--account", user_id, *more, *ACT)
        assert done.returncode == 0, done.stderr
    DynamoSessions().revoke("family-1")
    ada = DynamoUsers().get(ADA)
    assert ada is not None
    DynamoUsers().change_password(ada, "hash of a new password")
    corrupt(stage)
    return Happened(
        at, spent_before, opened_before_paid_after, paid_after, paid_after_unheard, bobs,
        received_before, cancelled_before, rented_before_received_after, rented_after,
    )  # fmt: skip


@pytest.fixture(scope="module")
def drilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Restorable, Happened]]:
    """A stage after its day and the restore."""
    with _running(tmp_path_factory.mktemp("drilled")) as stage:
        day = a_day(stage)
        done = restored(stage, day.at)
        assert done.returncode == 0, done.stdout + done.stderr
        yield stage, day


def test_restored_books_are_of_one_second_and_every_payment_since_is_credited_once(
    drilled: tuple[Restorable, Happened],
) -> None:
    stage, day = drilled
    assert stage.books_prefix() == f"{PREFIX}at-{day.at.lower().replace('-', '').replace(':', '')}-"
    assert stage.running() == ALL_RUN
    services = stage.services()
    books = DynamoBooks()

    # each payment once, also when its late webhook comes now; the refund at Paystack that we did not hear of once
    for deposit in day.adas:
        services.deposits.credit(deposit.reference)
    entries = list(reversed(books.entries(ADA, before_n=None, limit=100)))
    deposited = Counter(one.deposit_id for one in entries if one.kind == "deposit")
    assert deposited == {one.deposit_id: 1 for one in day.adas}
    assert [one.amount.minor for one in entries if one.kind == "adjustment"] == [-100_000]

    # purchases before that second stand, with the code that came after it; the later one is gone
    kinds = Counter((one.kind, one.verification_id) for one in entries if one.verification_id)
    bought = (day.received_before, day.cancelled_before, day.rented_before_received_after)
    assert kinds == {
        **{("purchase", one.verification_id): 1 for one in bought},
        ("refund", day.cancelled_before.verification_id): 1,
    }
    waited = services.verifications.get(ADA, day.rented_before_received_after.verification_id)
    assert (waited.verification.state, [one.code for one in waited.messages]) == ("received", ["482913"])
    assert books.wallet(ADA).balance.minor == 4 * 500_000 - 2 * PRICE_MINOR - 100_000
    assert [one.n for one in entries] == list(range(1, books.wallet(ADA).n + 1))

    audited = stage.operated.run("audit")
    assert audited.returncode == 0, audited.stdout


def test_what_protects_accounts_and_is_newer_survives_a_restore(drilled: tuple[Restorable, Happened]) -> None:
    stage, day = drilled
    services = stage.services()
    assert DynamoBooks().wallet(BOB).frozen == "a release wrote wrong balances"
    assert DynamoBooks().wallet(ADA).trust == "reviewed"
    session, ada = DynamoSessions().get("family-1"), DynamoUsers().get(ADA)
    assert session is not None
    assert session.revoked
    assert ada is not None
    assert (ada.password_hash, ada.session_epoch) == ("hash of a new password", 1)

    # documents go on above the versions told before
    [bobs, paid] = [DynamoDeposits().get(one.deposit_id) for one in (day.bobs, day.opened_before_paid_after)]
    assert bobs is not None
    assert paid is not None
    assert (bobs.dispute_lost, bobs.version > day.bobs.version + 1) == (True, True)
    assert paid.version > day.opened_before_paid_after.version
    waited = stage.verification(day.rented_before_received_after)
    assert waited.version > day.rented_before_received_after.version

    # a repeated request for a newer deposit makes no second one
    again, is_replayed = services.deposits.create(ADA, amount_minor=500_000, key="paid after", request_hash="h" * 64)
    assert (again.deposit_id, is_replayed) == (day.paid_after.deposit_id, True)

    # the supplier's order of the lost purchase is cancelled as an orphan, no other
    later = datetime.now(UTC) + timedelta(minutes=8)
    ports = AwsPorts(log=Silent())
    orphans = OrphanService(
        supplier=ports.supplier_records, verifications=ports.verifications, clock=Fixed(later), log=ports.log
    ).run()
    assert orphans.cancelled == (day.rented_after.order_id,)

    # the replaced tables were only read
    item = stage.operated.client("dynamodb").get_item(TableName=f"{PREFIX}wallets", Key={"user_id": {"S": ADA}})
    assert item["Item"]["balance_minor"] == {"N": str(WRONG_MINOR)}


@dataclass(frozen=True)
class Fixed:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


def test_a_restore_to_wrong_books_is_held_and_undone(stage: Restorable) -> None:
    DynamoUsers().add(a_user(ADA))
    stage.credited(stage.open_deposit(ADA))
    good = export_now(stage)
    corrupt(stage)
    wrong = export_now(stage)

    held = restored(stage, wrong)

    assert (held.returncode, "balance_differs" in held.stdout, "held" in held.stderr) == (1, True, True)
    assert (stage.books_prefix(), stage.running()) == ("", ALL_WRITERS_STOPPED)
    assert stage.ringing() == SILENCED
    refund = stage.operated.run("accounts", "refund", "--account", ADA, *ACT)
    assert (refund.returncode, "a restore has stopped the stage" in refund.stderr) == (1, True)
    other = restored(stage, good)
    assert (other.returncode, "is under way" in other.stderr) == (1, True)

    undone = restored(stage, wrong, "undo")

    assert undone.returncode == 0, undone.stderr
    assert (stage.books_prefix(), stage.running()) == ("", ALL_RUN)
    assert set(stage.ringing().values()) == {True}
    assert stage.tables(f"{PREFIX}at-") == []

    assert restored(stage, good).returncode == 0
    assert set(stage.ringing().values()) == {True}
    assert stage.operated.run("audit").returncode == 0
    for refused in (restored(stage, good), restored(stage, good, "undo")):
        assert refused.returncode == 1
    acts = [line.split("  ")[2] for line in stage.operated.run("operator_log").stdout.splitlines()]
    assert acts == ["restore_run", "restore_undone", "restore_run", "restore_ended"]


def test_a_restore_that_the_supplier_did_not_answer_is_held_and_goes_on_with_the_same_command(
    stage: Restorable,
) -> None:
    DynamoUsers().add(a_user(ADA))
    before = stage.credited(stage.open_deposit(ADA))
    at = export_now(stage)
    after = stage.credited(stage.open_deposit(ADA))
    corrupt(stage)
    stage.supplier.control("POST", "/__control/faults", SILENT)

    held = restored(stage, at)

    assert (held.returncode, "could not be compared: orders" in held.stdout) == (1, True), held.stdout + held.stderr
    assert (stage.books_prefix(), stage.running()) == ("", ALL_WRITERS_STOPPED)

    stage.supplier.control("POST", "/__control/reset")
    done = restored(stage, at)

    assert done.returncode == 0, done.stdout + done.stderr
    stage.services()
    deposited = Counter(one.deposit_id for one in DynamoBooks().entries(ADA, before_n=None, limit=10))
    assert deposited == {before.deposit_id: 1, after.deposit_id: 1}
    assert stage.running() == ALL_RUN

    # interrupted between the switch and the start
    list(Writers(boto3.Session(), "local", pause_s=0.1).stop(stage.books_prefix()))
    assert stage.running() == ALL_WRITERS_STOPPED
    assert restored(stage, at).returncode == 0
    assert stage.running() == ALL_RUN


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--at", "2999-01-01T00:00:00Z", *ACT), 1, "is in the future"),
        (("--at", "2026-01-01T00:00:00Z", *ACT), 1, "there is no export of 2026-01-01T00:00:00Z"),
        (("--at", "2026-01-01T00:00:00", *ACT), 2, "not a whole second with its zone"),
        (("--at", "yesterday", *ACT), 2, "is not a time like"),
        (("--at", "2026-01-01T00:00:00Z", "--author", "operator"), 2, "needs --author and --reason"),
        ((*ACT,), 2, "--at"),
    ],
)
def test_what_cannot_be_restored_is_refused_and_stops_nothing(
    idle: Restorable, arguments: tuple[str, ...], code: int, said: str
) -> None:
    refused = idle.operated.run("restore", *arguments)

    assert (refused.returncode, said in refused.stderr) == (code, True), refused.stderr
    assert idle.running() == ALL_RUN


def test_an_unknown_stage_is_named(idle: Restorable) -> None:
    with pytest.raises(SystemExit, match="is the stage 'nowhere' deployed"):
        restore.main(["--stage", "nowhere", "--at", "2026-01-01T00:00:00Z", *ACT])


def test_point_in_time_recovery_is_asked_for_every_table_of_the_books(idle: Restorable) -> None:
    """The emulator restores a table as it is now: this shows the calls, not the second."""
    client = idle.operated.client("dynamodb")
    recovery, target, now = PointInTime(client), f"{PREFIX}at-20260101t000000z-", datetime.now(UTC)
    with pytest.raises(NotRestorable, match="no point-in-time recovery"):
        recovery.must_reach(PREFIX, now)
    for name in BOOKS:
        client.update_continuous_backups(
            TableName=f"{PREFIX}{name}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        client.update_table(TableName=f"{PREFIX}{name}", DeletionProtectionEnabled=True)
    with pytest.raises(NotRestorable, match="can be restored from"):
        recovery.must_reach(PREFIX, now - timedelta(days=36))

    recovery.begin(PREFIX, target, now)
    recovery.begin(PREFIX, target, now)
    protect(client, PREFIX, target)

    assert recovery.unfinished(target) == []
    for name in BOOKS:
        recovery_of = client.describe_continuous_backups(TableName=f"{target}{name}")["ContinuousBackupsDescription"]
        assert recovery_of["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        assert client.describe_table(TableName=f"{target}{name}")["Table"]["DeletionProtectionEnabled"]
    delete(client, target)
    assert idle.tables(target) == []
