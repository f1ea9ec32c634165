"""POST /email-verifications"""

from tests.functions.answers import assert_shape
from tests.functions.customers import Customer, World


def test_a_customer_can_ask_for_another_link(world: World) -> None:
    customer = world.unconfirmed_customer()
    lost = world.mailed_token(customer.email)

    answer = customer.post("/email-verifications")

    assert answer.status == 202
    assert_shape(answer.json, {"queued": bool})
    again = world.mailed_token(customer.email)
    assert again != lost
    assert customer.confirm_email(again).status == 204


def test_a_confirmed_customer_gets_the_same_answer_and_no_mail(world: World, ada: Customer) -> None:
    assert ada.post("/email-verifications").status == 202

    assert len(world.mails_to(ada.email)) == 1
