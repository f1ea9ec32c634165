"""`socket_route` declares a function that takes the messages of one action from open sockets (docs/live.md).

The handler takes a `Frame` and the `Services`. It answers nothing: whatever it has to say it posts to the socket. An
exception is logged by its place alone, as everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from chalice import Chalice

from callbox import telemetry
from callbox.declared import Offered


@dataclass(frozen=True)
class Frame:
    """One message as text, and the socket that it came by."""

    connection_id: str
    text: str = field(repr=False)


FrameHandler = Callable[[Frame, Any], None]


@dataclass
class SocketRoute:
    """Decorates the function that takes messages whose `action` is this one."""

    action: str
    _: KW_ONLY
    uses: tuple[str, ...]
    name: str = field(init=False)
    handler: FrameHandler = field(init=False)

    def __call__(self, handler: FrameHandler) -> FrameHandler:
        self.name, self.handler = handler.__name__, handler
        SOCKET_ROUTES[self.name] = self
        return handler


socket_route = SocketRoute
SOCKET_ROUTES: dict[str, SocketRoute] = {}
"""Every imported route of sockets, by the name of its function."""


def listen(app: Chalice, declared: SocketRoute, services: Callable[[], Any]) -> Any:
    """Add the declared function to the app and return it. Lambda looks it up by name in app.py."""

    def take(event: Mapping[str, Any], _: Any) -> dict[str, int]:
        telemetry.begin(event["requestContext"]["requestId"])
        try:
            frame = Frame(event["requestContext"]["connectionId"], event.get("body") or "")
            declared.handler(frame, Offered(services(), uses=declared.uses, function=declared.name))
        except Exception as error:  # noqa: BLE001 - API Gateway would answer the socket with a message of its own
            telemetry.crash(error)
        return {"statusCode": 200}

    take.__name__ = declared.name
    return app.lambda_function(name=declared.name)(take)
