"""Differences: where our books contradict themselves, Paystack or the supplier. Each is for a person to look at.

Nothing here is repaired in silence: what a difference means and what to do about it is in docs/reconciliation.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MEANINGS: Mapping[str, str] = {
    # the books against themselves
    "wallet_missing": "a credited deposit whose owner has no wallet",
    "balance_differs": "the balance is not the sum of the entries",
    "entry_count_differs": "the wallet counts other entries than there are",
    "balance_negative": "the balance is below zero",
    "entry_chain_broken": "an entry is missing, doubled, or its balance does not follow from the one before",
    "entry_accounts_wrong": "an entry does not go from one account of ours to another",
    "deposit_entries_differ": "a deposit was not credited exactly once, with its amount, and only if it says so",
    "return_entries_differ": "what was taken back and what is owed is not what the deposit says was returned",
    "verification_entries_differ": "a verification was not paid once, or not refunded as its state says",
    "entry_without_document": "an entry names a document that does not exist",
    "verification_unsettled": "a verification is open long after its end",
    "deposit_unsettled": "a deposit is pending long after its window",
    # against Paystack
    "payment_unknown": "Paystack has a success that belongs to no deposit of ours",
    "payment_not_credited": "Paystack has a success that is not credited",
    "payment_not_settled": "crediting or taking back a payment broke",
    "payment_amount_differs": "a credited deposit is another amount than Paystack has",
    "paid_twice": "Paystack has a second success for one deposit",
    "deposit_unknown_to_paystack": "a credited deposit of which Paystack has never heard",
    "deposit_not_paid": "a credited deposit that is no success at Paystack",
    "return_currency_differs": "a payment went back in another currency",
    "returned_less_than_taken": "more was taken out of the wallet than went back to the payer",
    # against the supplier
    "orphan_order": "an order of no customer, which the supplier did not take back",
    "order_without_payer": "we paid for an order that no customer paid for: it has no owner, or its owner was refunded",
    "order_not_billed": "a customer paid for an order that the supplier did not bill",
    "supplier_credit_unexplained": "more of our credit is gone than orders explain",
}


@dataclass(frozen=True)
class Difference:
    """One contradiction. `kind` is in MEANINGS, `subject` an id; both together name it, however often it is found."""

    kind: str
    subject: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def difference_id(self) -> str:
        return f"{self.kind}:{self.subject}"

    @property
    def meaning(self) -> str:
        return MEANINGS[self.kind]
