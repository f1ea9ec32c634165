"""POST /email-verifications/confirm"""

import pytest

from callbox.adapters.dynamodb.tables import MailedTokenItem
from tests.functions.answers import assert_invalid, assert_problem
from tests.functions.customers import World
from tests.functions.lambdas import Lambdas


def test_the_link_of_the_mail_that_a_sign_up_sends_confirms_the_address(world: World) -> None:
    customer = world.unconfirmed_customer()
    assert customer.get("/me").json["user"]["email_verified"] is False

    answer = customer.confirm_email(world.mailed_token(customer.email))

    assert (answer.status, answer.text) == (204, "")
    assert customer.get("/me").json["user"]["email_verified"] is True


def test_the_link_works_on_a_device_that_is_not_signed_in_and_twice(world: World) -> None:
    customer = world.unconfirmed_customer()
    token = world.mailed_token(customer.email)
    customer.token = None

    assert [customer.confirm_email(token).status for _ in range(2)] == [204, 204]


@pytest.mark.parametrize("token", ["", "made-up", "x" * 200, "💥"])
def test_what_was_never_mailed_confirms_nothing(world: World, token: str) -> None:
    assert_problem(world.unconfirmed_customer().confirm_email(token), 422, "invalid_token")


def test_a_link_to_a_new_password_confirms_nothing(world: World) -> None:
    customer = world.unconfirmed_customer()
    customer.post("/password-resets", {"email": customer.email})

    assert_problem(customer.confirm_email(world.mailed_token(customer.email)), 422, "invalid_token")


def test_the_token_itself_is_nowhere_in_the_table(world: World) -> None:
    token = world.mailed_token(world.unconfirmed_customer().email)

    assert token not in "".join(str(item.attribute_values) for item in MailedTokenItem.scan())


def test_a_token_of_another_type_or_length_is_refused(lambdas: Lambdas) -> None:
    for token in (None, 17, ["a"], "x" * 201):
        assert_invalid(lambdas.call("POST", "/email-verifications/confirm", body={"token": token}), "token")
