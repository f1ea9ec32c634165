"""Compares the books of customers, Paystack and the supplier after a platform has recovered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import requests

from tests.engines.killed_customers import KilledCustomer

_TIMEOUT_S = 60
_OPEN = "verificationPending"
_BILLED = "verificationCompleted"
_PAID = ("success", "reversed")


class Books:
    """Everything known about the money of all customers of the platform."""

    def __init__(self, stack: Mapping[str, str], customers: Sequence[KilledCustomer]) -> None:
        self._stack = stack
        self._customers = customers

    def unsettled(self) -> str:
        """Return what is not settled: uncredited payments and open numbers, here or at the supplier."""
        opened = [one.send("GET", "/verifications?state=open") for one in self._customers]
        if any(page is None for page in opened):
            return "the API does not answer"
        count = sum(len(page["verifications"]) for page in opened)
        entries = [entry for one in self._customers for entry in one.pages("/wallet/entries", "entries")]
        unlike = len(wrong_payments(self._payments(), self._refunds(), entries))
        pending = sum(one["state"] == _OPEN for one in self._orders())
        found = ((count, "numbers open"), (unlike, "payments not as at Paystack"), (pending, "orders open"))
        return ", ".join(f"{n} {what}" for n, what in found if n)

    def wrongs(self) -> list[str]:
        """Compare every wallet with its documents, and all of them with both simulators."""
        found: list[str] = []
        for wallet, verifications in self._accounts:
            found += self._wrong_entries(wallet, verifications)
        entries = [entry for entries, _ in self._accounts for entry in entries]
        found += wrong_payments(self._payments(), self._refunds(), entries)
        states = {one["id"]: one["state"] for _, verifications in self._accounts for one in verifications}
        return found + wrong_orders(states, self._orders())

    def report(self) -> str:
        """Return the totals, line by line."""
        states = Counter(one["state"] for _, verifications in self._accounts for one in verifications)
        orders = Counter(one["state"].removeprefix("verification") for one in self._orders())
        acts = sum((one.acts for one in self._customers), Counter[str]())
        paid, deposits = [one["amount"] for one in self._payments()], self._amounts("deposit")
        returned, taken = [one["amount"] for one in self._refunds()], self._amounts("adjustment")
        purchases, refunds = self._amounts("purchase"), self._amounts("refund")
        lines = [
            f"acts of {len(self._customers)} customers       {acts.total():>8,}  {_listed(acts)}",
            f"requests sent again        {sum(one.repeated for one in self._customers):>8,}",
            f"payments at Paystack       {len(paid):>8,}  {sum(paid):,} kobo",
            f"credited                   {len(deposits):>8,}  {sum(deposits):,} kobo",
            f"refunded at Paystack       {len(returned):>8,}  {sum(returned):,} kobo",
            f"taken from wallets         {len(taken):>8,}  {-sum(taken):,} kobo",
            f"numbers settled            {states.total():>8,}  {_listed(states)}",
            f"paid for                   {len(purchases):>8,}  {-sum(purchases):,} kobo",
            f"refunded                   {len(refunds):>8,}  {sum(refunds):,} kobo",
            f"orders at the supplier     {orders.total():>8,}  {_listed(orders)}",
        ]
        return "\n".join(lines)

    @cached_property
    def _accounts(self) -> list[tuple[list[Any], list[Any]]]:
        """Each customer's entries and verifications, read after everything has settled."""
        return [
            (one.pages("/wallet/entries", "entries"), one.pages("/verifications", "verifications"))
            for one in self._customers
        ]

    @staticmethod
    def _wrong_entries(entries: list[Any], verifications: list[Any]) -> list[str]:
        found: list[str] = []
        bought = Counter(one["verification_id"] for one in entries if one["kind"] == "purchase")
        back = Counter(one["verification_id"] for one in entries if one["kind"] == "refund")
        for one in verifications:
            due = (1, 0 if one["state"] == "received" else 1)
            if (bought[one["id"]], back[one["id"]]) != due:
                found.append(
                    f"{one['id']} is {one['state']}, paid {bought[one['id']]}, refunded {back[one['id']]} times"
                )
        known = {one["id"] for one in verifications}
        found += [f"an entry of the unknown number {one}" for one in {*bought, *back} - known]
        credited = Counter(one["deposit_id"] for one in entries if one["kind"] == "deposit")
        return found + [f"{one} was credited {times} times" for one, times in credited.items() if times > 1]

    def _amounts(self, kind: str) -> list[int]:
        return [one["amount_minor"] for entries, _ in self._accounts for one in entries if one["kind"] == kind]

    def _payments(self) -> list[Any]:
        return [one for one in self._listed_at("paystack", "transactions") if one["status"] in _PAID]

    def _refunds(self) -> list[Any]:
        """Return the processed refunds, as Paystack lists them to its merchant."""
        found: list[Any] = []
        headers = {"Authorization": f"Bearer {self._stack['paystack_secret_key']}"}
        while True:
            query = {"perPage": 100, "page": len(found) // 100 + 1}
            url = f"{self._stack['paystack_url']}/refund"
            answer = requests.get(url, params=query, headers=headers, timeout=_TIMEOUT_S)
            answer.raise_for_status()
            page = answer.json()["data"]
            found += page
            if len(page) < query["perPage"]:
                return [one for one in found if one["status"] == "processed"]

    def _orders(self) -> list[Any]:
        return self._listed_at("textverified", "verifications")

    def _listed_at(self, party: str, name: str) -> list[Any]:
        answer = requests.get(f"{self._stack[f'{party}_url']}/__control/{name}", timeout=_TIMEOUT_S)
        found: list[Any] = answer.json()[name]
        return found


def wrong_payments(
    payments: Sequence[Mapping[str, Any]], refunds: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Compare the payments less refunds at Paystack with the wallets' entries, deposit by deposit.

    A payment that was fully refunded before it was credited is correctly in no wallet.
    """
    kept, held = Counter[str](), Counter[str]()
    deposits = {one["id"]: one["reference"].rpartition("-")[0] for one in payments}
    for one in payments:
        kept[deposits[one["id"]]] += one["amount"]
    for one in refunds:
        kept[deposits[one["transaction"]]] -= one["amount"]
    for one in entries:
        if one["deposit_id"] is not None:
            held[one["deposit_id"]] += one["amount_minor"]
    return [
        f"of the payment of {one} Paystack has {kept[one]} and the wallet got {held[one]}"
        for one in sorted({*kept, *held})
        if kept[one] != held[one]
    ]


def wrong_orders(states: Mapping[str, str], orders: Sequence[Mapping[str, Any]]) -> list[str]:
    """Compare the verifications, by id, with the supplier's orders.

    A paid verification has exactly one billed order; a refunded one has none, unless its request was abandoned
    before its number came: such an order may get a text before it is cancelled, see docs/reliability.md.
    """
    billed, found = Counter[str](), list[str]()
    for order in orders:
        owner, state = order["idempotency_key"].partition("-")[0], order["state"]
        if owner not in states:
            found.append(f"an order of the unknown number {owner}")
        if state == _OPEN:
            found.append(f"an order of {owner} is still open")
        billed[owner] += state == _BILLED
    for verification_id, state in states.items():
        times = billed[verification_id]
        allowed = {"received": (1,), "failed": (0, 1)}.get(state, (0,))
        if times not in allowed:
            found.append(f"{verification_id} is {state} and {times} of its orders are billed")
    return found


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counted.items()))
