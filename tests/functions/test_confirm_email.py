"""POST /email-verifications/confirm"""

import pytest

from callbox.adapters.dynamodb.tables import MailedTokenItem
from tests.functions.answers import assert_invalid, assert_problem
from tests.functions.customers import World
from tests.functions.lambdas import Lambdas


def test_the_link_in_the_sign_up_mail_confirms_the_address(world: World) -> None:
    customer = world.unconfirmed_customer()
    assert customer.get("/me").json["user"]["email_verified"] is False

    answer = customer.confirm_email(world.mailed_token(customer.email))

    assert (answer.status, answer.text) == (204, "")
    assert customer.get("/me").json["user"]["email_verified"] is True


def test_the_link_works_twice_and_without_a_session(world: World) -> None:
    customer = world.unconfirmed_customer()
    token = world.mailed_token(customer.email)
    customer.token = None

    assert [customer.confirm_email(token).status for _ in range(2)] == [204, 204]


@pytest.mark.parametrize("token", ["", "made-up", "x" * 200, "💥"])
def test_an_unknown_token_confirms_nothing(world: World, token: str) -> None:
    assert_problem(world.unconfirmed_customer().confirm_email(token), 422, "invalid_token")


def test_a_password_reset_token_confirms_nothing(world: World) -> None:
    customer = world.unconfirmed_customer()
    customer.post("/password-resets", {"email": customer.email})

    assert_problem(customer.confirm_email(world.mailed_token(customer.email)), 422, "invalid_token")


def test_the_table_does_not_contain_the_token(world: World) -> None:
    token = world.mailed_token(world.unconfirmed_customer().email)

    assert token not in "".join(str(item.attribute_values) for item in MailedTokenItem.scan())


def test_a_token_of_another_type_or_length_is_refused(lambdas: Lambdas) -> None:
    for token in (None, 17, ["a"], "x" * 201):
        assert_invalid(lambdas.call("POST", "/email-verifications/confirm", body={"token": token}), "token")
