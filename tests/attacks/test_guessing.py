"""Secrets that could be guessed byte by byte, and facts that the time of an answer could reveal.

The defence: secrets are compared by `hmac.compare_digest` or looked up by their hash; a sign-in hashes a password
once, whether the address has an account or not (services/sessions.py, adapters/passwords.py), and reset mails go
through a queue.
"""

import ast
import re
from pathlib import Path
from typing import Any

import argon2
import pytest

from tests.functions.answers import assert_problem
from tests.functions.customers import PASSWORD, Customer, World

CODE = Path(__file__).parents[2] / "layers/shared/python/callbox"
_SECRET = re.compile(r"(?<!public_)(?<!next_)(signature|digest|hmac|mac|hash|secret|token)s?$")
# Comparisons with == that are safe: both sides come from our own store or code, or from the customer's own request.
NOT_SENT_BY_AN_ATTACKER = {
    "adapters/dynamodb/sessions.py": "conditions of our own writes",
    "adapters/dynamodb/users.py": "conditions of our own writes",
    "adapters/textverified_events.py": "how our own secret is written",
    "services/deposits.py": "the content of a customer's own request",
    "services/verifications.py": "the content of a customer's own request",
}


def comparisons_of_secrets(source: str) -> list[str]:
    """Return the comparisons by == and != of names that look like secrets."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            sides = [node.left, *node.comparators]
            names = [
                side.attr if isinstance(side, ast.Attribute) else ast.unparse(side).partition("(")[0] for side in sides
            ]
            if any(_SECRET.search(name) for name in names):
                found.append(ast.unparse(node))
    return found


def test_no_secret_is_compared_in_a_time_that_depends_on_it() -> None:
    openly = {str(path.relative_to(CODE)) for path in CODE.rglob("*.py") if comparisons_of_secrets(path.read_text())}

    assert openly == set(NOT_SENT_BY_AN_ATTACKER)


@pytest.mark.parametrize(
    "line",
    ["signature == expected", "expected_digest(body) != header", "given == stored.token_hash", "a == self.secret"],
)
def test_the_search_finds_comparisons_of_secrets(line: str) -> None:
    assert comparisons_of_secrets(line) == [line]


@pytest.mark.parametrize(
    "module", ["adapters/paystack_events.py", "adapters/textverified_events.py", "services/sessions.py"]
)
def test_signatures_are_compared_in_constant_time(module: str) -> None:
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse((CODE / module).read_text()))
        if isinstance(node, ast.Call)
    ]

    assert "hmac.compare_digest" in calls


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of argon2, in order: they take nearly all of a sign-in's time."""
    done: list[str] = []
    for name in ("hash", "verify"):
        original = getattr(argon2.PasswordHasher, name)

        def counted(self: Any, *given: Any, _name: str = name, _original: Any = original, **named: Any) -> Any:
            done.append(_name)
            return _original(self, *given, **named)

        monkeypatch.setattr(argon2.PasswordHasher, name, counted)
    return done


@pytest.mark.parametrize("email", ["the account's", "nobody@example.com", "no address", "", "a" * 300 + "@example.com"])
def test_a_refused_sign_in_does_the_same_work_for_every_address(
    world: World, ada: Customer, hashed: list[str], email: str
) -> None:
    hashed.clear()
    body = {"email": ada.email if email == "the account's" else email, "password": f"not {PASSWORD}"}

    answer = world.lambdas.call("POST", "/sessions", body=body)

    assert_problem(answer, 401, "invalid_credentials")
    assert hashed == ["verify"]


def test_a_reset_request_does_the_same_work_with_and_without_an_account(world: World, ada: Customer) -> None:
    world.lambdas.work_off("mails")
    answers = []
    for email in (ada.email, "nobody@example.com"):
        answers.append(world.lambdas.call("POST", "/password-resets", body={"email": email}))
        assert world.cloud.waiting("mails") == len(answers)

    assert [(answer.status, answer.text) for answer in answers] == [(202, answers[0].text)] * 2
