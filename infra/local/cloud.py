"""The emulated cloud and the outside world: how ministack and the two simulators are started and reached.

ministack runs the functions from the very zips that AWS gets, each in a process of its own with the rights of its
role: `AUTH` makes a permission that a row forgot fail here, and not first in production.
"""

import os
import shutil
import sys

import boto3
import requests

from infra.local.place import ACCESS_KEY, REGION, SECRET_KEY, Place
from infra.local.processes import Children
from infra.rows import ROOT

# A function's first process stays; further ones, which a burst started, go after this.
SPARE_WORKER_KEPT_S = 60
# What a worker may see of our own environment. Certificates and credentials of this machine stay out of it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")


def start_cloud(children: Children, place: Place) -> None:
    """Start ministack on loopback; it loads what the last run saved and saves when it is ended."""
    scratch = place.state / "tmp"
    # Copies of the code that an earlier run unpacked; a killed one could not tidy up.
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    env = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(place.ports.cloud),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(place.state / "cloud"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(place.state / "s3"),
        "TMPDIR": str(scratch),
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "MINISTACK_REGION": REGION,
        "LAMBDA_WARM_TTL_SECONDS": str(SPARE_WORKER_KEPT_S),
        # Services that would listen on every address of the machine.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    children.start(
        "cloud", [sys.executable, "-m", "ministack"], env=_clean_env() | env, cwd=scratch, log=place.log("cloud")
    )


def start_simulators(children: Children, place: Place) -> None:
    """Start Paystack and TextVerified as the services they are outside: over HTTP, with their own credentials."""
    credentials = place.credentials()
    commands = {
        "paystack": ["--port", str(place.ports.paystack), "--secret-key", credentials.paystack_secret_key],
        "textverified": [
            "--port", str(place.ports.textverified),
            f"--api-key={credentials.textverified_api_key}",  # it may begin with a dash
            "--username", credentials.textverified_username,
            "--webhook-secret", credentials.textverified_webhook_secret,
        ],
    }  # fmt: skip
    for name, options in commands.items():
        children.start(
            name,
            [sys.executable, "-m", f"infra.local.simulators.{name}", *options],
            env=_clean_env(),
            cwd=ROOT,
            log=place.log(name),
        )


def session() -> boto3.Session:
    """Return a session of the platform's only user."""
    return boto3.Session(
        aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, region_name=REGION, profile_name=None
    )


def point_sdk_at(place: Place) -> None:
    """Send every AWS call of this process and its children to the platform, whatever the shell says."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        # A proxy of this machine knows nothing of loopback.
        "NO_PROXY": "127.0.0.1,localhost",
        "AWS_ENDPOINT_URL": place.cloud_url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def tell_simulators(place: Place, api_url: str) -> None:
    """Give both simulators the address of our webhooks."""
    for base, name in ((place.paystack_url, "paystack"), (place.textverified_url, "textverified")):
        order = {"url": f"{api_url}/api/v1/webhooks/{name}"}
        requests.post(f"{base}/__control/webhook", json=order, timeout=10).raise_for_status()


def _clean_env() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
