"""Give a fresh platform what it cannot run without: secrets, prices, the supplier's catalogue."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.deploy import Target
from infra.local.cloud import session
from infra.local.place import REGION, STAGE, Place
from infra.rows import ROOT
from ops.keys import put_secret


class SeedError(Exception):
    """Something the platform needs could not be set; the text says what."""


def put_secrets(place: Place) -> None:
    """Store the made-up credentials where the functions read theirs."""
    for name, value in place.credentials().secret_values().items():
        put_secret(session(), STAGE, name, value)


def verify_sender(target: Target, sender: str) -> None:
    """Make the sender's domain one that may send; on AWS its owner proves it by DNS."""
    mail = target.client("sesv2")
    with contextlib.suppress(mail.exceptions.AlreadyExistsException):
        mail.create_email_identity(EmailIdentity=sender.partition("@")[2])


def set_first_prices(place: Place, stack: dict[str, str]) -> None:
    """Set the first prices where there are none: the operator's own command, as on AWS."""
    with tempfile.TemporaryDirectory(dir=place.state) as folder:
        # The real stack.json says that everything is up, which it is not yet.
        Path(folder, "stack.json").write_text(json.dumps(stack))
        command = [sys.executable, "-m", "ops.pricing", "seed", "--stage", STAGE, "--state-dir", folder]
        result = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise SeedError(f"the first prices could not be set:\n{result.stderr}")


def refresh_catalogue(target: Target) -> None:
    """Run the timer's Lambda once: without a catalogue there is nothing to sell until the next full hour."""
    function = f"callbox-{STAGE}-refresh_catalogue"
    answer = target.client("lambda").invoke(FunctionName=function, Payload=json.dumps(tick()))
    if "FunctionError" in answer:
        raise SeedError(f"the catalogue could not be fetched:\n{answer['Payload'].read().decode()}")


def tick() -> dict[str, Any]:
    """Return what EventBridge sends to a timer's function."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [],
        "detail": {},
    }
