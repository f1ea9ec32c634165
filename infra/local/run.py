"""Run all of Callbox on this machine: the same template and zips as on AWS, and the outside world beside it.

    make run                                    until Ctrl-C
    make run PORT_BASE=5566 STATE_DIR=/tmp/two  a second platform beside the first
    make run RELEASE=1                          with the site bundled, as a release publishes it
    make run NUMBER_LANES=1                     with a setting that an operator may change (README.md)
    python -m infra.local.run --port-base 0 --state-dir DIR --fresh -- pytest tests/journeys

With a command after `--`, runs it when everything is up (CALLBOX_STACK names the file that tells where), then ends
with its exit code. Listens on loopback only; what it remembers is in the state folder; it leaves no process behind.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from callbox.config import problems as setting_problems
from infra.artifacts import forget_older_artifacts
from infra.bundle import BundleError
from infra.deploy import deploy
from infra.local.checks import free_ports, problems
from infra.local.cloud import allow_loops, point_sdk_at, session, start_cloud, start_simulators, tell_simulators
from infra.local.place import FICTIONAL_OPERATOR, MAIL_FROM, REGION, STAGE, Place, Ports
from infra.local.processes import ChildFailed, Children
from infra.local.seed import SeedError, publish_pages, put_secrets, refresh_catalogue, set_first_prices, verify_sender
from infra.local.site import folders
from infra.package import PackagingError, build, package_digest
from infra.publish import publish
from infra.rows import ROOT
from infra.runtime import interpreter
from infra.settings import as_parameters, given, parameter
from infra.target import DeployError, Target, stack_parameters
from ops.origin import OriginSecret
from ops.push_key import PUSH_PARAMETER

DEFAULT_PORT_BASE = 4566


class Interrupted(Exception):
    """The operator asked us to end while we were starting."""


def main() -> int:
    """Start everything, wait or run the command, end everything; return the exit code."""
    options = _options()
    place = Place(options.state_dir.resolve(), _ports(options.port_base))
    if not place.claim(fresh=options.fresh):
        print(f"cannot start: another run uses {place.state}: end it, or name another STATE_DIR", file=sys.stderr)
        return 1
    settings = _settings(place)
    found = problems(place) + setting_problems(settings)
    if found:
        print("\n".join(f"cannot start: {line}" for line in found), file=sys.stderr)
        return 1
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: stop.set())
    point_sdk_at(place)
    children = Children()
    try:
        stack = _start(place, settings, children, stop, site="bundled" if options.release else "as_it_lies")
        return _run_command(options.command, place, stop) if options.command else _wait(stack, children, stop)
    except Interrupted:
        return 130
    except (BundleError, ChildFailed, DeployError, PackagingError, SeedError) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    finally:
        place.stack_file.unlink(missing_ok=True)
        children.end_all()
        shutil.rmtree(place.state / "tmp", ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run all of Callbox on this machine.")
    parser.add_argument(
        "--port-base",
        type=int,
        default=int(os.environ.get("CALLBOX_PORT_BASE") or DEFAULT_PORT_BASE),
        help="first of four ports; 0 takes free ones",
    )
    parser.add_argument("--state-dir", type=Path, default=ROOT / ".local", help="everything it remembers")
    parser.add_argument("--fresh", action="store_true", help="forget what the state folder holds")
    parser.add_argument("--release", action="store_true", help="serve the site bundled, as a release publishes it")
    parser.add_argument("command", nargs="*", help="run this when everything is up, then end")
    return parser.parse_args()


def _ports(base: int) -> Ports:
    return Ports.from_base(base) if base else Ports(*free_ports(4))


def _start(
    place: Place, settings: dict[str, str], children: Children, stop: threading.Event, *, site: str
) -> dict[str, str]:
    """Bring everything up with a form of the site; write stack.json, the sign that it is, and return its content."""
    began = time.monotonic()

    @contextmanager
    def step(text: str) -> Iterator[None]:
        if stop.is_set():
            raise Interrupted
        started = time.monotonic()
        print(f"  {text:<44}", end="", flush=True)
        yield
        print(f"{time.monotonic() - started:5.1f} s", flush=True)

    ports = ", ".join(map(str, vars(place.ports).values()))
    print(f"Callbox on this machine with Python {interpreter()}, ports {ports}")
    if named := ", ".join(given(os.environ, locally=True)):
        print(f"with {named} of the environment")
    with step("start the cloud and the outside world"):
        start_cloud(children, place)
        start_simulators(children, place)
    with step("build the package, if anything changed"):
        build()
    with step("wait until they answer"):
        children.await_answer("cloud", f"{place.cloud_url}/_ministack/ready")
        children.await_answer("paystack", place.paystack_url)
        children.await_answer("textverified", place.textverified_url)
        children.await_answer("push_service", place.push_service_url)
    target = Target(session(), STAGE, pause_s=0.2)
    with step("deploy the template"):
        # a restore may have switched the books, and the next start must not switch them back
        kept = {name: value for name, value in stack_parameters(target).items() if name == parameter("BOOKS_PREFIX")}
        outputs = deploy(target, _parameters(place, settings) | kept)
        allow_loops(target)
        forget_older_artifacts(target)
    stack = _stack_document(place, outputs)
    with step("put secrets, tell the suppliers our webhooks"):
        put_secrets(place)
        verify_sender(target, settings["MAIL_FROM"])
        tell_simulators(place, stack["api_url"])
    with step("publish the site"):
        publish(target, folders(site, settings), outputs["SiteBucketName"], outputs["SiteUrl"])
    with step("set the first prices, fetch the catalogue"):
        set_first_prices(place, stack)
        refresh_catalogue(target)
        publish_pages(target)
    place.stack_file.write_text(json.dumps(stack, indent=2))
    print(f"ready after {time.monotonic() - began:.1f} s")
    return stack


def _settings(place: Place) -> dict[str, str]:
    """Return the settings of this start, by name: those of the environment, and the local ones beside them."""
    local = {
        "STAGE": STAGE,
        "MAIL_FROM": MAIL_FROM,
        **FICTIONAL_OPERATOR,
        "PAYSTACK_URL": place.paystack_url,
        "PAYSTACK_CHECKOUT_URL": place.paystack_url,
        "TEXTVERIFIED_URL": place.textverified_url,
        # alone: a platform on one machine sends nothing to others
        "PUSH_HOSTS": place.push_service_url,
        # The simulated supplier has no limit worth waiting for at every start.
        "CATALOGUE_REQUESTS_PER_S": "200",
        # All customers on this machine have one address, and tests make many accounts.
        "SIGN_UPS_PER_ADDRESS": "10000",
        "RESET_MAILS_PER_ADDRESS": "10000",
        # Customers of this platform do not wait for days, nor top up in small parts.
        "FUNDED_AFTER_HOURS": "0",
        "CARDS_SETTLE_AFTER_HOURS": "0",
        "TRUST_LIMITS": json.dumps({"new": {"top_up_a_day_minor": 200_000_000}}),
        # Tests call the API at its own address too; a request through the site is known all the same.
        "REQUIRE_ORIGIN": "false",
    }
    return local | given(os.environ, locally=True)


def _parameters(place: Place, settings: dict[str, str]) -> dict[str, str]:
    return {
        "Version": package_digest()[:12],
        "JwtPublicKeys": json.dumps(place.credentials().key_pair.public_keys()),
        PUSH_PARAMETER: place.credentials().push_key["public_key"],
        **as_parameters(settings),
        **OriginSecret(place.credentials().origin_secret).parameters(),
        "AlarmEmail": "operator@callbox.localhost",
        "DeletionProtection": "false",
        "LocalPort": str(place.ports.cloud),
    }


def _stack_document(place: Place, outputs: dict[str, str]) -> dict[str, str]:
    credentials = place.credentials()
    return {
        "site_url": outputs["SiteUrl"],
        "live_url": outputs["LiveUrl"],
        "api_url": f"{place.cloud_url}/restapis/{outputs['ApiId']}/live/_user_request_",
        "paystack_url": place.paystack_url,
        "textverified_url": place.textverified_url,
        "push_service": place.push_service_url,
        "mailbox_url": f"{place.cloud_url}/_ministack/ses/messages",
        "aws_endpoint_url": place.cloud_url,
        "paystack_secret_key": credentials.paystack_secret_key,
        "textverified_api_key": credentials.textverified_api_key,
        "textverified_username": credentials.textverified_username,
    }


def _wait(stack: dict[str, Any], children: Children, stop: threading.Event) -> int:
    print(f"\n  {stack['site_url']}/\n")
    print(f"Sign up with any address and open the link of the mail that is then in {stack['mailbox_url']}")
    print("Top up (no money moves), ask for a number: its code comes in a few seconds.")
    print("Ctrl-C ends everything; what happened is kept for the next start.", flush=True)
    while not stop.wait(1.0):
        children.check()
    print("\nending", flush=True)
    return 0


def _run_command(command: list[str], place: Place, stop: threading.Event) -> int:
    """Run the command in its own group, so that an interrupt ends it and all it started."""
    env = os.environ | {"CALLBOX_STACK": str(place.stack_file), "AWS_REGION": REGION}
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    while process.poll() is None:
        if stop.wait(0.2):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            return 130
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
