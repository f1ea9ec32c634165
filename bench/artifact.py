"""Unpack the built zips like Lambda: the code in one folder, the layer in another."""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from infra.package import BUILD, CODE_ZIP, CRYPTO_ZIP, LAYER_ZIP, build, package_digest

ROOM = BUILD / "bench"
_UNPACKED = ROOM / "artifact"
_STAMP = ROOM / "artifact.sha256"


@dataclass(frozen=True)
class Artifact:
    """The folders of the unpacked artifact, and its total sizes in MB (a million bytes).

    All functions have it but those with the layer `crypto`, which are `crypto_zipped_mb` larger.
    """

    path: tuple[Path, ...]
    zipped_mb: float
    unpacked_mb: float
    crypto_zipped_mb: float


def unpacked_artifact() -> Artifact:
    """Build the package if needed, unpack it, and return its folders and sizes."""
    build()
    digest = package_digest()
    if not _STAMP.exists() or _STAMP.read_text() != digest:
        shutil.rmtree(_UNPACKED, ignore_errors=True)
        for archive, folder in ((CODE_ZIP, "task"), (LAYER_ZIP, "opt")):
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(_UNPACKED / folder)
        _STAMP.write_text(digest)
    files = [path.stat().st_size for path in _UNPACKED.rglob("*") if path.is_file()]
    return Artifact(
        # Lambda's order: the function's own code before its layers
        path=(_UNPACKED / "task", _UNPACKED / "opt" / "python"),
        zipped_mb=(CODE_ZIP.stat().st_size + LAYER_ZIP.stat().st_size) / 1e6,
        unpacked_mb=sum(files) / 1e6,
        crypto_zipped_mb=CRYPTO_ZIP.stat().st_size / 1e6,
    )
