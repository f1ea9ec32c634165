"""Denied services are neither listed nor sold; their messages are withheld and the purchase is refunded."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.errors import Invalid, Refused
from callbox.domain.verifications import Verification
from callbox.services.denied_services import CACHE_TIME, RulingService
from tests.builders import ADA, a_selection, a_service, naira
from tests.services.world import World, minutes

BANK_TEXT = "Chase: Your one-time code is 730164. We'll NEVER call you to ask for it."
OWN_TEXT = "Your WhatsApp code: 482-913"
WHY = {"author": "operator@callbox.example", "reason": "moves money"}


@pytest.fixture
def operator(world: World) -> RulingService:
    return world.services.rulings


@pytest.fixture
def waiting(world: World) -> Verification:
    world.fund(naira(1_000))
    return world.buy_with_number()


def listed(world: World) -> set[str]:
    return {offer.service.name for offer in world.catalogue.search(query="", country="US", after=None, limit=100)}


def refused(world: World, service: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        world.buy(selection=a_selection(service=service))
    return refusal.value


def deliver(world: World, verification: Verification, text: str) -> None:
    world.supplier.deliver(world.order_of(verification), text)
    world.fulfilment.fetch_code_of(world.order_of(verification))


def assert_unseen(world: World, verification: Verification) -> None:
    documented = world.verifications.get(ADA, verification.verification_id)
    assert documented.messages == ()
    assert not world.tables.messages


# --- listing and buying


def test_a_denied_service_is_not_listed(world: World) -> None:
    world.store_of_services.put([a_service("paypal", label="PayPal"), a_service("svc17", label="Trust Wallet")])

    assert listed(world) == {"whatsapp", "tinder"}


@pytest.mark.parametrize(
    ("service", "label"), [("paypal", "PayPal"), ("svc17", "Acme Bank"), ("servicenotlisted", "?")]
)
def test_a_denied_service_cannot_be_bought_by_name_or_label(world: World, service: str, label: str) -> None:
    world.fund(naira(1_000))
    world.store_of_services.put([a_service(service, label=label)])

    assert refused(world, service).code == "service_denied"
    assert world.balance_minor == 100_000


def test_a_denied_service_is_refused_as_denied_even_when_the_supplier_does_not_offer_it(world: World) -> None:
    assert refused(world, "coinbase").facts["category"] == "crypto"


def test_the_supplier_is_not_asked_for_the_price_of_a_denied_service(world: World) -> None:
    assert world.denied.denial("servicenotlisted") is not None


def test_a_retry_of_a_service_that_was_denied_meanwhile_keeps_its_number(
    world: World, operator: RulingService, waiting: Verification
) -> None:
    operator.rule("whatsapp", is_denied=True, **WHY)
    world.clock.advance(CACHE_TIME.total_seconds())

    with pytest.raises(Refused) as refusal:
        world.retries.retry(ADA, waiting.verification_id, key="again", request_hash="body")

    assert refusal.value.code == "service_denied"
    assert world.verification(waiting).state == "waiting"


# --- rulings


def test_a_ruling_takes_effect_within_a_minute_and_is_logged_with_author_and_reason(
    world: World, operator: RulingService
) -> None:
    world.fund(naira(1_000))
    assert "tinder" in listed(world)

    judgement = operator.rule("Tinder", is_denied=True, aliases=["Match Tinder"], **WHY)
    world.clock.advance(60)

    assert judgement.denial is not None
    assert "tinder" not in listed(world)
    assert refused(world, "tinder").code == "service_denied"
    [act] = world.tables.operator_log.values()
    assert (act.act, act.subject, act.author) == ("service_denied", "Tinder", "operator@callbox.example")
    assert act.facts == {"reason": "moves money", "aliases": "Match Tinder"}


def test_a_service_that_an_operator_allows_can_be_bought(world: World, operator: RulingService) -> None:
    world.fund(naira(1_000))
    world.store_of_services.put([a_service("paypal", label="PayPal")])

    operator.rule("paypal", is_denied=False, **WHY)

    assert "paypal" in listed(world)
    bought = world.buy(selection=a_selection(service="paypal"))
    world.work()
    deliver(world, bought, "Your PayPal code is 482913")
    assert world.verification(bought).state == "received"


def test_the_newest_ruling_applies_and_the_log_keeps_every_ruling(world: World, operator: RulingService) -> None:
    operator.rule("tinder", is_denied=True, **WHY)
    world.clock.advance(1)
    judgement = operator.rule("TINDER", is_denied=False, **WHY)

    assert judgement.denial is None
    assert len(operator.rulings()) == 1
    assert [act.facts.get("was") for act in world.tables.operator_log.values()] == [None, "denied"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"author": " "},
        {"reason": ""},
        {"reason": "x" * 501},
        {"service": "!"},
        {"service": "x" * 101},
        {"aliases": ["?"]},
    ],
)
def test_a_ruling_without_a_name_an_author_or_a_reason_changes_nothing(
    world: World, operator: RulingService, wrong: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        operator.rule(**{"service": "tinder", "is_denied": True, **WHY, **wrong})  # type: ignore[arg-type]

    assert operator.rulings() == []
    assert world.tables.operator_log == {}


def test_the_rulings_are_read_once_a_minute(world: World) -> None:
    for _ in range(5):
        listed(world)
    assert world.rulings.reads == 1

    world.clock.advance(60)
    listed(world)
    assert world.rulings.reads == 2


# --- messages


def test_a_message_of_a_denied_service_is_withheld_logged_and_refunded_once(
    world: World, waiting: Verification
) -> None:
    for _ in range(2):
        deliver(world, waiting, BANK_TEXT)

    failed = world.verification(waiting)
    assert (failed.state, failed.reason) == ("failed", "service_denied")
    assert (world.refunds_of(waiting), world.balance_minor) == (1, 100_000)
    assert_unseen(world, waiting)
    assert world.log.alarms == []  # a customer could keep it ringing
    [(event, facts)] = [one for one in world.log.recorded if one[0] == "message_withheld"]
    assert (event, facts["category"]) == ("message_withheld", "banking")
    assert "730164" not in str(facts)


def test_polling_withholds_a_denied_message_as_the_webhook_does(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), BANK_TEXT)

    world.live(minutes(1))

    assert world.verification(waiting).reason == "service_denied"
    assert_unseen(world, waiting)
    assert world.queues.jobs == []


def test_a_code_is_kept_and_charged_when_another_message_is_withheld(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), BANK_TEXT)
    deliver(world, waiting, OWN_TEXT)

    assert world.verification(waiting).state == "received"
    documented = world.verifications.get(ADA, waiting.verification_id)
    assert [message.text for message in documented.messages] == [OWN_TEXT]
    assert world.refunds_of(waiting) == 0


def test_a_denied_message_after_the_code_is_not_shown_and_not_refunded(world: World, waiting: Verification) -> None:
    deliver(world, waiting, OWN_TEXT)
    deliver(world, waiting, BANK_TEXT)

    documented = world.verifications.get(ADA, waiting.verification_id)
    assert [message.text for message in documented.messages] == [OWN_TEXT]
    assert world.verification(waiting).state == "received"
    assert world.refunds_of(waiting) == 0


def test_a_cancel_with_a_denied_message_refunds_once(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), BANK_TEXT)

    with pytest.raises(Refused) as refusal:
        world.fulfilment.cancel(ADA, waiting.verification_id)

    assert refusal.value.facts["state"] == "failed"
    assert world.refunds_of(waiting) == 1
    assert_unseen(world, waiting)


def test_a_denied_message_is_not_charged_as_a_message_without_a_certain_code(
    world: World, waiting: Verification
) -> None:
    world.supplier.deliver(world.order_of(waiting), "PayPal: your payment was declined")

    world.live(timedelta(minutes=20))

    assert world.verification(waiting).state == "failed"
    assert world.balance_minor == 100_000


def test_a_denied_message_after_a_shown_message_is_not_refunded(world: World, waiting: Verification) -> None:
    deliver(world, waiting, "Tap the link in this message to sign in")
    deliver(world, waiting, BANK_TEXT)
    assert world.verification(waiting).state == "waiting"

    world.live(timedelta(minutes=20))

    paid = world.verification(waiting)
    assert (paid.state, paid.reason) == ("received", "no_certain_code")
    assert world.refunds_of(waiting) == 0
    assert "message_withheld" in {event for event, _ in world.log.recorded}
    assert world.log.alarms == []


def test_a_code_is_found_when_the_sender_of_an_earlier_message_was_denied_meanwhile(
    world: World, waiting: Verification, operator: RulingService
) -> None:
    deliver(world, waiting, "Tinder: tap the link in this message to sign in")
    operator.rule("tinder", is_denied=True, **WHY)
    world.clock.advance(CACHE_TIME.total_seconds())
    deliver(world, waiting, OWN_TEXT)

    assert world.verification(waiting).state == "received"


def test_each_text_is_screened_once_however_often_the_order_is_polled(world: World, waiting: Verification) -> None:
    deliver(world, waiting, "Tap the link in this message to sign in")
    for _ in range(3):
        world.clock.advance(5)
        deliver(world, waiting, BANK_TEXT)
    world.live(minutes(2))

    assert world.log.names.count("message_withheld") == 3
    documented = world.verifications.get(ADA, waiting.verification_id)
    assert [message.text for message in documented.messages] == ["Tap the link in this message to sign in"]


def test_a_low_cost_does_not_exempt_a_denied_service(world: World) -> None:
    world.store_of_services.put([replace(a_service("chase"), cost_usd=Decimal("0.01"))])

    assert refused(world, "chase").code == "service_denied"
