"""docs/security.md names files, settings and commands that exist, and every secret and table with its protection."""

import re
from dataclasses import astuple
from pathlib import Path

import yaml

from callbox.config import SETTINGS
from callbox.domain.trust import LIMITS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/security.md").read_text()
ROOTS = (ROOT, ROOT / "layers/shared/python/callbox", ROOT / "docs")


def test_every_file_that_it_names_exists() -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]*\w\.(?:py|json|yaml|md))`", TEXT) + re.findall(r"\]\(([\w./-]+)\)", TEXT)
    missing = [
        path for path in named if not path.startswith(".local/") and not any((root / path).exists() for root in ROOTS)
    ]

    assert len(named) > 8
    assert missing == []


def test_every_command_that_it_names_exists() -> None:
    commands = set(re.findall(r"python -m infra\.(\w+)", TEXT))

    assert commands
    assert [name for name in commands if not (ROOT / f"infra/{name}.py").exists()] == []
    assert "TRUST_LIMITS" in {setting.name for setting in SETTINGS}


def section(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_secret_is_in_the_inventory_of_keys() -> None:
    secrets: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "infra/secrets.yaml").read_text())
    rows = [line for line in section("Keys and algorithms").splitlines() if line.startswith("| `")]

    for name, secret in secrets.items():
        listed = {key for row in rows if row.startswith(f"| `{name}`:") for key in re.findall(r"`(\w+)`", row)}
        assert set(secret["holds"]) <= listed, name


def test_every_table_has_a_class_of_protection() -> None:
    tables = yaml.safe_load((ROOT / "infra/tables.yaml").read_text())
    classes = [re.findall(r"`(\w+)`", line.split(" | ")[2]) for line in section("Data").splitlines() if "| `" in line]

    assert {name for row in classes for name in row} == set(tables)


def test_the_limits_of_each_level_are_those_of_the_code() -> None:
    lines = section("Responsible use").partition("| `new` |")[2].splitlines()[2:]
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]

    for column, (level, limits) in enumerate(LIMITS.items(), start=1):
        *counts, top_up_minor = astuple(limits)
        said = [int(re.sub("[₦,]", "", number)) for row in rows for number in row[column].split(" / ")]
        assert said == [*counts, top_up_minor // 100], level
