"""Ports that read whole tables, for the audit."""

from collections.abc import Iterator
from typing import Protocol

from callbox.domain.deposits import Deposit
from callbox.domain.ledger import Wallet


class WalletScan(Protocol):
    def scan(self, *, segment: int, segments: int) -> Iterator[Wallet]:
        """Yield the wallets in one of `segments` parts of the table, unordered, each as it is when it is read."""


class DepositScan(Protocol):
    def scan(self, *, segment: int, segments: int) -> Iterator[Deposit]:
        """Yield the deposits in one of `segments` parts of the table, unordered."""
