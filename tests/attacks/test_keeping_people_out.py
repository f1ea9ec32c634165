"""Keeping people out by failing: guesses at an account, and floods behind the address that many customers share.

The defence: a device that has signed in before is counted apart; a network is asked for work before it is closed; what
is refused is counted nowhere; who has the right password gets in by a mailed link (services/sign_in_tries.py,
services/network_brakes.py, services/work.py, services/sign_in_links.py).
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from callbox.adapters.dynamodb.tallies import DynamoTallies
from callbox.domain.attempts import WRONG_CODES, Counted, Rule, Tally
from tests.functions.answers import Answer, assert_problem
from tests.functions.authenticator import enrol
from tests.functions.customers import PASSWORD, Customer, World
from tests.functions.networks import come_through, from_network
from tests.solving import solved

CARRIER = "203.0.113.50"
"""The one IPv4 address of a mobile carrier's customers."""
DEVICE = "__Secure-callbox_device"
ASKED = "__Secure-callbox_asked"


@pytest.fixture(autouse=True)
def _through_the_site(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    come_through(monkeypatch)


def post(world: World, path: str, body: object, *, work: str = "", cookies: str = "") -> Answer:
    given = {"X-Callbox-Work": work, "Cookie": cookies}
    headers = from_network(CARRIER) | {name: value for name, value in given.items() if value}
    return world.lambdas.call("POST", path, body=body, headers=headers)


def sign_in(world: World, customer: Customer, *, work: str = "", cookies: str = "") -> Answer:
    return post(world, "/sessions", {"email": customer.email, "password": PASSWORD}, work=work, cookies=cookies)


def fail(world: World, times: int) -> Counter[int]:
    return Counter(
        post(world, "/sessions", {"email": f"stranger{n}@example.com", "password": "wrong"}).status
        for n in range(times)
    )


def cookie_of(answer: Answer, name: str) -> str:
    [found] = [one.partition(";")[0] for one in answer.cookies if one.startswith(f"{name}=")]
    return found


def work_for(answer: Answer) -> str:
    assert_problem(
        answer,
        428,
        "work_required",
        **{name: answer.json[name] for name in ("challenge", "bits", "parts", "expires_at")},
    )
    assert answer.json["parts"] == 16
    return solved(answer.json["challenge"], bits=answer.json["bits"])


def failures_of_this_hour(attempts: int) -> None:
    """Let the carrier's address have had so many failed sign-ins, each with its work done."""
    rule, now = Rule("sign_in_failures_narrow", 600, timedelta(hours=1)), datetime.now(UTC)
    key, tallies = Counted(rule, CARRIER).key, DynamoTallies()
    before = tallies.get_many([key]).get(key)
    blocked_until = now + timedelta(hours=1) if attempts >= rule.limit else None
    after = Tally(attempts, now, 1, blocked_until, (before.version if before else 0) + 1)
    tallies.save(key, before, after, forgotten_at=now + timedelta(hours=2))


def wrong_codes_of_this_hour(customer: Customer) -> None:
    """Let as many wrong codes have been typed as an hour takes: after the first, each one more slowly."""
    now, one, tallies = datetime.now(UTC), Counted(WRONG_CODES, customer.id), DynamoTallies()
    before = tallies.get_many([one.key])[one.key]
    blocked_until = now + timedelta(hours=1)
    after = Tally(WRONG_CODES.limit, now, 1, blocked_until, before.version + 1)
    tallies.save(one.key, before, after, forgotten_at=blocked_until)


def test_a_thousand_failed_sign_ins_behind_one_address_keep_nobody_out(world: World, ada: Customer) -> None:
    known = cookie_of(sign_in(world, ada), DEVICE)

    assert fail(world, 100) == {401: 20, 428: 80}, "refused tries spend no share"

    # a known device: no work, no wait
    assert sign_in(world, ada, cookies=known).status == 200
    # an unknown one: after its work
    proof = work_for(sign_in(world, ada))
    assert sign_in(world, ada, work=proof).status == 200
    assert_problem(sign_in(world, ada, work=proof), 422, "work_wrong")

    failures_of_this_hour(599)
    assert sign_in(world, ada, work=work_for(sign_in(world, ada))).status == 200

    failures_of_this_hour(600)
    assert sign_in(world, ada, cookies=known).status == 200
    world.lambdas.work_off("mails")
    refused = sign_in(world, ada)
    assert_problem(refused, 429, "rate_limited", retry_after_s=refused.json["retry_after_s"])
    body = {"token": world.mailed_token(ada.email)}
    assert post(world, "/sessions/link", body, cookies=cookie_of(refused, ASKED)).status == 200
    assert_problem(post(world, "/sessions/link", body), 422, "invalid_token")


def test_guesses_from_elsewhere_do_not_keep_the_owner_s_device_out(world: World, ada: Customer) -> None:
    known = cookie_of(sign_in(world, ada), DEVICE)
    for _ in range(10):
        post(world, "/sessions", {"email": ada.email, "password": "wrong"})

    assert sign_in(world, ada).status == 429
    assert sign_in(world, ada, cookies=known).status == 200


def test_sixty_sign_ups_behind_one_address_leave_the_next_one_possible(world: World) -> None:
    def sign_up(number: int, work: str = "") -> Answer:
        body = {"email": f"n{number}@example.com", "password": PASSWORD, "accepted_terms": "1"}
        return post(world, "/users", body, work=work)

    assert Counter(sign_up(number).status for number in range(60)) == {201: 10, 428: 50}

    assert sign_up(60, work_for(sign_up(60))).status == 201


def test_resets_behind_one_address_leave_the_next_one_possible(world: World, ada: Customer) -> None:
    def ask(email: str, work: str = "") -> Answer:
        return post(world, "/password-resets", {"email": email}, work=work)

    assert Counter(ask(f"stranger{number}@example.com").status for number in range(30)) == {202: 10, 428: 20}

    assert ask(ada.email, work_for(ask(ada.email))).status == 202
    assert "/reset-password#token=" in world.mails_to(ada.email)[-1]


def test_a_right_guess_from_a_closed_network_tells_the_guesser_nothing(world: World, ada: Customer) -> None:
    failures_of_this_hour(600)
    right = sign_in(world, ada)
    wrong = post(world, "/sessions", {"email": ada.email, "password": "wrong"})
    unknown = post(world, "/sessions", {"email": "nobody@example.com", "password": PASSWORD})

    seen = [
        {**answer.json, "request_id": "", "retry_after_s": 0, "status": answer.status, "cookies": len(answer.cookies)}
        for answer in (right, wrong, unknown)
    ]
    assert seen == [seen[0]] * 3
    assert world.cloud.waiting("mails") >= 3, "all three ask the queue's consumer"


def test_wrong_codes_typed_elsewhere_with_the_password_refuse_no_known_device(world: World, ada: Customer) -> None:
    known = cookie_of(sign_in(world, ada), DEVICE)
    app, _ = enrol(ada)
    body = {"email": ada.email, "password": PASSWORD, "code": "000000"}
    assert post(world, "/sessions", body).json["code"] == "invalid_code"
    wrong_codes_of_this_hour(ada)

    right = body | {"code": app.code()}
    assert post(world, "/sessions", right).json["code"] == "rate_limited"
    assert post(world, "/sessions", right, cookies=known).status == 200
