"""Build what is deployed, the template and the three zips, from the files of the repository alone; and its SBOM.

Chalice does the packaging. This module works around its bugs and makes the result small and reproducible.

    python -m infra.package            builds build/package if an input changed
    python -m infra.package --force    always builds it

A release takes the packages of the layers for Lambda's own platform, and the template with gradual traffic and nested
stacks; the local platform takes the packages of this machine and the template without.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra import sbom
from infra.gradual import with_gradual_traffic
from infra.layer import pack_layer, rewrite_code_zip, rewrite_layer_zip
from infra.nested import FILES, split
from infra.rows import ROOT, Row, read_rows
from infra.stack import merge_template
from infra.wheels import WheelsMissing, copy_crypto, install_crypto_for_lambda, install_for_lambda

BUILD = ROOT / "build"
PACKAGE = BUILD / "package"
TEMPLATE = PACKAGE / "sam.json"
AWS_TEMPLATE = PACKAGE / "aws.json"
NESTED_TEMPLATES = tuple(PACKAGE / name for name in FILES.values())
LAYER_ZIP = PACKAGE / "layer-deployment.zip"
CRYPTO_ZIP = PACKAGE / "crypto-layer.zip"
"""The layer `crypto`: only functions whose row names it have it."""
CODE_ZIP = PACKAGE / "deployment.zip"
ZIPS = (LAYER_ZIP, CRYPTO_ZIP, CODE_ZIP)
BILL = PACKAGE / "sbom.cdx.json"
_STAMP = PACKAGE / "inputs.sha256"
_INPUTS = ("app.py", "requirements.txt", "requirements-crypto.txt", "frontend/vendor.md", ".chalice/config.json",
           "infra/*.py", "infra/*.yaml",
           "functions/**/*.py", "layers/shared/python/**/*")  # fmt: skip


class PackagingError(Exception):
    """The package cannot be built. The text says what to change."""


def build(*, force: bool = False, for_lambda: bool = False) -> bool:
    """Build the package; return False when the existing one was built from the same inputs.

    `for_lambda` takes the layer's packages for Lambda's platform. Raises PackagingError.
    """
    digest = inputs_digest() + ("-lambda" if for_lambda else "")
    if not force and _STAMP.exists() and _STAMP.read_text() == digest:
        return False
    _clean()
    merge = BUILD / "merge.json"
    merge.parent.mkdir(exist_ok=True)
    merge.write_text(json.dumps(merge_template(), sort_keys=True))
    rows = read_rows()
    _check_handlers(rows)
    _run_chalice(merge)
    check_rows_and_code(json.loads(TEMPLATE.read_text()), rows)
    try:
        rewrite_layer_zip(LAYER_ZIP, install_for_lambda if for_lambda else None)
        pack_layer(CRYPTO_ZIP, install_crypto_for_lambda if for_lambda else copy_crypto)
    except WheelsMissing as missing:
        raise PackagingError(str(missing)) from missing
    rewrite_code_zip(CODE_ZIP)
    on_aws = split(with_gradual_traffic(json.loads(TEMPLATE.read_text()), rows))
    AWS_TEMPLATE.write_text(json.dumps(on_aws.root))
    for name, nested in on_aws.nested.items():
        (PACKAGE / name).write_text(json.dumps(nested))
    sbom.write(BILL)
    _STAMP.write_text(digest)
    return True


def inputs_digest() -> str:
    """Return one hash of every input file and of the Python version."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted({path for pattern in _INPUTS for path in ROOT.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def package_digest() -> str:
    """Return one hash of what would be deployed."""
    digest = hashlib.sha256()
    for path in (TEMPLATE, *ZIPS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _clean() -> None:
    # Chalice's layer cache hashes contents but not names, so a renamed file would ship under its old name.
    for stale in (ROOT / ".chalice" / "deployments", PACKAGE):
        shutil.rmtree(stale, ignore_errors=True)


def _run_chalice(merge: Path) -> None:
    command = [
        str(Path(sys.executable).parent / "chalice"),
        "package", "--stage", "live", "--merge-template", str(merge), str(PACKAGE),
    ]  # fmt: skip
    result = subprocess.run(command, cwd=ROOT, env=_env(), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise PackagingError(f"chalice package failed:\n{result.stdout}{result.stderr}")


def check_rows_and_code(template: dict[str, Any], rows: dict[str, Row]) -> None:
    """Raise PackagingError when functions.yaml and app.py do not have the same functions."""
    resources = template["Resources"]
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    problems = []
    for row in rows.values():
        # Chalice marks what it generates; a resource of the merge template alone lacks the mark.
        if row.kind == "api":
            integration = paths[row.path][row.method.lower()]["x-amazon-apigateway-integration"]
            registered = "type" in integration
        else:
            registered = "Tags" in resources[row.resource]["Properties"]
        if not registered:
            problems.append(f"{row.name} is in functions.yaml, but app.py does not register it")
    known = {(row.path, row.method.lower()) for row in rows.values() if row.kind == "api"}
    for path, methods in paths.items():
        problems += [
            f"{method.upper()} {path} is registered in app.py, but no row of functions.yaml has it"
            for method in methods
            if (path, method) not in known
        ]
    problems += [
        f"{name} is registered in app.py, but no row of functions.yaml has it"
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::Function" and "FunctionName" not in resource["Properties"]
    ]
    if problems:
        raise PackagingError("\n".join(problems))


def _check_handlers(rows: dict[str, Row]) -> None:
    """Raise PackagingError for handlers that Lambda cannot call, because app.py imports a module of the same name."""
    names = [row.handler.removeprefix("app.") for row in rows.values()]
    script = f"import app; print(*[name for name in {names!r} if not callable(getattr(app, name, None))])"
    result = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=ROOT, env=_env(), capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise PackagingError(f"app.py cannot be imported:\n{result.stderr}")
    if result.stdout.strip():
        raise PackagingError(f"these handlers are not functions of app.py: {result.stdout.strip()}")


def _env() -> dict[str, str]:
    """Return the environment for importing app.py: a region, and no byte code written."""
    return os.environ | {
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def main() -> None:
    """Build and print the sizes."""
    try:
        built = build(force="--force" in sys.argv[1:])
    except PackagingError as error:
        sys.exit(str(error))
    sizes = ", ".join(f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in ZIPS)
    print(f"{'built' if built else 'unchanged'}: {PACKAGE.relative_to(ROOT)} ({sizes})")


if __name__ == "__main__":
    main()
