"""Parameter Store: each secret is an encrypted parameter, a JSON object of strings, read on first use.

It is cached for five minutes, so a rotated secret is in use everywhere after that, without a deployment. While
Parameter Store does not answer, an older value serves on: the store gives an account 40 reads a second in all.
Errors never quote a value. https://docs.aws.amazon.com/general/latest/gr/ssm.html#limits_ssm
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from callbox.adapters import aws
from callbox.domain.errors import Unavailable

KEPT_FOR_S = 300


class UnusableSecretError(Exception):
    """A secret is missing, not readable for this function, or malformed. An operator must fix it."""


class ParameterStore:
    """Reads secrets by the names of their parameters. Creates the client at the first read."""

    def __init__(
        self,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._region = region
        self._endpoint_url = endpoint_url
        self._elapsed_s = elapsed_s
        self._client: Any = None
        self._kept: dict[str, tuple[float, Mapping[str, str]]] = {}

    def read(self, name: str) -> Mapping[str, str]:
        """Return the fields of a secret.

        Raises UnusableSecretError, or Unavailable when Parameter Store does not answer and there is no older value.
        """
        kept = self._kept.get(name)
        if kept and self._elapsed_s() < kept[0] + KEPT_FOR_S:
            return kept[1]
        try:
            fields = _parse(name, self._fetch(name))
        except Unavailable:
            if kept is None:
                raise
            fields = kept[1]
        self._kept[name] = (self._elapsed_s(), fields)
        return fields

    def read_field(self, name: str, field: str) -> str:
        """Return one field of a secret. An empty field counts as missing: an attacker could sign with it."""
        value = self.read(name).get(field)
        if not value:
            raise UnusableSecretError(f"The secret {name} has no field {field!r}, or an empty one.")
        return value

    def _fetch(self, name: str) -> str:
        try:
            answer = self._connect().get_parameter(Name=name, WithDecryption=True)
        except ClientError as problem:
            raise _explain(name, problem.response["Error"]["Code"], problem) from problem
        except BotoCoreError as problem:
            raise Unavailable("One of our systems is not answering. Try again in a moment.") from problem
        return str(answer["Parameter"]["Value"])

    def _connect(self) -> Any:
        if self._client is None:
            self._client = aws.client("ssm", region=self._region, endpoint_url=self._endpoint_url)
        return self._client


def _parse(name: str, text: str) -> Mapping[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError:
        # without the cause, which could quote the secret
        raise UnusableSecretError(f"The secret {name} is not a JSON object of strings.") from None


def _explain(name: str, code: str, problem: ClientError) -> Exception:
    if code == "ParameterNotFound":
        return UnusableSecretError(
            f"There is no secret {name}. On this machine `make run` writes it; in an AWS account an"
            " operator enters it once, with `python -m ops.secrets`: see README.md."
        )
    if code == "AccessDeniedException":
        return UnusableSecretError(
            f"This function may not read the secret {name}: list it under `secrets` in infra/functions.yaml."
        )
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    if code == "ThrottlingException" or status >= 500:
        return Unavailable("One of our systems is not answering. Try again in a moment.")
    return UnusableSecretError(f"Parameter Store refused to return the secret {name}: {code}.")
