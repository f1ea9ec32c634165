"""Everything outside the services, simulated: tables, queues, Paystack, the supplier, the log."""

from dataclasses import dataclass

from tests.fake_oversight import FakeDifferences, FakePayOuts, FakeSupplierBalances
from tests.fake_stores import FakeTables
from tests.fake_world import FakeIds, FakeLog
from tests.money.lagging import LaggingDeposits, LaggingVerifications
from tests.money.payments import SimulatedPaystack
from tests.money.queueing import SimulatedQueues
from tests.money.scheduler import Scheduler
from tests.money.supplying import SimulatedSupplier


@dataclass(frozen=True)
class Outside:
    """Everything behind the ports, which the auditor reads. One for each world."""

    scheduler: Scheduler
    tables: FakeTables
    deposits: LaggingDeposits
    verifications: LaggingVerifications
    queues: SimulatedQueues
    paystack: SimulatedPaystack
    supplier: SimulatedSupplier
    differences: FakeDifferences
    balances: FakeSupplierBalances
    pay_outs: FakePayOuts
    log: FakeLog
    ids: FakeIds
