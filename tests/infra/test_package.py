"""The zips: everything a function imports, nothing else, small, compiled, and the same every time."""

import py_compile
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.layer import OUR_PACKAGES, pack_layer, rewrite_code_zip
from infra.package import CODE_ZIP, CRYPTO_ZIP, LAYER_ZIP, TEMPLATE, PackagingError, check_rows_and_code, inputs_digest
from infra.rows import ROOT, read_rows
from infra.sdk_data import USED_OPERATIONS
from infra.wheels import copy_crypto
from ops.push_key import new_push_key
from tests.infra.stage import Stage
from tests.waiting import PATIENCE_S

# Zip and unpacked size, both artifacts together. Lambda fetches and unpacks them at each cold start.
HARD_LIMIT_ZIP_MB = 10
HARD_LIMIT_UNPACKED_MB = 30
# The layer `crypto`, which only the functions have that name it: nearly all of it is OpenSSL.
CRYPTO_LIMIT_ZIP_MB = 6
CRYPTO_LIMIT_UNPACKED_MB = 18
_UNCHECKED_HASH = 0b01


@pytest.fixture(scope="module")
def unpacked(package: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack both zips as Lambda does: the code in one folder, the layer in another."""
    folder = tmp_path_factory.mktemp("lambda")
    for archive, name in ((CODE_ZIP, "task"), (LAYER_ZIP, "opt")):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder / name)
    return folder


@pytest.fixture(scope="module")
def with_crypto(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the layer `crypto` over the main one, as Lambda does for the functions that have both."""
    folder = tmp_path_factory.mktemp("with_crypto")
    shutil.copytree(unpacked, folder, dirs_exist_ok=True)
    with zipfile.ZipFile(CRYPTO_ZIP) as opened:
        assert not [name for name in opened.namelist() if (folder / "opt" / name).exists()]
        opened.extractall(folder / "opt")
    return folder


def run_isolated(unpacked: Path, script: str) -> str:
    """Run Python with the zips and the standard library alone: no site-packages, no environment."""
    prelude = f"import sys; sys.path[:0] = [{str(unpacked / 'task')!r}, {str(unpacked / 'opt' / 'python')!r}]\n"
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", prelude + script],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        env={"AWS_DEFAULT_REGION": "eu-west-1"},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_app_py_and_every_module_of_ours_import_from_the_zips_alone(unpacked: Path) -> None:
    script = """
import importlib, pkgutil, app, callbox, functions
for package in (callbox, functions):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print("all imported")
"""
    assert run_isolated(unpacked, script).strip() == "all imported"


def test_every_handler_can_be_called_from_the_zips_alone(unpacked: Path) -> None:
    handlers = sorted({row.handler.removeprefix("app.") for row in read_rows().values()})
    script = f"import app\nprint([name for name in {handlers!r} if not callable(getattr(app, name, None))])"

    assert run_isolated(unpacked, script).strip() == "[]"


def test_the_reviewed_list_of_denied_services_is_in_the_zips(unpacked: Path) -> None:
    script = """
from callbox.domain.withholding import withheld
print(withheld("PayPal: 482913").category)
"""
    assert run_isolated(unpacked, script).strip() == "payments"


def test_the_services_our_code_calls_are_in_the_trimmed_sdk(unpacked: Path) -> None:
    script = f"""
from botocore.session import Session
for name in {sorted(USED_OPERATIONS)!r}:
    client = Session().create_client(name, region_name="eu-west-1")
    assert client.meta.endpoint_url.startswith("https://"), name
print("all made")
"""
    assert run_isolated(unpacked, script).strip() == "all made"


SIGN = """
import jwt
key = %r
print(len(jwt.encode({"sub": "x"}, key, algorithm="ES256").split(".")))
"""


def test_the_layer_crypto_signs_what_push_services_ask_for(with_crypto: Path) -> None:
    assert run_isolated(with_crypto, SIGN % new_push_key()["private_key_pem"]).strip() == "3"


def test_without_that_layer_nothing_loads_openssl(unpacked: Path) -> None:
    script = "import importlib.util, sys, app; print(importlib.util.find_spec('cryptography'), 'ssl' in sys.modules)"

    assert run_isolated(unpacked, script).split()[0] == "None"


def test_the_layer_crypto_stays_below_its_budget_and_is_packed_the_same_each_time(
    package: None, tmp_path: Path
) -> None:
    with zipfile.ZipFile(CRYPTO_ZIP) as opened:
        unpacked_mb = sum(item.file_size for item in opened.infolist()) / 1e6
        assert {Path(name).parts[1] for name in opened.namelist()} == {"cryptography"}
    pack_layer(tmp_path / "again.zip", copy_crypto)

    assert CRYPTO_ZIP.stat().st_size <= CRYPTO_LIMIT_ZIP_MB * 1_000_000
    assert unpacked_mb <= CRYPTO_LIMIT_UNPACKED_MB
    assert (tmp_path / "again.zip").read_bytes() == CRYPTO_ZIP.read_bytes()


def test_the_package_stays_below_its_budget(package: None) -> None:
    zipped = unpacked = 0
    for archive in (CODE_ZIP, LAYER_ZIP):
        zipped += archive.stat().st_size
        with zipfile.ZipFile(archive) as opened:
            unpacked += sum(item.file_size for item in opened.infolist())

    assert zipped <= HARD_LIMIT_ZIP_MB * 1_000_000
    assert unpacked <= HARD_LIMIT_UNPACKED_MB * 1_000_000


def test_byte_code_is_used_as_it_is_and_never_compiled_again(unpacked: Path) -> None:
    compiled = [*unpacked.rglob("*.pyc")]

    assert len(compiled) > 100
    for path in compiled:
        assert int.from_bytes(path.read_bytes()[4:8], "little") == _UNCHECKED_HASH, path


def test_only_our_own_code_carries_its_source(unpacked: Path) -> None:
    sources = {path.relative_to(unpacked).parts for path in unpacked.rglob("*.py")}
    packages = {parts[2] if parts[0] == "opt" else parts[1] for parts in sources}

    assert packages == {*OUR_PACKAGES, "app.py"}


def test_no_tests_notes_or_metadata_are_shipped(unpacked: Path) -> None:
    unwanted = ("tests", "*.dist-info", "examples-1.json*", "*.md", "*.pyi", "boto3", "cffi")

    assert [path for pattern in unwanted for path in (unpacked / "opt" / "python").rglob(pattern)] == []
    assert list(unpacked.rglob(".git*")) == []


def test_packing_the_same_code_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    archives = []
    for name in ("first", "second"):
        archive = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("app.py", "answer = 42\n")
            opened.writestr("helping/__init__.py", "import os\n")
        rewrite_code_zip(archive)
        archives.append(archive.read_bytes())

    assert archives[0] == archives[1]


def test_a_module_that_does_not_compile_is_not_packed(tmp_path: Path) -> None:
    archive = tmp_path / "broken.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("app.py", "def broken(:\n")

    with pytest.raises((ValueError, py_compile.PyCompileError)):
        rewrite_code_zip(archive)


def test_stray_byte_code_does_not_change_what_is_built() -> None:
    before = inputs_digest()
    litter = ROOT / "functions" / "api" / "__pycache__"
    had_litter = litter.exists()
    litter.mkdir(exist_ok=True)
    stray = litter / "nothing.cpython-311.pyc"
    stray.write_bytes(b"stale")
    try:
        assert inputs_digest() == before
    finally:
        stray.unlink()
        if not had_litter:
            shutil.rmtree(litter)


def test_a_row_without_code_and_code_without_a_row_are_refused(stage: Stage) -> None:
    rows = read_rows()
    without_settling = {name: row for name, row in rows.items() if name != "get_wallet"}

    with pytest.raises(PackagingError, match=r"GET /api/v1/wallet is registered in app\.py, but no row"):
        check_rows_and_code(dict(stage.template), without_settling)


def test_the_template_passes_cfn_lint(package: None) -> None:
    linter = Path(sys.executable).parent / "cfn-lint"
    result = subprocess.run([linter, TEMPLATE], capture_output=True, text=True, check=False, timeout=PATIENCE_S)

    assert result.stdout + result.stderr == ""
    assert result.returncode == 0
