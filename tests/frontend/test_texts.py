"""Each way a request can fail has a sentence of its own on the page."""

import json
import subprocess
from pathlib import Path

import pytest

from callbox.http.problems import PROBLEMS

TEXTS = Path(__file__).resolve().parents[2] / "frontend" / "js" / "texts"
# What the page itself finds out: there was no answer, or not as the API gives one.
FOUND_BY_THE_PAGE = {"unreachable", "unreadable"}
FACTS: dict[str, object] = {"retry_after_s": 30, "price_minor": 480_00}


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return told(FACTS)


def told(facts: dict[str, object]) -> dict[str, str]:
    """What the site says for each code, by the site's own function."""
    script = (
        f"import problems from {json.dumps((TEXTS / 'en' / 'problems.js').as_uri())};"
        f"import {{ sentence }} from {json.dumps((TEXTS / 'sentence.js').as_uri())};"
        f"const told = (code) => [code, sentence({{ code, facts: {json.dumps(facts)} }})];"
        "const codes = Object.keys(problems).flatMap((key) => /^problem\\.(\\w+)$/.exec(key)?.[1] ?? []);"
        "console.log(JSON.stringify(Object.fromEntries(codes.map(told))))"
    )
    command = ["node", "--no-warnings", "--input-type=module", "--eval", script]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    found: dict[str, str] = json.loads(result.stdout)
    return found


def test_every_error_code_of_the_api_has_a_sentence_for_the_customer(sentences: dict[str, str]) -> None:
    assert set(PROBLEMS) - set(sentences) == set()


def test_no_sentence_is_kept_for_a_code_that_the_api_does_not_have(sentences: dict[str, str]) -> None:
    assert set(sentences) - set(PROBLEMS) - FOUND_BY_THE_PAGE == set()


def test_every_code_has_a_sentence_of_its_own_that_is_whole(sentences: dict[str, str]) -> None:
    assert len(set(sentences.values())) == len(sentences)
    assert [text for text in sentences.values() if not text.endswith(".") or "undefined" in text] == []


def test_what_the_server_knows_is_in_the_sentence(sentences: dict[str, str]) -> None:
    assert "30 seconds" in sentences["rate_limited"]
    assert "₦480" in sentences["price_changed"]


def test_an_accounts_limit_is_not_called_too_many_tries_and_says_when_it_ends() -> None:
    said = told({**FACTS, "limit_name": "purchases_a_day", "retry_after_s": 7 * 3600})["rate_limited"]
    assert "limit" in said
    assert "7 hours" in said
