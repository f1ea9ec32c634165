"""Customers' open pages: whatever they are told is committed already."""

import json
from collections.abc import Callable
from typing import Any

from callbox.domain.identity import DepositId, UserId, VerificationId
from tests.fake_stores import FakeTables
from tests.money.boundary import Line
from tests.money.scheduler import Violation


class SimulatedPages:
    """Every customer has a page open."""

    def __init__(self, tables: FakeTables, line: Line) -> None:
        self._tables = tables
        self._line = line

    def tell(self, user_id: UserId, make_frame: Callable[[], bytes]) -> None:
        frame = json.loads(self._line.aside(make_frame))
        is_committed = self._is_deposit_committed if frame["kind"] == "deposit" else self._is_verification_committed
        if not is_committed(user_id, frame[frame["kind"]]):
            raise Violation(f"a page of {user_id} was told what is not stored: {frame}")
        if "wallet" in frame and not self._is_wallet_committed(user_id, frame["wallet"]):
            raise Violation(f"a page of {user_id} was told of a wallet that never was: {frame['wallet']}")

    def _is_verification_committed(self, user_id: UserId, told: dict[str, Any]) -> bool:
        stored = self._tables.verifications[user_id, VerificationId(told["id"])]
        is_as_stored = told["revision"] == stored.version and told["state"] == stored.state
        return bool(is_as_stored or told["revision"] < stored.version)

    def _is_deposit_committed(self, user_id: UserId, told: dict[str, Any]) -> bool:
        stored = self._tables.deposits[DepositId(told["id"])]
        is_credited = told["status"] != "credited" or stored.status == "credited"
        return stored.user_id == user_id and is_credited and told["returned_minor"] <= stored.returned_minor

    def _is_wallet_committed(self, user_id: UserId, told: dict[str, Any]) -> bool:
        balances = {entry.n: entry.balance_after.minor for entry in self._tables.entries.get(user_id, ())}
        return bool(told["balance_minor"] == balances.get(told["revision"], 0))
