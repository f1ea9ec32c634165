"""A Lambda loads before its first answer only its own function, one client and what its route uses."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.package import CODE_ZIP, CRYPTO_ZIP, LAYER_ZIP
from infra.rows import Row, declared, read_rows
from infra.sdk_data import USED_OPERATIONS
from ops.keys import new_key_pair
from ops.push_key import new_push_key
from tests.operator_details import OPERATOR
from tests.waiting import PATIENCE_S

ROWS = read_rows()
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "STAGE": "astage",
    "TABLE_PREFIX": "callbox-a-stage-",
    "SECRETS_PREFIX": "/callbox/a-stage/",
    "SITE_URL": "https://callbox.example",
    "LIVE_URL": "wss://live.callbox.example/live",
    "PAYSTACK_URL": "https://paystack.example",
    "TEXTVERIFIED_URL": "https://textverified.example",
    "MAIL_FROM": "hello@callbox.example",
    "PUSH_PUBLIC_KEY": new_push_key()["public_key"],
    **OPERATOR,
}
# Every function loads Chalice's runtime and the composition. Only a few load these:
NEVER = {"boto3", "s3transfer", "cryptography", "fastapi", "pydantic", "awscli", "pkg_resources"}
PASSWORDS_ARE_FOR = {"sign_up", "sign_in", "reset_password"}
READING = {row.name for row in ROWS.values() if row.method == "GET"}
"""Routes that only read: no queue, no supplier, no message in which a code is looked for."""
TOUCHING_NOTHING = {"get_health"}


@pytest.fixture(scope="module")
def artifact(package: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("artifact")
    for archive, name in ((CODE_ZIP, "task"), (LAYER_ZIP, "opt")):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder / name)
    with zipfile.ZipFile(CRYPTO_ZIP) as opened:
        opened.extractall(folder / "crypto")
    return folder


@cache
def public_keys() -> str:
    return json.dumps(new_key_pair().public_keys())


def started(artifact: Path, row: Row) -> dict[str, Any]:
    """Start a row's Lambda in a new process, and return what it loads and builds before its first event."""
    path = [str(artifact / "task"), *(str(artifact / layer / "python") for layer in ("opt", *row.layers))]
    script = f"""
import json, sys
sys.path[:0] = {path!r}
import app
loaded = sorted(sys.modules)
import gc
gc.unfreeze()  # what the start froze is hidden from get_objects
base = sys.modules["botocore.client"].BaseClient if "botocore.client" in sys.modules else ()
clients = [thing.meta.service_model.service_name for thing in gc.get_objects() if issubclass(type(thing), base)]
print(json.dumps({{"loaded": loaded, "built": sorted(vars(app.services())), "clients": clients}}))
"""
    environment: Mapping[str, str] = {
        **ENVIRONMENT,
        "JWT_PUBLIC_KEYS": public_keys(),
        "AWS_LAMBDA_FUNCTION_NAME": f"callbox-a-stage-{row.name}",
        **{f"{queue.upper()}_QUEUE_URL": f"https://sqs.example/{queue}" for queue in row.sends},
        "SITE_BUCKET": "callbox-a-stage-site",
    }
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", script],
        capture_output=True, text=True, check=False, timeout=PATIENCE_S, env=environment,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


def forbidden(row: Row) -> set[str]:
    """Return the modules that this function does not need."""
    waste = NEVER - ({"cryptography"} if "crypto" in row.layers else set())
    if row.name not in PASSWORDS_ARE_FOR:
        waste |= {"argon2"}
    if row.name in READING:
        waste |= {"requests", "callbox.domain.code_words"}
    if row.name in READING and not row.sends:
        waste |= {"callbox.adapters.textverified"}
    if row.name in TOUCHING_NOTHING:
        waste |= {"botocore", "pynamodb", "nacl"}
    if not any("textverified" in secret for secret in row.secrets):
        waste |= {"callbox.adapters.textverified_wire"}
    return waste


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
def test_a_lambda_loads_its_own_function_one_client_a_service_and_no_waste(artifact: Path, row: Row) -> None:
    facts = started(artifact, row)
    loaded = set(facts["loaded"])
    functions = {name.rpartition(".")[2] for name in loaded if re.fullmatch(r"functions\.\w+\.\w+", name)}

    assert functions == {row.name}
    assert loaded & forbidden(row) == set()
    assert len(facts["clients"]) == len(set(facts["clients"])), facts["clients"]
    # importing requests takes 0.1 s: a function that calls a supplier imports it with the first call
    assert "requests" not in loaded
    # nothing is built with the first event, when a Lambda has only its share of a processor
    assert set(declared()[row.name].uses) <= set(facts["built"])


def test_without_a_lambdas_name_every_function_is_there() -> None:
    assert declared().keys() == set(ROWS)


def test_every_operation_that_a_row_permits_is_in_the_trimmed_sdk() -> None:
    # conditions are checked inside transactions only
    actions = {action for row in ROWS.values() for named in row.tables.values() for action in named}

    assert actions - {"ConditionCheckItem"} <= USED_OPERATIONS["dynamodb"]
    assert {"SendMessage"} <= USED_OPERATIONS["sqs"]
    assert {"GetParameter"} <= USED_OPERATIONS["ssm"]
    assert {"SendEmail"} <= USED_OPERATIONS["sesv2"]
    assert {"GetObject", "PutObject", "DeleteObject"} <= USED_OPERATIONS["s3"]
