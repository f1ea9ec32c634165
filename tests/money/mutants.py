"""Broken variants of the money code. The searches must find each one; a survivor is a gap in the proof.

A mutant is one replacement in the sources of the services, the rules, or the stores that keep the ports' promises.
`python -m tests.money.mutants` hunts them all, each in a copy of the sources in a temporary directory. Those that the
simulator cannot find are in tests.money.tested_mutants.
"""

import sys
from collections.abc import Sequence

from tests.money.mutant import Mutant
from tests.money.tested_mutants import TESTED

_SERVICES = "layers/shared/python/callbox/services"
_DOMAIN = "layers/shared/python/callbox/domain"
_TELLING = f"{_SERVICES}/telling.py"
_STORES = "tests/fake_stores.py"
_CLOSED_AND_KEPT = "an account is closed and kept while its customer buys and tops up"
_CLOSED_WHILE_BUYING = "an account is closed while a purchase is on its way"
_PAID_AFTER_CLOSING = "a payment succeeds after its account was closed"
_PAID_ALARM = 'self._log.alarm("closing_account_paid", user_id=deposit.user_id, deposit_id=deposit.deposit_id)'
_LATE_TEXTS = "texts come after the code, one of a denied service"


_SIMULATED: Sequence[Mutant] = (
    # after the code
    Mutant(
        "a text after the code is judged as the first one",
        f"{_DOMAIN}/verdicts.py",
        'if verification.state != "waiting":\n        return Wait()\n    if any',
        'if verification.state == "requesting":\n        return Wait()\n    if any',
        stories=(_LATE_TEXTS,),
    ),
    Mutant(
        "a withheld text after the code refunds",
        f"{_DOMAIN}/verdicts.py",
        'if verification.state != "waiting":\n        return Wait()\n    if any',
        'if verification.state != "waiting":\n        return SERVICE_DENIED if withheld else Wait()\n    if any',
        stories=(_LATE_TEXTS,),
    ),
    Mutant(
        "asking for another code opens the verification again",
        f"{_DOMAIN}/verifications.py",
        "return replace(verification, listened_at=now,",
        'return replace(verification, state="waiting", listened_at=now,',
        stories=(_LATE_TEXTS,),
    ),
    # what the stores promise
    Mutant(
        "a deposit is credited without the condition on its version",
        _STORES,
        "stored is None or (stored.version, stored.status) != (before.version, before.status)",
        "stored is None",
        after="def credit",
    ),
    Mutant(
        "a refund is written without the condition on its document",
        _STORES,
        "stored is None or (stored.version, stored.state) != (before.version, before.state)",
        "stored is None",
        after="def refund",
    ),
    Mutant(
        "a wallet is written without the condition on its last entry",
        _STORES,
        "wallet = self._tables.wallet(before.user_id)",
        "wallet = before",
        after="def _move",
    ),
    Mutant(
        "a deposit is saved without the condition on its version",
        _STORES,
        "stored is None or stored.version != before.version",
        "stored is None",
        after="class FakeDeposits",
    ),
    Mutant(
        "a verification is saved without the condition on its version",
        _STORES,
        "stored is None or stored.version != before.version",
        "stored is None",
        after="class FakeVerifications",
    ),
    Mutant(
        "an idempotency key may be used again",
        _STORES,
        "            raise KeyTaken(taken)\n",
        "            return\n",
    ),
    # the hold of a refund
    Mutant(
        "the hold of a refund ends before the wallet is empty",
        f"{_DOMAIN}/ledger.py",
        "after.frozen == UNDER_REFUND and after.balance.minor == 0",
        "after.frozen == UNDER_REFUND",
        stories=("an account that buys is refunded",),
    ),
    # closing an account
    Mutant(
        "an account that closes may buy",
        f"{_DOMAIN}/ledger.py",
        "if wallet.closes_at is not None:",
        "if False:",
        stories=(_CLOSED_AND_KEPT,),
    ),
    Mutant(
        "a movement ignores a closing that came after its read",
        _STORES,
        "(before.n, before.frozen, before.standing, before.own, before.closes_at)",
        "(before.n, before.frozen, before.standing, before.own, wallet.closes_at)",
        stories=(_CLOSED_WHILE_BUYING,),
    ),
    Mutant(
        "a closing ignores a purchase that came after its read",
        _STORES,
        "seen = (before.n, before.frozen, before.closes_at)",
        "seen = (wallet.n, before.frozen, before.closes_at)",
        stories=(_CLOSED_WHILE_BUYING,),
    ),
    Mutant(
        "an account closes although a number is open",
        f"{_DOMAIN}/closures.py",
        "    if waiting:\n",
        "    if False:\n",
        stories=(_CLOSED_WHILE_BUYING,),
    ),
    Mutant(
        "a payment begins while its account closes",
        _STORES,
        "if self._tables.wallet(deposit.user_id).closes_at is not None:",
        "if False:",
        stories=(_CLOSED_AND_KEPT,),
    ),
    Mutant(
        "a payment into a closing account is credited before the alarm",
        f"{_SERVICES}/deposits.py",
        _PAID_ALARM,
        "pass",
        stories=(_PAID_AFTER_CLOSING,),
    ),
    Mutant(
        "a payment into a closing account is not credited",
        f"{_SERVICES}/deposits.py",
        _PAID_ALARM,
        "return",
        stories=(_PAID_AFTER_CLOSING,),
    ),
    # limits of one's own
    Mutant(
        "a wallet is written without the condition on its customer's limits",
        _STORES,
        "(wallet.n, wallet.frozen, wallet.standing, wallet.own, wallet.closes_at)",
        "(wallet.n, wallet.frozen, wallet.standing, before.own, wallet.closes_at)",
        stories=("a purchase meets a limit that was just lowered",),
    ),
    Mutant(
        "a purchase does not ask for the customer's limit",
        f"{_SERVICES}/verifications.py",
        "spending.must_be_within_spending(wallet.own, wallet.usage, total, now=now)",
        "pass",
        stories=("a limit is raised and its customer buys at once",),
    ),
    Mutant(
        "a purchase is counted without its price",
        f"{_DOMAIN}/trust.py",
        "spent_minor=current.spent_minor + spent_minor",
        "spent_minor=current.spent_minor",
        stories=("a limit is raised and its customer buys at once",),
    ),
    Mutant(
        "a refund leaves its price spent",
        f"{_DOMAIN}/trust.py",
        "return replace(usage, spent_minor=usage.spent_minor - minor)",
        "return usage",
        stories=("a limit is raised and its customer buys at once",),
    ),
    Mutant(
        "a higher limit holds at once",
        f"{_DOMAIN}/spending.py",
        "if is_raise(own, minor, now=now):",
        "if False:",
        after="def with_spend_a_day",
        stories=("a limit is raised and its customer buys at once",),
    ),
    # deposits
    Mutant(
        "a payment is credited before it has succeeded",
        f"{_DOMAIN}/deposits.py",
        'if payment.status == "success":',
        'if payment.status in ("success", "abandoned"):',
    ),
    Mutant(
        "a payment in another currency is credited",
        f"{_DOMAIN}/deposits.py",
        'return "currency_differs"',
        "return None",
    ),
    Mutant(
        "a payment below the amount is credited",
        f"{_DOMAIN}/deposits.py",
        " or payment.amount < deposit.amount",
        "",
    ),
    Mutant(
        "a payment for another amount is credited",
        f"{_DOMAIN}/deposits.py",
        "requested != deposit.amount or ",
        "",
    ),
    Mutant(
        "a payment of a cancelled deposit is ignored",
        f"{_DOMAIN}/deposits.py",
        'if deposit.status in ("credited", "mismatched"):',
        'if deposit.status in ("credited", "mismatched", "cancelled"):',
        after="def judge",
        stories=("a cancelled deposit is paid",),
    ),
    Mutant(
        "the sweeper does not ask about a cancelled deposit",
        f"{_SERVICES}/deposits.py",
        "if deposit.status in rules.ASKED_ABOUT:",
        'if deposit.status == "pending":',
        stories=("a cancelled deposit is paid, and only the sweeper notices",),
    ),
    Mutant(
        "a cancelled deposit leaves the sweeper's list",
        f"{_DOMAIN}/deposits.py",
        'return replace(deposit, status="cancelled")',
        'return replace(deposit, status="cancelled", due_at=None)',
        stories=("a cancelled deposit is paid, and only the sweeper notices",),
    ),
    Mutant(
        "a late payment of a failed deposit is ignored",
        f"{_DOMAIN}/deposits.py",
        'if deposit.status in ("credited", "mismatched"):',
        'if deposit.status in ("credited", "mismatched", "failed"):',
        after="def judge",
    ),
    Mutant(
        "Paystack's amount is credited instead of the stored one",
        f"{_SERVICES}/deposits.py",
        "            self._commit(deposit, after, pause, now)\n",
        "            deposit = __import__('dataclasses').replace(deposit, amount=payment.amount)\n"
        "            self._commit(deposit, after, pause, now)\n",
    ),
    Mutant(
        "a second webhook credits again",
        f"{_SERVICES}/deposits.py",
        "        if after.status == deposit.status:\n",
        '        if after.status == deposit.status and after.status != "credited":\n',
    ),
    Mutant(
        "a credit is decided once and written over any later state of the deposit",
        f"{_SERVICES}/deposits.py",
        "self._books.credit(movement, deposit, after)",
        "self._books.credit(movement, self._existing(deposit.deposit_id), after)",
    ),
    Mutant(
        "the sweeper schedules a deposit without checking it",
        f"{_SERVICES}/deposits.py",
        "            self.credit(deposit.reference)\n        settled(",
        "            pass\n        settled(",
    ),
    # purchases
    Mutant(
        "a purchase does not check the balance",
        f"{_DOMAIN}/ledger.py",
        "if wallet.balance < total:",
        "if wallet.balance < total - total:",
    ),
    Mutant(
        "a key is not bound to the document it made",
        f"{_SERVICES}/verifications.py",
        "request_key = RequestKey(user_id, key,",
        'request_key = RequestKey(user_id, f"{key} {ids[0]}",',
    ),
    Mutant(
        "a verification can be retried with every new key",
        f"{_SERVICES}/verifications.py",
        "movement, bought, request_key, claim=claim, batch=batch",
        "movement, bought, request_key, claim=None, batch=batch",
    ),
    Mutant(
        "a paid verification can be retried",
        f"{_SERVICES}/retrying.py",
        "            if not old.is_refunded:\n",
        "            if old.is_open:\n",
    ),
    # returns, freezes, orphan orders, the reconciliation
    Mutant(
        "a return is taken without the condition on its deposit",
        _STORES,
        "stored is None or (stored.version, stored.status) != (before.version, before.status)",
        "stored is None",
        after="def adjust",
    ),
    Mutant(
        "a return is taken again each time it is announced",
        f"{_SERVICES}/returning.py",
        "returned.minor - deposit.returned_minor, returned.currency",
        "returned.minor, returned.currency",
    ),
    Mutant(
        "a return of a second payment is taken from the wallet",
        f"{_SERVICES}/returning.py",
        " or deposit.paid_reference not in (None, reference)",
        "",
    ),
    Mutant(
        "the uncovered part of a return is forgotten",
        f"{_DOMAIN}/returns.py",
        "if owed == 0:",
        "if owed >= 0:",
    ),
    Mutant(
        "an account can still buy after a chargeback",
        f"{_SERVICES}/returning.py",
        "if is_chargeback or wallet.balance < missing else None",
        "if wallet.balance < missing else None",
    ),
    Mutant(
        "a withheld text is not counted",
        f"{_SERVICES}/closing.py",
        "counted = standing.with_loss(wallet.standing, loss, now)",
        "counted = wallet.standing",
    ),
    Mutant(
        "the third withheld text pauses nothing",
        f"{_SERVICES}/closing.py",
        "stop=_WITHHELD if is_third else None",
        "stop=None",
    ),
    Mutant(
        "purchases are paused for withheld texts before the alarm",
        f"{_SERVICES}/closing.py",
        '                self._log.alarm("purchases_paused", user_id=verification.user_id, reason="withheld_texts")\n',
        "                pass\n",
    ),
    Mutant(
        "a written-off order is not counted",
        f"{_DOMAIN}/standing.py",
        "next((one for one in LOSS_REASONS if one == reason), None)",
        "next((one for one in LOSS_REASONS[:1] if one == reason), None)",
    ),
    Mutant(
        "a payment does not count for the standing",
        f"{_SERVICES}/deposits.py",
        "return ledger.standing_as(movement, counted, stop",
        "return ledger.standing_as(movement, wallet.standing, stop",
    ),
    Mutant(
        "what went back still counts",
        f"{_SERVICES}/returning.py",
        "standing.gave_back(wallet.standing, missing.minor, credited_at=deposit.settled_at)",
        "wallet.standing",
    ),
    Mutant(
        "a fourth account of one card may buy",
        f"{_DOMAIN}/payers.py",
        "len(others) >= MOST_ACCOUNTS",
        "len(others) > MOST_ACCOUNTS",
    ),
    Mutant(
        "a payment that is judged again after a crash pauses nothing",
        f"{_DOMAIN}/payers.py",
        "mine.first_deposit_id == deposit.deposit_id",
        "mine.first_at == now",
    ),
    Mutant(
        "a payer is linked without its payment",
        f"{_SERVICES}/payers.py",
        "        self._payers.note(payer, deposit.user_id, deposit.deposit_id, at=now)\n",
        "",
    ),
    Mutant(
        "the payer of a lost dispute may pay for another account",
        f"{_SERVICES}/payers.py",
        "            self._payers.note_dispute(deposit.payer, deposit.user_id, at=now)\n",
        "            pass\n",
    ),
    Mutant(
        "purchases are paused for a payer before the alarm",
        f"{_SERVICES}/deposits.py",
        '                self._log.alarm("purchases_paused", user_id=deposit.user_id, reason=pause)\n',
        "                pass\n",
    ),
    Mutant(
        "an account is only paused after a chargeback if it was paused before",
        f"{_DOMAIN}/standing.py",
        "return reason if pause_reason(frozen) and not pause_reason(reason) else frozen",
        "return frozen",
        tests=("tests/services/test_risk.py::test_a_chargeback_replaces_a_pause_by_a_freeze",),
    ),
    Mutant(
        "an account is frozen before the alarm",
        f"{_SERVICES}/returning.py",
        '            self._log.alarm("account_frozen", user_id=before.user_id, deposit_id=before.deposit_id)\n',
        "            pass\n",
    ),
    Mutant(
        "a refund at Paystack is taken for the whole payment",
        f"{_DOMAIN}/returns.py",
        'payment.amount if payment.status == "reversed" else refunded',
        "payment.amount",
    ),
    Mutant(
        "a frozen account may buy",
        f"{_DOMAIN}/ledger.py",
        "    must_be_free_to_buy(wallet)\n",
        "",
    ),
    Mutant(
        "a movement ignores a freeze that came after its read",
        _STORES,
        "if guarded != (before.n, before.frozen, before.standing, before.own, before.closes_at):",
        "if wallet.n != before.n:",
        after="def _move",
    ),
    Mutant(
        "orphan orders are not cancelled",
        f"{_SERVICES}/orphans.py",
        "self._supplier.cancel(order.order_id)",
        "True",
    ),
    Mutant(
        "one failed cancel ends the run",
        f"{_SERVICES}/orphans.py",
        "except (Unavailable, Uncertain):",
        "except Uncertain:",
    ),
    Mutant(
        "an order counts as an orphan after a quarter of an hour",
        f"{_SERVICES}/orphans.py",
        "ORPHAN_AFTER = timedelta(minutes=7, seconds=30)",
        "ORPHAN_AFTER = timedelta(minutes=15)",
        stories=("no number ever arrives",),
    ),
    Mutant(
        "an order with a waiting owner counts as an orphan",
        f"{_SERVICES}/orphans.py",
        "verification is not None and not verification.is_refunded",
        "verification is None",
    ),
    Mutant(
        "no reconciliation looks further back than the others",
        f"{_SERVICES}/comparing_payments.py",
        "return WEEKLY if now.weekday() == _SUNDAY else NIGHTLY",
        "return NIGHTLY",
    ),
    Mutant(
        "a billed order of a refunded customer counts as paid",
        f"{_SERVICES}/comparing_orders.py",
        "(owner is None or owner.is_refunded)",
        "owner is None",
    ),
    Mutant(
        "the supplier's balance is saved before its differences are stored",
        f"{_SERVICES}/reconciliation.py",
        "looks.append(self._look_at_account(report))",
        "looks.append(self._look_at_account(report)) or self._account.keep(looks[0])",
        stories=("an order of a refunded customer is billed",),
    ),
    Mutant(
        "the reconciliation counts a late payment and does not credit it",
        f"{_SERVICES}/comparing_payments.py",
        "lambda: self._crediting.credit(payment.reference)",
        "lambda: deposit",
    ),
    Mutant(
        "the reconciliation takes a credited payment for a second one",
        f"{_SERVICES}/comparing_payments.py",
        "if deposit.paid_reference != reference:",
        "if deposit.paid_reference == reference:",
    ),
    Mutant(
        "the reconciliation does not look for returns",
        f"{_SERVICES}/comparing_payments.py",
        'self._paystack.transactions("reversed", since=now - REVERSAL_WINDOW)',
        "()",
    ),
    Mutant(
        "the alarm of a held payment comes after the write",
        f"{_SERVICES}/deposits.py",
        "            self._announce(after)\n            self._deposits.save(deposit, after)\n",
        "            self._deposits.save(deposit, after)\n            self._announce(after)\n",
    ),
    Mutant(
        "an account can still buy after a lost dispute that is paid as a refund",
        f"{_SERVICES}/returning.py",
        "is_chargeback = dispute_lost or is_awaited or rules",
        "is_chargeback = rules",
    ),
    Mutant(
        "a lost dispute freezes nothing if its money was taken before",
        f"{_SERVICES}/returning.py",
        "elif not deposit.dispute_lost:",
        "elif False:",
    ),
    Mutant(
        "a lost dispute that took nothing raises no alarm",
        f"{_SERVICES}/returning.py",
        '"dispute_lost_untaken", deposit_id',
        '"dispute", deposit_id',
    ),
    Mutant(
        "a dispute that is lost before its payment is credited is forgotten",
        f"{_SERVICES}/returning.py",
        "            if dispute_lost and deposit_rules",
        "            if False and deposit_rules",
        stories=("a dispute is lost before its payment is credited",),
    ),
    # paying out
    Mutant(
        "two operators may pay out one account at once",
        "tests/fake_oversight.py",
        "if other_id != run_id and other_free_at > now:",
        "if False:",
    ),
    Mutant(
        "a refund that is under way is requested again",
        f"{_SERVICES}/repaying.py",
        "balance.minor - sum(promised - deposit.returned_minor for deposit, promised in payments)",
        "balance.minor",
    ),
    Mutant(
        "a pay-out ignores earlier returns of a payment",
        f"{_SERVICES}/repaying.py",
        "min(left, deposit.amount.minor - promised)",
        "min(left, deposit.amount.minor)",
    ),
    Mutant(
        "a pay-out uses a wallet that moved while its payments were read",
        f"{_SERVICES}/repaying.py",
        "if self._accounts.show(email).wallet != account.wallet:",
        "if False:",
    ),
    # fulfilment
    Mutant(
        "every try of an order has its own key",
        f"{_SERVICES}/ordering.py",
        "self._supplier.order(verification)",
        "self._supplier.order(rules.replace(verification, order_count=verification.order_count + attempt - 1))",
    ),
    Mutant(
        "another number is ordered while the old one is kept",
        f"{_SERVICES}/ordering.py",
        "if cancelled.outcome not in OWED_NOTHING:",
        "if False:",
        tests=("tests/services/test_retrying.py::test_an_old_number_whose_cancel_the_supplier_refuses_is_kept",),
    ),
    Mutant(
        "the order of a number that comes after the refund is not cancelled",
        f"{_SERVICES}/ordering.py",
        "                self._supplier.cancel(order_id)\n",
        "                pass\n",
        after="def _cancel_late_order",
    ),
    Mutant(
        "a failed request is refunded in any state",
        f"{_SERVICES}/ordering.py",
        'verification.state != "requesting"',
        "not verification.is_open",
        after="def _fail",
        stories=("one worker is refused while another gets a number",),
    ),
    Mutant(
        "a cancel is refunded regardless of the supplier's answer",
        f"{_DOMAIN}/verdicts.py",
        'if verification.state == "waiting" and outcome in OWED_NOTHING:',
        'if verification.state == "waiting":',
        after="def decide_cancel",
    ),
    Mutant(
        "a cancel does not read the messages one last time",
        f"{_SERVICES}/fulfilment.py",
        "        verification = self._polling.store_messages(verification)\n",
        "",
        after="def _cancel",
    ),
    Mutant(
        "an ended verification is refunded without reading its messages again",
        f"{_SERVICES}/polling.py",
        "        verification = self.store_messages(verification)\n        return",
        "        return",
        after="def poll_order",
    ),
    Mutant(
        "an ended verification is refunded before the supplier has settled it",
        f"{_DOMAIN}/verdicts.py",
        "if outcome in OWED_NOTHING:",
        'if outcome in (*OWED_NOTHING, "open"):',
        after="def _decide_by_order",
    ),
    Mutant(
        "a number outside the wished area codes is kept",
        f"{_DOMAIN}/verifications.py",
        "return not selection.area_codes or area_code_of(number) in selection.area_codes",
        "return True",
        stories=("the number has another area code",),
    ),
    Mutant(
        "a number with a wished area code is given back",
        f"{_DOMAIN}/verifications.py",
        "return not selection.area_codes or area_code_of(number) in selection.area_codes",
        "return not selection.area_codes",
        stories=("the number has the wished area code",),
    ),
    Mutant(
        "a request that expires is refunded although its number came",
        f"{_SERVICES}/ordering.py",
        'verification.state != "requesting"',
        "not verification.is_open",
        after="def _expire_request",
        stories=("the number arrives just as its request is abandoned",),
    ),
    Mutant(
        "a denied text refunds a customer who was shown another text",
        f"{_DOMAIN}/verdicts.py",
        "if withheld and verification.message_count == 0:",
        "if withheld:",
        stories=("a text without a code is shown before a denied one",),
    ),
    Mutant(
        "the first poll is queued after the number is stored",
        f"{_SERVICES}/ordering.py",
        "            self._poll_chain.queue_next(waiting)\n"
        "            self._verifications.save(verification, waiting)\n",
        "            self._poll_chain.queue_next(self._verifications.save(verification, waiting))\n",
        tests=(
            "tests/services/test_ordering_numbers.py"
            "::test_a_poll_that_runs_before_its_number_is_stored_is_queued_again",
        ),
    ),
    Mutant(
        "a verification is charged before its message is stored",
        f"{_SERVICES}/polling.py",
        "            self._messages.add(verification.user_id, verification.verification_id, message)\n",
        "            pass\n",
    ),
    Mutant(
        "a paid verification stays on the sweeper's list",
        f"{_DOMAIN}/verifications.py",
        "due_at=None, ",
        "",
        after="def received",
    ),
    Mutant(
        "a verification without a code is charged",
        f"{_DOMAIN}/verdicts.py",
        'if outcome == "delivered" and is_shown:',
        'if outcome == "delivered":',
    ),
    Mutant(
        "a verification whose code came is refunded",
        f"{_DOMAIN}/verdicts.py",
        "        return Receive()\n",
        "        return NO_CODE\n",
        after="def decide",
    ),
    Mutant(
        "a verification with a shown and delivered message is refunded",
        f"{_DOMAIN}/verdicts.py",
        "return NO_CERTAIN_CODE if is_over else Wait()",
        "return NO_CODE if is_over else Wait()",
    ),
    Mutant(
        "a verification whose order never settles is never refunded",
        f"{_DOMAIN}/verdicts.py",
        "NEVER_SETTLED if now >= verification.settles_until else Wait()",
        "Wait()",
        stories=("the supplier never settles",),
    ),
    Mutant(
        "an order that is open at its end is not cancelled",
        f"{_DOMAIN}/verdicts.py",
        'return outcome == "open" and verification.is_over(now)',
        "return False",
        stories=("the supplier never settles",),
    ),
    Mutant(
        "the sweeper postpones a waiting verification without a poll",
        f"{_SERVICES}/fulfilment.py",
        "            polled = self._poll_last(verification, may_ask=may_ask)\n",
        "            polled = verification\n",
        stories=("polls are never delivered",),
    ),
    # what open pages are told
    Mutant(
        "a refund is told before it is committed",
        _TELLING,
        "        stored = self._books.refund(movement, before, after)\n"
        "        self._telling.verification(stored, moved=movement.after)\n",
        "        self._telling.verification(after, moved=movement.after)\n"
        "        stored = self._books.refund(movement, before, after)\n",
    ),
    Mutant(
        "a credit is told before it is committed",
        _TELLING,
        "        self._books.credit(movement, before, after)\n",
        "        self._telling.deposit(after, moved=movement.after)\n"
        "        self._books.credit(movement, before, after)\n",
    ),
    Mutant(
        "a return is told before it is committed",
        _TELLING,
        "        self._books.adjust(movement, before, after, receivable)\n",
        "        self._telling.deposit(after, moved=movement.after)\n"
        "        self._books.adjust(movement, before, after, receivable)\n",
    ),
    Mutant(
        "a change is told before it is stored",
        _TELLING,
        "        stored = self._verifications.save(before, after)\n",
        "        self._telling.verification(after)\n        stored = self._verifications.save(before, after)\n",
    ),
)

MUTANTS = (*_SIMULATED, *TESTED)


if __name__ == "__main__":
    from tests.money import hunting

    sys.exit(hunting.main(MUTANTS))
