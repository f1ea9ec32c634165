"""Join infra/functions.yaml and the functions' declarations into typed rows, and reject incomplete rows.

A row is one Lambda. Its file, role, log group and alarms follow from its name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

import app  # imports every function and so collects every declaration
from callbox.http.endpoint import ENDPOINTS, PREFIX, Endpoint
from callbox.sockets import SOCKET_ROUTES, SocketRoute
from callbox.workers import WORKERS, Consumer, Timer

Declared = Endpoint | Consumer | Timer | SocketRoute

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS_FILE = ROOT / "infra" / "functions.yaml"
API_PREFIX = PREFIX
APP = app.app
# Chalice always generates one Lambda of its own. It gets this row, which needs the fewest permissions.
CHALICE_API_ROW = "get_health"

Kind = Literal["api", "queue", "schedule", "live"]
_PATH = re.compile(r"^/[a-z0-9_/{}-]+$")
_TIMER = re.compile(r"^\d+ (minute|minutes|hour|hours|day|days)$")
_KNOWN = {"memory_mb", "timeout_s", "tables", "sends", "secrets", "mails", "site", "live", "alarm", "pages", "silence",
          "layers"}  # fmt: skip
_OF_LIVE = {"DeleteItem", "Query"}
"""What a function with `live` does with the table of the open pages."""


@dataclass(frozen=True)
class Row:
    """One Lambda as functions.yaml and its declaration describe it. `path` includes the prefix."""

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
    action: str = ""
    tables: dict[str, list[str]] = field(default_factory=dict)
    sends: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    mails: bool = False
    site: bool = False
    live: bool = False
    pages: bool = False
    silence: str = ""
    layers: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        """Return the logical id of the Lambda in CloudFormation."""
        return "APIHandler" if self.name == CHALICE_API_ROW else self.stem

    @property
    def stem(self) -> str:
        return camel(self.name)

    @property
    def role_resource(self) -> str:
        # Chalice names its own function APIHandler, and its role ApiHandlerRole.
        return "ApiHandlerRole" if self.name == CHALICE_API_ROW else f"{self.stem}Role"

    @property
    def source_file(self) -> Path:
        return ROOT / "functions" / self.kind / f"{self.name}.py"

    @property
    def may_loop(self) -> bool:
        """Whether it consumes a queue that it may send to: its messages can go round."""
        return self.kind == "queue" and self.queue in self.sends

    @property
    def handler(self) -> str:
        """Return the handler. It always begins with `app.`, so that app.py and its middleware run."""
        return "app.app" if self.kind == "api" else f"app.{self.name}"


def camel(name: str) -> str:
    """Turn create_deposit into CreateDeposit, as Chalice names resources."""
    return "".join(part.capitalize() for part in name.split("_"))


def declared() -> Mapping[str, Declared]:
    """Return every function's declaration by name."""
    return {**ENDPOINTS, **WORKERS, **SOCKET_ROUTES}


def read_rows(path: Path = FUNCTIONS_FILE, functions: Mapping[str, Declared] | None = None) -> dict[str, Row]:
    """Return all rows by name, in the order of the file. Raises ValueError with the row and the problem."""
    document: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text())
    functions = declared() if functions is None else functions
    if without := sorted(functions.keys() - document.keys()):
        raise ValueError(f"no row of {path.name} for {without}")
    return {name: _row(name, raw, functions.get(name)) for name, raw in document.items()}


def _row(name: str, raw: dict[str, Any], function: Declared | None) -> Row:
    if function is None:
        raise ValueError(f"{name}: no file in functions/ declares it")
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:
        raise ValueError(f"{name}: unknown keys {unknown}")
    missing = sorted({"memory_mb", "timeout_s", "alarm"} - set(raw))
    if missing:
        raise ValueError(f"{name}: lacks {missing}")
    common: dict[str, Any] = {
        "name": name,
        "memory_mb": raw["memory_mb"],
        "timeout_s": raw["timeout_s"],
        "alarm": raw["alarm"],
        "tables": _tables(raw),
        "sends": raw.get("sends", []),
        "secrets": raw.get("secrets", []),
        "mails": bool(raw.get("mails", False)),
        "site": bool(raw.get("site", False)),
        "live": bool(raw.get("live", False)),
        "pages": bool(raw.get("pages", False)),
        "silence": raw.get("silence", ""),
        "layers": tuple(raw.get("layers", ())),
    }
    if isinstance(function, Endpoint):
        return _route_row(function, common)
    if isinstance(function, Consumer):
        return Row(kind="queue", queue=function.queue, **common)
    if isinstance(function, SocketRoute):
        return Row(kind="live", action=function.action, **common)
    if not _TIMER.match(function.every):
        raise ValueError(f"{name}: a timer must look like '1 minute' or '2 hours', not {function.every!r}")
    return Row(kind="schedule", every=function.every, **common)


def _tables(raw: dict[str, Any]) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = dict(raw.get("tables", {}))
    if raw.get("live"):
        tables["live_connections"] = sorted({*tables.get("live_connections", []), *_OF_LIVE})
    return tables


def _route_row(route: Endpoint, common: dict[str, Any]) -> Row:
    if not _PATH.match(route.path):
        raise ValueError(f"{route.name}: a path must look like '/things/{{thing_id}}', not {route.path!r}")
    rate, burst = route.throttle
    if rate < 1 or burst < rate:
        raise ValueError(f"{route.name}: throttle must be (requests per second, burst), with burst >= rate")
    return Row(kind="api", method=route.method, path=API_PREFIX + route.path, throttle=route.throttle, **common)
