"""One local platform's state folder, ports, and generated credentials."""

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ops.keys import KeyPair, new_key_pair
from ops.push_key import new_push_key

STAGE = "local"
REGION = "us-east-1"
MAIL_FROM = "no-reply@callbox.localhost"
FICTIONAL_OPERATOR = {
    "OPERATOR_NAME": "Callbox Demonstration Limited",
    "OPERATOR_NUMBER": "RC 0000000",
    "OPERATOR_ADDRESS": "1 Example Street, Lagos, Nigeria",
    "SUPPORT_EMAIL": "support@callbox.localhost",
    "ABUSE_EMAIL": "abuse@callbox.localhost",
    "PRIVACY_EMAIL": "privacy@callbox.localhost",
    "SECURITY_EMAIL": "security@callbox.localhost",
    "GOVERNING_LAW": "Nigeria",
    "SUPPORT_WHATSAPP": "+2340000000000",
    "SUPPORT_HOURS": "Monday to Friday, 9:00 to 17:00, Lagos time",
    "NDPC_NUMBER": "NDPC/0000",
}
"""Who runs a platform on one machine: a company, a number and a street that do not exist."""
# The platform's only user. It protects nothing, because everything listens on loopback only.
ACCESS_KEY = "local"
SECRET_KEY = "local"  # noqa: S105


@dataclass(frozen=True)
class Ports:
    """Four consecutive ports, so that a second platform can run with another base."""

    cloud: int
    paystack: int
    textverified: int
    push_service: int

    @classmethod
    def from_base(cls, base: int) -> "Ports":
        return cls(cloud=base, paystack=base + 1, textverified=base + 2, push_service=base + 3)


@dataclass(frozen=True)
class Place:
    """One platform: `state` is the folder of all its data, `ports` are where it listens."""

    state: Path
    ports: Ports

    @property
    def cloud_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.cloud}"

    @property
    def paystack_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.paystack}"

    @property
    def textverified_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.textverified}"

    @property
    def push_service_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.push_service}"

    @property
    def stack_file(self) -> Path:
        return self.state / "stack.json"

    def claim(self, *, fresh: bool) -> bool:
        """Lock the state folder for this process; return False when another has it. `fresh` empties it."""
        self.state.mkdir(parents=True, exist_ok=True)
        # Stays open, and so locked, until this process ends or is killed.
        lock = os.open(self.state / "lock", os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        # A killed run may have left its stack.json, which would describe a platform that is not running.
        for entry in self.state.iterdir() if fresh else [self.stack_file]:
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink(missing_ok=True)
        return True

    def log(self, name: str) -> Path:
        return self.state / "logs" / f"{name}.log"

    def credentials(self) -> "Credentials":
        """Return this platform's credentials; they are generated at the first start and kept."""
        path = self.state / "credentials.json"
        if not path.exists():
            path.write_text(json.dumps(_new_credentials()))
            path.chmod(0o600)
        stored = json.loads(path.read_text())
        stored.pop("key_pair", None)  # from an earlier version, on another curve
        kept = _added_later() | stored
        path.write_text(json.dumps(kept))
        return Credentials(key_pair=KeyPair(**kept.pop("ed25519_key_pair")), **kept)


@dataclass(frozen=True)
class Credentials:
    """The credentials that the functions and the simulators share."""

    key_pair: KeyPair
    paystack_secret_key: str
    textverified_api_key: str
    textverified_username: str
    textverified_webhook_secret: str
    origin_secret: str
    payers_hmac_key: str
    push_key: dict[str, str]

    def secret_values(self) -> dict[str, dict[str, str]]:
        """Return the JSON value of each secret by its name in secrets.yaml."""
        return {
            "jwt_signing_key": self.key_pair.secret_value(),
            "push_signing_key": self.push_key,
            "paystack": {"secret_key": self.paystack_secret_key},
            "payers": {"hmac_key": self.payers_hmac_key},
            "textverified": {
                "api_key": self.textverified_api_key,
                "username": self.textverified_username,
                "webhook_secret": self.textverified_webhook_secret,
            },
        }


def _added_later() -> dict[str, Any]:
    """Return the credentials that a state folder of an earlier version lacks."""
    return {
        "origin_secret": secrets.token_urlsafe(32),
        "payers_hmac_key": secrets.token_hex(32),
        "ed25519_key_pair": asdict(new_key_pair()),
        "push_key": new_push_key(),
    }


def _new_credentials() -> dict[str, Any]:
    return {
        "paystack_secret_key": f"sk_test_{secrets.token_hex(20)}",
        "textverified_api_key": secrets.token_urlsafe(24),
        "textverified_username": "operator@callbox.localhost",
        "textverified_webhook_secret": f"whsec_{secrets.token_hex(16)}",
    }
