"""Mutants that tests find and the simulator does not: it runs no adapters and accepts some differences.

Each names the narrowest tests that must fail.
"""

from collections.abc import Sequence

from tests.money.mutant import Mutant

_LAYER = "layers/shared/python/callbox"
_SERVICES = f"{_LAYER}/services"
_BOOKS = f"{_LAYER}/adapters/dynamodb/books.py"
_STORES = f"{_LAYER}/adapters/dynamodb"
_CONTRACTS = "tests/adapters/dynamodb"
_CLOSING = f"{_CONTRACTS}/test_closures_contract.py"
_AT_A_VERSION = "(DepositItem.version == before.version) & (DepositItem.status == before.status)"

TESTED: Sequence[Mutant] = (
    # what open pages are told
    Mutant(
        "a push that fails stops what comes after it",
        f"{_SERVICES}/telling.py",
        "except Exception as failed:",
        "except ZeroDivisionError as failed:",
        tests=("tests/services/test_telling.py::test_a_push_that_fails_changes_nothing_else",),
    ),
    Mutant(
        "each order waits for the socket that stalls",
        f"{_SERVICES}/telling.py",
        "self._quiet_until = self._clock.now() + QUIET",
        "self._quiet_until = self._clock.now()",
        tests=("tests/services/test_telling.py::test_after_a_failure_nothing_is_told_for_a_while",),
    ),
    # the real stores: closing an account
    Mutant(
        "DynamoDB: a purchase follows the wish to close the account",
        _BOOKS,
        " & _is_limited_as(before) & _is_closing_as(before)",
        " & _is_limited_as(before)",
        tests=(f"{_CLOSING}::test_no_purchase_follows_a_closure_and_no_closure_a_purchase_that_it_did_not_see[moto]",),
    ),
    Mutant(
        "DynamoDB: an account closes over a purchase that was not seen",
        _BOOKS,
        "And(WalletItem.n == before.n, And(",
        "And(WalletItem.user_id.exists(), And(",
        tests=(f"{_CLOSING}::test_no_purchase_follows_a_closure_and_no_closure_a_purchase_that_it_did_not_see[moto]",),
    ),
    Mutant(
        "DynamoDB: a payment begins while its account closes",
        f"{_STORES}/closing_wallets.py",
        "condition=WalletItem.closes_at.does_not_exist()",
        "condition=WalletItem.user_id.exists() | WalletItem.user_id.does_not_exist()",
        tests=(f"{_CLOSING}::test_no_payment_begins_while_the_account_closes_but_a_key_keeps_its_answer[moto]",),
    ),
    # the real stores: each condition of a movement
    Mutant(
        "DynamoDB: a wallet is written with any number of entries",
        _BOOKS,
        "(WalletItem.n == before.n) & (WalletItem.balance_minor == before.balance.minor)",
        "WalletItem.balance_minor == before.balance.minor",
        tests=(f"{_CONTRACTS}/test_books_guards.py::test_a_changed_wallet_alone_refuses_a_purchase",),
    ),
    Mutant(
        "DynamoDB: a wallet is written with any balance",
        _BOOKS,
        "(WalletItem.n == before.n) & (WalletItem.balance_minor == before.balance.minor)",
        "WalletItem.n == before.n",
        tests=(f"{_CONTRACTS}/test_books_guards.py::test_a_balance_that_contradicts_its_entries_raises_an_alarm",),
    ),
    Mutant(
        "DynamoDB: a first movement overwrites an existing wallet",
        _BOOKS,
        "WalletItem.user_id.does_not_exist() | condition",
        "WalletItem.user_id.does_not_exist() | WalletItem.user_id.exists()",
        tests=(f"{_CONTRACTS}/test_books_guards.py::test_an_existing_wallet_alone_refuses_a_first_deposit",),
    ),
    Mutant(
        "DynamoDB: a movement ignores a freeze that came after its read",
        _BOOKS,
        "condition &= _is_frozen_as(before) & _stands_as(before) & _is_limited_as(before) & _is_closing_as(before)\n",
        "condition &= _stands_as(before) & _is_limited_as(before) & _is_closing_as(before)\n",
        tests=(
            f"{_CONTRACTS}/test_returns_contract.py"
            "::test_a_frozen_wallet_buys_nothing_even_when_the_freeze_came_after_reading[moto]",
        ),
    ),
    Mutant(
        "DynamoDB: a movement ignores a standing that came after its read",
        _BOOKS,
        "condition &= _is_frozen_as(before) & _stands_as(before) & _is_limited_as(before) & _is_closing_as(before)\n",
        "condition &= _is_frozen_as(before) & _is_limited_as(before) & _is_closing_as(before)\n",
        tests=(f"{_CONTRACTS}/test_standing_contract.py::test_a_movement_from_an_older_standing_is_refused[moto]",),
    ),
    Mutant(
        "DynamoDB: a purchase ignores a limit that its customer set after its read",
        _BOOKS,
        "condition &= _is_frozen_as(before) & _stands_as(before) & _is_limited_as(before) & _is_closing_as(before)\n",
        "condition &= _is_frozen_as(before) & _stands_as(before) & _is_closing_as(before)\n",
        tests=(f"{_CONTRACTS}/test_limits_contract.py::test_a_purchase_from_an_older_limit_is_refused[moto]",),
    ),
    Mutant(
        "two returns from an empty wallet count as one",
        "tests/fake_stores.py",
        "(wallet.n, wallet.frozen, wallet.standing, wallet.own, wallet.closes_at)",
        "(wallet.n, wallet.frozen, before.standing, wallet.own, wallet.closes_at)",
        tests=("tests/services/test_risk.py::test_returns_from_an_empty_wallet_at_the_same_time_are_both_counted",),
    ),
    Mutant(
        "DynamoDB: an entry overwrites another one",
        _BOOKS,
        "condition=EntryItem.user_id.does_not_exist()",
        "condition=EntryItem.user_id.does_not_exist() | EntryItem.user_id.exists()",
        tests=(f"{_CONTRACTS}/test_books_guards.py::test_an_existing_entry_stops_the_purchase_with_an_alarm",),
    ),
    Mutant(
        "DynamoDB: a movement of a deposit ignores its version",
        _BOOKS,
        _AT_A_VERSION,
        "DepositItem.status == before.status",
        tests=(
            f"{_CONTRACTS}/test_books_contract.py::test_a_deposit_that_changed_since_it_was_read_is_not_credited[moto]",
        ),
    ),
    Mutant(
        "DynamoDB: a deposit is credited in any state",
        _BOOKS,
        _AT_A_VERSION,
        "DepositItem.deposit_id.exists()",
        tests=(f"{_CONTRACTS}/test_books_contract.py::test_a_deposit_is_credited_once[moto]",),
    ),
    Mutant(
        "DynamoDB: a verification is refunded in any state",
        _BOOKS,
        "(VerificationItem.version == before.version) & (VerificationItem.state == before.state)",
        "VerificationItem.user_id.exists()",
        tests=(f"{_CONTRACTS}/test_books_contract.py::test_a_refund_returns_the_price_once[moto]",),
    ),
    Mutant(
        "DynamoDB: an idempotency key may be used again",
        f"{_STORES}/request_keys.py",
        "condition=RequestKeyItem.user_id.does_not_exist()",
        "condition=RequestKeyItem.user_id.does_not_exist() | RequestKeyItem.user_id.exists()",
        tests=(f"{_CONTRACTS}/test_books_contract.py::test_a_used_idempotency_key_names_its_document[moto]",),
    ),
    Mutant(
        "DynamoDB: a retry claims nothing",
        _BOOKS,
        "keys = {_KEY: key} if claim is None else {_KEY: key, _CLAIM: claim}",
        "keys = {_KEY: key}",
        tests=(
            f"{_CONTRACTS}/test_books_contract.py"
            "::test_a_claimed_action_is_refused_under_another_key_of_the_customer[moto]",
        ),
    ),
    Mutant(
        "DynamoDB: a purchase overwrites a verification",
        _BOOKS,
        "condition=VerificationItem.user_id.does_not_exist()",
        "condition=VerificationItem.user_id.does_not_exist() | VerificationItem.user_id.exists()",
        tests=(f"{_CONTRACTS}/test_books_contract.py::test_an_id_in_use_buys_nothing[moto]",),
    ),
    Mutant(
        "DynamoDB: two requests for one document share a token",
        f"{_STORES}/transaction.py",
        "TransactWrite(connection=shared_connection())",
        "TransactWrite(connection=shared_connection(), client_request_token=self._puts[-1][0].ljust(36, '0'))",
        tests=(f"{_CONTRACTS}/test_books_contract.py::test_a_deposit_is_credited_once[ministack]",),
    ),
    Mutant(
        "DynamoDB: a deposit is saved over any version",
        f"{_STORES}/deposits.py",
        "condition=DepositItem.version == before.version",
        "condition=DepositItem.deposit_id.exists()",
        tests=(
            f"{_CONTRACTS}/test_documents_contract.py"
            "::test_a_deposit_that_has_changed_since_it_was_read_is_not_overwritten[moto]",
        ),
    ),
    Mutant(
        "a movement may leave a negative balance",
        f"{_LAYER}/domain/movement_rules.py",
        '    _demand(after.balance.minor >= 0, "the balance would fall below zero")\n',
        "",
        tests=("tests/domain/test_movement_rules.py::test_a_balance_never_falls_below_zero",),
    ),
    # answers, alarms and calls
    Mutant(
        "an order counts as an orphan after two minutes",
        f"{_SERVICES}/orphans.py",
        "ORPHAN_AFTER = timedelta(minutes=7, seconds=30)",
        "ORPHAN_AFTER = timedelta(minutes=2)",
        tests=("tests/services/test_orphans.py::test_an_orphan_order_is_cancelled_before_it_is_ten_minutes_old",),
    ),
    Mutant(
        "a verification is written off before its settling time is over",
        f"{_LAYER}/domain/verdicts.py",
        "NEVER_SETTLED if now >= verification.settles_until else Wait()",
        "NEVER_SETTLED if is_over else Wait()",
        tests=("tests/domain/test_verdicts.py::test_without_a_code_the_order_and_the_time_decide_who_pays",),
    ),
    Mutant(
        "a second payment of one deposit raises no alarm",
        f"{_SERVICES}/deposits.py",
        'self._log.alarm("deposit_paid_twice", deposit_id=deposit_id, reference=reference)',
        "pass",
        tests=(
            "tests/services/test_crediting_deposits.py::test_a_deposit_paid_twice_is_credited_once_and_raises_an_alarm",
        ),
    ),
    Mutant(
        "a price above what the customer saw is charged",
        f"{_SERVICES}/verifications.py",
        "if quote.price.minor > purchase.max_price_minor:",
        "if False:",
        tests=("tests/services/test_buying.py::test_a_price_above_what_the_customer_saw_is_reported_and_not_charged",),
    ),
    Mutant(
        "a reference that was never opened credits its deposit",
        f"{_SERVICES}/deposits.py",
        "if deposit is None or not rules.is_reference_of(deposit, reference):",
        "if deposit is None:",
        tests=(
            "tests/services/test_crediting_deposits.py"
            "::test_a_paid_reference_that_the_deposit_never_used_credits_no_wallet",
        ),
    ),
    Mutant(
        "the supplier's balance is expected not to fall",
        f"{_SERVICES}/supplier_account.py",
        "expected_usd = last.balance_usd + last.open_cost_usd - _cost_usd(billed)",
        "expected_usd = last.balance_usd + last.open_cost_usd",
        tests=("tests/services/test_supplier_account.py::test_delivered_orders_explain_the_credit",),
    ),
    Mutant(
        "a text is read and screened at every poll",
        f"{_SERVICES}/polling.py",
        "most=left, known=verification.texts_read",
        "most=left, known=()",
        tests=(
            "tests/services/test_denying_services.py"
            "::test_each_text_is_screened_once_however_often_the_order_is_polled",
        ),
    ),
    Mutant(
        "every hint about an order is a poll",
        f"{_SERVICES}/fulfilment.py",
        "rules.was_read_since(verification, hinted_at)",
        "False",
        tests=("tests/functions/test_poll_hinted_order.py::test_a_hint_that_came_before_the_last_reading_asks_nobody",),
    ),
    # which texts are withheld: each costs a customer's code or somebody's account
    Mutant(
        "a text is screened as it is spelled",
        f"{_LAYER}/domain/sender_places.py",
        "plain = without_marks(without_invisible(text).translate(said.LETTERS))",
        "plain = text",
        tests=("tests/domain/test_withholding.py::test_no_spelling_of_a_name_evades_the_screen",),
    ),
    Mutant(
        "a text is screened beyond its cut",
        f"{_LAYER}/domain/sender_places.py",
        "    text = text[:MAX_TEXT_CHARS]\n    if text",
        "    if text",
        tests=("tests/domain/test_withholding.py::test_only_the_first_1600_characters_are_read",),
    ),
    Mutant(
        "a name in brackets is no sender",
        f"{_LAYER}/domain/sender_places.py",
        "return _last_of(before, said.OPENING) and",
        "return False and",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a name in a line for browsers is no sender",
        f"{_LAYER}/domain/sender_places.py",
        'return after[:1] in (".", " ") and " #" in after',
        "return False",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a name at the beginning is no sender",
        f"{_LAYER}/domain/sender_places.py",
        "return self._opens_text(first, last, is_common=is_common)",
        "return False",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a name that signs a text is no sender",
        f"{_LAYER}/domain/sender_places.py",
        "if _last_of(self.gaps[first], said.BEFORE_SIGNATURE):",
        "if False:",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a name before the word code owns no code",
        f"{_LAYER}/domain/sender_places.py",
        "return not is_common or self._is_owned(first, last)\n        owner",
        "return False\n        owner",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a name behind code for owns no code",
        f"{_LAYER}/domain/sender_places.py",
        "return self._tells_code_before(owner, is_strict=is_strict)",
        "return False",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a name to pay with counts",
        f"{_LAYER}/domain/sender_places.py",
        "if not said.PAYING.isdisjoint(before) and not said.BY.isdisjoint(before[-2:]):",
        "if False:",
        tests=("tests/domain/test_withholding.py::test_texts_of_other_services_are_shown",),
    ),
    Mutant(
        "a name to share nothing with counts",
        f"{_LAYER}/domain/sender_places.py",
        "if not is_owned and not (said.REFUSING.isdisjoint(before) or said.WARNING.isdisjoint(before)):",
        "if False:",
        tests=("tests/domain/test_withholding.py::test_texts_of_other_services_are_shown",),
    ),
    Mutant(
        "an ordinary word counts in every place",
        f"{_LAYER}/domain/sender_places.py",
        "return not is_common or self._is_owned(first, last)\n        owner",
        "return True\n        owner",
        tests=("tests/domain/test_withholding.py::test_texts_of_other_services_are_shown",),
    ),
    Mutant(
        "another sender is overlooked",
        f"{_LAYER}/domain/withholding.py",
        "names_another = read.names_another(taken)",
        "names_another = False",
        tests=("tests/domain/test_withholding.py::test_texts_of_other_services_are_shown",),
    ),
    Mutant(
        "a name inside another word counts",
        f"{_LAYER}/domain/sender_places.py",
        "return not (self._is_latin(after) and self._is_latin(index)) or _is_code(self.words[after])",
        "return True",
        tests=("tests/domain/test_withholding.py::test_a_name_inside_another_word_is_not_that_name",),
    ),
    Mutant(
        "the field of the sender is ignored",
        f"{_LAYER}/domain/withholding.py",
        "if sender and (denial",
        "if False and (denial",
        tests=("tests/domain/test_withholding.py::test_a_bare_code_of_a_denied_sender_is_withheld",),
    ),
    Mutant(
        "what was bought is ignored",
        f"{_LAYER}/domain/withholding.py",
        "if own and normal(text[:80]).startswith(own):",
        "if False:",
        tests=(
            "tests/domain/test_withholding.py::test_a_text_that_begins_with_the_bought_service_may_mention_any_name",
        ),
    ),
    Mutant(
        "an operator cannot allow a sender",
        f"{_LAYER}/domain/withholding.py",
        "and key not in self._allowed:",
        ":",
        tests=("tests/domain/test_withholding.py::test_an_operators_ruling_goes_before_the_list",),
    ),
    Mutant(
        "a bank that is not listed is shown",
        f"{_LAYER}/domain/withholding.py",
        "name = self._organisation(read, first)",
        "pass",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "what only banks write about is shown",
        f"{_LAYER}/domain/withholding.py",
        "        if subject is not None:\n            return subject\n",
        "",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a code for a transfer is shown",
        f"{_LAYER}/domain/withholding.py",
        'return self._organisations.get("bank") if read.moves_money(is_strict=names_another) else None',
        "return None",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    Mutant(
        "a code for a withdrawal of coins is shown",
        f"{_LAYER}/domain/withholding.py",
        "if read.moves_coins:",
        "if False:",
        tests=("tests/domain/test_withholding.py::test_texts_of_denied_services_are_withheld",),
    ),
    # orders
    Mutant(
        "a number outside the wished area codes is cancelled and its request refunded only when its window ends",
        f"{_SERVICES}/ordering.py",
        "        settled(lambda: self._fail(*mine, OUTSIDE_WISH.reason))\n",
        "        self._poll_chain\n",
        tests=(
            "tests/services/test_ordering_numbers.py::"
            "test_a_number_outside_the_wish_is_cancelled_and_refunded_whole_and_never_shown",
        ),
    ),
    Mutant(
        "a number outside the wished area codes is refunded and not cancelled",
        f"{_SERVICES}/ordering.py",
        "            self._supplier.cancel(order.order_id)\n        settled",
        "            pass\n        settled",
        tests=(
            "tests/services/test_ordering_numbers.py::"
            "test_a_number_outside_the_wish_is_cancelled_and_refunded_whole_and_never_shown",
        ),
    ),
    Mutant(
        "a purchase asks for no terms",
        f"{_LAYER}/services/verifications.py",
        "            terms.must_hold(account.accepted_terms, now=now)",
        "            pass",
        tests=("tests/services/test_new_terms.py",),
    ),
    Mutant(
        "a retry cancels its number before it asks for the terms",
        f"{_LAYER}/services/verifications.py",
        "            terms.must_hold(account.accepted_terms, now=self._clock.now())",
        "            pass",
        tests=("tests/services/test_new_terms.py",),
    ),
)
