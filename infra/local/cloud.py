"""Start and reach the emulated cloud (ministack) and the three simulators.

ministack runs the functions from the zips that AWS gets, each in its own process with the permissions of its role:
`AUTH` makes a missing permission fail locally, before production.
"""

import json
import os
import shutil
import sys

import boto3
import requests

from infra.local.place import ACCESS_KEY, REGION, SECRET_KEY, Place
from infra.local.processes import Children
from infra.package import TEMPLATE
from infra.rows import ROOT
from infra.target import Target

# ministack, counting chains of messages as Lambda does.
EMULATOR = ROOT / "infra" / "local" / "emulator.py"
# Idle time after which the extra processes of a burst end. A function's first process stays.
SPARE_WORKER_KEPT_S = 60
# The environment variables that workers inherit. Certificates and credentials of this machine are not among them.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")


def start_cloud(children: Children, place: Place) -> None:
    """Start ministack on loopback. It loads the state of the last run, and saves its state when it is stopped."""
    scratch = place.state / "tmp"
    # Code that an earlier run unpacked; a killed run could not delete it.
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
        # These services would listen on every address of the machine.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    # -P: nothing of this tree is on the path of the functions, which have their own zips
    command = [sys.executable, "-P", str(EMULATOR)]
    children.start("cloud", command, env=_clean_env() | env, cwd=scratch, log=place.log("cloud"))


def start_simulators(children: Children, place: Place) -> None:
    """Start Paystack, TextVerified and a push service as external services: over HTTP, with their own credentials."""
    credentials = place.credentials()
    commands = {
        "paystack": ["--port", str(place.ports.paystack), "--secret-key", credentials.paystack_secret_key],
        "textverified": [
            "--port", str(place.ports.textverified),
            f"--api-key={credentials.textverified_api_key}",  # "=", because the key may begin with a dash
            "--username", credentials.textverified_username,
            "--webhook-secret", credentials.textverified_webhook_secret,
        ],
        "push_service": ["--port", str(place.ports.push_service)],
    }  # fmt: skip
    for name, options in commands.items():
        children.start(
            name,
            [sys.executable, "-m", f"infra.local.simulators.{name}", *options],
            env=_clean_env(),
            cwd=ROOT,
            log=place.log(name),
        )


def allow_loops(target: Target) -> None:
    """Tell Lambda which functions may loop, as the template says: ministack's CloudFormation skips the property."""
    for resource in json.loads(TEMPLATE.read_text())["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            properties = resource["Properties"]
            target.client("lambda").put_function_recursion_config(
                FunctionName=properties["FunctionName"]["Fn::Sub"].replace("${Stage}", target.stage),
                RecursiveLoop=properties.get("RecursiveLoop", "Terminate"),
            )


def session() -> boto3.Session:
    """Return a session for the platform's only user."""
    return boto3.Session(
        aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, region_name=REGION, profile_name=None
    )


def point_sdk_at(place: Place) -> None:
    """Send every AWS call of this process and its children to the platform, overriding the shell's settings."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        # A proxy of this machine cannot reach loopback.
        "NO_PROXY": "127.0.0.1,localhost",
        "AWS_ENDPOINT_URL": place.cloud_url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def tell_simulators(place: Place, api_url: str) -> None:
    """Give both simulators our webhook URLs."""
    for base, name in ((place.paystack_url, "paystack"), (place.textverified_url, "textverified")):
        order = {"url": f"{api_url}/api/v1/webhooks/{name}"}
        requests.post(f"{base}/__control/webhook", json=order, timeout=10).raise_for_status()


def _clean_env() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
