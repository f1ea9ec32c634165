"""Seed a fresh platform: secrets, prices, the supplier's catalogue."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.local.cloud import session
from infra.local.place import REGION, STAGE, Place
from infra.rows import ROOT
from infra.target import Target
from infra.ticks import tick
from ops.keys import put_secret


class SeedError(Exception):
    """Seeding failed. The text says at which step."""


def put_secrets(place: Place) -> None:
    """Store the generated credentials as the functions' secrets."""
    for name, value in place.credentials().secret_values().items():
        put_secret(session(), STAGE, name, value)


def verify_sender(target: Target, sender: str) -> None:
    """Verify the sender's domain; on AWS its owner does that with DNS records."""
    mail = target.client("sesv2")
    with contextlib.suppress(mail.exceptions.AlreadyExistsException):
        mail.create_email_identity(EmailIdentity=sender.partition("@")[2])


def set_first_prices(place: Place, stack: dict[str, str]) -> None:
    """Set the first prices if there are none, with the operator's command, as on AWS."""
    with tempfile.TemporaryDirectory(dir=place.state) as folder:
        # The real stack.json means that the platform is ready, and it is not ready yet.
        Path(folder, "stack.json").write_text(json.dumps(stack))
        command = [sys.executable, "-m", "ops.pricing", "seed", "--stage", STAGE, "--state-dir", folder]
        result = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise SeedError(f"the first prices could not be set:\n{result.stderr}")


def refresh_catalogue(target: Target) -> None:
    """Run the timer's Lambda once; otherwise there is nothing to sell until the next full hour."""
    run_timer(target, "refresh_catalogue", "the catalogue could not be fetched")


def publish_pages(target: Target) -> None:
    """Write the pages with prices now; otherwise they have none for a quarter of an hour."""
    run_timer(target, "publish_pages", "the pages with prices could not be written")


def run_timer(target: Target, name: str, failed: str) -> None:
    answer = target.client("lambda").invoke(FunctionName=f"callbox-{STAGE}-{name}", Payload=tick(REGION))
    if "FunctionError" in answer:
        raise SeedError(f"{failed}:\n{answer['Payload'].read().decode()}")
