"""functions.yaml is refused with the row's name as soon as a row does not say what it must."""

from pathlib import Path

import pytest

from infra.rows import read_rows

GOOD = """
get_thing:
  route: GET /things/{thing_id}
  memory_mb: 256
  timeout_s: 5
  throttle: [10, 20]
  alarm: nobody gets things
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "functions.yaml"


def test_a_route_is_read_with_its_prefix_and_its_names(table: Path) -> None:
    table.write_text(GOOD)

    row = read_rows(table)["get_thing"]

    assert (row.kind, row.method, row.path) == ("api", "GET", "/api/v1/things/{thing_id}")
    assert (row.resource, row.role_resource, row.handler) == ("GetThing", "GetThingRole", "app.app")


@pytest.mark.parametrize(
    ("replace", "by", "complaint"),
    [
        ("route: GET /things/{thing_id}", "route: FETCH /things", "route must read"),
        ("route: GET /things/{thing_id}", "every: often", "every must read"),
        ("route: GET /things/{thing_id}", "memory: 1", "unknown keys"),
        ("memory_mb: 256", "queue: deposits\n  memory_mb: 256", "needs exactly one of"),
        ("  alarm: nobody gets things", "", "lacks"),
        ("throttle: [10, 20]", "throttle: [10, 5]", "throttle must be"),
    ],
)
def test_a_row_that_is_wrong_is_named(table: Path, replace: str, by: str, complaint: str) -> None:
    table.write_text(GOOD.replace(replace, by))

    with pytest.raises(ValueError, match=f"get_thing: {complaint}"):
        read_rows(table)
