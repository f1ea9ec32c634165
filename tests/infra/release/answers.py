"""Stubs of AWS's answers: real clients with their parameters and shapes checked, and no network."""

from collections import defaultdict
from typing import Any

import boto3
from botocore.stub import Stubber


class StubbedSession:
    """A session whose clients give the answers that were put in, in their order."""

    def __init__(self, region: str = "eu-west-1") -> None:
        self.region_name = region
        self._session = boto3.Session(
            aws_access_key_id="stub", aws_secret_access_key="stub", region_name=region, profile_name=None
        )
        self._answers: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
        self._clients: dict[tuple[str, str], Any] = {}

    def answer(self, service: str, operation: str, answer: Any, *, region: str = "") -> None:
        """Add one answer."""
        self._stubber(service, region or self.region_name).add_response(operation, answer)

    def refuse(
        self, service: str, operation: str, code: str, message: str = "", *, status: int = 400, region: str = ""
    ) -> None:
        """Add one error."""
        self._stubber(service, region or self.region_name).add_client_error(operation, code, message, status)

    def client(self, service: str, region_name: str = "") -> Any:
        return self._stubber(service, region_name or self.region_name).client

    def _stubber(self, service: str, region: str) -> Stubber:
        key = (service, region)
        if key not in self._clients:
            client = self._session.client(service, region_name=region, endpoint_url=None)
            stubber = Stubber(client)
            stubber.activate()
            self._clients[key] = stubber
        found: Stubber = self._clients[key]
        return found
