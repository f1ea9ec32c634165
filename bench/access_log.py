"""The size of a line of API Gateway's access logs, as the templates write them."""

import re
from functools import cache

from infra.stack import load

_VARIABLE = re.compile(r"\$context\.[\w.]+")
# what each variable usually becomes; others are a word or a number
_USUAL = {
    "$context.requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "$context.httpMethod": "GET",
    "$context.resourcePath": "/api/v1/verifications/{verification_id}",
    "$context.xrayTraceId": "1-5759e988-bd862e3fe1be46a994272793",
    "$context.requestTimeEpoch": "1764500000000",
    "$context.error.responseType": "-",
    "$context.eventType": "DISCONNECT",
}


@cache
def line_bytes(template: str) -> int:
    """Return the bytes of a line in the log of the API in infra/`template`.yaml, with what CloudWatch bills beside it.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html: 26 bytes a line.
    """
    [line] = [found for found in _formats(load(template)) if '"event":' in found]
    return len(_VARIABLE.sub(lambda found: _USUAL.get(found[0], "1234"), line)) + 26


def _formats(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [value for key, value in node.items() if key == "Format" and isinstance(value, str)]
        return own + [found for value in node.values() for found in _formats(value)]
    return [found for value in node for found in _formats(value)] if isinstance(node, list) else []
