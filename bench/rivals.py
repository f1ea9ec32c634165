"""The rival implementations of a route, with their packages in a virtual environment under build/."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.artifact import ROOM

_HERE = Path(__file__).parent
_REQUIREMENTS = _HERE / "requirements-rivals.txt"
_VENV = ROOM / "rivals"
_VARIANTS = _HERE / "variants"


@dataclass(frozen=True)
class Variant:
    """One implementation of `GET /wallet`: its module path and handler. `module` is `-` for bare Python."""

    name: str
    path: tuple[Path, ...]
    module: str
    handler: str = "handler"


def variants(artifact: tuple[Path, ...]) -> dict[str, Variant]:
    """Install the packages of the rivals; return every variant by name, ours as `callbox`."""
    packages = (_VARIANTS, _install())
    every = (
        Variant("python", (), "-"),
        Variant("floor", (_VARIANTS,), "floor"),
        Variant("callbox", artifact, "app", "app"),
        Variant("chalice + pynamodb untuned", packages, "untuned", "app"),
        Variant("fastapi + mangum + boto3", packages, "usual"),
    )
    return {variant.name: variant for variant in every}


def _install() -> Path:
    """Return the folder of the rivals' packages with byte code, because ours ships compiled too."""
    digest = hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()
    stamp = _VENV / "requirements.sha256"
    if not stamp.exists() or stamp.read_text() != digest:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_VENV)], check=True)
        pip = [str(_VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(_REQUIREMENTS)], check=True)
        stamp.write_text(digest)
    [packages] = _VENV.glob("lib/python*/site-packages")
    # compile what pip left uncompiled, and the variants
    for folder in (packages, _VARIANTS):
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=False)
    return packages
