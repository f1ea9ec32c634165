"""The entry point of every Lambda. functions/ has one file per function, which declares its trigger.

A Lambda imports only its own function and builds what that uses before the first event: during the start it has a whole
CPU, afterwards only its share. Packaging and tests import all functions and build nothing.
"""

import gc
import os
from functools import cache
from importlib import import_module
from pathlib import Path

from chalice import Chalice

import functions
from callbox import telemetry
from callbox.composition.aws import AwsPorts
from callbox.composition.services import Services
from callbox.http.endpoint import ENDPOINTS, Endpoint, serve
from callbox.sockets import SOCKET_ROUTES, SocketRoute, listen
from callbox.workers import WORKERS, Consumer, Timer, work

KINDS = ("api", "queue", "schedule", "live")

app = Chalice(app_name="callbox")


@cache
def services() -> Services:
    """Return the use cases of this process."""
    return Services(AwsPorts())


def _files(name: str) -> list[Path]:
    """Return the file of a function, or all files for `*`."""
    [folder] = functions.__path__
    return [file for kind in KINDS for file in sorted(Path(folder, kind).glob(f"{name}.py"))]


def _register(kind: str, name: str) -> Endpoint | Consumer | Timer | SocketRoute:
    import_module(f"functions.{kind}.{name}")
    if kind == "api":
        route = ENDPOINTS[name]
        serve(app, route, services)
        return route
    if kind == "live":
        globals()[name] = listen(app, SOCKET_ROUTES[name], services)
        return SOCKET_ROUTES[name]
    worker = WORKERS[name]
    # Lambda looks up a worker by name in this module (`app.settle_deposit`), so this module always runs first.
    globals()[name] = work(app, worker, services)
    return worker


def _build(declared: Endpoint | Consumer | Timer | SocketRoute) -> None:
    """Build what the function uses. A failure is logged here; the first event meets it again and answers it."""
    try:
        if isinstance(declared, Endpoint) and declared.caller.needs_tokens:
            services().access_tokens  # noqa: B018
        if isinstance(declared, Endpoint) and declared.caller.lives:
            services().live_sessions  # noqa: B018
        for name in declared.uses:
            getattr(services(), name)
    except Exception as error:  # noqa: BLE001 - the first event must still be answered
        telemetry.crash(error)


# callbox-<stage>-<name> in a Lambda
_own = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "").rpartition("-")[2]
_found = _files(_own) if _own else []
if _found:
    gc.disable()  # a start creates almost no garbage, and collecting took a twelfth of its time
    _build(_register(_found[0].parent.name, _own))
    gc.freeze()  # the objects of the start stay alive, so later collections can skip them
    gc.enable()
else:
    for _file in _files("*"):
        _register(_file.parent.name, _file.stem)
