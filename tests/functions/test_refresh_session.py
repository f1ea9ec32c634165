"""POST /sessions/refresh"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from callbox.adapters.dynamodb.sessions import DynamoSessions
from callbox.domain.identity import UserId
from callbox.http.cookies import SIGNED_IN
from tests.builders import a_session
from tests.functions.answers import SESSION, assert_problem, assert_shape
from tests.functions.customers import SAME_SITE, Customer, World
from tests.functions.lambdas import Lambdas


def test_a_refresh_token_is_exchanged_for_a_new_pair(ada: Customer) -> None:
    old_access, old_refresh = ada.token, ada.refresh_token

    answer = ada.refresh()

    assert answer.status == 200
    assert_shape(answer.json, SESSION)
    assert (ada.token, ada.refresh_token) != (old_access, old_refresh)
    assert ada.get("/me").json["user"]["id"] == ada.id


def test_the_new_refresh_token_is_as_protected_as_the_first(ada: Customer) -> None:
    first = ada.sign_in().cookies[0].partition("; ")[2]

    again = ada.refresh().cookies[0].partition("; ")[2]

    assert again == first
    assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1/sessions"} <= set(again.split("; "))


def test_a_session_survives_many_refreshes(ada: Customer) -> None:
    for _ in range(5):
        assert ada.refresh().status == 200


def test_a_reused_refresh_token_ends_its_session(ada: Customer) -> None:
    stolen = ada.refresh_token
    ada.refresh()

    replayed = ada.refresh(stolen)
    newest = ada.refresh()

    assert_problem(replayed, 401, "session_revoked")
    assert_problem(newest, 401, "session_revoked")
    # `/` is the landing page again
    assert newest.cookies == (f"{SIGNED_IN}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",)


def test_a_reused_token_ends_one_session_and_leaves_the_others(ada: Customer) -> None:
    stolen = ada.refresh_token
    ada.refresh()
    ada.sign_in()

    ada.refresh(stolen)

    assert ada.refresh().status == 200


def test_a_reused_token_is_logged_with_its_owner_and_session(world: World, ada: Customer) -> None:
    stolen = ada.refresh_token
    ada.refresh()
    ada.refresh(stolen)

    [event] = world.log.events("session_token_reused")

    assert (event["user_id"], event["session"]) == (ada.id, stolen.partition(".")[0])


def test_a_made_up_token_for_a_live_session_does_not_end_it(world: World, ada: Customer) -> None:
    # its id is in the log
    family = ada.refresh_token.partition(".")[0]

    assert_problem(ada.refresh(f"{family}.made-up.made-up"), 401, "unauthenticated")
    assert ada.refresh().status == 200
    assert not world.log.events("session_token_reused")


def test_a_session_expires_30_days_after_its_last_use(ada: Customer) -> None:
    ended = datetime.now(UTC) - timedelta(seconds=1)
    DynamoSessions().add(
        a_session(
            "01EXPIRED",
            user_id=UserId(ada.id),
            lineage_hash=sha256(b"lineage").hexdigest(),
            token_hash=sha256(b"secret").hexdigest(),
            created_at=ended - timedelta(days=30),
            expires_at=ended,
        )
    )

    assert_problem(ada.refresh("01EXPIRED.lineage.secret"), 401, "unauthenticated")


@pytest.mark.parametrize(
    "token", ["nothing", "nothing.", ".nothing", ".", "01ABC.DEF.GHI", "..", "x" * 500, "x" * 3_000 + ".y.z"]
)
def test_a_malformed_refresh_token_is_refused(ada: Customer, token: str) -> None:
    assert_problem(ada.refresh(token), 401, "unauthenticated")


def test_a_refresh_without_a_cookie_is_refused(lambdas: Lambdas) -> None:
    assert_problem(lambdas.call("POST", "/sessions/refresh", headers=SAME_SITE), 401, "unauthenticated")


def test_an_access_token_cannot_refresh(lambdas: Lambdas, ada: Customer) -> None:
    headers = {**SAME_SITE, "Authorization": f"Bearer {ada.token}"}

    answer = lambdas.call("POST", "/sessions/refresh", headers=headers)

    assert_problem(answer, 401, "unauthenticated")


def test_other_cookies_are_ignored(ada: Customer) -> None:
    cookie = f'theme=dark; broken="[; __Secure-callbox_refresh={ada.refresh_token}; consent=1'

    assert ada.refresh(Cookie=cookie).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://callbox.example", "X-Requested-With": "callbox"},
        {"Sec-Fetch-Site": "same-origin", "X-Requested-With": "callbox"},
        {"origin": "https://callbox.example", "x-requested-with": "callbox"},
    ],
)
def test_our_own_site_may_use_the_cookie(lambdas: Lambdas, ada: Customer, headers: dict[str, str]) -> None:
    cookie = {"Cookie": f"__Secure-callbox_refresh={ada.refresh_token}"}

    assert lambdas.call("POST", "/sessions/refresh", headers={**headers, **cookie}).status == 200
