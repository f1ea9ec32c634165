"""Posts to open sockets and closes them, through API Gateway's @connections, signed with SigV4.

It needs no client of the SDK and none of its service data: two requests without parameters.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
"""

import ssl
from typing import Literal
from urllib.parse import quote

import certifi
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from callbox.adapters import aws
from callbox.domain.errors import Unavailable

_GONE = 410


class Sockets:
    """The open sockets below one address. Keeps its connections to it open.

    Make it while the process starts, with a whole CPU: reading the certificates takes 20 ms of one, and would take
    300 ms of the share that a small function has later. The pool alone would read them for each connection.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        secure = ssl.create_default_context(cafile=certifi.where()) if url.startswith("https:") else None
        self._pool = PoolManager(maxsize=1, ssl_context=secure, retries=False)

    def post(self, connection_id: str, frame: bytes, *, timeout_s: float) -> bool:
        """Send a frame. Return False when the socket has closed. Raises Unavailable."""
        return self._send("POST", connection_id, frame, timeout_s=timeout_s)

    def close(self, connection_id: str, *, timeout_s: float) -> None:
        """Close a socket, if it is open. Raises Unavailable."""
        self._send("DELETE", connection_id, b"", timeout_s=timeout_s)

    def _send(self, method: Literal["POST", "DELETE"], connection_id: str, body: bytes, *, timeout_s: float) -> bool:
        request = AWSRequest(method=method, url=f"{self._url}/@connections/{quote(connection_id, safe='')}", data=body)
        session = aws.session()
        SigV4Auth(session.get_credentials(), "execute-api", session.get_config_variable("region")).add_auth(request)
        try:
            answer = self._pool.request(
                method, request.url, body=body, headers=dict(request.headers.items()), timeout=Timeout(total=timeout_s)
            )
        except HTTPError as error:
            raise Unavailable("The open pages cannot be reached.") from error
        if answer.status not in (200, 204, _GONE):
            raise Unavailable(f"The open pages cannot be reached: {answer.status}.")
        return answer.status != _GONE
