"""The contract of the store of messages."""

from datetime import timedelta

from callbox.adapters.dynamodb.tables import MessageItem
from callbox.domain.identity import VerificationId
from callbox.domain.messages import KEPT_FOR
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, a_message

FIRST, SECOND, THIRD = (VerificationId(f"verification-{k}") for k in (1, 2, 3))
SECOND_LATER = timedelta(seconds=1)


def test_messages_are_read_by_verification_oldest_first(stores: Stores) -> None:
    early, late = a_message("message-9"), a_message("message-1", received_at=NOW + SECOND_LATER, sender=None, code=None)
    other = a_message("message-5", text="Grüße 你好 👋")
    for verification_id, message in ((FIRST, late), (THIRD, other), (FIRST, early)):
        stores.messages.add(ADA, verification_id, message)

    assert stores.messages.between(ADA, first=FIRST, last=THIRD) == {FIRST: [early, late], THIRD: [other]}


def test_a_repeated_message_changes_nothing_even_with_another_time(stores: Stores) -> None:
    message = a_message()
    stores.messages.add(ADA, FIRST, message)

    stores.messages.add(ADA, FIRST, message)
    stores.messages.add(ADA, FIRST, a_message(received_at=NOW + SECOND_LATER, text="changed"))

    assert stores.messages.between(ADA, first=FIRST, last=FIRST) == {FIRST: [message]}


def test_one_message_id_in_two_verifications_is_two_messages(stores: Stores) -> None:
    stores.messages.add(ADA, FIRST, a_message())
    stores.messages.add(ADA, SECOND, a_message())

    assert stores.messages.between(ADA, first=FIRST, last=SECOND) == {FIRST: [a_message()], SECOND: [a_message()]}


def test_only_the_verifications_between_the_bounds_are_read(stores: Stores) -> None:
    longer = VerificationId(f"{SECOND}0")
    for verification_id in (FIRST, SECOND, longer, THIRD):
        stores.messages.add(ADA, verification_id, a_message())
    stores.messages.add(BOB, SECOND, a_message())

    assert list(stores.messages.between(ADA, first=SECOND, last=SECOND)) == [SECOND]
    assert list(stores.messages.between(ADA, first=FIRST, last=SECOND)) == [FIRST, SECOND]
    assert stores.messages.between(BOB, first=FIRST, last=FIRST) == {}


def test_a_message_expires_thirty_days_after_it_arrived(dynamodb: Stores) -> None:
    dynamodb.messages.add(ADA, FIRST, a_message())

    item = MessageItem.get(ADA, f"{FIRST}#message-1")

    assert item.ttl == int((NOW + KEPT_FOR).timestamp())
    assert timedelta(days=30) == KEPT_FOR
