"""Rewrite Chalice's zips: trimmed to what the functions use, compiled, and the same bytes every time.

Compiled code is shipped with `unchecked-hash`: Lambda cannot write .pyc files, and compiling at every cold start
costs a third more of it. botocore's data is four fifths of the untrimmed layer.
"""

import compileall
import json
import py_compile
import shutil
import tempfile
import zipfile
from pathlib import Path

# The AWS services our code calls; sts resolves credentials, the rest is what adapters name.
USED_SERVICES = {"dynamodb", "sqs", "secretsmanager", "sesv2", "sts"}
USED_PARTITION = "aws"
_DATA_FILES = {"endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"}
# Needed to build cffi modules and never to run them; the compiled ones load _cffi_backend alone.
_NEVER_IMPORTED = ("cffi", "pycparser", "dateutil/zoneinfo")
# No zip timestamps of the day: the earliest a zip can say.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def rewrite_layer_zip(archive: Path) -> None:
    """Trim, compile and repack the layer in place."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        _unpack(archive, tree)
        packages = _to_the_front(tree)
        _trim_botocore(packages / "botocore")
        _trim_boto3(packages / "boto3")
        _drop_what_never_runs(packages)
        _compile(tree)
        _pack(tree, archive)


def rewrite_code_zip(archive: Path) -> None:
    """Compile and repack app.py and Chalice's runtime in place."""
    with tempfile.TemporaryDirectory() as scratch:
        _unpack(archive, Path(scratch))
        _compile(Path(scratch))
        _pack(Path(scratch), archive)


def _unpack(archive: Path, tree: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tree)


def _to_the_front(tree: Path) -> Path:
    """Move site-packages to python/ itself: searched first on AWS and on the local platform alike.

    From site-packages the local platform would prefer the packages of its own environment to ours.
    """
    [packages] = tree.glob("python/lib/python*/site-packages")
    front = tree / "python.new"
    packages.rename(front)
    shutil.rmtree(tree / "python")
    return front.rename(tree / "python")


def _trim_botocore(botocore: Path) -> None:
    data = botocore / "data"
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in USED_SERVICES:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name not in _DATA_FILES:
            entry.unlink()
    for examples in data.rglob("examples-1.json*"):
        examples.unlink()
    _keep_partition(data / "endpoints.json")
    # An own list of certificate authorities, though certifi brings one: botocore prefers certifi's.
    (botocore / "cacert.pem").unlink(missing_ok=True)


def _keep_partition(endpoints: Path) -> None:
    """Leave the one partition and the used services in the list of endpoints."""
    document = json.loads(endpoints.read_text())
    document["partitions"] = [part for part in document["partitions"] if part["partition"] == USED_PARTITION]
    for part in document["partitions"]:
        part["services"] = {
            name: service
            for name, service in part["services"].items()
            if name in USED_SERVICES | {"email"}  # the endpoint prefix of sesv2
        }
    endpoints.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True))


def _trim_boto3(boto3: Path) -> None:
    data = boto3 / "data"
    if not data.is_dir():
        return
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in USED_SERVICES:
            shutil.rmtree(entry)
    shutil.rmtree(boto3 / "examples", ignore_errors=True)


def _drop_what_never_runs(packages: Path) -> None:
    for pattern in ("**/__pycache__", "*.dist-info", "*.data", "bin", "**/tests", "**/test", *_NEVER_IMPORTED):
        for path in packages.glob(pattern):
            shutil.rmtree(path, ignore_errors=True)
    for pattern in ("**/*.pyi", "**/*.pxd", "**/*.pyx", "**/*.c", "**/*.h", "**/py.typed"):
        for path in packages.glob(pattern):
            path.unlink()


def _compile(tree: Path) -> None:
    """Compile every module; the paths written into tracebacks are those inside the zip."""
    done = compileall.compile_dir(
        tree,
        quiet=1,
        force=True,
        stripdir=str(tree),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise ValueError("a module in the package does not compile")


def _pack(tree: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(tree)), _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                opened.writestr(entry, path.read_bytes())
