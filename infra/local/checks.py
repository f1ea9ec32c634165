"""Check the machine before the platform starts: one line per problem, with its fix."""

import importlib.util
import shutil
import socket

from infra.local.place import Place
from infra.rows import ROOT
from infra.runtime import SUPPORTED, interpreter

NEEDED_MODULES = ("chalice", "ministack", "samtranslator", "boto3", "yaml", "aiohttp", "cryptography")
# For the package, the state, and a copy of the layer per function that has run.
NEEDED_DISK_MB = 2000


def problems(place: Place) -> list[str]:
    """Return the problems, each with its fix; empty when there are none."""
    found = []
    if interpreter() not in SUPPORTED:
        found.append(
            f"Python {' or '.join(SUPPORTED)} is required, this is {interpreter()}: rm -rf .venv, then `make run`"
        )
    missing = [name for name in NEEDED_MODULES if importlib.util.find_spec(name) is None]
    if missing:
        found.append(f"packages are missing ({', '.join(missing)}): start with `make run`, which installs them")
    if not (ROOT / "app.py").exists():
        found.append(f"{ROOT} is not a checkout of Callbox: app.py is missing")
    free_mb = shutil.disk_usage(place.state.parent).free // 1_000_000
    if free_mb < NEEDED_DISK_MB:
        found.append(f"{place.state} has {free_mb} MB free, {NEEDED_DISK_MB} MB are required: free some disk space")
    found += [
        f"port {port} ({name}) is in use: stop its process, or choose other ports with `make run PORT_BASE=5566`"
        for name, port in vars(place.ports).items()
        if not _is_free(port)
    ]
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Return ports that were free a moment ago."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
