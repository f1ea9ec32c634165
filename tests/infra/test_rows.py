"""A function is refused with its name as soon as its row or its declaration does not say what it must."""

from pathlib import Path
from typing import Any

import pytest

from callbox.http.endpoint import OPEN, Endpoint
from callbox.workers import Timer
from infra.rows import Declared, read_rows

GOOD = """
get_thing:
  memory_mb: 256
  timeout_s: 5
  alarm: customers get no things
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "functions.yaml"
    file.write_text(GOOD)
    return file


def named(declaration: Any) -> dict[str, Declared]:
    declaration.name = "get_thing"
    return {"get_thing": declaration}


def route(path: str = "/things/{thing_id}", throttle: tuple[int, int] = (10, 20)) -> dict[str, Declared]:
    return named(Endpoint("GET", path, caller=OPEN, throttle=throttle))


def test_a_route_is_read_with_its_prefix_and_its_names(table: Path) -> None:
    row = read_rows(table, route())["get_thing"]

    assert (row.kind, row.method, row.path, row.throttle) == ("api", "GET", "/api/v1/things/{thing_id}", (10, 20))
    assert (row.resource, row.role_resource, row.handler) == ("GetThing", "GetThingRole", "app.app")


@pytest.mark.parametrize(
    ("replace", "by", "complaint"),
    [("memory_mb: 256", "memory: 1", "unknown keys"), ("  alarm: customers get no things", "", "lacks")],
)
def test_a_row_that_is_wrong_is_named(table: Path, replace: str, by: str, complaint: str) -> None:
    table.write_text(GOOD.replace(replace, by))

    with pytest.raises(ValueError, match=f"get_thing: {complaint}"):
        read_rows(table, route())


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        (route(path="things"), "a path must look like"),
        (route(throttle=(10, 5)), "throttle must be"),
        (named(Timer("often", uses=())), "a timer must look like"),
        ({}, "no file in functions/"),
    ],
)
def test_a_declaration_that_is_wrong_is_named(table: Path, declared: dict[str, Declared], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"get_thing: {complaint}"):
        read_rows(table, declared)


def test_a_function_without_a_row_is_named(table: Path) -> None:
    with pytest.raises(ValueError, match="get_other"):
        read_rows(table, route() | {"get_other": Timer("1 minute", uses=())})
