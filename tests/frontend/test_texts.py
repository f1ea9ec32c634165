"""Each problem code and each code of a field has its own sentence on the page."""

import json
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import to_builtins

from callbox.domain.account_log import AccountAct
from callbox.domain.errors import FIELD_CODES, FieldError
from callbox.http.problems import PROBLEMS, FieldProblem
from callbox.services.links import Done

TEXTS = Path(__file__).resolve().parents[2] / "frontend" / "js" / "texts"
# Each brings sentences of problems with the screens that meet them.
BRINGING_PROBLEMS = {
    "first": "problems.js",
    "doors": "doors.js",
    "rare": "rare-problems.js",
    "records": "records.js",
    "account": "account.js",
}
# Codes that the page makes itself: no answer came, it is not the API's JSON, or it names a foreign payment page.
FOUND_BY_THE_PAGE = {"unreachable", "unreadable", "checkout_elsewhere"}
# A code alone: neither a field's sentence nor a variant for certain facts.
ONE_CODE = r"/^problem\.(\w+)$/"
FACTS: dict[str, object] = {"retry_after_s": 30, "price_minor": 480_00, "area_code": "999", "near": "212"}


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return told(FACTS)


def told(facts: dict[str, object]) -> dict[str, str]:
    """Return the site's sentence for each code."""
    codes = f"Object.keys(problems).flatMap((key) => {ONE_CODE}.exec(key)?.[1] ?? [])"
    sentences = f"{codes}.map((code) => [code, sentence({{ code, facts: {json.dumps(facts)} }})])"
    found: dict[str, str] = on_the_page(f"Object.fromEntries({sentences})")
    return found


def told_of_field(error: FieldError) -> str:
    """Return the site's sentence for a field error of the API."""
    answered = json.dumps(to_builtins(FieldProblem.of(error)))
    return str(on_the_page(f"fieldSentence({answered})"))


def on_the_page(expression: str, **beside: str) -> Any:
    """Return what an expression is on the page. `beside` names more parts of the texts for it."""
    parts = {**BRINGING_PROBLEMS, **beside}
    script = (
        f"import {{ addTexts }} from {json.dumps((TEXTS / 'index.js').as_uri())};"
        f"{''.join(f'import {name} from {json.dumps(_address(part))};' for name, part in parts.items())}"
        f"const problems = {{ {', '.join(f'...{name}' for name in BRINGING_PROBLEMS)} }};"
        "addTexts(problems);"
        f"import {{ fieldSentence, sentence }} from {json.dumps((TEXTS / 'sentence.js').as_uri())};"
        f"console.log(JSON.stringify({expression}))"
    )
    command = ["node", "--no-warnings", "--input-type=module", "--eval", script]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    return json.loads(result.stdout)


def _address(part: str) -> str:
    return (TEXTS / "en" / part).as_uri()


def test_every_error_code_of_the_api_has_a_sentence_for_the_customer(sentences: dict[str, str]) -> None:
    assert set(PROBLEMS) - set(sentences) == set()


def test_every_sentence_is_for_a_code_of_the_api(sentences: dict[str, str]) -> None:
    assert set(sentences) - set(PROBLEMS) - FOUND_BY_THE_PAGE == set()


def test_every_code_has_its_own_complete_sentence(sentences: dict[str, str]) -> None:
    assert len(set(sentences.values())) == len(sentences)
    assert [text for text in sentences.values() if not text.endswith(".") or "undefined" in text] == []


def test_a_sentence_contains_the_facts_of_the_answer(sentences: dict[str, str]) -> None:
    assert "30 seconds" in sentences["rate_limited"]
    assert "₦480" in sentences["price_changed"]


def test_an_accounts_limit_has_its_own_sentence_that_says_when_it_ends() -> None:
    said = told({**FACTS, "limit_name": "purchases_a_day", "retry_after_s": 7 * 3600})["rate_limited"]
    assert "limit" in said
    assert "7 hours" in said


def test_exactly_the_codes_of_fields_have_a_sentence() -> None:
    keys: list[str] = on_the_page("Object.keys(problems)")
    said = {key.split(".")[1] for key in keys if key.startswith("field.")}

    assert said == set(FIELD_CODES)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FieldError("password", "too_short", "…", least=8), "Use at least 8 characters."),
        (FieldError("name", "too_long", "…", most=60), "Use at most 60 characters."),
        (FieldError("quantity", "out_of_range", "…", least=2, most=10), "From 2 to 10."),
        (FieldError("amount_minor", "out_of_range", "…", least=500_00, most=500_000_00), "From ₦500 to ₦500,000."),
        (FieldError("amount_minor", "out_of_range", "…", least=1), "At least ₦0.01."),
        (FieldError("limit", "out_of_range", "…", most=100), "At most 100."),
        (FieldError("share", "out_of_range", "…"), "This number is out of range."),
    ],
)
def test_the_sentence_contains_the_bound_in_the_fields_own_unit(error: FieldError, sentence: str) -> None:
    assert told_of_field(error) == sentence


def test_a_code_newer_than_the_page_shows_the_message_of_the_api() -> None:
    answer = {"field": "email", "code": "newer", "message": "This address is on hold."}

    assert on_the_page(f"fieldSentence({json.dumps(answer)})") == "This address is on hold."


def test_every_act_of_the_account_log_has_words() -> None:
    keys: list[str] = on_the_page("Object.keys(settings)", settings="account.js")

    assert {key.removeprefix("act.") for key in keys if key.startswith("act.")} == set(get_args(AccountAct))


def test_everything_that_a_mailed_link_does_has_words() -> None:
    keys: list[str] = on_the_page("Object.keys(doors)")

    assert {key.removeprefix("link.") for key in keys if key.startswith("link.")} == set(get_args(Done))
