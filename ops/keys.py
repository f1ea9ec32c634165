"""Rotate the Ed25519 key pair that signs access tokens. Only Parameter Store keeps the private key.

    python -m ops.keys rotate --stage prod --author ops@example.com --reason "every quarter"

Rotation adds the new public key to the old ones and then signs with the new key, so no customer is signed out. Tokens
live 15 minutes. Run `forget` after that: it removes every public key except the one in use.
"""

import argparse
import hashlib
import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.artifacts import artifact_bucket, template_url
from infra.gradual import DIGEST, GRADUAL
from infra.releases import DONE, releases
from infra.target import Target
from ops.operating import note, services_of

SECRET = "jwt_signing_key"  # noqa: S105 - the name of the secret, not the secret
PARAMETER = "JwtPublicKeys"


@dataclass(frozen=True)
class KeyPair:
    """One signing key. `kid` is derived from the public key, so a key has only one name."""

    kid: str
    private_key_pem: str
    public_key_pem: str

    def secret_value(self) -> dict[str, str]:
        return {"kid": self.kid, "private_key_pem": self.private_key_pem}

    def public_keys(self) -> dict[str, str]:
        return {self.kid: self.public_key_pem}


def new_key_pair() -> KeyPair:
    """Generate a key pair."""
    return _pair(Ed25519PrivateKey.generate())


def key_pair_of(secret_value: Mapping[str, str]) -> KeyPair:
    """Return the key pair of a stored secret."""
    private = serialization.load_pem_private_key(secret_value["private_key_pem"].encode(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("the stored signing key is no Ed25519 key")
    return _pair(private)


def _pair(private: Ed25519PrivateKey) -> KeyPair:
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private_pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(
        kid=hashlib.sha256(public_pem).hexdigest()[:12],
        private_key_pem=private_pem.decode(),
        public_key_pem=public_pem.decode(),
    )


def secret_name(stage: str, name: str) -> str:
    """Return the name of the parameter that holds a secret."""
    return f"/callbox/{stage}/{name}"


def put_secret(session: boto3.Session, stage: str, name: str, value: dict[str, str]) -> None:
    """Store a secret's value, encrypted with AWS's own key of the account, unless it is already the current one.

    Parameter Store keeps the last hundred values and who wrote them.
    """
    if current_secret(session, stage, name) != value:
        session.client("ssm").put_parameter(
            Name=secret_name(stage, name), Value=json.dumps(value, sort_keys=True), Type="SecureString", Overwrite=True
        )


def current_secret(session: boto3.Session, stage: str, name: str) -> dict[str, str] | None:
    """Return a secret's value, or None when it has none yet."""
    client = session.client("ssm")
    try:
        found = client.get_parameter(Name=secret_name(stage, name), WithDecryption=True)
    except client.exceptions.ParameterNotFound:
        return None
    value: dict[str, str] = json.loads(found["Parameter"]["Value"])
    return value


def set_parameters(session: boto3.Session, stage: str, changes: dict[str, str], *, undoable: bool = True) -> None:
    """Change these stack parameters and wait until the update is complete.

    `undoable` lets the alarms of a release undo it, and shifts traffic as a release does.
    """
    cloudformation = session.client("cloudformation")
    name = f"callbox-{stage}"
    present = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["Parameters"]
    keys = [item["ParameterKey"] for item in present]
    if DIGEST in keys:
        # Without a new one, the functions behind an alias would keep the old values.
        changes = {**changes, DIGEST: secrets.token_hex(32)}
    if GRADUAL in keys and not undoable:
        changes = {**changes, GRADUAL: "false"}
    parameters: list[dict[str, Any]] = [
        {"ParameterKey": key, "ParameterValue": changes[key]}
        if key in changes
        else {"ParameterKey": key, "UsePreviousValue": True}
        for key in keys
    ]
    cloudformation.update_stack(
        StackName=name,
        **_template(session, stage),
        Parameters=parameters,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        # without a list of its own, an update is watched by the triggers of the last release
        **({} if undoable else {"RollbackConfiguration": {"RollbackTriggers": [], "MonitoringTimeInMinutes": 0}}),
    )
    cloudformation.get_waiter("stack_update_complete").wait(StackName=name)


def _template(session: boto3.Session, stage: str) -> dict[str, Any]:
    """Name the template as the last release uploaded it, so that its transform reads the new values.

    A stack without a recorded release keeps its template.
    """
    target = Target(session, stage)
    done = [one for one in releases(target) if one.state == DONE]
    if not done:
        return {"UsePreviousTemplate": True}
    return {"TemplateURL": template_url(target, artifact_bucket(target), done[-1].template)}


def parameter(session: boto3.Session, stage: str, name: str) -> str:
    """Return the value of a stack parameter."""
    stack = session.client("cloudformation").describe_stacks(StackName=f"callbox-{stage}")["Stacks"][0]
    [text] = [item["ParameterValue"] for item in stack["Parameters"] if item["ParameterKey"] == name]
    return str(text)


def _public_keys(session: boto3.Session, stage: str) -> dict[str, str]:
    keys: dict[str, str] = json.loads(parameter(session, stage, PARAMETER))
    return keys


def _set_public_keys(session: boto3.Session, stage: str, keys: dict[str, str]) -> None:
    set_parameters(session, stage, {PARAMETER: json.dumps(keys)})


def rotation(description: str) -> argparse.Namespace:
    """Parse the command, the stage, the author and the reason."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("command", choices=("rotate", "forget"))
    parser.add_argument("--stage", required=True)
    parser.add_argument("--author", required=True, help="your email address")
    parser.add_argument("--reason", required=True, help="why")
    return parser.parse_args()


def main() -> None:
    """Rotate the signing key, or forget the unused public keys."""
    options = rotation("Rotate the key that signs access tokens.")
    services = services_of(options)
    session = boto3.Session()
    known = _public_keys(session, options.stage)
    if options.command == "rotate":
        pair = new_key_pair()
        note(services, options, "signing_key_rotated", pair.kid)
        _set_public_keys(session, options.stage, known | pair.public_keys())
        put_secret(session, options.stage, SECRET, pair.secret_value())
        print(f"all functions sign with {pair.kid} within five minutes; run `forget` half an hour from now")
        return
    current = current_secret(session, options.stage, SECRET)
    if current is None:
        sys.exit("there is no signing key; `make deploy` creates the first one")
    note(services, options, "signing_keys_forgotten", f"all but {current['kid']}")
    _set_public_keys(session, options.stage, {kid: pem for kid, pem in known.items() if kid == current["kid"]})
    print(f"only {current['kid']} is accepted")


if __name__ == "__main__":
    main()
