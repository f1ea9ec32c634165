"""GET /health (open): the API answers. Touches nothing, so it tells of the API and of nothing behind it."""

import os

from chalice import Blueprint
from msgspec import Struct

from callbox.http.endpoint import Answer, endpoint
from callbox.http.requests import Request

routes = Blueprint(__name__)


class Health(Struct):
    status: str
    version: str


@endpoint(routes, "GET", "/health")
def get_health(request: Request) -> Answer[Health]:  # noqa: ARG001 - every endpoint takes one
    return Answer(Health("ok", os.environ.get("VERSION", "unversioned")))
