"""Differences: where our books contradict themselves, Paystack or the supplier. An operator must look at each.

Nothing is repaired silently. docs/reconciliation.md says what each difference means and what to do about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MEANINGS: Mapping[str, str] = {
    # the books against themselves
    "wallet_missing": "a credited deposit whose owner has no wallet",
    "balance_differs": "the balance is not the sum of the entries",
    "entry_count_differs": "the wallet's entry count is not the number of its entries",
    "balance_negative": "the balance is below zero",
    "entry_chain_broken": "an entry is missing or duplicated, or its balance does not follow from the one before",
    "entry_accounts_wrong": "an entry does not move money between two of our accounts",
    "deposit_entries_differ": "a credited deposit has not exactly one entry of its amount, or another deposit has one",
    "return_entries_differ": "what was taken back and what is owed is not what the deposit says was returned",
    "verification_entries_differ": "a verification was not paid exactly once, or its refund does not match its state",
    "entry_without_document": "an entry names a document that does not exist",
    "verification_unsettled": "a verification is open long after its end",
    "deposit_unsettled": "a deposit is pending long after its window",
    # against Paystack
    "payment_unknown": "Paystack has a success that belongs to none of our deposits",
    "payment_not_credited": "Paystack has a success that is not credited",
    "payment_not_settled": "crediting or taking back a payment failed",
    "payment_amount_differs": "a credited deposit and Paystack's payment have different amounts",
    "paid_twice": "Paystack has a second success for one deposit",
    "deposit_unknown_to_paystack": "Paystack does not know the payment of a credited deposit",
    "deposit_not_paid": "the payment of a credited deposit is not a success at Paystack",
    "return_currency_differs": "a payment went back in another currency",
    "returned_less_than_taken": "more was taken out of the wallet than went back to the payer",
    # against the supplier
    "orphan_order": "no customer owns an order, and the supplier did not cancel it",
    "order_without_payer": "we paid for an order whose customer was refunded, or that has no customer",
    "order_not_billed": "a customer paid for an order that the supplier did not bill",
    "supplier_credit_unexplained": "more of our credit is gone than orders explain",
}


@dataclass(frozen=True)
class Difference:
    """One contradiction. `kind` is a key of MEANINGS, `subject` an id; together they identify it across runs."""

    kind: str
    subject: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def difference_id(self) -> str:
        return f"{self.kind}:{self.subject}"

    @property
    def meaning(self) -> str:
        return MEANINGS[self.kind]
