"""Read infra/functions.yaml into typed rows, and refuse a row that does not say what it must.

A row is one Lambda. Everything else about it (file, role, log group, alarm) follows from its name.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS_FILE = ROOT / "infra" / "functions.yaml"
API_PREFIX = "/api/v1"
# The one route Chalice's own Lambda answers: it cannot be merged away, so it does the least.
CHALICE_API_ROW = "get_health"

Kind = Literal["api", "queue", "schedule"]
_ROUTE = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (/[a-z0-9_/{}-]+)$")
_TIMER = re.compile(r"^\d+ (minute|minutes|hour|hours|day|days)$")
_KNOWN = {
    "route", "queue", "every", "memory_mb", "timeout_s", "throttle", "tables", "sends", "secrets", "mails",
    "alarm",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One Lambda as functions.yaml describes it. `path` is the full path, prefix included."""

    name: str
    kind: Kind
    memory_mb: int
    timeout_s: int
    alarm: str
    method: str = ""
    path: str = ""
    throttle: tuple[int, int] = (0, 0)
    queue: str = ""
    every: str = ""
    tables: dict[str, list[str]] = field(default_factory=dict)
    sends: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    mails: bool = False

    @property
    def resource(self) -> str:
        """CloudFormation's name of the Lambda; role, log group and alarm append their suffix."""
        return "APIHandler" if self.name == CHALICE_API_ROW else self.stem

    @property
    def stem(self) -> str:
        return camel(self.name)

    @property
    def role_resource(self) -> str:
        # Chalice spells its own role ApiHandlerRole beside APIHandler.
        return "ApiHandlerRole" if self.name == CHALICE_API_ROW else f"{self.stem}Role"

    @property
    def source_file(self) -> Path:
        return ROOT / "functions" / self.kind / f"{self.name}.py"

    @property
    def handler(self) -> str:
        """Begin with `app.` always: only then app.py and its middleware run."""
        return "app.app" if self.kind == "api" else f"app.{self.name}"


def camel(name: str) -> str:
    """Turn create_deposit into CreateDeposit, as Chalice does for the resources it names."""
    return "".join(part.capitalize() for part in name.split("_"))


def read_rows(path: Path = FUNCTIONS_FILE) -> dict[str, Row]:
    """Return all rows by name. Raises ValueError naming the row and what is wrong with it."""
    document: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text())
    return {name: _row(name, raw) for name, raw in document.items()}


def _row(name: str, raw: dict[str, Any]) -> Row:
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:
        raise ValueError(f"{name}: unknown keys {unknown}")
    triggers = [key for key in ("route", "queue", "every") if key in raw]
    if len(triggers) != 1:
        raise ValueError(f"{name}: needs exactly one of route, queue, every; has {triggers}")
    missing = sorted({"memory_mb", "timeout_s", "alarm"} - set(raw))
    if missing:
        raise ValueError(f"{name}: lacks {missing}")
    common: dict[str, Any] = {
        "name": name,
        "memory_mb": raw["memory_mb"],
        "timeout_s": raw["timeout_s"],
        "alarm": raw["alarm"],
        "tables": raw.get("tables", {}),
        "sends": raw.get("sends", []),
        "secrets": raw.get("secrets", []),
        "mails": bool(raw.get("mails", False)),
    }
    if "route" in raw:
        return _route_row(name, raw, common)
    if "queue" in raw:
        return Row(kind="queue", queue=raw["queue"], **common)
    if not _TIMER.match(raw["every"]):
        raise ValueError(f"{name}: every must read like '1 minute' or '2 hours', not {raw['every']!r}")
    return Row(kind="schedule", every=raw["every"], **common)


def _route_row(name: str, raw: dict[str, Any], common: dict[str, Any]) -> Row:
    match = _ROUTE.match(raw["route"])
    if not match:
        raise ValueError(f"{name}: route must read 'METHOD /path', not {raw['route']!r}")
    rate, burst = raw.get("throttle", (0, 0))
    if rate < 1 or burst < rate:
        raise ValueError(f"{name}: throttle must be [requests a second, burst], the burst not below the rate")
    return Row(
        kind="api",
        method=match.group(1),
        path=API_PREFIX + match.group(2),
        throttle=(rate, burst),
        **common,
    )
