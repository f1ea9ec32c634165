"""New terms: who has not accepted them buys nothing once they hold; everything else goes on; acceptances are kept."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Refused
from callbox.domain.terms import PUBLISHED, newest
from tests.builders import ADA, NOW, naira
from tests.services.world import World

HOLD = newest().holds_from - NOW


def test_nothing_is_bought_or_tried_again_under_old_terms_and_all_else_goes_on(world: World) -> None:
    world.fund(naira(5_000))
    open_one = world.buy_with_number()
    before = world.books.wallet(ADA)
    world.clock.advance(HOLD)
    user = world.users.get(ADA)

    with pytest.raises(Refused, match="terms have changed") as bought:
        world.buy("after")
    with pytest.raises(Refused) as tried_again:
        world.retries.retry(ADA, open_one.verification_id, key="retry", request_hash="h", account=user)

    assert (bought.value.code, tried_again.value.code) == ("terms_outdated", "terms_outdated")
    assert world.books.wallet(ADA) == before
    assert world.verifications.get(ADA, open_one.verification_id).verification.is_open, "it was cancelled in vain"


def test_after_the_acceptance_the_purchase_goes_through_and_both_acceptances_are_kept(world: World) -> None:
    world.fund(naira(5_000))
    world.clock.advance(HOLD)
    user = world.users.get(ADA)
    assert user is not None

    assert world.terms.accept(user, newest().version)
    world.buy("after")

    stored = world.users.get(ADA)
    assert stored is not None
    assert (stored.accepted_terms, stored.accepted_terms_at) == (newest().version, world.clock.now())
    assert stored.terms_before == (f"{PUBLISHED[0].version} {NOW.isoformat()}",)


def test_a_second_acceptance_changes_nothing(world: World) -> None:
    for _ in range(2):
        user = world.users.get(ADA)
        assert user is not None
        world.terms.accept(user, newest().version)
        world.clock.advance(timedelta(hours=1))

    stored = world.users.get(ADA)
    assert stored is not None
    assert (stored.accepted_terms_at, len(stored.terms_before)) == (NOW, 1)
