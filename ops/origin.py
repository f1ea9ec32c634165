"""Rotate the secret by which the API recognizes CloudFront. Only CloudFront's configuration keeps it.

    python -m ops.origin rotate --stage prod --author ops@example.com --reason "every quarter"

The functions have only its hash. Rotation first makes them accept a new secret and then makes CloudFront send it, so no
request is refused. Run `forget` some minutes later, when CloudFront has deployed the change: it removes the old secret.
"""

import hashlib
import secrets
from dataclasses import dataclass

import boto3

from ops.keys import parameter, rotation, set_parameters
from ops.operating import note, services_of

ORIGIN_SECRET = "OriginSecret"  # noqa: S105 - the name of the parameter, not the secret
HASHES = "OriginSecretHashes"


@dataclass(frozen=True)
class OriginSecret:
    value: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.value.encode()).hexdigest()

    def parameters(self) -> dict[str, str]:
        return {ORIGIN_SECRET: self.value, HASHES: self.hash}


def new_origin_secret() -> OriginSecret:
    return OriginSecret(secrets.token_urlsafe(32))


def rotate(session: boto3.Session, stage: str) -> None:
    """Make every function accept a new secret, then make CloudFront send it."""
    newest = parameter(session, stage, HASHES).rpartition(",")[2]
    secret = new_origin_secret()
    set_parameters(session, stage, {HASHES: f"{newest},{secret.hash}"})
    set_parameters(session, stage, {ORIGIN_SECRET: secret.value})


def forget(session: boto3.Session, stage: str) -> None:
    """Accept the newest secret only."""
    accepted = parameter(session, stage, HASHES)
    if "," in accepted:
        set_parameters(session, stage, {HASHES: accepted.rpartition(",")[2]})


def main() -> None:
    """Rotate the secret, or forget the old one."""
    options = rotation("Rotate the secret by which the API recognizes CloudFront.")
    services = services_of(options)
    if options.command == "rotate":
        note(services, options, "origin_secret_rotated", ORIGIN_SECRET)
        rotate(boto3.Session(), options.stage)
        print("both secrets are accepted; run `forget` half an hour from now")
    else:
        note(services, options, "origin_secrets_forgotten", ORIGIN_SECRET)
        forget(boto3.Session(), options.stage)
        print("only the newest secret is accepted")


if __name__ == "__main__":
    main()
