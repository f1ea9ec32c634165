"""Paths that lead elsewhere, and text that would inject a header, a log line or another address.

The defence: an id is a word of letters, digits and hyphens, an Idempotency-Key printable ASCII (http/requests.py);
the log writes JSON (telemetry.py; the log of each test is checked line by line); an address is ASCII
(domain/identity.py).
"""

from urllib.parse import quote

import pytest

from infra.rows import Row
from tests.attacks.targets import BODIES, ID_NAMES, WITH_ID, path_of
from tests.functions.answers import assert_invalid, assert_problem
from tests.functions.customers import PASSWORD, Customer, World, new_key
from tests.functions.lambdas import Lambdas

TRICKS = (
    "..", ".", "../wallet", "..%2fwallet", "%2e%2e", "%252e%252e", "a/b", "a%2Fb", "a%252Fb", "a\\b", "a%00b", "\x00",
    "a\r\nSet-Cookie: x=1", "a b", "a;b", "a?b", "a#b", "é", "\u202e", "\ufeff", "*", "$ne", "'--", "{{7*7}}", "x" * 65,
    "A" * 5_000,
)  # fmt: skip
LINES = ("\r\nSet-Cookie: stolen=1", '\n{"level": "error", "event": "forged"}', "\u2028forged", "\x1b[2J", "\x85forged")


@pytest.mark.parametrize("row", WITH_ID, ids=lambda row: row.name)
def test_a_malformed_id_in_a_path_is_not_found(world: World, ada: Customer, row: Row) -> None:
    before = ada.get("/templates").json
    for trick in TRICKS:
        for spelled in {quote(trick, safe=""), quote(trick, safe="%")}:
            path = path_of(row, **dict.fromkeys(ID_NAMES, spelled))
            headers = {"Authorization": f"Bearer {ada.token}", "Idempotency-Key": new_key()}
            answer = world.lambdas.call(row.method, path, body=BODIES.get(row.name), headers=headers)
            assert_problem(answer, 404, "not_found")

    assert ada.get("/templates").json == before


@pytest.mark.parametrize("line", LINES, ids=repr)
def test_a_customers_text_injects_no_header_and_no_log_line(world: World, line: str) -> None:
    """The log of every test is checked when it ends: each line is JSON with a function's name."""
    ada = world.funded_customer()
    told = len(world.log.events())

    saved = ada.send("PUT", "/templates/mine", {"name": f"Mine{line}"[:60], "service": "discord"})
    key = ada.post("/deposits", {"amount_minor": 500_000}, key=f"key{line}")
    agent = world.lambdas.call("GET", "/me", headers={"Authorization": f"Bearer {ada.token}", "User-Agent": f"x{line}"})
    asked = ada.get("/services", q=f"x{line}")

    assert saved.json["template"]["name"] == f"Mine{line}"[:60]
    assert_problem(key, 400, "idempotency_key_missing")
    assert agent.status == asked.status == 200
    for answer in (saved, key, agent, asked):
        assert not any("\n" in value or "\r" in value for value in answer.headers.values())
        assert "stolen" not in str(answer.headers)
    assert all(event["event"] != "forged" for event in world.log.events()[told:])


@pytest.mark.parametrize(
    "email",
    [
        "eve@example.com\r\nBcc: all@example.com",
        "eve@example.com\nSubject: x",
        "eve@example.com,bob@example.com",
        "eve@example.com;bob@example.com",
        "Eve <eve@example.com>",
        "eve@example.com\x00",
        "e\x00ve@example.com",
        " eve@example.com",
        "eve@example.com ",
        "аda@example.com",  # the first letter is Cyrillic
        "ada@exаmple.com",
        "ada@example.com\u202e",
        "\u202eada@example.com",
        "ａda@example.com",  # full width: NFKC makes it ada
        "ada＠example.com",
        "ada@example。com",
        "\u212aate@example.com",  # the Kelvin sign folds to k
        "ada\u200b@example.com",
        "adá@example.com",
        "ada\u0301@example.com",
        "ſam@example.com",
        "ada@[127.0.0.1]",
        '"ada"@example.com',
        "ada@localhost",
    ],
    ids=ascii,
)
def test_look_alike_addresses_and_several_recipients_are_refused(lambdas: Lambdas, email: str) -> None:
    body = {"email": email, "password": PASSWORD, "accepted_terms": "1"}

    assert_invalid(lambdas.call("POST", "/users", body=body), "email")
    assert lambdas.call("POST", "/password-resets", body={"email": email}).status in (202, 422)


@pytest.mark.parametrize(
    "email",
    [
        "$(id)@example.com", "`id`@example.com", "a|id@example.com", "a&id@example.com", "a;id@example.com",
        "!id@example.com", "a#b@example.com", "a*@example.com", "~root@example.com", "a{b,c}@example.com",
        "a/../b@example.com", "a=b@example.com", ".eve@example.com", "eve.@example.com", "e..ve@example.com",
    ],
)  # fmt: skip
def test_no_new_address_runs_on_the_line_of_a_shell_or_belongs_to_no_mailbox(lambdas: Lambdas, email: str) -> None:
    body = {"email": email, "password": PASSWORD, "accepted_terms": "1"}

    assert_invalid(lambdas.call("POST", "/users", body=body), "email")


def test_addresses_that_differ_only_in_case_are_one_account(world: World, ada: Customer) -> None:
    body = {"email": ada.email.upper(), "password": PASSWORD, "accepted_terms": "1"}

    assert_problem(world.lambdas.call("POST", "/users", body=body), 409, "email_taken")
