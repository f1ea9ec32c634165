"""Write the software bill of materials: every package of others that a release runs, in CycloneDX 1.6.

The layers' packages come from requirements.txt and requirements-crypto.txt with their hashes, the site's from
frontend/vendor.md. Packages that only build, check or test are not in it. The same release always gives the same file.

    python -m infra.sbom            prints it; `make package` writes build/package/sbom.cdx.json
"""

import re
from pathlib import Path
from uuid import UUID, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from infra.rows import ROOT

# As `make pins` writes it: `name==1.2.3` with a marker or without, then a line for each hash.
_PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")

REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "requirements-crypto.txt")
VENDOR = ROOT / "frontend" / "vendor.md"
# Any fixed one: the serial number is then made from what the file names.
_NAMESPACE = UUID("6f6a3c0e-3c43-4f0c-9f2b-6a5f6f3f7a11")
# `| @preact/signals (with signals-core) | 2.11.4 | MIT, …`
_VENDORED = re.compile(r"^\| (@?[\w/-]+)(?: \([^)]*\))? \| ([\d.]+) \|", re.MULTILINE)


def write(path: Path) -> None:
    path.write_text(sbom())


def sbom() -> str:
    """Return the bill as JSON."""
    components = [*_of_the_layers(), *_of_the_site()]
    named = "\n".join(sorted(str(component.purl) for component in components))
    bom = Bom(components=components, serial_number=uuid5(_NAMESPACE, named))
    bom.metadata.component = Component(name="callbox", type=ComponentType.APPLICATION, bom_ref="callbox")
    bom.metadata.timestamp = None  # type: ignore[assignment]  # a time would make each build another file
    bom.register_dependency(bom.metadata.component, components)
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _of_the_layers() -> list[Component]:
    found = []
    pinned = [one for path in REQUIREMENTS for one in _PINNED.findall(path.read_text())]
    # both layers' lists name what both need, in one version
    for name, version, hashes in {one[0]: one for one in pinned}.values():
        digests = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in _HASH.findall(hashes)]
        found.append(_library("pypi", None, name, version, digests))
    return found


def _of_the_site() -> list[Component]:
    found = []
    for name, version in _VENDORED.findall(VENDOR.read_text()):
        scope, _, short = name.rpartition("/")
        found.append(_library("npm", scope or None, short, version, []))
    return found


def _library(kind: str, group: str | None, name: str, version: str, hashes: list[HashType]) -> Component:
    purl = PackageURL(kind, group, name, version)
    return Component(
        type=ComponentType.LIBRARY, group=group, name=name, version=version, purl=purl, bom_ref=str(purl), hashes=hashes
    )


if __name__ == "__main__":
    print(sbom(), end="")
