"""The tables of README.md and docs/functions.md that repeat code agree with it: `make docs` writes them."""

import re
from pathlib import Path

import pytest

from callbox.config import SETTINGS
from callbox.domain.errors import FIELD_CODES
from callbox.http.problems import PROBLEMS
from infra.docs import WRITERS, written
from infra.rows import API_PREFIX, Row, read_rows
from infra.settings import documented_default

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


def test_the_readme_lists_every_setting_with_its_default_and_who_may_change_it() -> None:
    in_code = {one.name: (documented_default(one) or "", one.changed_by.strip("`")) for one in SETTINGS}

    listed = {name: (default.strip("–"), changed_by) for name, default, changed_by, _ in rows("configuration")}

    assert listed == in_code


def test_the_page_of_functions_lists_each_with_its_trigger() -> None:
    in_code = [(row.name, trigger(row)) for row in read_rows().values()]

    assert rows("functions", "docs/functions.md") == in_code


def trigger(row: Row) -> str:
    if row.kind == "api":
        return f"{row.method} {row.path.removeprefix(API_PREFIX)}"
    if row.kind == "live":
        return f"socket {row.action}"
    return f"queue {row.queue}" if row.kind == "queue" else f"every {row.every}"


every_section = pytest.mark.parametrize(("page", "name"), [(page, name) for page in WRITERS for name in WRITERS[page]])


@pytest.mark.parametrize("page", WRITERS)
def test_a_page_is_what_make_docs_writes(page: str) -> None:
    text = (ROOT / page).read_text()

    assert text == written(page, text), "run `make docs`"


@every_section
def test_make_docs_overwrites_edits_in_a_section(page: str, name: str) -> None:
    text = (ROOT / page).read_text()
    typed = text.replace(f"<!-- {name}: begin -->\n", f"<!-- {name}: begin -->\nby hand\n")

    assert typed != text
    assert written(page, typed) == text


@every_section
def test_make_docs_refuses_a_page_without_the_markers_of_a_section(page: str, name: str) -> None:
    text = (ROOT / page).read_text()

    with pytest.raises(ValueError, match=name):
        written(page, text.replace(f"<!-- {name}: end -->", ""))
