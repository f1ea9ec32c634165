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
_AT_A_VERSION = "(DepositItem.version == before.version) & (DepositItem.status == before.status)"

TESTED: Sequence[Mutant] = (
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
        "    condition &= _is_frozen_as(before)\n",
        "",
        tests=(
            f"{_CONTRACTS}/test_returns_contract.py"
            "::test_a_frozen_wallet_buys_nothing_even_when_the_freeze_came_after_reading[moto]",
        ),
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
)
