"""Frames for open pages: the documents exactly as the routes answer them, with the wallet when it is news.

{"kind": "verification", "verification": {…an item of GET /verifications}, "wallet": {…}?}
{"kind": "deposit", "deposit": {…of GET /deposits/{id}}, "wallet": {…}?}
{"kind": "verification", "id": …, "revision": …, "wallet": {…}?}    too long to send: the page asks for it
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import UNSET, Struct, UnsetType, json

from callbox.domain.deposits import Deposit
from callbox.domain.ledger import WalletNow
from callbox.domain.messages import Message
from callbox.domain.verifications import Verification
from callbox.http.shapes import DepositShape, Id, VerificationShape, WalletNowShape

MOST_BYTES = 32 * 1024
"""API Gateway's largest frame, and the size up to which one message is paid for:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"""


class VerificationFrame(Struct, tag_field="kind", tag="verification"):
    verification: VerificationShape
    wallet: WalletNowShape | UnsetType = UNSET


class LongVerificationFrame(Struct, tag_field="kind", tag="verification"):
    """For a document above `MOST_BYTES`."""

    id: Id
    revision: int
    wallet: WalletNowShape | UnsetType = UNSET


class DepositFrame(Struct, tag_field="kind", tag="deposit"):
    deposit: DepositShape
    wallet: WalletNowShape | UnsetType = UNSET


def verification(
    verification: Verification, messages: Sequence[Message], wallet: WalletNow | None, *, now: datetime
) -> bytes:
    """Return the frame of a verification, of at most `MOST_BYTES`."""
    shape = VerificationShape.of(verification, messages, now=now)
    frame = json.encode(VerificationFrame(shape, _beside(wallet)))
    if len(frame) <= MOST_BYTES:
        return frame
    return json.encode(LongVerificationFrame(shape.id, shape.revision, _beside(wallet)))


def deposit(deposit: Deposit, wallet: WalletNow | None) -> bytes:
    """Return the frame of a deposit, which is never long."""
    return json.encode(DepositFrame(DepositShape.of(deposit), _beside(wallet)))


def _beside(wallet: WalletNow | None) -> WalletNowShape | UnsetType:
    return UNSET if wallet is None else WalletNowShape.of(wallet)
