"""README.md and docs/functions.md repeat four tables that live in code. Both must say the same."""

import re
from pathlib import Path

from callbox.config import DEFAULTS, ORIGIN, QUEUES, REQUIRED
from callbox.domain.errors import FIELD_CODES
from callbox.http.problems import PROBLEMS
from infra.rows import API_PREFIX, Row, read_rows

ROOT = Path(__file__).parents[2]


def rows(section: str, page: str = "README.md") -> list[tuple[str, ...]]:
    text = (ROOT / page).read_text()
    body = re.search(rf"<!-- {section}: begin -->\n(.*?)\n<!-- {section}: end -->", text, re.S)
    assert body, f"{page} has no section {section}"
    lines = body[1].splitlines()[2:]
    return [tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")) for line in lines]


def test_the_readme_lists_every_error_code_with_its_status_and_meaning() -> None:
    in_code = [(code, str(status), title) for code, (status, title) in PROBLEMS.items()]

    assert rows("problems") == in_code


def test_the_readme_lists_every_code_of_a_field_with_its_meaning() -> None:
    assert rows("field codes") == list(FIELD_CODES.items())


def test_the_readme_lists_every_configuration_variable_with_its_default() -> None:
    in_code = dict.fromkeys(REQUIRED, "–") | DEFAULTS | ORIGIN | dict.fromkeys(QUEUES, "–")

    assert {name: default for name, default, _ in rows("configuration")} == in_code


def test_the_page_of_functions_lists_every_one_with_what_triggers_it() -> None:
    in_code = [(row.name, trigger(row)) for row in read_rows().values()]

    assert rows("functions", "docs/functions.md") == in_code


def trigger(row: Row) -> str:
    if row.kind == "api":
        return f"{row.method} {row.path.removeprefix(API_PREFIX)}"
    return f"queue {row.queue}" if row.kind == "queue" else f"every {row.every}"
