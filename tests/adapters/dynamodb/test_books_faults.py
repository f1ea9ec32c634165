"""What happens to money when DynamoDB is busy or the network loses a request or a reply."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from botocore.awsrequest import AWSResponse

from callbox.adapters.dynamodb.calls import MOST_ATTEMPTS
from callbox.domain import ledger
from callbox.domain.errors import Unavailable
from callbox.domain.ledger import Wallet
from callbox.domain.verifications import closed
from callbox.ports import Moved
from callbox.ports.request_keys import KeyTaken
from tests.adapters.dynamodb.faults import answers, conflict, error_answer, lost_replies, lost_requests
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, PRICE, a_deposit, a_key, a_session, a_user, a_verification, fund, naira

TRANSACTION = "TransactWriteItems"
_PARTS_OF_A_PURCHASE = 4


def _purchase(stores: Stores) -> Callable[[], None]:
    """Return a purchase that a test can repeat."""
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    verification = a_verification()
    movement = ledger.purchase(wallet, PRICE, verification_ids=[verification.verification_id], at=NOW)
    return lambda: stores.books.purchase(movement, [verification], a_key("verification-1"))


BOUGHT = Wallet(ADA, naira(550), n=2)
NOT_BOUGHT = Wallet(ADA, naira(1_000), n=1)


@pytest.mark.parametrize(
    "busy",
    [
        lambda: conflict(_PARTS_OF_A_PURCHASE),
        lambda: error_answer("TransactionCanceledException", reasons=["None", "ThrottlingError", "None", "None"]),
        lambda: error_answer("TransactionInProgressException"),
        lambda: error_answer("IdempotentParameterMismatchException"),
    ],
    ids=["conflict", "throttled part", "in progress", "a token of another transaction"],
)
def test_a_purchase_survives_temporary_failures(dynamodb: Stores, busy: Callable[[], AWSResponse]) -> None:
    purchase = _purchase(dynamodb)

    with answers(TRANSACTION, busy(), busy()):
        purchase()

    assert dynamodb.books.wallet(ADA) == BOUGHT


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"]
)
def test_a_throttled_purchase_is_retried(dynamodb: Stores, code: str) -> None:
    purchase = _purchase(dynamodb)

    with answers(TRANSACTION, error_answer(code)):
        purchase()

    assert dynamodb.books.wallet(ADA) == BOUGHT


def test_a_purchase_survives_an_internal_error(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with answers(TRANSACTION, error_answer("InternalServerError", status=500)):
        purchase()

    assert dynamodb.books.wallet(ADA) == BOUGHT


def test_a_persistent_conflict_becomes_unavailable_after_five_attempts(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with answers(TRANSACTION, *[conflict(_PARTS_OF_A_PURCHASE)] * 50) as requests, pytest.raises(Unavailable):
        purchase()

    assert len(requests) == MOST_ATTEMPTS
    assert dynamodb.books.wallet(ADA) == NOT_BOUGHT


def test_each_attempt_has_its_own_token(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with answers(TRANSACTION, conflict(_PARTS_OF_A_PURCHASE), conflict(_PARTS_OF_A_PURCHASE)) as requests:
        purchase()

    tokens = {request.body.split(b'"ClientRequestToken": "')[1][:36] for request in requests}
    assert len(tokens) == len(requests) == 3


def test_a_purchase_whose_first_reply_is_lost_succeeds_once(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with lost_replies(TRANSACTION, times=1) as requests:
        purchase()

    assert len(requests) == 2
    assert requests[0].body == requests[1].body  # the token included: DynamoDB answers the second from the first
    assert dynamodb.books.wallet(ADA) == BOUGHT


def test_a_purchase_whose_replies_are_all_lost_is_found_by_its_key(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with lost_replies(TRANSACTION, times=10), pytest.raises(Unavailable):
        purchase()
    with pytest.raises(KeyTaken) as taken:
        purchase()

    assert taken.value.key.document_id == "verification-1"
    assert dynamodb.books.wallet(ADA) == BOUGHT


def test_a_purchase_that_never_arrives_is_unavailable_and_costs_nothing(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with lost_requests(TRANSACTION, times=10) as requests, pytest.raises(Unavailable):
        purchase()

    assert len(requests) == 2
    assert dynamodb.books.wallet(ADA) == NOT_BOUGHT
    purchase()
    assert dynamodb.books.wallet(ADA) == BOUGHT


def test_a_credit_whose_replies_are_lost_is_not_repeated(dynamodb: Stores) -> None:
    before = a_deposit(amount=naira(500))
    after = replace(before, status="credited", due_at=None, settled_at=NOW)
    dynamodb.deposits.add(before, a_key("deposit-1"))
    movement = ledger.deposit(dynamodb.books.wallet(ADA), before.amount, deposit_id=before.deposit_id, at=NOW)

    with lost_replies(TRANSACTION, times=10), pytest.raises(Unavailable):
        dynamodb.books.credit(movement, before, after)
    newer = ledger.deposit(dynamodb.books.wallet(ADA), before.amount, deposit_id=before.deposit_id, at=NOW)
    for again in (movement, newer):
        with pytest.raises(Moved):
            dynamodb.books.credit(again, before, after)

    assert dynamodb.books.wallet(ADA) == Wallet(ADA, naira(500), n=1)


def test_a_refund_whose_replies_are_lost_is_not_repeated(dynamodb: Stores) -> None:
    _purchase(dynamodb)()
    before = a_verification()
    after = closed(before, "failed", reason="no_number_in_time", now=NOW)
    movement = ledger.refund(BOUGHT, PRICE, verification_id=before.verification_id, at=NOW)

    with lost_replies(TRANSACTION, times=10), pytest.raises(Unavailable):
        dynamodb.books.refund(movement, before, after)
    newer = ledger.refund(movement.after, PRICE, verification_id=before.verification_id, at=NOW)
    for again in (movement, newer):
        with pytest.raises(Moved):
            dynamodb.books.refund(again, before, after)

    assert dynamodb.books.wallet(ADA) == Wallet(ADA, naira(1_000), n=3)


def test_a_save_whose_reply_is_lost_is_reported_as_moved_and_done_once(dynamodb: Stores) -> None:
    before = a_deposit()
    dynamodb.deposits.add(before, a_key("deposit-1"))

    with lost_replies("UpdateItem", times=1), pytest.raises(Moved):
        dynamodb.deposits.save(before, replace(before, attempt=2))

    stored = dynamodb.deposits.get(before.deposit_id)
    assert stored is not None
    assert (stored.attempt, stored.version) == (2, 2)


def test_a_rotated_session_whose_reply_is_lost_does_not_look_like_theft(dynamodb: Stores) -> None:
    before = a_session()
    after = replace(before, token_hash="b" * 64)
    dynamodb.sessions.add(before)

    with lost_replies("UpdateItem", times=1) as requests:
        dynamodb.sessions.rotate(before, after)

    assert len(requests) == 2
    assert dynamodb.sessions.get(before.family_id) == after


def test_a_new_session_whose_reply_is_lost_is_stored(dynamodb: Stores) -> None:
    with lost_replies("PutItem", times=1) as requests:
        dynamodb.sessions.add(a_session())

    assert len(requests) == 2
    assert dynamodb.sessions.get("family-1") == a_session()


def test_an_account_whose_reply_is_lost_is_not_refused_as_a_duplicate_of_itself(dynamodb: Stores) -> None:
    user = a_user()

    with lost_replies(TRANSACTION, times=10), pytest.raises(Unavailable):
        dynamodb.users.add(user)
    dynamodb.users.add(user)

    assert dynamodb.users.find_by_email(user.email_key) == user


def test_a_read_without_an_answer_is_unavailable(dynamodb: Stores) -> None:
    with lost_requests("GetItem", times=10), pytest.raises(Unavailable):
        dynamodb.books.wallet(ADA)
    with lost_requests("Query", times=10), pytest.raises(Unavailable):
        dynamodb.books.entries(ADA, before_n=None, limit=1)


def test_an_invalid_request_is_not_reported_as_an_outage(dynamodb: Stores) -> None:
    purchase = _purchase(dynamodb)

    with answers(TRANSACTION, error_answer("AccessDeniedException")) as requests, pytest.raises(Exception) as raised:
        purchase()

    assert not isinstance(raised.value, Unavailable)
    assert len(requests) == 1
