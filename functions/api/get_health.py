"""GET /health (open): return 200 if the API itself works. It does not check the systems behind it."""

import os

from msgspec import Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.requests import Request


class Health(Struct):
    status: str
    version: str


@endpoint(
    "GET",
    "/health",
    caller=OPEN,
    throttle=(20, 40),
)
def get_health(_request: Request[None], _services: Services) -> Answer[Health]:
    return Answer(Health("ok", os.environ.get("VERSION", "unversioned")))
