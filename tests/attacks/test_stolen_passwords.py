"""A stranger knows the password, and signs in. The owner of the mailbox gets the account back all the same.

The defence: a change of password or second factor needs a confirmed address and is mailed with a link that undoes it; a
mailed link for a new password depends on nothing that a session can change (services/passwords.py, domain/mails.py).
"""

from collections.abc import Callable, Mapping

import pytest

from callbox.http.endpoint import ENDPOINTS
from infra.rows import Row
from tests.attacks.targets import BODIES, ROUTES, path_of
from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import Authenticator, enrol
from tests.functions.customers import PASSWORD, Customer, World, new_key

NEW = "nanoseconds of wire"
CHANGES = [row for row in ROUTES if ENDPOINTS[row.name].caller.kind == "customer" and row.method != "GET"]


@pytest.fixture
def thief(world: World, ada: Customer) -> Customer:
    """A stranger, signed in to Ada's account."""
    stranger = Customer(world.lambdas, email=ada.email)
    stranger.sign_in()
    stranger.id = ada.id
    return stranger


def reset(world: World, email: str, link: str | None = None) -> Answer:
    """Set a new password by a mailed link, as the owner of the mailbox."""
    world.log.keep_out(NEW)
    link = link or reset_link(world, email)
    return world.lambdas.call("POST", "/password-resets/confirm", body={"token": link, "password": NEW})


def reset_link(world: World, email: str) -> str:
    world.lambdas.call("POST", "/password-resets", body={"email": email})
    return world.mailed_token(email)


def sign_in(world: World, email: str, password: str = NEW) -> Answer:
    return world.lambdas.call("POST", "/sessions", body={"email": email, "password": password})


def test_the_thiefs_factor_is_told_and_goes_with_a_new_password(world: World, ada: Customer, thief: Customer) -> None:
    enrol(thief)

    [*_, mail] = world.mails_to(ada.email)
    assert "authenticator app" in mail
    assert reset(world, ada.email).status == 204
    assert sign_in(world, ada.email).status == 200
    assert_problem(thief.refresh(), 401, "session_revoked")


def test_the_mailed_link_undoes_the_thiefs_factor_without_a_sign_in(
    world: World, ada: Customer, thief: Customer
) -> None:
    enrol(thief)

    answer = world.lambdas.call("POST", "/links", body={"token": world.mailed_token(ada.email)})

    assert answer.json == {"done": "factor_removed", "next": "password_mailed", "holds_from": None}
    assert_problem(thief.refresh(), 401, "session_revoked")
    assert_problem(sign_in(world, ada.email, PASSWORD), 401, "invalid_credentials")
    assert reset(world, ada.email, world.mailed_token(ada.email)).status == 204


def test_a_factor_cannot_be_set_for_an_address_that_is_not_confirmed(world: World) -> None:
    grabbed = world.unconfirmed_customer()

    assert_problem(grabbed.post("/second-factor", {"password": PASSWORD}), 403, "email_unverified")


def test_an_enrolment_begun_before_a_reset_cannot_be_confirmed_after_it(
    world: World, ada: Customer, thief: Customer
) -> None:
    app = Authenticator(thief.post("/second-factor", {"password": PASSWORD}).json["secret"])
    reset(world, ada.email)
    thief_again = Customer(world.lambdas, email=ada.email)
    thief_again.token = sign_in(world, ada.email).json["access_token"]

    assert_problem(thief.post("/second-factor/confirm", {"code": app.code()}), 401, "session_revoked")
    assert_problem(thief_again.post("/second-factor/confirm", {"code": app.code()}), 422, "invalid_token")


def changed_password(_: World, thief: Customer) -> None:
    body = {"password": PASSWORD, "new_password": "a thief's own one"}
    assert thief.send("PUT", "/me/password", body).status == 200


def enrolled(_: World, thief: Customer) -> None:
    enrol(thief)


ACTS: Mapping[str, Callable[[World, Customer], None]] = {
    "change_password": changed_password,
    "confirm_second_factor": enrolled,
}
"""Acts that need more than one request with a well-formed body."""


@pytest.mark.parametrize("row", CHANGES, ids=[row.name for row in CHANGES])
def test_no_act_of_a_session_makes_the_owners_link_fail(world: World, ada: Customer, thief: Customer, row: Row) -> None:
    link = reset_link(world, ada.email)

    if row.name in ACTS:
        ACTS[row.name](world, thief)
    else:
        for _ in range(12):
            body = BODIES.get(row.name)
            headers = {"Authorization": f"Bearer {thief.token}", "Idempotency-Key": new_key()}
            world.lambdas.call(row.method, path_of(row), body=body, headers=headers)

    answer = reset(world, ada.email, link)
    assert (answer.status, answer.text) == (204, "")
    assert sign_in(world, ada.email).status == 200


def test_a_thiefs_wrong_codes_and_passwords_leave_the_owner_free_to_sign_in(
    world: World, ada: Customer, thief: Customer
) -> None:
    for _ in range(12):
        thief.post("/second-factor", {"password": "wrong"})

    assert thief.post("/second-factor", {"password": PASSWORD}).json["code"] == "rate_limited"
    assert sign_in(world, ada.email, PASSWORD).status == 200


def test_a_reset_clears_the_failed_sign_ins_of_a_stranger(world: World, ada: Customer) -> None:
    for _ in range(5):
        sign_in(world, ada.email, "wrong")
    assert sign_in(world, ada.email, PASSWORD).json["code"] == "rate_limited"

    assert reset(world, ada.email).status == 204
    assert sign_in(world, ada.email).status == 200


def test_a_mailbox_that_was_filled_still_gets_the_link_that_follows_an_undone_change(
    world: World, ada: Customer, thief: Customer
) -> None:
    enrol(thief)
    undo = world.mailed_token(ada.email)
    for _ in range(8):
        world.lambdas.call("POST", "/password-resets", body={"email": ada.email})
    filled = len(world.mails_to(ada.email))

    world.lambdas.call("POST", "/links", body={"token": undo})

    assert len(world.mails_to(ada.email)) == filled + 1
    assert reset(world, ada.email, world.mailed_token(ada.email)).status == 204
