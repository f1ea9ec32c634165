"""Rewrite Chalice's zips: trimmed to what the functions use, compiled, and the same bytes every time.

Compiled code is shipped with `unchecked-hash`: Lambda cannot write .pyc files, and compiling at every cold start
costs a third more of it. botocore's data is most of the untrimmed layer (infra/sdk_data.py).
"""

import compileall
import py_compile
import shutil
import tempfile
import zipfile
from pathlib import Path

from infra.sdk_data import trim_sdk

# cffi and its parser are needed to build modules and never to run them: the compiled ones load _cffi_backend alone.
_NEVER_IMPORTED = ("cffi", "pycparser", "dateutil/zoneinfo", "nacl/pwhash")
# What people debug keeps its source beside its byte code; of other people's packages the byte code is enough.
OUR_PACKAGES = ("functions", "callbox")
# No zip timestamps of the day: the earliest a zip can say.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def rewrite_layer_zip(archive: Path) -> None:
    """Trim, compile and repack the layer in place."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        _unpack(archive, tree)
        packages = _to_the_front(tree)
        trim_sdk(packages / "botocore")
        _drop_what_never_runs(packages)
        _compile(packages, OUR_PACKAGES)
        _pack(tree, archive)


def rewrite_code_zip(archive: Path) -> None:
    """Compile and repack app.py and Chalice's runtime in place."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        _unpack(archive, tree)
        _compile(tree, ("app.py",))
        _pack(tree, archive)


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


def _drop_what_never_runs(packages: Path) -> None:
    for pattern in ("**/__pycache__", "*.dist-info", "*.data", "bin", "**/tests", "**/test", *_NEVER_IMPORTED):
        for path in packages.glob(pattern):
            shutil.rmtree(path, ignore_errors=True)
    for pattern in ("**/*.pyi", "**/*.pxd", "**/*.pyx", "**/*.c", "**/*.h", "**/py.typed"):
        for path in packages.glob(pattern):
            path.unlink()


def _compile(tree: Path, with_source: tuple[str, ...]) -> None:
    """Compile every module; keep the source of those named, replace that of the others.

    The paths written into tracebacks are those inside the zip.
    """
    for entry in sorted(tree.iterdir()):
        ours = entry.name in with_source
        compile_entry = compileall.compile_dir if entry.is_dir() else compileall.compile_file
        done = compile_entry(
            entry,
            quiet=1,
            force=True,
            legacy=not ours,
            stripdir=str(tree),
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        if not done:
            raise ValueError(f"a module of {entry.name} does not compile")
        if not ours:
            for source in [entry] if entry.suffix == ".py" else entry.rglob("*.py"):
                source.unlink()


def _pack(tree: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(tree)), _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                opened.writestr(entry, path.read_bytes())
