"""Reading many verifications when DynamoDB returns only some of them."""

import json

import pytest
from botocore.awsrequest import AWSResponse

from callbox.adapters.dynamodb.calls import MOST_ATTEMPTS
from callbox.adapters.dynamodb.tables import VerificationItem
from callbox.domain import ledger
from callbox.domain.errors import Unavailable
from callbox.domain.identity import VerificationId
from tests.adapters.dynamodb.faults import answer_of, answers
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, PRICE, a_key, a_verification, fund, naira

IDS = [VerificationId("verification-1"), VerificationId("verification-2")]


def _left_out() -> AWSResponse:
    """Return an answer without items that marks all keys as unprocessed."""
    keys = [{"user_id": {"S": ADA}, "verification_id": {"S": one}} for one in IDS]
    table = VerificationItem.Meta.table_name
    return answer_of({"Responses": {table: []}, "UnprocessedKeys": {table: {"Keys": keys, "ConsistentRead": True}}})


def test_items_that_a_busy_database_left_out_are_requested_again(dynamodb: Stores) -> None:
    made = [a_verification(one) for one in IDS]
    wallet = fund(dynamodb.books, dynamodb.deposits, naira(900))
    movement = ledger.purchase(wallet, PRICE, verification_ids=IDS, at=NOW)
    dynamodb.books.purchase(movement, made, a_key(IDS[0]))

    with answers("BatchGetItem", _left_out()) as requests:
        found = dynamodb.verifications.get_many(ADA, IDS)

    assert found == [made[1], made[0]]
    assert [json.loads(request.body)["RequestItems"].popitem()[1]["ConsistentRead"] for request in requests] == [
        True
    ] * 2


def test_a_database_that_stays_busy_is_unavailable(dynamodb: Stores) -> None:
    with answers("BatchGetItem", *[_left_out() for _ in range(50)]) as requests, pytest.raises(Unavailable):
        dynamodb.verifications.get_many(ADA, IDS)

    assert len(requests) == MOST_ATTEMPTS
