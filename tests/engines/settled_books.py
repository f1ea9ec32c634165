"""What customers, Paystack and the supplier say when a platform has recovered, held against each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import requests

from tests.engines.killed_customers import KilledCustomer

_TIMEOUT_S = 60
_OPEN = "verificationPending"
_BILLED = "verificationCompleted"


class Books:
    """All that is known of the money of some customers, who are all that the platform has."""

    def __init__(self, stack: Mapping[str, str], customers: Sequence[KilledCustomer]) -> None:
        self._stack = stack
        self._customers = customers

    def unsettled(self) -> str:
        """Say which payments are not credited and which numbers open, here or at the supplier; empty when none."""
        opened = [one.send("GET", "/verifications?state=open") for one in self._customers]
        if any(page is None for page in opened):
            return "the API does not answer"
        count = sum(len(page["verifications"]) for page in opened)
        entries = [entry for one in self._customers for entry in one.pages("/wallet/entries", "entries")]
        uncredited = len(self._successes()) - sum(entry["kind"] == "deposit" for entry in entries)
        pending = sum(one["state"] == _OPEN for one in self._orders())
        found = ((count, "numbers open"), (uncredited, "payments not credited"), (pending, "orders open"))
        return ", ".join(f"{n} {what}" for n, what in found if n)

    def wrongs(self) -> list[str]:
        """Compare every wallet with its documents, and all of them with both simulators."""
        found: list[str] = []
        for entries, verifications in self._accounts:
            found += self._wrong_entries(entries, verifications)
        paid, credited = sum(one["amount"] for one in self._successes()), sum(self._amounts("deposit"))
        if paid != credited:
            found.append(f"{paid} was paid and {credited} is credited")
        states = {one["id"]: one["state"] for _, verifications in self._accounts for one in verifications}
        return found + wrong_orders(states, self._orders())

    def report(self) -> str:
        """Say what there is, line by line."""
        states = Counter(one["state"] for _, verifications in self._accounts for one in verifications)
        orders = Counter(one["state"].removeprefix("verification") for one in self._orders())
        acts = sum((one.acts for one in self._customers), Counter[str]())
        paid, deposits = [one["amount"] for one in self._successes()], self._amounts("deposit")
        purchases, refunds = self._amounts("purchase"), self._amounts("refund")
        lines = [
            f"acts of {len(self._customers)} customers       {acts.total():>8,}  {_listed(acts)}",
            f"requests sent again        {sum(one.repeated for one in self._customers):>8,}",
            f"payments at Paystack       {len(paid):>8,}  {sum(paid):,} kobo",
            f"credited                   {len(deposits):>8,}  {sum(deposits):,} kobo",
            f"numbers settled            {states.total():>8,}  {_listed(states)}",
            f"paid for                   {len(purchases):>8,}  {-sum(purchases):,} kobo",
            f"refunded                   {len(refunds):>8,}  {sum(refunds):,} kobo",
            f"orders at the supplier     {orders.total():>8,}  {_listed(orders)}",
        ]
        return "\n".join(lines)

    @cached_property
    def _accounts(self) -> list[tuple[list[Any], list[Any]]]:
        """Each customer's entries and verifications, read when all has settled."""
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

    def _successes(self) -> list[Any]:
        return [one for one in self._listed_at("paystack", "transactions") if one["status"] == "success"]

    def _orders(self) -> list[Any]:
        return self._listed_at("textverified", "verifications")

    def _listed_at(self, party: str, name: str) -> list[Any]:
        answer = requests.get(f"{self._stack[f'{party}_url']}/__control/{name}", timeout=_TIMEOUT_S)
        found: list[Any] = answer.json()[name]
        return found


def wrong_orders(states: Mapping[str, str], orders: Sequence[Mapping[str, Any]]) -> list[str]:
    """Compare the verifications, by id, with the supplier's orders.

    What is paid for has just one order that is billed; what is refunded has none, unless its request was given up
    before its number came: such an order may get a text before it is given back, see docs/reliability.md.
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
