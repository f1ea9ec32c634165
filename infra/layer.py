"""Rewrite Chalice's zips: trim them to what the functions use, compile the code, and make the bytes reproducible.

The .pyc files use `unchecked-hash`. Lambda cannot write .pyc files, and compiling at each cold start makes it a third
longer. Most of the untrimmed layer is botocore's data (infra/sdk_data.py).
"""

import compileall
import py_compile
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from infra.sdk_data import trim_sdk
from infra.wheels import SHARED_WITH_MAIN

# cffi and its parser are needed only to build modules: compiled modules load _cffi_backend alone.
_NEVER_IMPORTED = ("cffi", "pycparser", "dateutil/zoneinfo", "nacl/pwhash")
# Our own code keeps its source for debugging; third-party packages ship byte code only.
OUR_PACKAGES = ("functions", "callbox")
# A constant timestamp keeps the zips reproducible; this is the earliest that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def rewrite_layer_zip(archive: Path, install: Callable[[Path], None] | None = None) -> None:
    """Trim, compile and repack the layer in place. `install` replaces the packages that are not ours."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        _unpack(archive, tree)
        packages = _to_the_front(tree)
        if install:
            _drop_packages(packages)
            install(packages)
        trim_sdk(packages / "botocore")
        _drop_what_never_runs(packages)
        _compile(packages, OUR_PACKAGES)
        _pack(tree, archive)


def pack_layer(archive: Path, install: Callable[[Path], None]) -> None:
    """Make a layer of the packages that `install` puts into a folder, without what the main layer holds."""
    with tempfile.TemporaryDirectory() as scratch:
        packages = Path(scratch) / "python"
        packages.mkdir()
        install(packages)
        for pattern in SHARED_WITH_MAIN:
            for path in packages.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        _drop_what_never_runs(packages)
        _compile(packages, ())
        _pack(Path(scratch), archive)


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
    """Move site-packages to python/ itself, which AWS and the local platform search first.

    With site-packages, the local platform would load the packages of its own environment before ours.
    """
    [packages] = tree.glob("python/lib/python*/site-packages")
    front = tree / "python.new"
    packages.rename(front)
    shutil.rmtree(tree / "python")
    return front.rename(tree / "python")


def _drop_packages(packages: Path) -> None:
    for entry in packages.iterdir():
        if entry.name in OUR_PACKAGES:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _drop_what_never_runs(packages: Path) -> None:
    for pattern in ("**/__pycache__", "*.dist-info", "*.data", "bin", "**/tests", "**/test", *_NEVER_IMPORTED):
        for path in packages.glob(pattern):
            shutil.rmtree(path, ignore_errors=True)
    for pattern in ("**/*.pyi", "**/*.pxd", "**/*.pyx", "**/*.c", "**/*.h", "**/py.typed"):
        for path in packages.glob(pattern):
            path.unlink()


def _compile(tree: Path, with_source: tuple[str, ...]) -> None:
    """Compile every module. Keep the source of those in `with_source`; replace that of the others.

    Tracebacks show the paths inside the zip.
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
