"""The simulator's bundle of ports: each call of a port stops at the boundary between the services and the outside."""

import json
from typing import Any

from callbox.domain.denied_services import Category
from callbox.domain.money import Money
from callbox.domain.trust import LEVELS, Limits
from callbox.ports.webhooks import PaymentEvent
from tests.builders import a_config
from tests.fake_accounts import (
    FakeDevices,
    FakeEmailChanges,
    FakeMailboxes,
    FakeSecondFactors,
    FakeSessions,
    FakeTallies,
    FakeUsers,
)
from tests.fake_closures import FakeClosures
from tests.fake_oversight import FakeOperatorLog, FakeReceivables
from tests.fake_payers import FakeFingerprints, FakePayers
from tests.fake_ports import FakePorts
from tests.fake_rulings import FakeRulings
from tests.fake_shop import FakeAreaCodes, FakeCatalogue, FakePricing, FakeStockCounts, FakeWebhookRecords
from tests.fake_stores import FakeBatches, FakeBooks, FakeMessages, FakeRequestKeys
from tests.fake_world import FakeAccessTokens, FakePasswords
from tests.money.boundary import Line
from tests.money.outside import Outside
from tests.money.pages import SimulatedPages
from tests.money.payments import RefundDesk
from tests.money.scheduler import SimulatedClock

_PLENTY = 10**15
_LIMITS = {level: Limits(10, _PLENTY, _PLENTY, _PLENTY, _PLENTY, 10, _PLENTY) for level in LEVELS}
"""Only the limit of open numbers applies: the others would end a long simulation's purchases."""
_DENIED = (Category("crypto", "exchanges", names=("Coinbase",)),)
"""One entry of the reviewed list: reading all of it for each world would take longer than the run."""
_SETTINGS = a_config(limits=_LIMITS, deposit_min=Money(10_000, "NGN"), deposit_max=Money(100_000_000, "NGN"))


class SimulatedPorts(FakePorts):
    """Every port of the flows that move money, each behind the boundary under its name in faults."""

    def __init__(self, outside: Outside, line: Line) -> None:
        tables, port = outside.tables, line.port
        books, deposits = port("books", FakeBooks(tables)), port("deposits", outside.deposits)
        paystack, supplier = port("paystack", outside.paystack), port("supplier", outside.supplier)
        super().__init__(
            settings=_SETTINGS,
            clock=SimulatedClock(outside.scheduler),
            ids=outside.ids,
            log=outside.log,
            pause=outside.scheduler.sleep,
            denied_categories=lambda: _DENIED,
            users=port("users", FakeUsers(tables)),
            second_factors=FakeSecondFactors(tables),
            books=books,
            wallet_scan=books,
            closures=port("closures", FakeClosures(tables)),
            deposits=deposits,
            deposit_scan=deposits,
            request_keys=port("keys", FakeRequestKeys(tables)),
            receivables=port("receivables", FakeReceivables(tables)),
            payers=port("payers", FakePayers(tables)),
            fingerprints=FakeFingerprints(),
            pay_outs=port("pay_outs", outside.pay_outs),
            paystack=paystack,
            paystack_records=paystack,
            paystack_refunds=port("paystack", RefundDesk(outside.paystack)),
            paystack_webhook=_PaystackWebhook(),
            verifications=port("verifications", outside.verifications),
            batches=port("batches", FakeBatches(tables)),
            messages=port("messages", FakeMessages(tables)),
            catalogue=port("catalogue", FakeCatalogue(tables)),
            area_codes=port("area_codes", FakeAreaCodes(tables)),
            stock=port("stock", FakeStockCounts(tables)),
            pricing=port("settings", FakePricing(tables)),
            rulings=port("rulings", FakeRulings(tables)),
            supplier=supplier,
            supplier_records=supplier,
            supplier_webhook=_SupplierWebhook(),
            webhook_records=FakeWebhookRecords(tables),
            supplier_balances=port("balances", outside.balances),
            live=port("live", SimulatedPages(tables, line)),
            queues=port("queues", outside.queues),
            mail_queue=port("mail_queue", _MailQueue()),
            # who changes a limit is always the owner here: tests of the routes show the rest
            passwords=FakePasswords(),
            tallies=FakeTallies(tables),
            sessions=FakeSessions(tables),
            email_changes=FakeEmailChanges(tables),
            devices=FakeDevices(tables),
            mailboxes=FakeMailboxes(tables),
            access_tokens=FakeAccessTokens(),
            random_bytes=lambda: bytes(20),
            operator_log=port("operator_log", FakeOperatorLog(tables)),
            differences=port("differences", outside.differences),
        )


def paystack_event(reference: str, *, returned: bool = False, dispute_lost: bool = False) -> bytes:
    """Return the body of a simulated webhook of Paystack."""
    return json.dumps([reference, returned, dispute_lost]).encode()


class _MailQueue:
    def send_mail(self, kind: str, recipient: str) -> None:
        """Take a notice. Whether it arrives moves no money."""


class _PaystackWebhook:
    def read(self, raw_body: bytes, _signature: str | None) -> PaymentEvent:
        reference, returned, dispute_lost = _read(raw_body)
        return PaymentEvent(reference, is_return=returned, is_lost_dispute=dispute_lost)


class _SupplierWebhook:
    def read(self, raw_body: bytes, _signature: str | None) -> str:
        return raw_body.decode()


def _read(raw_body: bytes) -> Any:
    return json.loads(raw_body)
