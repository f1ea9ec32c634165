"""The software bill of materials names all that a release runs, and nothing else."""

import json
import re
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.rows import ROOT
from infra.sbom import sbom


def components() -> dict[str, Any]:
    return {one["purl"]: one for one in json.loads(sbom())["components"]}


def test_it_names_every_pinned_package_of_the_layers_with_its_hashes() -> None:
    lists = "".join((ROOT / f"requirements{layer}.txt").read_text() for layer in ("", "-crypto"))
    pinned = set(re.findall(r"^([\w.-]+)==([\w.]+)", lists, re.MULTILINE))
    found = components()

    assert {purl for purl in found if purl.startswith("pkg:pypi/")} == {
        f"pkg:pypi/{name.lower()}@{version}" for name, version in pinned
    }
    assert "cryptography" in {name for name, _ in pinned}
    assert all(one["hashes"] for purl, one in found.items() if purl.startswith("pkg:pypi/"))


def test_it_names_the_packages_that_the_site_ships() -> None:
    shipped = {purl.rpartition("@")[0] for purl in components() if purl.startswith("pkg:npm/")}

    assert shipped == {"pkg:npm/preact", "pkg:npm/%40preact/signals", "pkg:npm/htm", "pkg:npm/lean-qr"}


def test_it_is_valid_and_the_same_each_time() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom()) is None
    assert sbom() == sbom()
